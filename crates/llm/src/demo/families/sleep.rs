use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::Family;
use super::happening::times;
use crate::demo::day::{Looking, days_find};
use crate::demo::moment::Moment;
use crate::demo::reading::Reading;
use crate::demo::results::{Results, Trouble};
use crate::demo::sentence::Sentence;
use crate::demo::wish::{Call, Move, Wish};

pub(super) const FAMILY: Family = Family {
    title: "How you slept",
    examples: &["How did I sleep?", "How was my sleep last night?", "How did I sleep on Monday?"],
    sources: "Garmin",
    read,
};

const NIGHT: &str = "garmin__get_sleep_data";
const WEEK: &str = "garmin__get_sleep_summary";

struct Night {
    /// The day of waking.
    date: Date,
    moment: Moment,
}

fn read(sentence: &Sentence, moment: &Moment) -> Option<Box<dyn Wish>> {
    let asks = [
        "how did|have i sleep|slept",
        "how well|long|much|badly did|have i sleep|slept",
        "how was my sleep|night",
        "my sleep",
        "did i sleep",
        "sleep score|data|report",
    ];
    if !sentence.has(&asks) {
        return None;
    }
    // Last night ended this morning, and a night counts to the day of waking.
    let named = days_find(sentence, moment.date, Looking::Back).map(|days| days.first);
    let date = if sentence.has(&["last night"]) { moment.date } else { named.unwrap_or(moment.date) };
    Some(Box::new(Night { date, moment: moment.clone() }))
}

impl Wish for Night {
    fn next(&self, results: &Results) -> Move {
        if results.rounds() == 0 {
            return Move::Call(calls(self.date));
        }
        let nights = results.each(NIGHT);
        let is_not_over =
            |night: &Result<Value, Trouble>| matches!(night, Err(trouble) if trouble.code == "no_data_yet");
        let asleep_yet = nights.first().is_some_and(is_not_over);
        if asleep_yet && results.rounds() == 1 {
            return Move::Call(calls(self.before()));
        }
        let date = if asleep_yet { self.before() } else { self.date };
        let week = results.data(WEEK).map_or_else(|_| String::new(), |week| compared(&week));
        Move::Say(match results.data(NIGHT) {
            Ok(night) if asleep_yet => format!("This night is not over yet. {}{week}", self.night(date, &night)),
            Ok(night) => format!("{}{week}", self.night(date, &night)),
            Err(trouble) => format!("I cannot tell how you slept. {}", trouble.sentence),
        })
    }
}

/// The night and, to compare, the week before it.
fn calls(date: Date) -> Vec<Call> {
    let week = json!({"start_date": date.saturating_sub(7.days()), "end_date": date.saturating_sub(1.day())});
    vec![Call::new(NIGHT, json!({"date": date})), Call::new(WEEK, week)]
}

impl Night {
    /// The night before, for when this one is not over.
    fn before(&self) -> Date {
        self.date.saturating_sub(1.day())
    }

    fn night(&self, date: Date, night: &Value) -> String {
        let times = times(night, &self.moment).map_or_else(String::new, |times| format!(" ({times})"));
        let stages = [("deep_s", "deep"), ("rem_s", "REM"), ("awake_s", "awake")];
        let stages = stages.iter().filter_map(|(key, name)| Some(format!("{name} {}", hours(night.number(key)?))));
        let stages = stages.collect::<Vec<_>>().join(", ");
        let score = night.number("sleep_score").map_or_else(String::new, |score| format!(", score **{score}**"));
        let asleep = night.number("asleep_s").map_or_else(|| "an unknown time".to_owned(), hours);
        format!("The night to {}: **{asleep}** asleep{times}{score}; {stages}.", self.moment.say(date))
    }
}

fn compared(week: &Value) -> String {
    match (week.number("mean_asleep_s"), week.number("mean_sleep_score")) {
        (Some(asleep), Some(score)) => {
            format!("\n\nThe seven nights before: {} on average, score {score}.", hours(asleep))
        }
        _ => String::new(),
    }
}

/// Seconds as `7 h 28 min`.
fn hours(seconds: f64) -> String {
    let minutes = (seconds / 60.0).round();
    let (hours, minutes) = ((minutes / 60.0).floor(), minutes % 60.0);
    if hours < 1.0 { format!("{minutes} min") } else { format!("{hours} h {minutes:02} min") }
}
