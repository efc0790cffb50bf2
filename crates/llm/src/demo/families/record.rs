use serde_json::{Value, json};

use super::happening::happening;
use crate::demo::details::Details;
use crate::demo::moment::Moment;
use crate::demo::reading::Reading;
use crate::demo::results::Results;
use crate::demo::wish::{Call, Move, Wish};

/// Writes something that happened into the journal and tells what now stands there.
pub(super) struct Record {
    tool: &'static str,
    arguments: Value,
    /// Whether nobody told at what time it was.
    is_assumed: bool,
    moment: Moment,
}

impl Record {
    /// `arguments` with the people and the place of the details.
    pub(super) fn new(tool: &'static str, mut arguments: Value, details: &Details, moment: &Moment) -> Self {
        // "My sister" is somebody, but no name that the journal could know her by.
        let is_name = |person: &&String| person.starts_with(char::is_uppercase);
        let names: Vec<&String> = details.people.iter().filter(is_name).collect();
        if !names.is_empty() {
            arguments["participants"] = json!(names);
        }
        if let Some(place) = &details.place {
            arguments["location"] = json!(place);
        }
        let is_assumed = details.time.is_none() && arguments["start"].as_str().is_some_and(|start| start.contains('T'));
        Self { tool, arguments, is_assumed, moment: moment.clone() }
    }
}

impl Wish for Record {
    fn next(&self, results: &Results) -> Move {
        if results.rounds() == 0 {
            return Move::Call(vec![Call::new(self.tool, self.arguments.clone())]);
        }
        Move::Say(match results.data(self.tool) {
            Ok(saved) => format!(
                "Saved in your journal, {}: {}.{}{}",
                self.moment.say_of(saved.at("row")),
                happening(saved.at("row"), &self.moment),
                if self.is_assumed { " You did not say when, so the time is my guess." } else { "" },
                also_created(&saved)
            ),
            Err(trouble) => format!("I could not save that. {}", trouble.sentence),
        })
    }
}

/// People and places that were not in the journal before: a typing error shows here.
fn also_created(saved: &Value) -> String {
    let names: Vec<String> = saved
        .list("also_created")
        .iter()
        .map(|named| {
            let kind = if named.text("entity") == "location" { "place" } else { named.text("entity") };
            format!("{} (a {kind})", named.text("name"))
        })
        .collect();
    if names.is_empty() { String::new() } else { format!(" New there: {}.", and(&names)) }
}

/// What lies ahead is not written down as if it had been.
pub(super) fn ahead() -> Box<dyn Wish> {
    Box::new(Ahead)
}

struct Ahead;

impl Wish for Ahead {
    fn next(&self, _results: &Results) -> Move {
        Move::Say("That lies ahead, and as the demo model I only write down what has happened.".to_owned())
    }
}

/// `Asha, Ben and my sister`.
pub(super) fn and(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [name] => name.clone(),
        [names @ .., last] => format!("{} and {last}", names.join(", ")),
    }
}
