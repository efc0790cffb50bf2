use std::ops::Range;

use jiff::SignedDuration;

use super::number::number;
use super::sentence::Sentence;

/// A length of time at `index` (`30 minutes`, `an hour`, `half an hour`, `1 hour 20 minutes`) and its words.
pub(super) fn duration_at(sentence: &Sentence, index: usize) -> Option<(SignedDuration, Range<usize>)> {
    if sentence.stands_at(index, "half an hour") {
        return Some((SignedDuration::from_mins(30), index..index + 3));
    }
    let (seconds, end) = one_duration_at(sentence, index)?;
    let and = usize::from(sentence.stands_at(end, "and"));
    let (seconds, end) = if sentence.stands_at(end, "and a half") {
        (seconds * 1.5, end + 3)
    } else if let Some((more, end)) = one_duration_at(sentence, end + and) {
        (seconds + more, end)
    } else {
        (seconds, end)
    };
    let is_of_a_day = (60.0..86_400.0).contains(&seconds);
    is_of_a_day.then(|| (SignedDuration::from_secs_f64(seconds.round()), index..end))
}

fn one_duration_at(sentence: &Sentence, index: usize) -> Option<(f64, usize)> {
    let unit = match sentence.lower(index + 1) {
        "minute" | "minutes" | "min" | "mins" => 60.0,
        "hour" | "hours" | "hr" | "hrs" | "h" => 3600.0,
        _ => return None,
    };
    Some((number(sentence.lower(index))? * unit, index + 2))
}

/// A distance at `index` (`5 km`, `5k`, `3 miles`, `400 m`) in metres, and its words.
pub(super) fn distance_at(sentence: &Sentence, index: usize) -> Option<(f64, Range<usize>)> {
    let unit = match sentence.lower(index + 1) {
        "km" | "k" | "kilometre" | "kilometres" | "kilometer" | "kilometers" | "kms" => 1000.0,
        "mile" | "miles" | "mi" => 1609.344,
        "m" | "metre" | "metres" | "meter" | "meters" => 1.0,
        _ => return None,
    };
    let metres = number(sentence.lower(index))? * unit;
    let is_sane = (1.0..1_000_000.0).contains(&metres);
    is_sane.then_some((metres, index..index + 2))
}
