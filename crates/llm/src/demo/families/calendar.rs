use jiff::civil::Date;
use serde_json::{Value, json};

use super::Family;
use super::happening::times;
use crate::demo::day::{Looking, days_find};
use crate::demo::moment::Moment;
use crate::demo::reading::Reading;
use crate::demo::results::{Results, capitalised};
use crate::demo::sentence::Sentence;
use crate::demo::wish::{Call, Move, Wish};

pub(super) const FAMILY: Family = Family {
    title: "Your calendar",
    examples: &[
        "What is on my calendar today?",
        "What is on my calendar tomorrow?",
        "What meetings do I have this week?",
        "Show my appointments on Friday",
    ],
    sources: "Google Calendar",
    read,
};

pub(super) const EVENTS: &str = "google-workspace__list_events";

struct Agenda {
    first: Date,
    last: Date,
    moment: Moment,
}

fn read(sentence: &Sentence, moment: &Moment) -> Option<Box<dyn Wish>> {
    let names = ["calendar|calendars|appointments|appointment|meetings|meeting|schedule"];
    let asks = ["show|list|what|what's|which|when|do|have|is|are|any|my|check|open|give"];
    let next = sentence.begins(&["calendar|appointments|meetings|schedule"]).is_some();
    if !sentence.has(&names) || !(next || sentence.begins(&asks).is_some()) {
        return None;
    }
    let days = days_find(sentence, moment.date, Looking::Ahead);
    let (first, last) = days.map_or((moment.date, moment.date), |days| (days.first, days.last));
    Some(Box::new(Agenda { first, last, moment: moment.clone() }))
}

impl Wish for Agenda {
    fn next(&self, results: &Results) -> Move {
        if results.rounds() == 0 {
            return Move::Call(vec![events_between(self.first, self.last)]);
        }
        Move::Say(match results.data(EVENTS) {
            Ok(events) => self.told(appointments_of(&events)),
            Err(trouble) => format!("I cannot show your calendar. {}", trouble.sentence),
        })
    }
}

impl Agenda {
    fn told(&self, events: &[Value]) -> String {
        let days = if self.first == self.last {
            self.moment.say(self.first)
        } else {
            format!("{} to {}", self.moment.say(self.first), self.moment.say(self.last))
        };
        if events.is_empty() {
            return format!("Your calendar is empty {days}.");
        }
        let mut lines = vec![format!("Your calendar, {days}:")];
        if self.first == self.last {
            lines.push(String::new());
        }
        let mut day = String::new();
        for event in events {
            let of = [event.text("date"), event.text("first_day")].concat();
            if self.first != self.last && of != day {
                let said = of.parse().map_or_else(|_| of.clone(), |date| self.moment.say(date));
                lines.push(format!("\n**{}**\n", capitalised(&said)));
                day = of;
            }
            lines.push(format!("- {}", appointment(event, &self.moment)));
        }
        lines.join("\n")
    }
}

/// The call for the events of these days, both included.
pub(super) fn events_between(first: Date, last: Date) -> Call {
    Call::new(EVENTS, json!({"start_date": first, "end_date": last, "max_results": 50}))
}

pub(super) fn appointments_of(events: &Value) -> &[Value] {
    events.list("events")
}

/// `09:30–10:00 **Stand-up**, Lumbra`.
pub(super) fn appointment(event: &Value, moment: &Moment) -> String {
    let times = times(event, moment).unwrap_or_else(|| "all day".to_owned());
    let place = event.text("location");
    let place = if place.is_empty() { String::new() } else { format!(", {place}") };
    format!("{times} **{}**{place}", event.text("title"))
}
