use std::ops::Range;

use jiff::Span;
use jiff::civil::{Date, Weekday};

use super::number::number;
use super::sentence::Sentence;

/// Which Monday is meant by "Monday".
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Looking {
    Back,
    Ahead,
}

/// Days that a sentence names, first and last, and the words that name them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Days {
    pub(super) first: Date,
    pub(super) last: Date,
    pub(super) words: Range<usize>,
}

/// The first day or span of days that is named.
pub(super) fn days_find(sentence: &Sentence, today: Date, looking: Looking) -> Option<Days> {
    (0..sentence.len()).find_map(|index| {
        let (first, last, count) = span_at(sentence, index, today)
            .or_else(|| day_at(sentence, index, today, looking).map(|(date, count)| (date, date, count)))?;
        let start = if index > 0 && sentence.stands_at(index - 1, "on|of|for") { index - 1 } else { index };
        Some(Days { first, last, words: start..index + count })
    })
}

/// A span that begins at `index`: its first and last day, and how many words name it. A week begins on Monday.
fn span_at(sentence: &Sentence, index: usize, today: Date) -> Option<(Date, Date, usize)> {
    let monday = plus(today, -i64::from(today.weekday().to_monday_zero_offset()))?;
    let (start, end) = if sentence.stands_at(index, "this week") {
        (monday, plus(monday, 6)?)
    } else if sentence.stands_at(index, "last week") {
        (plus(monday, -7)?, plus(monday, -1)?)
    } else if sentence.stands_at(index, "next week") {
        (plus(monday, 7)?, plus(monday, 13)?)
    } else if sentence.stands_at(index, "last weekend") {
        (plus(monday, -2)?, plus(monday, -1)?)
    } else if sentence.stands_at(index, "this|the weekend") {
        (plus(monday, 5)?, plus(monday, 6)?)
    } else {
        return None;
    };
    Some((start, end, 2))
}

/// A day that begins at `index`, and how many words name it.
fn day_at(sentence: &Sentence, index: usize, today: Date, looking: Looking) -> Option<(Date, usize)> {
    let relative = [
        ("the day before yesterday", -2),
        ("the day after tomorrow", 2),
        ("day before yesterday", -2),
        ("day after tomorrow", 2),
        ("last night", -1),
        ("yesterday", -1),
        ("tomorrow", 1),
        ("today|tonight", 0),
        ("this morning|afternoon|evening|noon", 0),
        ("just now", 0),
    ];
    if let Some((pattern, days)) = relative.iter().find(|(pattern, _)| sentence.stands_at(index, pattern)) {
        return Some((plus(today, *days)?, pattern.split(' ').count()));
    }
    days_ago_at(sentence, index, today)
        .or_else(|| weekday_at(sentence, index, today, looking))
        .or_else(|| iso_date(sentence.lower(index)).map(|date| (date, 1)))
        .or_else(|| month_date_at(sentence, index, today, looking))
}

/// `3 days ago`, `a week ago`, `in two days`.
fn days_ago_at(sentence: &Sentence, index: usize, today: Date) -> Option<(Date, usize)> {
    let ahead = sentence.stands_at(index, "in");
    let at = if ahead { index + 1 } else { index };
    let count = number(sentence.lower(at))?;
    let days = match sentence.lower(at + 1) {
        "day" | "days" => 1.0,
        "week" | "weeks" => 7.0,
        _ => return None,
    };
    #[expect(clippy::cast_possible_truncation, reason = "a float beyond the range saturates, and `plus` refuses that")]
    let days = (count * days) as i64;
    match (ahead, sentence.stands_at(at + 2, "ago")) {
        (true, _) => Some((plus(today, days)?, 3)),
        (false, true) => Some((plus(today, days.checked_neg()?)?, 3)),
        (false, false) => None,
    }
}

/// `Monday`, `last Friday`, `next Tuesday`. Never today: that one says "today".
fn weekday_at(sentence: &Sentence, index: usize, today: Date, looking: Looking) -> Option<(Date, usize)> {
    let (looking, at) = match sentence.lower(index) {
        "last" | "past" => (Looking::Back, index + 1),
        "next" | "coming" => (Looking::Ahead, index + 1),
        "this" => (looking, index + 1),
        _ => (looking, index),
    };
    let weekday = weekday(sentence.lower(at))?;
    let date = match looking {
        Looking::Back => today.nth_weekday(-1, weekday).ok()?,
        Looking::Ahead => today.nth_weekday(1, weekday).ok()?,
    };
    Some((date, at + 1 - index))
}

fn weekday(word: &str) -> Option<Weekday> {
    Some(match word.strip_suffix("'s").unwrap_or(word) {
        "monday" | "mon" => Weekday::Monday,
        "tuesday" | "tue" => Weekday::Tuesday,
        "wednesday" | "wed" => Weekday::Wednesday,
        "thursday" | "thu" => Weekday::Thursday,
        "friday" | "fri" => Weekday::Friday,
        "saturday" => Weekday::Saturday,
        "sunday" => Weekday::Sunday,
        _ => return None,
    })
}

/// `2026-11-03`, and `03.11.2026` as most of Europe writes it.
fn iso_date(word: &str) -> Option<Date> {
    word.parse().ok().or_else(|| Date::strptime("%d.%m.%Y", word).ok())
}

/// `3 November`, `November 3`, `3rd of November 2025`; without a year the nearest one in the direction looked.
fn month_date_at(sentence: &Sentence, index: usize, today: Date, looking: Looking) -> Option<(Date, usize)> {
    let at = if sentence.stands_at(index, "the") { index + 1 } else { index };
    let (day, month, next) = if let Some(day) = day_of_month(sentence.lower(at)) {
        let month_at = if sentence.stands_at(at + 1, "of") { at + 2 } else { at + 1 };
        (day, month(sentence.lower(month_at))?, month_at + 1)
    } else {
        (day_of_month(sentence.lower(at + 1))?, month(sentence.lower(at))?, at + 2)
    };
    let year = sentence.lower(next).parse::<i16>().ok().filter(|year| (1900..=2199).contains(year));
    if let Some(year) = year {
        return Some((Date::new(year, month, day).ok()?, next + 1 - index));
    }
    let date = Date::new(today.year(), month, day).ok()?;
    let date = match looking {
        Looking::Back if date > today => Date::new(today.year() - 1, month, day).ok()?,
        Looking::Ahead if date < today => Date::new(today.year() + 1, month, day).ok()?,
        _ => date,
    };
    Some((date, next - index))
}

fn day_of_month(word: &str) -> Option<i8> {
    let digits = word.trim_end_matches(|character: char| character.is_ascii_alphabetic());
    let suffix = &word[digits.len()..];
    let day = digits.parse().ok()?;
    (matches!(suffix, "" | "st" | "nd" | "rd" | "th") && (1..=31).contains(&day)).then_some(day)
}

fn month(word: &str) -> Option<i8> {
    let months = [
        "january|jan",
        "february|feb",
        "march",
        "april|apr",
        "may",
        "june|jun",
        "july|jul",
        "august|aug",
        "september|sep|sept",
        "october|oct",
        "november|nov",
        "december|dec",
    ];
    (1..).zip(months).find(|(_, names)| names.split('|').any(|name| name == word)).map(|(month, _)| month)
}

fn plus(date: Date, days: i64) -> Option<Date> {
    let span: Span = Span::new().try_days(days).ok()?;
    date.checked_add(span).ok()
}
