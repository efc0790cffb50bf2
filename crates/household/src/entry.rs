//! What the person wrote in the evening: the day's facts in her words.

use jiff::civil::Date;
use jiff::{ToSpan, Zoned};
use serde::Serialize;

use crate::day::spans;
use crate::dice::Dice;
use crate::meal::{MealKind, meals};
use crate::outing::{OutingKind, book, outings};
use crate::person::Human;
use crate::sleep::sleep;
use crate::sport::{Sport, workouts};
use crate::week::{at, trip};

/// A journal entry.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    /// When it was written: before bed.
    pub at: Zoned,
    /// The text.
    pub text: String,
    /// One to ten.
    pub mood: u32,
    /// Lower-case words.
    pub tags: Vec<&'static str>,
}

/// The entry of a date.
pub fn entry(date: Date) -> Entry {
    let mut dice = Dice::of(date, "entry");
    let night = sleep(date);
    let mut lines = Vec::new();
    let mut tags = Vec::new();
    let asleep_min = night.asleep_s() / 60;
    let how = if night.score >= 80 { "Slept well" } else { "Slept so-so" };
    lines.push(format!("{how}, {} h {:02}.", asleep_min / 60, asleep_min % 60));
    for workout in workouts(date) {
        match &workout.sport {
            Sport::Run(run) => {
                let (km, m) = (run.distance_m / 1_000, run.distance_m % 1_000 / 100);
                let (minute, second) = (run.pace_s_per_km / 60, run.pace_s_per_km % 60);
                let place = workout.place.name;
                lines.push(format!("Ran {km}.{m} km at {place}, {minute}:{second:02} a kilometre."));
                tags.push("run");
            }
            Sport::Strength(strength) => {
                let main = &strength.exercises[0];
                let weight = main.sets[0].weight_kg.map(|weight| format!(" at {weight} kg")).unwrap_or_default();
                lines.push(format!("{} at {}: {}{weight}.", workout.name, workout.place.name, main.name));
                tags.push("strength");
            }
        }
    }
    for outing in outings(date) {
        let place = outing.place.map(|place| place.name).unwrap_or_default();
        match outing.kind {
            OutingKind::BookClub => {
                lines.push(format!("Book club on {} with {}.", book(date), names(&outing.with)));
                tags.push("book_club");
            }
            OutingKind::Call => {
                let note = outing.note.unwrap_or_default();
                lines.push(format!("Called Mum and Dad. {note}"));
                tags.push("family");
            }
            OutingKind::Film => lines.push(format!("Watched {} with {}.", outing.title, names(&outing.with))),
            OutingKind::Walk | OutingKind::Sight => {
                lines.push(format!("{} with {}.", outing.title, names(&outing.with)));
            }
            OutingKind::Journey => lines.push(format!("{}.", outing.title)),
            OutingKind::Cafe if !outing.with.is_empty() => {
                lines.push(format!("Coffee at {place} with {}.", names(&outing.with)));
            }
            OutingKind::Cafe | OutingKind::Errand => {}
        }
    }
    for meal in meals(date).iter().filter(|meal| meal.meal != MealKind::Breakfast) {
        if meal.expense_id.is_some() {
            lines.push(format!("Dinner at {} with {}; {}.", meal.place.name, names(&meal.with), meal.dishes[0].name));
            tags.push("friends");
        } else if meal.with.len() > 3 && trip(date).is_none() {
            lines.push(format!("{} with {}.", capital(meal.dishes[0].name), names(&meal.with)));
            tags.push("family");
        }
    }
    if trip(date).is_some() {
        tags.push("trip");
    }
    let closings = [
        "Tomorrow: less coffee.",
        "Lucía read me a page, all by herself.",
        "Tomás was right about the rain.",
        "Left the umbrella somewhere again.",
        "A good, ordinary day.",
        "Too many tabs open, in every sense.",
        "Grateful for the light in the afternoon.",
    ];
    lines.push(dice.pick(&closings).to_owned());
    tags.dedup();
    let last = spans(date).last().map_or_else(|| at(date, 22, 0), |(_, end)| end + 8.minutes());
    Entry {
        at: last.max(at(date, 22, 10)).min(at(date, 23, 55)),
        text: lines.join(" "),
        mood: (5 + night.score / 40 + dice.between(0, 2)).min(10),
        tags,
    }
}

fn names(people: &[&'static Human]) -> String {
    match people {
        [] => "nobody".into(),
        [one] => one.first_name.into(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(|human| human.first_name).collect();
            format!("{} and {}", first.join(", "), last.first_name)
        }
    }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
