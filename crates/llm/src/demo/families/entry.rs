use serde_json::json;

use super::Family;
use crate::demo::moment::Moment;
use crate::demo::results::Results;
use crate::demo::sentence::Sentence;
use crate::demo::wish::{Call, Move, Wish};

pub(super) const FAMILY: Family = Family {
    title: "Write into the journal",
    examples: &[
        "Note: the garden gate needs oil",
        "Journal: a calm day, I finally finished the shelf",
        "Remember that Iris likes jasmine tea",
    ],
    sources: "writes a journal entry",
    read,
};

const TOOL: &str = "journal__log_journal_entry";

struct Entry {
    text: String,
    entry_type: &'static str,
}

fn read(sentence: &Sentence, _moment: &Moment) -> Option<Box<dyn Wish>> {
    let colon =
        |index: usize| sentence.words().get(index).is_some_and(|word| matches!(word.mark, Some(':' | '-' | '–' | '—')));
    let orders = [
        "journal entry",
        "new|add|log|write journal entry",
        "add|log|write a journal entry",
        "write|put in|into my journal",
        "write|put this in|into my journal",
        "write this|it down",
        "write down",
        "take a note",
        "make a note",
        "note to self",
        "make|take a note that",
        "note down",
        "note that",
        "dear diary|journal",
        "remember that",
    ];
    let orders_longest_first = {
        let mut orders = orders;
        orders.sort_by_key(|order| std::cmp::Reverse(order.split(' ').count()));
        orders
    };
    let from = sentence
        .begins(&orders_longest_first)
        .or_else(|| (sentence.stands_at(0, "note|journal|diary|remember|idea") && colon(0)).then_some(1))?;
    let from = if sentence.stands_at(from, "that") { from + 1 } else { from };
    let entry_type = if sentence.stands_at(0, "remember") {
        "fact"
    } else if sentence.stands_at(0, "idea") {
        "idea"
    } else {
        "journal"
    };
    let text = sentence.text_from(from).to_owned();
    Some(Box::new(Entry { text, entry_type }))
}

impl Wish for Entry {
    fn next(&self, results: &Results) -> Move {
        if self.text.is_empty() {
            return Move::Say(
                "What shall I write down? Say it in one message: “Note: the garden gate needs oil”.".to_owned(),
            );
        }
        if results.rounds() == 0 {
            let arguments = json!({"text": self.text, "entry_type": self.entry_type});
            return Move::Call(vec![Call::new(TOOL, arguments)]);
        }
        Move::Say(match results.data(TOOL) {
            Ok(_) => format!("Written in your journal:\n\n> {}", self.text.replace('\n', "\n> ")),
            Err(trouble) => format!("I could not write that down. {}", trouble.sentence),
        })
    }
}
