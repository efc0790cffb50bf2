use serde_json::{Value, json};

use super::Family;
use crate::demo::moment::Moment;
use crate::demo::reading::Reading;
use crate::demo::results::Results;
use crate::demo::sentence::Sentence;
use crate::demo::wish::{Call, Move, Wish};

pub(super) const FAMILY: Family = Family {
    title: "Your unread mail",
    examples: &["Show my unread mail", "Do I have new mail?", "What is in my inbox?"],
    sources: "Gmail",
    read,
};

const SEARCH: &str = "google-workspace__search_emails";

struct UnreadMail {
    moment: Moment,
}

fn read(sentence: &Sentence, moment: &Moment) -> Option<Box<dyn Wish>> {
    let names = ["mail|mails|email|emails|e-mail|e-mails|inbox|gmail|unread"];
    let asks = [
        "show|list|check|read|any|what|what's|do|did|have|is|are|my|unread|new|who|mail|mails|email|emails|inbox|open|give",
    ];
    let understood = sentence.has(&names) && sentence.begins(&asks).is_some();
    understood.then(|| Box::new(UnreadMail { moment: moment.clone() }) as Box<dyn Wish>)
}

impl Wish for UnreadMail {
    fn next(&self, results: &Results) -> Move {
        if results.rounds() == 0 {
            return Move::Call(vec![Call::new(SEARCH, json!({"unread": true, "max_results": 10}))]);
        }
        Move::Say(match results.data(SEARCH) {
            Ok(found) => self.told(&found),
            Err(trouble) => format!("I cannot look into your mail. {}", trouble.sentence),
        })
    }
}

impl UnreadMail {
    fn told(&self, found: &Value) -> String {
        let lines: Vec<String> = found.list("emails").iter().map(|mail| self.line(mail)).collect();
        let total = found.at("page.total").as_u64();
        match (lines.len(), total) {
            (0, _) => "You have no unread mail.".to_owned(),
            (1, _) => format!("You have one unread mail:\n\n{}", lines.concat()),
            (shown, Some(total)) if total > 10 => {
                format!("You have {total} unread mails; the latest {shown}:\n\n{}", lines.join("\n"))
            }
            (shown, _) => format!("You have {shown} unread mails:\n\n{}", lines.join("\n")),
        }
    }

    fn line(&self, mail: &Value) -> String {
        let time = self.moment.local(mail.text("at")).map_or_else(String::new, |at| at.strftime(" %H:%M").to_string());
        format!("- **{}** from {}, {}{time}", mail.text("subject"), mail.text("from.name"), self.moment.say_of(mail))
    }
}
