//! What of the household can be seen at a moment: ninety days back, two weeks ahead.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan, Zoned};

use crate::person::zone;

/// What the household shows at a moment, and what of them has happened by then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// The moment, in the person's zone.
    pub now: Zoned,
    /// The date of the moment, in the person's zone.
    pub today: Date,
    /// The first day shown: 89 days before today.
    pub first: Date,
    /// The last day shown: 14 days after today.
    pub last: Date,
}

impl Window {
    /// What can be seen at `now`.
    pub fn at(now: Timestamp) -> Self {
        let now = now.to_zoned(zone().clone());
        let today = now.date();
        Self { first: today - 89.days(), last: today + 14.days(), today, now }
    }

    /// Whether a date lies inside.
    pub fn holds(&self, date: Date) -> bool {
        (self.first..=self.last).contains(&date)
    }

    /// Whether a moment has come.
    pub fn has_come(&self, moment: &Zoned) -> bool {
        moment.timestamp() <= self.now.timestamp()
    }

    /// The dates from `first` to `last` that lie inside, oldest first.
    pub fn dates(&self, first: Date, last: Date) -> impl DoubleEndedIterator<Item = Date> + use<> {
        let first = first.max(self.first);
        let count = (last.min(self.last) - first).get_days() + 1;
        (0..count).map(move |offset| first + offset.days())
    }

    /// The dates up to today, oldest first; what of today still lies ahead is for the caller to leave out.
    pub fn past(&self) -> impl DoubleEndedIterator<Item = Date> + use<> {
        self.dates(self.first, self.today)
    }
}
