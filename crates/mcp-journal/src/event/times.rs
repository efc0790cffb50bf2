//! When an event was, from what was given.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::error::CallError;
use crate::moment::{self, Given};
use crate::partial_date;

/// When an event was.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Times {
    pub(crate) start: Timestamp,
    pub(crate) end: Option<Timestamp>,
    pub(crate) all_day: bool,
}

/// What was given of it.
#[derive(Clone, Copy, Default)]
pub(crate) struct GivenTimes<'a> {
    pub(crate) start: Option<&'a str>,
    pub(crate) end: Option<&'a str>,
    pub(crate) duration_min: Option<i64>,
}

/// The longest an event can be, in minutes: ten years.
const LONGEST: i64 = 10 * 366 * 24 * 60;

impl GivenTimes<'_> {
    pub(crate) fn is_empty(&self) -> bool {
        self.start.is_none() && self.end.is_none() && self.duration_min.is_none()
    }

    /// The times of a new event. Without a start it is now, or ended now when only its length is given.
    pub(crate) fn resolve(&self, zone: &TimeZone, now: Timestamp) -> Result<Times, CallError> {
        let Some(start) = self.start else {
            let length = self.length()?;
            return match self.end {
                None => Ok(Times { start: now - length.unwrap_or_default(), end: length.map(|_| now), all_day: false }),
                Some(end) => match (moment::read("end", end, zone)?, length) {
                    (Given::At(end), Some(length)) => Ok(Times { start: end - length, end: Some(end), all_day: false }),
                    _ => Err(CallError::invalid("start", "give the start too")),
                },
            };
        };
        match moment::read("start", start, zone)? {
            Given::At(start) => {
                let end = self.end_after(start, zone)?;
                Ok(Times { start, end, all_day: false })
            }
            Given::Day(first) => self.whole_days(first, zone),
        }
    }

    /// The times of an event that was at `before`: a new start moves the end along.
    pub(crate) fn moved(&self, before: &Times, zone: &TimeZone) -> Result<Times, CallError> {
        match self.start {
            Some(start) => match moment::read("start", start, zone)? {
                Given::Day(first) => self.whole_days(first, zone),
                Given::At(start) => {
                    let length = before.end.filter(|_| !before.all_day).map(|end| end.duration_since(before.start));
                    let end = self.end_after(start, zone)?.or(length.map(|length| start + length));
                    Ok(Times { start, end, all_day: false })
                }
            },
            None if self.is_empty() => Ok(before.clone()),
            None if before.all_day => Err(CallError::invalid("start", "it is a whole day so far: give the start too")),
            None => Ok(Times { end: self.end_after(before.start, zone)?, ..before.clone() }),
        }
    }

    fn end_after(&self, start: Timestamp, zone: &TimeZone) -> Result<Option<Timestamp>, CallError> {
        let end = match (self.end, self.length()?) {
            (Some(_), Some(_)) => return Err(CallError::invalid("duration_min", "give either end or duration_min")),
            (None, None) => None,
            (None, Some(length)) => Some(start + length),
            (Some(end), None) => match moment::read("end", end, zone)? {
                Given::At(end) => Some(end),
                Given::Day(_) => return Err(CallError::invalid("end", "give the time of day too, as in start")),
            },
        };
        if end.is_some_and(|end| end < start) {
            return Err(CallError::invalid("end", "is before start; past midnight, give the next day's date"));
        }
        Ok(end)
    }

    fn whole_days(&self, first: Date, zone: &TimeZone) -> Result<Times, CallError> {
        let last = match self.end.map(|end| moment::read("end", end, zone)).transpose()? {
            None => first,
            Some(Given::Day(last)) if last >= first => last,
            Some(_) => {
                return Err(CallError::invalid("end", "start is a whole day: give the last day, or leave it out"));
            }
        };
        if self.duration_min.is_some() {
            return Err(CallError::invalid("duration_min", "start is a whole day: give its time of day too"));
        }
        let start = moment::day_bounds(first, zone).0;
        let end = moment::day_bounds(partial_date::next(last), zone).0;
        Ok(Times { start, end: Some(end), all_day: true })
    }

    fn length(&self) -> Result<Option<SignedDuration>, CallError> {
        match self.duration_min {
            None => Ok(None),
            Some(minutes) if (0..=LONGEST).contains(&minutes) => Ok(Some(SignedDuration::from_mins(minutes))),
            Some(_) => Err(CallError::invalid("duration_min", "give the length in minutes, not below zero")),
        }
    }
}

impl Times {
    /// The calendar day it counts for: a sleep the day of waking, anything else the day it began.
    pub(crate) fn local_day(&self, is_sleep: bool, zone: &TimeZone) -> Date {
        let decisive = if is_sleep { self.end.unwrap_or(self.start) } else { self.start };
        moment::local_day(decisive, zone)
    }
}
