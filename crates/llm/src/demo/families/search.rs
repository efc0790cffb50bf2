use serde_json::{Value, json};

use super::Family;
use crate::demo::moment::Moment;
use crate::demo::reading::Reading;
use crate::demo::results::{Results, capitalised};
use crate::demo::sentence::Sentence;
use crate::demo::wish::{Call, Move, Wish};

pub(super) const FAMILY: Family = Family {
    title: "Search the journal",
    examples: &["Search my journal for paella", "Find entries about the harbour", "What did I write about Iris?"],
    sources: "the journal's text search",
    read,
};

const SEARCH: &str = "journal__search_journal";

struct Search {
    words: String,
    moment: Moment,
}

fn read(sentence: &Sentence, moment: &Moment) -> Option<Box<dyn Wish>> {
    let asks = [
        "search|look in|through my|the journal for|about",
        "search my|the journal for|about",
        "search my|the journal",
        "search in|through my journal for",
        "search my|the entries for|about",
        "find journal|my entries about|on|with",
        "find entries about|on|with|for",
        "entries about|mentioning",
        "what did i write|note about|on",
        "what did i write|note down about",
        "what have i written about",
        "what do i know about",
        "search for",
    ];
    let behind = sentence.behind(&asks);
    let trailing = sentence.begins(&["find|search|look"]).and_then(|from| {
        let to = (from..sentence.len()).find(|index| sentence.stands_at(*index, "in my journal"))?;
        let from = if sentence.stands_at(from, "for") { from + 1 } else { from };
        (to > from).then(|| sentence.join(from..to))
    });
    let words = match (trailing, behind) {
        (Some(words), _) => words,
        (None, Some(from)) => sentence.join(from..sentence.len()),
        (None, None) => return None,
    };
    let words = words.trim_start_matches("the ").to_owned();
    (!words.is_empty()).then(|| Box::new(Search { words, moment: moment.clone() }) as Box<dyn Wish>)
}

impl Wish for Search {
    fn next(&self, results: &Results) -> Move {
        if results.rounds() == 0 {
            return Move::Call(vec![Call::new(SEARCH, json!({"query": self.words, "limit": 8}))]);
        }
        Move::Say(match results.data(SEARCH) {
            Ok(found) => self.told(&found),
            Err(trouble) => format!("I cannot search your journal. {}", trouble.sentence),
        })
    }
}

impl Search {
    fn told(&self, found: &Value) -> String {
        let items = found.list("items");
        if items.is_empty() {
            return format!("Your journal has nothing about “{}”.", self.words);
        }
        let all = if found.text("matched") == "any_word" { ", or one of these words" } else { "" };
        let lines: Vec<String> = items.iter().map(|item| self.line(item)).collect();
        let more =
            if found.at("more") == &Value::Bool(true) { "\n\nThere is more; add a word to narrow it." } else { "" };
        format!("About “{}”{all} your journal has:\n\n{}{more}", self.words, lines.join("\n"))
    }

    /// Of an entry its words; of an event what it was, whose own line begins with the day that stands before it here too.
    fn line(&self, item: &Value) -> String {
        let text = if item.text("entity") == "journal_entry" {
            format!("“{}”", item.text("snippet").replace('\n', " "))
        } else {
            let title = item.text("title");
            let told = title.split_once(&format!("{} ", item.text("date"))).map_or(title, |(_, told)| told);
            format!("**{told}**")
        };
        format!("- {}: {text}", capitalised(&self.moment.say_of(item)))
    }
}
