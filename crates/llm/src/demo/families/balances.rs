use serde_json::{Value, json};

use super::Family;
use crate::demo::moment::Moment;
use crate::demo::reading::Reading;
use crate::demo::results::Results;
use crate::demo::sentence::Sentence;
use crate::demo::wish::{Call, Move, Wish};

pub(super) const FAMILY: Family = Family {
    title: "Who owes whom",
    examples: &["Who owes whom?", "Who owes me money?", "How much do I owe Iris?"],
    sources: "Splitwise",
    read,
};

const BALANCES: &str = "splitwise__splitwise_get_balances";

struct Balances {
    /// The one person who was asked about.
    person: Option<String>,
}

fn read(sentence: &Sentence, _moment: &Moment) -> Option<Box<dyn Wish>> {
    let asks = ["owe|owes|owed", "my balances|balance", "splitwise", "who owes", "shared expenses", "debts"];
    if !sentence.has(&asks)
        || !sentence.is_question() && sentence.begins(&["show|list|my|splitwise|balances|debts|give"]).is_none()
    {
        return None;
    }
    let person = sentence.words().iter().skip(1).find(|word| {
        word.text.starts_with(char::is_uppercase)
            && !matches!(word.lower.as_str(), "i" | "splitwise" | "who" | "what" | "how")
    });
    let person = person.map(|word| word.text.trim_end_matches("'s").to_owned());
    Some(Box::new(Balances { person }))
}

impl Wish for Balances {
    fn next(&self, results: &Results) -> Move {
        if results.rounds() == 0 {
            return Move::Call(vec![Call::new(BALANCES, json!({}))]);
        }
        Move::Say(match results.data(BALANCES) {
            Ok(balances) => self.told(&balances),
            Err(trouble) => format!("I cannot tell who owes whom. {}", trouble.sentence),
        })
    }
}

impl Balances {
    fn told(&self, balances: &Value) -> String {
        let currency = balances.text("currency_code");
        let people = balances.list("people");
        let Some(person) = &self.person else {
            let lines: Vec<String> = people.iter().map(|person| format!("- {}", line(person, currency))).collect();
            if lines.is_empty() {
                return "All is settled in Splitwise: nobody owes anybody.".to_owned();
            }
            return format!(
                "In Splitwise you are owed **{} {currency}** and owe **{} {currency}**:\n\n{}",
                balances.text("owed_to_user"),
                balances.text("user_owes"),
                lines.join("\n")
            );
        };
        let is_meant = |row: &&Value| row.text("name").to_lowercase().contains(&person.to_lowercase());
        match people.iter().find(is_meant) {
            Some(row) => format!("{}, says Splitwise.", line(row, currency)),
            None => format!("With {person} nothing is open in Splitwise."),
        }
    }
}

/// `Iris Moreno owes you **12.50 EUR**`. A positive balance is owed to the person.
fn line(person: &Value, currency: &str) -> String {
    let (name, balance) = (person.text("name"), person.text("balance"));
    match balance.strip_prefix('-') {
        Some(owed) => format!("You owe {name} **{owed} {currency}**"),
        None => format!("{name} owes you **{balance} {currency}**"),
    }
}
