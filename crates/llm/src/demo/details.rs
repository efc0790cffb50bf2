use jiff::SignedDuration;
use jiff::civil::{Date, DateTime, Time};

use super::day::{Looking, days_find};
use super::measure::{distance_at, duration_at};
use super::moment::Moment;
use super::sentence::Sentence;
use super::time_of_day::{TimeOfDay, time_at};

/// What is told about something that took place, taken out of a sentence piece by piece; `rest` is what no piece claimed.
#[derive(Clone, Debug)]
pub(super) struct Details {
    pub(super) date: Date,
    pub(super) time: Option<TimeOfDay>,
    pub(super) duration: Option<SignedDuration>,
    pub(super) distance_m: Option<f64>,
    /// Those it was done with, as written: names, and the likes of `my sister`.
    pub(super) people: Vec<String>,
    /// Name of a place, as written.
    pub(super) place: Option<String>,
    /// Indices of the words that are left over, from the first word asked for to the end of its clause.
    pub(super) rest: Vec<usize>,
}

/// Takes the sentence apart from the word at `from` on; days and times are looked for in all of it.
pub(super) fn details(sentence: &Sentence, from: usize, moment: &Moment) -> Details {
    let mut free = vec![true; sentence.len()];
    let mut take =
        |words: std::ops::Range<usize>| words.for_each(|index| free.get_mut(index).map_or((), |it| *it = false));

    let days = days_find(sentence, moment.date, Looking::Back);
    let date = days.as_ref().map_or(moment.date, |days| days.first);
    let mut time = None;
    if let Some(days) = &days {
        time = TimeOfDay::of_day_words(sentence, &days.words);
        take(days.words.clone());
    }
    let mut duration = None;
    let mut distance_m = None;
    for index in 0..sentence.len() {
        if duration.is_none()
            && let Some((length, words)) = duration_at(sentence, index)
        {
            duration = Some(length);
            take(with_word_before(sentence, words, "for|in|took"));
        } else if distance_m.is_none()
            && let Some((metres, words)) = distance_at(sentence, index)
        {
            distance_m = Some(metres);
            take(words);
        } else if let Some((found, words)) = time_at(sentence, index)
            && !matches!(time, Some(TimeOfDay::At(_)))
        {
            time = Some(found);
            take(words);
        }
    }
    let people = people_take(sentence, from, &mut free);
    let place = place_take(sentence, from, &mut free);
    let clause = (from..sentence.len())
        .find(|index| sentence.words()[*index].mark.is_some_and(|mark| matches!(mark, '.' | '!' | ';')));
    let end = clause.map_or(sentence.len(), |last| last + 1);
    let rest = (from..end).filter(|index| free[*index]).collect();
    Details { date, time, duration, distance_m, people, place, rest }
}

impl Details {
    /// The local start. `usual` is when such a thing begins if nothing is said, `length` how long it usually takes; what is
    /// told of today without an exact time has ended by now.
    pub(super) fn start(&self, moment: &Moment, usual: Time, length: SignedDuration) -> DateTime {
        let length = self.duration.unwrap_or(length);
        let start = self.date.to_datetime(self.time.map_or(usual, TimeOfDay::clock_time));
        let is_exact = matches!(self.time, Some(TimeOfDay::At(_)));
        if !is_exact && self.date == moment.date && start.saturating_add(length) > moment.now() {
            return moment.now().saturating_sub(length);
        }
        start
    }

    /// The length that was told, in whole minutes.
    pub(super) fn duration_min(&self) -> Option<i64> {
        self.duration.map(|duration| duration.as_mins())
    }

    /// Whether it lies ahead: such a thing belongs into the calendar, not into a journal.
    pub(super) fn is_ahead(&self, moment: &Moment) -> bool {
        // Clocks differ by minutes, and so do people.
        let soon = moment.now().saturating_add(SignedDuration::from_mins(5));
        let is_later = matches!(self.time, Some(TimeOfDay::At(time)) if self.date.to_datetime(time) > soon);
        self.date > moment.date || is_later
    }
}

/// The names behind `with`: capitalised words, or `my brother`.
fn people_take(sentence: &Sentence, from: usize, free: &mut [bool]) -> Vec<String> {
    let mut people = Vec::new();
    for with in from..sentence.len() {
        if !sentence.stands_at(with, "with") || !free[with] {
            continue;
        }
        let (names, end) = names_at(sentence, with + 1, free);
        if !names.is_empty() {
            people.extend(names);
            free[with..end].fill(false);
        }
    }
    people
}

/// A list of names from `index` on (`Asha, Ben and my sister`), and the index behind it.
pub(super) fn names_at(sentence: &Sentence, mut index: usize, free: &[bool]) -> (Vec<String>, usize) {
    let mut names = Vec::new();
    let mut end = index;
    while index < sentence.len() && free[index] {
        if sentence.stands_at(index, "and|&") && !names.is_empty() {
            index += 1;
            continue;
        }
        let length = name_length(sentence, index, free);
        if length == 0 {
            break;
        }
        names.push(sentence.join(index..index + length));
        index += length;
        end = index;
        let goes_on = sentence.words()[index - 1].mark.is_none_or(|mark| mark == ',');
        let another = sentence.words()[index - 1].mark == Some(',') || sentence.stands_at(index, "and|&");
        if !(goes_on && another) {
            break;
        }
    }
    (names, end)
}

/// How many words make one name at `index`: a run of capitalised ones, or `my` and a word; 0 when there is none.
fn name_length(sentence: &Sentence, index: usize, free: &[bool]) -> usize {
    if sentence.stands_at(index, "my") && index + 1 < sentence.len() && free[index + 1] {
        return 2;
    }
    let mut length = 0;
    for (word, is_free) in sentence.words().iter().zip(free).skip(index) {
        let is_name = word.text.starts_with(char::is_uppercase) && word.lower != "i" && *is_free;
        if !is_name {
            break;
        }
        length += 1;
        if word.mark.is_some() {
            break;
        }
    }
    length
}

/// The name behind `at`, up to the next preposition, mark or claimed word; `the` is left out.
fn place_take(sentence: &Sentence, from: usize, free: &mut [bool]) -> Option<String> {
    let at = (from..sentence.len())
        .find(|index| free[*index] && sentence.stands_at(*index, "at") && !sentence.breaks_after(*index))?;
    let start = if sentence.stands_at(at + 1, "the") { at + 2 } else { at + 1 };
    let ends = "with|for|in|on|and|after|before|from|because|it|we|i|he|she|they";
    let mut end = start;
    while end < sentence.len() && free[end] && !sentence.stands_at(end, ends) {
        end += 1;
        if sentence.breaks_after(end - 1) {
            break;
        }
    }
    if end == start {
        return None;
    }
    free[at..end].fill(false);
    Some(sentence.join(start..end))
}

fn with_word_before(sentence: &Sentence, words: std::ops::Range<usize>, before: &str) -> std::ops::Range<usize> {
    let takes = words.start > 0 && sentence.stands_at(words.start - 1, before);
    words.start - usize::from(takes)..words.end
}
