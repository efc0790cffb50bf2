//! Dates of which only a part is known: `2026`, `2026-01`, `2026-01-31`.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::error::CallError;
use crate::moment;

/// The days that a partial date covers, first and last.
pub(crate) fn days(text: &str) -> Option<(Date, Date)> {
    let number = |part: &str| part.parse::<i16>().ok().filter(|_| part.bytes().all(|b| b.is_ascii_digit()));
    let (first, last) = match text.len() {
        4 => {
            let year = number(text)?;
            (Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?)
        }
        7 => {
            let (year, month) = text.split_once('-')?;
            let first = Date::new(number(year)?, i8::try_from(number(month)?).ok()?, 1).ok()?;
            (first, first.last_of_month())
        }
        10 => {
            let day = text.parse::<Date>().ok()?;
            (day, day)
        }
        _ => return None,
    };
    (1..=9000).contains(&first.year()).then_some((first, last))
}

/// The day after.
pub(crate) fn next(day: Date) -> Date {
    day.checked_add(1.day()).unwrap_or(day)
}

/// Checks a partial date that is to be stored.
pub(crate) fn checked(field: &str, text: Option<String>) -> Result<Option<String>, CallError> {
    match text {
        Some(text) if days(text.trim()).is_none() => Err(CallError::invalid(
            field,
            format!("“{}” is no date; give as much as is known: 1990, 1990-05 or 1990-05-31", moment::short(&text)),
        )),
        given => Ok(given.map(|text| text.trim().to_owned())),
    }
}
