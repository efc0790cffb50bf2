mod balances;
mod calendar;
mod day;
mod entry;
mod event;
mod greeting;
mod happening;
mod last_time;
mod mail;
mod meal;
mod place;
mod plan;
mod record;
mod search;
mod sleep;
mod sport;
mod workout;

use super::moment::Moment;
use super::sentence::Sentence;
use super::wish::Wish;

/// A kind of request that the demo model understands.
pub struct Family {
    /// What it is for, in a few words.
    pub title: &'static str,
    /// Ways of saying it; each is tried in a test against the real services.
    pub examples: &'static [&'static str],
    /// Where the answer comes from, or what is written.
    pub sources: &'static str,
    read: fn(&Sentence, &Moment) -> Option<Box<dyn Wish>>,
}

impl Family {
    /// Understands the sentence, or leaves it to the next family.
    pub(super) fn read(&self, sentence: &Sentence, moment: &Moment) -> Option<Box<dyn Wish>> {
        (self.read)(sentence, moment)
    }
}

/// All that the demo model understands. The first family that understands a sentence has it: questions come before
/// things to write down, the narrow before the broad.
pub fn families() -> &'static [Family] {
    &[
        greeting::FAMILY,
        last_time::FAMILY,
        search::FAMILY,
        sleep::FAMILY,
        balances::FAMILY,
        day::FAMILY,
        plan::FAMILY,
        calendar::FAMILY,
        mail::FAMILY,
        place::FAMILY,
        entry::FAMILY,
        meal::FAMILY,
        workout::FAMILY,
        event::FAMILY,
    ]
}

/// What the demo model is, and what can be said to it.
pub(super) fn help() -> String {
    let lines: Vec<String> = families()
        .iter()
        .map(|family| {
            let examples: Vec<String> = family.examples.iter().take(2).map(|example| format!("“{example}”")).collect();
            format!("- **{}**: {}", family.title, examples.join(", "))
        })
        .collect();
    format!(
        "I am the **demo model**: no language model, but a fixed set of rules inside this program. The tools behind me are \
         the real ones. Here is what I understand:\n\n{}\n\nFor free conversation, connect a model: set `LLM_PROVIDER` and \
         its key, and start again.",
        lines.join("\n")
    )
}

/// The answer to what no family understands.
pub(super) fn not_understood() -> String {
    format!("I did not understand that. {}", help())
}

/// The answer when nobody has said what day it is.
pub(super) fn without_moment(sentence: &Sentence) -> String {
    let hello =
        if sentence.len() == 0 { "" } else { "I was not told the date and time zone, so I cannot look anything up. " };
    format!("{hello}{}", help())
}
