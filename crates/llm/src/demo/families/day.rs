use jiff::civil::Date;
use serde_json::{Value, json};

use super::Family;
use super::happening::happening;
use crate::demo::day::{Looking, days_find};
use crate::demo::moment::Moment;
use crate::demo::reading::Reading;
use crate::demo::results::{Results, capitalised};
use crate::demo::sentence::Sentence;
use crate::demo::wish::{Call, Move, Wish};

pub(super) const FAMILY: Family = Family {
    title: "What you did on a day",
    examples: &[
        "What did I do yesterday?",
        "What did I do on Monday?",
        "What did I do last Friday?",
        "What happened the day before yesterday?",
        "What did I do 3 days ago?",
        "What did I do last week?",
    ],
    sources: "the journal: the timeline of that day, or the events of those days",
    read,
};

const TIMELINE: &str = "journal__get_timeline";
const QUERY: &str = "journal__query";

struct DayReview {
    date: Date,
    moment: Moment,
}

fn read(sentence: &Sentence, moment: &Moment) -> Option<Box<dyn Wish>> {
    let asks = [
        "what did i|we do",
        "what have i|we done",
        "what was i doing|up",
        "what happened",
        "what i did",
        "how was my day",
        "how was yesterday|monday|tuesday|wednesday|thursday|friday|saturday|sunday",
        "show me my day",
        "my timeline",
        "my day yesterday",
        "how did my day go",
        "what did i|we get up",
        "summary of my day",
    ];
    if !sentence.has(&asks) {
        return None;
    }
    let days = days_find(sentence, moment.date, Looking::Back);
    let moment = moment.clone();
    Some(match days {
        Some(days) if days.first < days.last => Box::new(DaysReview { first: days.first, last: days.last, moment }),
        Some(days) => Box::new(DayReview { date: days.first, moment }),
        None => Box::new(DayReview { date: moment.date, moment }),
    })
}

impl Wish for DayReview {
    fn next(&self, results: &Results) -> Move {
        if results.rounds() == 0 {
            return Move::Call(vec![Call::new(TIMELINE, json!({"date": self.date, "time_zone": self.moment.zone}))]);
        }
        Move::Say(match results.data(TIMELINE) {
            Ok(day) => self.told(&day),
            Err(trouble) => format!("I cannot look up that day. {}", trouble.sentence),
        })
    }
}

impl DayReview {
    fn told(&self, day: &Value) -> String {
        let said = self.moment.say(self.date);
        let lines: Vec<String> = day.list("items").iter().filter_map(|item| self.line(item)).collect();
        if lines.is_empty() {
            return format!("Your journal has nothing for {said}, {}.", self.date);
        }
        let more =
            if day.at("truncated") == &Value::Bool(true) { "\n\nThere was more that day than fits here." } else { "" };
        format!("**{}** in your journal:\n\n{}{more}", capitalised(&said), lines.join("\n"))
    }

    /// What happened, or what was written; the gaps between are left out.
    fn line(&self, item: &Value) -> Option<String> {
        match item.text("type") {
            "event" => Some(format!("- {}", happening(item, &self.moment))),
            "entry" => {
                Some(format!("- {} “{}”", self.moment.local(item.text("at"))?.strftime("%H:%M"), item.text("text")))
            }
            _ => None,
        }
    }
}

/// Several days: what stood out, without nights and meals.
struct DaysReview {
    first: Date,
    last: Date,
    moment: Moment,
}

impl Wish for DaysReview {
    fn next(&self, results: &Results) -> Move {
        if results.rounds() == 0 {
            let filter = json!({
                "date": {"gte": self.first, "lte": self.last},
                "kind": {"notIn": ["sleep", "meal", "commute"]},
            });
            let arguments = json!({"entity": "events", "where": filter, "descending": false, "limit": 40});
            return Move::Call(vec![Call::new(QUERY, arguments)]);
        }
        Move::Say(match results.data(QUERY) {
            Ok(found) => self.told(&found),
            Err(trouble) => format!("I cannot look up those days. {}", trouble.sentence),
        })
    }
}

impl DaysReview {
    fn told(&self, found: &Value) -> String {
        let days = format!("{} to {}", self.moment.say(self.first), self.moment.say(self.last));
        let mut lines = vec![format!("Your journal, {days}, without nights and meals:")];
        let mut day = "";
        for event in found.list("items") {
            if event.text("date") != day {
                day = event.text("date");
                lines.push(format!("\n**{}**\n", capitalised(&self.moment.say_of(event))));
            }
            lines.push(format!("- {}", happening(event, &self.moment)));
        }
        if found.at("next_offset").is_number() {
            lines.push("\nThere is more than fits here; ask for a single day.".to_owned());
        }
        if day.is_empty() { format!("Your journal has nothing for {days}.") } else { lines.join("\n") }
    }
}
