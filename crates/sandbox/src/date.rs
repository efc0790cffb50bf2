//! Dates as arguments: one form, and errors that say what is wrong with the one given.

use household::{Day, Window, day};
use jiff::civil::Date;
use mcp_kit::ToolError;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de};

/// A calendar date in the person's zone, `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IsoDate(pub Date);

impl<'de> Deserialize<'de> for IsoDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let wrong = || de::Error::custom(format!("“{text}” is not a date; write YYYY-MM-DD, for example 2026-11-22"));
        // jiff also reads other forms; only one is promised.
        let plain = text.len() == 10 && !text.starts_with('-');
        text.parse().ok().filter(|_| plain).map(Self).ok_or_else(wrong)
    }
}

impl JsonSchema for IsoDate {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Date".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "format": "date"})
    }
}

/// Days from a first to a last one, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The first day.
    pub first: Date,
    /// The last day.
    pub last: Date,
}

impl Range {
    /// A range that is in order and not longer than `most` days.
    pub fn new(first: IsoDate, last: IsoDate, most: i32) -> Result<Self, ToolError> {
        let (IsoDate(first), IsoDate(last)) = (first, last);
        let days = (last - first).get_days() + 1;
        if days < 1 {
            return Err(ToolError::invalid_argument("end_date", format_args!("{last} lies before start_date {first}")));
        }
        if days > most {
            let reason = format_args!("the range has {days} days; ask for at most {most} at once");
            return Err(ToolError::invalid_argument("end_date", reason));
        }
        Ok(Self { first, last })
    }
}

/// A day that has data: not one that is still to come, not one before the household began. `what` names the data.
pub fn past_day(window: &Window, IsoDate(date): IsoDate, what: &str) -> Result<Day, ToolError> {
    if date > window.today {
        let message = format!("There is no {what} for {date} yet: today is {}.", window.today);
        return Err(ToolError::new(
            "no_data_yet",
            message,
            "Ask again when that day has come, or ask for an earlier one.",
        ));
    }
    if date < window.first {
        let message = format!("There is no {what} for {date}: the records begin on {}.", window.first);
        return Err(ToolError::new("no_data", message, "Ask for a later day."));
    }
    Ok(day(date))
}
