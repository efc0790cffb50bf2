//! Times as people and models write them, and as answers give them: always with the offset, the local date and the weekday.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Zoned};
use serde::Serialize;

use crate::error::CallError;

/// A time that was given.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Given {
    /// To the minute or finer.
    At(Timestamp),
    /// A day, no more.
    Day(Date),
}

/// Years that a life can touch; outside of them a typing error is likelier than a meaning.
const YEARS: std::ops::RangeInclusive<i16> = 1800..=2200;

/// Reads RFC 3339 with an offset, `YYYY-MM-DDTHH:MM` in `zone`, or `YYYY-MM-DD`. A local time that a change of the clock
/// skips becomes the later one; of one that occurs twice the first is meant.
pub(crate) fn read(field: &str, text: &str, zone: &TimeZone) -> Result<Given, CallError> {
    let text = text.trim();
    let given = if let Ok(at) = text.parse::<Timestamp>() {
        Given::At(at)
    } else if text.len() <= 10 {
        Given::Day(date(field, text)?)
    } else if let Ok(local) = text.parse::<DateTime>() {
        Given::At(in_zone(field, local, zone)?)
    } else {
        return Err(CallError::invalid(
            field,
            format!(
                "“{}” is no time; give 2026-01-31T18:30 (local), 2026-01-31T18:30:00+01:00 or 2026-01-31",
                short(text)
            ),
        ));
    };
    let year = match given {
        Given::At(at) => at.to_zoned(zone.clone()).year(),
        Given::Day(day) => day.year(),
    };
    if YEARS.contains(&year) { Ok(given) } else { Err(CallError::invalid(field, "give a year from 1800 to 2200")) }
}

/// Reads a time of `day` in `zone`: `HH:MM`, or whatever [`read`] takes.
pub(crate) fn read_on(field: &str, text: &str, day: Date, zone: &TimeZone) -> Result<Timestamp, CallError> {
    if text.trim().len() <= 8
        && let Ok(time) = text.trim().parse::<Time>()
    {
        return in_zone(field, day.to_datetime(time), zone);
    }
    match read(field, text, zone)? {
        Given::At(at) => Ok(at),
        Given::Day(_) => Err(CallError::invalid(field, "give the time of day too: 09:30")),
    }
}

/// Reads `YYYY-MM-DD`.
pub(crate) fn date(field: &str, text: &str) -> Result<Date, CallError> {
    match text.trim().parse::<Date>() {
        Ok(day) if YEARS.contains(&day.year()) && text.trim().len() == 10 => Ok(day),
        _ => Err(CallError::invalid(field, format!("“{}” is no date; give it as 2026-01-31", short(text)))),
    }
}

/// Reads an IANA time zone.
pub(crate) fn zone(field: &str, name: &str) -> Result<TimeZone, CallError> {
    TimeZone::get(name.trim()).map_err(|_| {
        CallError::invalid(field, format!("“{}” is no time zone; give an IANA name: Europe/Madrid", short(name)))
    })
}

/// The first and the last moment of a day: 23 to 25 hours apart. The last belongs to the next day.
pub(crate) fn day_bounds(day: Date, zone: &TimeZone) -> (Timestamp, Timestamp) {
    // where midnight is skipped, the day begins at the first moment after it
    let start = |day: Date| day.to_zoned(zone.clone()).expect("days from 1800 to 2200 are in the calendar").timestamp();
    (start(day), start(day + 1.day()))
}

/// RFC 3339 with the offset of `zone`.
pub(crate) fn rfc3339(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// `HH:MM` in `zone`.
pub(crate) fn clock_time(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%H:%M").to_string()
}

/// `Monday`.
pub(crate) fn weekday(day: Date) -> String {
    day.strftime("%A").to_string()
}

/// When something was, for an answer.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct When {
    /// RFC 3339 with offset; none of a whole day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) start: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) end: Option<String>,
    /// The local calendar day it counts for.
    pub(crate) date: String,
    pub(crate) weekday: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) duration_min: Option<i64>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) all_day: bool,
}

impl When {
    /// A moment or a stretch, seen in `zone`.
    pub(crate) fn stretch(start: Timestamp, end: Option<Timestamp>, day: Date, zone: &TimeZone) -> Self {
        Self {
            start: Some(rfc3339(start, zone)),
            end: end.map(|end| rfc3339(end, zone)),
            date: day.to_string(),
            weekday: weekday(day),
            duration_min: end.map(|end| minutes(start, end)),
            all_day: false,
        }
    }

    /// A whole day.
    pub(crate) fn whole_day(day: Date) -> Self {
        Self { start: None, end: None, date: day.to_string(), weekday: weekday(day), duration_min: None, all_day: true }
    }
}

/// Whole minutes between two moments.
pub(crate) fn minutes(from: Timestamp, to: Timestamp) -> i64 {
    (to.as_second() - from.as_second()).div_euclid(60)
}

/// The local day of a moment.
pub(crate) fn local_day(at: Timestamp, zone: &TimeZone) -> Date {
    at.to_zoned(zone.clone()).date()
}

/// The name a zone is stored under.
pub(crate) fn zone_name(zone: &TimeZone) -> &str {
    zone.iana_name().unwrap_or("UTC")
}

fn in_zone(field: &str, local: DateTime, zone: &TimeZone) -> Result<Timestamp, CallError> {
    let zoned: Result<Zoned, _> = zone.to_ambiguous_zoned(local).compatible();
    zoned
        .map(|zoned| zoned.timestamp())
        .map_err(|_| CallError::invalid(field, "is outside of what a calendar can hold"))
}

/// What somebody gave, cut to what an error should repeat.
pub(crate) fn short(text: &str) -> String {
    text.chars().take(60).collect()
}
