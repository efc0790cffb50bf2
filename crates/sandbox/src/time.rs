//! Times in answers: RFC 3339 with the offset, and what a person would say beside it.

use jiff::Zoned;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

/// From when to when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Span {
    /// Local date of the start.
    pub date: String,
    /// Its weekday.
    pub weekday: String,
    /// RFC 3339 with offset.
    pub start: String,
    /// RFC 3339 with offset.
    pub end: String,
}

impl Span {
    /// From `start` to `end`.
    pub fn new(start: &Zoned, end: &Zoned) -> Self {
        Self {
            date: start.date().to_string(),
            weekday: weekday(start.date()),
            start: rfc3339(start),
            end: rfc3339(end),
        }
    }
}

/// A moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct At {
    /// Local date.
    pub date: String,
    /// Its weekday.
    pub weekday: String,
    /// RFC 3339 with offset.
    pub at: String,
}

impl From<&Zoned> for At {
    fn from(moment: &Zoned) -> Self {
        Self { date: moment.date().to_string(), weekday: weekday(moment.date()), at: rfc3339(moment) }
    }
}

/// “Saturday”.
pub fn weekday(date: Date) -> String {
    date.strftime("%A").to_string()
}

/// “2026-11-21T09:17:00+01:00”.
pub fn rfc3339(moment: &Zoned) -> String {
    moment.strftime("%FT%T%:z").to_string()
}

/// “Sat 2026-11-21 09:17”.
pub fn clock_time(moment: &Zoned) -> String {
    moment.strftime("%a %F %H:%M").to_string()
}

/// “5:35” or “1:02:09”.
pub fn minutes_and_seconds(seconds: u32) -> String {
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours == 0 { format!("{minutes}:{seconds:02}") } else { format!("{hours}:{minutes:02}:{seconds:02}") }
}
