use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use serde_json::Value;

use super::reading::Reading;

/// The present as the person lives it, taken from the note behind their message.
#[derive(Clone, Debug)]
pub(super) struct Moment {
    pub(super) date: Date,
    pub(super) time: Time,
    /// The IANA name of the zone.
    pub(super) zone: String,
}

impl Moment {
    /// Reads the line `Now: <Weekday> <YYYY-MM-DD> <HH:MM>, <IANA zone>.` of a note.
    pub(super) fn of_note(note: &str) -> Option<Self> {
        let line = note.lines().find_map(|line| line.trim().strip_prefix("Now: "))?;
        let (clock, zone) = line.split_once(", ")?;
        let mut words = clock.split_whitespace().skip(1);
        let date = words.next()?.parse().ok()?;
        let time = Time::strptime("%H:%M", words.next()?).ok()?;
        let zone = zone.trim_end_matches('.');
        TimeZone::get(zone).ok()?;
        Some(Self { date, time, zone: zone.to_owned() })
    }

    pub(super) fn now(&self) -> DateTime {
        self.date.to_datetime(self.time)
    }

    /// A local time as the tools take it, `2026-11-22T18:30`: they know the zone.
    pub(super) fn written(local: DateTime) -> String {
        local.strftime("%Y-%m-%dT%H:%M").to_string()
    }

    /// The local date and time of an instant, which may carry any offset.
    pub(super) fn local(&self, instant: &str) -> Option<DateTime> {
        let instant: jiff::Timestamp = instant.parse().ok()?;
        Some(instant.in_tz(&self.zone).ok()?.datetime())
    }

    /// A date as a person says it: `today`, `yesterday`, `Monday 16 November`, with the year when it is another.
    pub(super) fn say(&self, date: Date) -> String {
        match self.days_since(date) {
            Some(0) => "today".to_owned(),
            Some(-1) => "tomorrow".to_owned(),
            Some(1) => "yesterday".to_owned(),
            _ if date.year() == self.date.year() => date.strftime("%A %-d %B").to_string(),
            _ => date.strftime("%A %-d %B %Y").to_string(),
        }
    }

    /// How many days ago a date was.
    pub(super) fn days_since(&self, date: Date) -> Option<i32> {
        Some(self.date.since(date).ok()?.get_days())
    }

    /// The day of a row that carries its `date`.
    pub(super) fn say_of(&self, row: &Value) -> String {
        row.text("date").parse().map_or_else(|_| "undated".to_owned(), |date| self.say(date))
    }
}
