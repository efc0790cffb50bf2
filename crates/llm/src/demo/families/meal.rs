use jiff::SignedDuration;
use jiff::civil::{Time, time};
use serde_json::json;

use super::Family;
use super::record::{self, Record};
use crate::demo::details::{Details, details};
use crate::demo::moment::Moment;
use crate::demo::results::capitalised;
use crate::demo::sentence::Sentence;
use crate::demo::time_of_day::TimeOfDay;
use crate::demo::wish::Wish;

pub(super) const FAMILY: Family = Family {
    title: "Log a meal",
    examples: &[
        "I had lunch with Iris at Blue Door",
        "Log breakfast: oatmeal and coffee",
        "I ate a sandwich for lunch yesterday at 12:30",
        "Had pasta and a salad for dinner yesterday",
    ],
    sources: "writes a meal into the journal",
    read,
};

static MEALS: &[(&str, &str)] = &[
    ("breakfast", "breakfast"),
    ("brunch", "brunch"),
    ("lunch", "lunch"),
    ("dinner", "dinner|supper"),
    ("snack", "snack"),
    ("dessert", "dessert"),
    ("drink", "drink|drinks"),
];

fn read(sentence: &Sentence, moment: &Moment) -> Option<Box<dyn Wish>> {
    if sentence.is_question() || sentence.is_not_done() {
        return None;
    }
    let named = MEALS.iter().find(|(_, words)| sentence.has(&[words])).map(|(meal, _)| *meal);
    let ate = sentence.has(&["i|we ate|drank", "i|we just ate|drank", "i've|we've eaten"])
        || sentence.begins(&["ate|drank", "just ate", "log|record|add a meal", "log|record|add meal"]).is_some();
    let had = sentence.has(&["i|we had|cooked", "i|we just had", "i've|we've had"])
        || sentence.begins(&["had|just|log|record|add|breakfast|brunch|lunch|dinner|supper|snack"]).is_some();
    if !(ate || named.is_some() && had) {
        return None;
    }
    let details = details(sentence, 0, moment);
    if details.is_ahead(moment) {
        return Some(record::ahead());
    }
    let meal = named.unwrap_or_else(|| meal_at(details.time.map_or(moment.time, TimeOfDay::clock_time)));
    let details = Details { time: in_the_evening(meal, details.time), ..details };
    let items = items(sentence, &details.rest);
    let start = details.start(moment, usual_time(meal), SignedDuration::from_mins(30));
    let mut arguments = json!({
        "meal": meal,
        "title": title(meal, &items, &details),
        "start": Moment::written(start),
        "time_zone": moment.zone,
        "notes": sentence.text_from(0),
    });
    if let Some(minutes) = details.duration_min() {
        arguments["duration_min"] = minutes.into();
    }
    if !items.is_empty() {
        arguments["items"] = items.iter().map(|name| json!({"name": name})).collect();
    }
    Some(Box::new(Record::new("journal__create_meal", arguments, &details, moment)))
}

/// The meal that a time of day suggests.
fn meal_at(clock: Time) -> &'static str {
    match clock.hour() {
        4..=10 => "breakfast",
        11..=15 => "lunch",
        16..=17 => "snack",
        _ => "dinner",
    }
}

fn usual_time(meal: &str) -> Time {
    match meal {
        "breakfast" => time(8, 0, 0, 0),
        "brunch" => time(11, 0, 0, 0),
        "lunch" => time(13, 0, 0, 0),
        "snack" => time(16, 30, 0, 0),
        _ => time(20, 0, 0, 0),
    }
}

/// "Dinner at 8" is in the evening.
fn in_the_evening(meal: &str, told: Option<TimeOfDay>) -> Option<TimeOfDay> {
    match told {
        Some(TimeOfDay::At(clock)) if meal == "dinner" && (5..12).contains(&clock.hour()) => {
            Some(TimeOfDay::At(time(clock.hour() + 12, clock.minute(), 0, 0)))
        }
        told => told,
    }
}

/// What was eaten: what is left of the sentence without the words that tell of eating, cut at commas and "and"; behind a colon, if
/// there is one.
fn items(sentence: &Sentence, rest: &[usize]) -> Vec<String> {
    const TELLING: &str = "i|we|i've|we've|just|had|ate|eaten|drank|cooked|log|record|add|please|my|our|for|of|a|an|the|some|meal|it|was|\
                           breakfast|brunch|lunch|dinner|supper|snack|dessert|drink|drinks|with";
    const MOST: usize = 20;
    let mut items: Vec<Vec<usize>> = vec![Vec::new()];
    let colon = rest.iter().rposition(|index| sentence.words()[*index].mark == Some(':'));
    for &index in &rest[colon.map_or(0, |colon| colon + 1)..] {
        let splits = sentence.stands_at(index, "and|with|plus|&");
        let tells = sentence.stands_at(index, TELLING);
        if splits {
            items.push(Vec::new());
        } else if let (false, Some(item)) = (tells, items.last_mut()) {
            item.push(index);
        }
        if sentence.breaks_after(index) {
            items.push(Vec::new());
        }
    }
    items.into_iter().filter(|item| !item.is_empty()).take(MOST).map(|item| sentence.join(item)).collect()
}

fn title(meal: &str, items: &[String], details: &Details) -> String {
    let what = if !details.people.is_empty() {
        format!(" with {}", record::and(&details.people))
    } else if items.is_empty() {
        String::new()
    } else {
        format!(": {}", items.join(", "))
    };
    let place = details.place.as_ref().map_or_else(String::new, |place| format!(" at {place}"));
    format!("{}{what}{place}", capitalised(meal))
}
