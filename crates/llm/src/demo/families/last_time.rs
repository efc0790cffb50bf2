use std::cmp::Reverse;

use serde_json::{Value, json};

use super::Family;
use super::happening::happening;
use super::sport::{Sport, sport_named};
use crate::demo::moment::Moment;
use crate::demo::reading::Reading;
use crate::demo::results::Results;
use crate::demo::sentence::Sentence;
use crate::demo::wish::{Call, Move, Wish};

pub(super) const FAMILY: Family = Family {
    title: "When you last did something",
    examples: &[
        "When did I last run?",
        "When did I last see Iris?",
        "When was the last time I had paella?",
        "How long is it since I went to the dentist?",
    ],
    sources: "the journal's events",
    read,
};

const QUERY: &str = "journal__query";

/// What is looked for in the events of the past.
enum Subject {
    Sport(&'static Sport),
    Person(String),
    Words(String),
}

struct LastTime {
    subject: Subject,
    moment: Moment,
}

fn read(sentence: &Sentence, moment: &Moment) -> Option<Box<dyn Wish>> {
    let asks = [
        "when did i|we last",
        "when have i|we last",
        "when was the last time i|we",
        "when was the last time",
        "the last time i|we",
        "last time i|we",
        "how long is it since i|we",
        "how long ago did i|we",
        "how long since i|we",
        "when was my last",
    ];
    let from = sentence.behind(&asks)?;
    if from >= sentence.len() {
        return None;
    }
    let subject = if let Some(name) = person(sentence, from) {
        Subject::Person(name)
    } else if let Some(sport) = sport_named(sentence) {
        Subject::Sport(sport)
    } else {
        Subject::Words(subject_words(sentence, from)?)
    };
    Some(Box::new(LastTime { subject, moment: moment.clone() }))
}

/// "see Iris", "had lunch with Iris": the name of somebody.
fn person(sentence: &Sentence, from: usize) -> Option<String> {
    let meets = "see|saw|seen|meet|met|visit|visited|call|called|with|phone|phoned|talk|talked|speak|spoke|to";
    let name_at = (from..sentence.len()).find(|index| {
        let is_name = sentence.words()[*index].text.starts_with(char::is_uppercase);
        is_name && *index > 0 && sentence.stands_at(*index - 1, meets)
    })?;
    let end = (name_at + 1..sentence.len())
        .find(|index| !sentence.words()[*index].text.starts_with(char::is_uppercase))
        .unwrap_or(sentence.len());
    Some(sentence.join(name_at..end))
}

/// The words that say what it was: without those that every such question has.
fn subject_words(sentence: &Sentence, from: usize) -> Option<String> {
    const EMPTY: &str = "have|had|has|go|went|gone|been|be|was|were|is|am|to|at|the|a|an|my|some|any|in|on|for|of|did|do|done|eat|ate|eaten|\
                         drink|drank|see|saw|seen|watch|watched|visit|visited|play|played|with|and|i|we|it|there|make|made|buy|bought";
    let words: Vec<usize> = (from..sentence.len()).filter(|index| !sentence.stands_at(*index, EMPTY)).collect();
    (!words.is_empty()).then(|| sentence.join(words))
}

impl Wish for LastTime {
    fn next(&self, results: &Results) -> Move {
        if results.rounds() == 0 {
            return Move::Call(self.questions());
        }
        let mut rows = Vec::new();
        let mut trouble = None;
        for answer in results.each(QUERY) {
            match answer {
                Ok(page) => rows.extend(page.list("items").iter().cloned()),
                Err(error) => trouble = Some(error),
            }
        }
        // Of each day the event before what was written about it in the evening.
        rows.sort_by_key(|row| {
            Reverse((row.text("date").to_owned(), !row.text("title").is_empty(), row.text("start").to_owned()))
        });
        rows.dedup_by(|one, other| one.text("date") == other.text("date"));
        Move::Say(match (rows.as_slice(), trouble) {
            ([last, before @ ..], _) => self.told(last, before),
            ([], Some(trouble)) => format!("I cannot look that up. {}", trouble.sentence),
            ([], None) => format!("Your journal knows of no {}.", self.subject()),
        })
    }
}

impl LastTime {
    /// One question for each place where it may stand; newest first, and not what lies ahead.
    fn questions(&self) -> Vec<Call> {
        let past = json!({"lte": self.moment.date});
        let ask = |entity: &str, mut filter: Value| {
            filter["date"] = past.clone();
            Call::new(QUERY, json!({"entity": entity, "where": filter, "limit": 12}))
        };
        match &self.subject {
            Subject::Sport(sport) => vec![ask("workouts", json!({"sport": sport.name}))],
            Subject::Person(name) => vec![ask("events", json!({"participants": {"contains": name}}))],
            Subject::Words(words) => vec![
                ask("events", json!({"title": {"contains": words}})),
                ask("meals", json!({"items": {"contains": words}})),
                ask("journal_entries", json!({"text": {"contains": words}})),
            ],
        }
    }

    fn subject(&self) -> String {
        match &self.subject {
            Subject::Sport(sport) => format!("{} yet", sport.title.to_lowercase()),
            Subject::Person(name) => format!("time with {name} yet"),
            Subject::Words(words) => format!("“{words}” yet"),
        }
    }

    fn told(&self, last: &Value, before: &[Value]) -> String {
        let ago = last.text("date").parse().ok().and_then(|date| self.moment.days_since(date));
        let ago = ago.filter(|days| *days > 1).map_or_else(String::new, |days| format!(", {days} days ago"));
        let what = match last.text("title") {
            "" => format!("“{}”", last.text("text")),
            _ => happening(last, &self.moment),
        };
        let earlier: Vec<String> = before.iter().take(3).map(|row| self.moment.say_of(row)).collect();
        let earlier =
            if earlier.is_empty() { String::new() } else { format!("\n\nBefore that: {}.", earlier.join(", ")) };
        format!("The last time was **{}**{ago}: {what}{earlier}", self.moment.say_of(last))
    }
}
