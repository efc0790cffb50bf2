use jiff::civil::Date;
use serde_json::{Value, json};

use super::Family;
use super::calendar::{EVENTS, appointment, appointments_of, events_between};
use super::happening::times;
use crate::demo::day::{Looking, days_find};
use crate::demo::moment::Moment;
use crate::demo::reading::Reading;
use crate::demo::results::{Results, Trouble, capitalised};
use crate::demo::sentence::Sentence;
use crate::demo::wish::{Call, Move, Wish};

pub(super) const FAMILY: Family = Family {
    title: "Your plan for a day",
    examples: &["What is my plan for today?", "My plan for tomorrow", "What do I have to do today?"],
    sources: "the journal's plan, the calendar and the open tasks, all at once",
    read,
};

const PLAN: &str = "journal__get_plan_vs_actual";
const TASKS: &str = "google-workspace__list_tasks";

struct Plan {
    date: Date,
    moment: Moment,
}

fn read(sentence: &Sentence, moment: &Moment) -> Option<Box<dyn Wish>> {
    let asks = [
        "my|the plan|plans|agenda",
        "plan for",
        "what do i have to do",
        "what should i do today|tomorrow",
        "what is|what's on today|tomorrow",
        "what's up today",
        "my tasks|todos|to-dos",
        "open tasks",
        "what do i have planned",
        "what am i doing today|tomorrow",
        "what does my day look",
    ];
    if !sentence.has(&asks) {
        return None;
    }
    let date = days_find(sentence, moment.date, Looking::Ahead).map_or(moment.date, |days| days.first);
    Some(Box::new(Plan { date, moment: moment.clone() }))
}

impl Wish for Plan {
    fn next(&self, results: &Results) -> Move {
        if results.rounds() == 0 {
            return Move::Call(vec![
                Call::new(PLAN, json!({"plan_date": self.date})),
                events_between(self.date, self.date),
                Call::new(TASKS, json!({"due_max": self.date})),
            ]);
        }
        let mut parts = vec![
            format!("**{}**", capitalised(&self.moment.say(self.date))),
            self.planned(results.data(PLAN)),
            self.appointments(results.data(EVENTS)),
            self.tasks(results.data(TASKS)),
        ];
        // Calendar and tasks come from one service: when it is away, one sentence says so.
        parts.dedup();
        Move::Say(parts.join("\n\n"))
    }
}

impl Plan {
    fn planned(&self, plan: Result<Value, Trouble>) -> String {
        match plan {
            Ok(plan) => section("Planned", plan.list("items").iter().map(|item| self.item(item)), "The plan is empty."),
            Err(trouble) if trouble.code == "not_found" => "No plan is written for this day.".to_owned(),
            Err(trouble) => trouble.sentence,
        }
    }

    fn item(&self, item: &Value) -> String {
        let times = times(item, &self.moment).map_or_else(String::new, |times| format!("{times} "));
        let status = item.text("status").replace('_', " ");
        let status = if matches!(status.as_str(), "" | "planned") { String::new() } else { format!(" ({status})") };
        format!("{times}{}{status}", item.text("title"))
    }

    fn appointments(&self, events: Result<Value, Trouble>) -> String {
        match events {
            Ok(events) => {
                let lines = appointments_of(&events).iter().map(|event| appointment(event, &self.moment));
                section("Calendar", lines, "The calendar is empty.")
            }
            Err(trouble) => trouble.sentence,
        }
    }

    fn tasks(&self, tasks: Result<Value, Trouble>) -> String {
        match tasks {
            Ok(tasks) => {
                let lines = tasks.list("tasks").iter().map(|task| self.task(task));
                section("Open tasks", lines, "No task is due.")
            }
            Err(trouble) => trouble.sentence,
        }
    }

    fn task(&self, task: &Value) -> String {
        let due = task.text("due").get(..10).and_then(|due| due.parse::<Date>().ok());
        let due = due.map_or_else(String::new, |due| format!(", due {}", self.moment.say(due)));
        format!("{}{due}", task.text("title"))
    }
}

fn section(title: &str, lines: impl Iterator<Item = String>, empty: &str) -> String {
    let lines: Vec<String> = lines.map(|line| format!("\n- {line}")).collect();
    if lines.is_empty() { empty.to_owned() } else { format!("{title}:\n{}", lines.concat()) }
}
