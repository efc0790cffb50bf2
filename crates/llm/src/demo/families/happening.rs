//! An event of the journal in one line: as a row, or as a timeline tells it, with names and details in words.

use serde_json::Value;

use super::record::and;
use crate::demo::moment::Moment;
use crate::demo::reading::Reading;

/// `08:00–08:31 **Run**, 5 km, with Iris, at River Park`.
pub(super) fn happening(event: &Value, moment: &Moment) -> String {
    let times = times(event, moment).map_or_else(String::new, |times| format!("{times} "));
    let title = format!("{times}**{}**", event.text("title"));
    std::iter::once(title).chain(facts(event)).collect::<Vec<_>>().join(", ")
}

/// `08:00–08:31`, or only the start; none of a whole day.
pub(super) fn times(row: &Value, moment: &Moment) -> Option<String> {
    let start = moment.local(row.text("start"))?;
    let end = moment.local(row.text("end")).filter(|end| *end > start);
    let end = end.map_or_else(String::new, |end| end.strftime("–%H:%M").to_string());
    Some(format!("{}{end}", start.strftime("%H:%M")))
}

/// What else is known of it, unless the title has said it.
fn facts(event: &Value) -> Vec<String> {
    let title = event.text("title").to_lowercase();
    let unsaid = |name: &&str| !name.is_empty() && !title.contains(&name.to_lowercase());
    let mut facts = Vec::new();
    if let Some(metres) = event.number("workout.distance_m") {
        facts.push(distance(metres));
    }
    let items = event.list("meal.items").iter().map(|item| item.text("name")).filter(unsaid);
    let items: Vec<String> = items.map(str::to_owned).collect();
    if !items.is_empty() {
        facts.push(items.join(", "));
    }
    facts.extend(Some(event.text("detail")).filter(unsaid).map(str::to_owned));
    let people = event.list("participants").iter().map(|person| person.as_str().unwrap_or(person.text("name")));
    // A title names people by their first names.
    let is_new = |name: &&str| name.split(' ').next().is_some_and(|first| unsaid(&first));
    let people: Vec<String> = people.filter(is_new).map(str::to_owned).collect();
    if !people.is_empty() {
        facts.push(format!("with {}", and(&people)));
    }
    let place = event.at("location").as_str().unwrap_or(event.text("location.name"));
    if unsaid(&place) {
        facts.push(format!("at {place}"));
    }
    facts
}

/// Metres in words: `7.2 km`, `400 m`.
pub(super) fn distance(metres: f64) -> String {
    if metres < 1000.0 {
        return format!("{metres:.0} m");
    }
    let km = format!("{:.2}", metres / 1000.0);
    format!("{} km", km.trim_end_matches('0').trim_end_matches('.'))
}
