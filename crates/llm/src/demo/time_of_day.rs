use std::ops::Range;

use jiff::civil::{Time, time};

use super::sentence::Sentence;

/// When in a day something was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TimeOfDay {
    /// A time that was told.
    At(Time),
    /// Only the part of the day was told; the time that stands for it.
    About(Time),
}

impl TimeOfDay {
    pub(super) fn clock_time(self) -> Time {
        match self {
            Self::At(time) | Self::About(time) => time,
        }
    }

    /// What the words that name a day tell of the time: `this morning`, `tonight`, `last night`.
    pub(super) fn of_day_words(sentence: &Sentence, words: &Range<usize>) -> Option<Self> {
        words.clone().find_map(|index| part_of_day(sentence.lower(index))).map(Self::About)
    }
}

/// A time of day that begins at `index`, and the words that tell it.
pub(super) fn time_at(sentence: &Sentence, index: usize) -> Option<(TimeOfDay, Range<usize>)> {
    let behind_at = index > 0 && sentence.stands_at(index - 1, "at|around|about|from|@");
    let start = if behind_at { index - 1 } else { index };
    let word = sentence.lower(index);
    let next = sentence.lower(index + 1);
    if word == "noon" {
        return Some((TimeOfDay::At(time(12, 0, 0, 0)), start..index + 1));
    }
    if let Some((hour, minute)) = hour_and_minute(word) {
        let half = half_of_day(next);
        let hour = match half {
            Some(afternoon) if hour <= 12 => hour % 12 + if afternoon { 12 } else { 0 },
            _ => hour,
        };
        let is_time = half.is_some() || word.contains(':') || behind_at && next_is_no_unit(next);
        if is_time {
            let words = start..index + if half.is_some() || next == "o'clock" { 2 } else { 1 };
            return Some((TimeOfDay::At(Time::new(hour, minute, 0, 0).ok()?), words));
        }
    }
    // A bare "evening" is rather part of a name, as in "evening class".
    let about = part_of_day(word)?;
    let start = if index >= 2 && sentence.stands_at(index - 2, "in the") {
        index - 2
    } else if index >= 1 && sentence.stands_at(index - 1, "at") && word == "night" {
        index - 1
    } else if follows_day(sentence, index) {
        index
    } else {
        return None;
    };
    Some((TimeOfDay::About(about), start..index + 1))
}

/// `15:30` and `9`; `9.30` is left to be a number.
fn hour_and_minute(word: &str) -> Option<(i8, i8)> {
    let (hour, minute) = word.split_once(':').unwrap_or((word, "0"));
    let (hour, minute) = (hour.parse().ok()?, minute.parse().ok()?);
    ((0..24).contains(&hour) && (0..60).contains(&minute)).then_some((hour, minute))
}

fn half_of_day(word: &str) -> Option<bool> {
    match word {
        "am" | "a.m" => Some(false),
        "pm" | "p.m" => Some(true),
        _ => None,
    }
}

fn next_is_no_unit(next: &str) -> bool {
    !matches!(
        next,
        "km" | "k" | "m" | "minutes" | "min" | "mins" | "hours" | "hour" | "h" | "miles" | "people" | "euros" | "eur"
    )
}

fn part_of_day(word: &str) -> Option<Time> {
    Some(match word {
        "morning" => time(8, 0, 0, 0),
        "afternoon" => time(15, 0, 0, 0),
        "evening" | "tonight" => time(19, 0, 0, 0),
        "night" => time(21, 0, 0, 0),
        _ => return None,
    })
}

/// Whether the word before names a day: `yesterday evening`, `Monday morning`.
fn follows_day(sentence: &Sentence, index: usize) -> bool {
    index > 0
        && sentence.stands_at(index - 1, "yesterday|monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow")
}
