//! Meals: what was eaten, where and with whom.

use jiff::civil::{Date, Weekday};
use jiff::{ToSpan, Zoned};
use serde::Serialize;

use crate::city::{HOME, PARENTS};
use crate::dice::Dice;
use crate::dinner::dinner_out;
use crate::expense;
use crate::person::{ANDREU, ANNEKE, CARMEN, DARIO, Human, LUCIA, PAU, SAM, TOMAS};
use crate::place::Place;
use crate::tables::{BISTRO_FAR, CANTEEN};
use crate::week::{DayKind, at, day_kind, has_book_club, has_family_lunch, trip};

/// One meal.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Meal {
    /// Which meal of the day.
    pub meal: MealKind,
    /// When it began.
    pub start: Zoned,
    /// When it ended.
    pub end: Zoned,
    /// Where.
    pub place: &'static Place,
    /// Who was there, the person herself left out.
    pub with: Vec<&'static Human>,
    /// What was eaten.
    pub dishes: Vec<Dish>,
    /// The bill in Splitwise, when it was shared there.
    pub expense_id: Option<u64>,
}

/// Which meal of the day; the same words as in the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MealKind {
    /// In the morning.
    Breakfast,
    /// At midday, which is 13:30 here.
    Lunch,
    /// In the evening.
    Dinner,
}

/// One thing on the plate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Dish {
    /// What it is.
    pub name: &'static str,
    /// How much, as one would say it.
    pub quantity: &'static str,
    /// Kilocalories, estimated.
    pub kcal: u32,
}

const fn dish(name: &'static str, quantity: &'static str, kcal: u32) -> Dish {
    Dish { name, quantity, kcal }
}

static BREAKFASTS: &[&[Dish]] = &[
    &[dish("oats with apple", "1 bowl", 340), dish("coffee with milk", "1 cup", 45)],
    &[dish("toast with tomato", "2 slices", 260), dish("orange juice", "1 glass", 95)],
    &[dish("yoghurt with walnuts", "1 bowl", 290), dish("black tea", "1 mug", 2)],
    &[dish("scrambled eggs", "2 eggs", 210), dish("toast", "1 slice", 90), dish("coffee with milk", "1 cup", 45)],
];
static LUNCHES: &[&[Dish]] = &[
    &[dish("lentil soup", "1 bowl", 380), dish("bread", "2 slices", 160)],
    &[dish("grilled hake", "1 fillet", 290), dish("potato salad", "1 side", 240)],
    &[dish("chickpea salad", "1 plate", 430), dish("melon", "2 slices", 60)],
    &[dish("chicken with rice", "1 plate", 610)],
    &[dish("aubergine lasagne", "1 plate", 540), dish("green salad", "1 side", 70)],
];
static DINNERS: &[&[Dish]] = &[
    &[dish("potato omelette", "2 wedges", 420), dish("tomato salad", "1 plate", 110)],
    &[dish("vegetable soup", "1 bowl", 210), dish("cheese and bread", "1 plate", 330)],
    &[dish("pasta with pesto", "1 plate", 560)],
    &[dish("baked cod", "1 fillet", 260), dish("roast peppers", "1 side", 120)],
    &[dish("bean stew", "1 bowl", 450)],
];
static RESTAURANT: &[&[Dish]] = &[
    &[dish("rice with artichokes", "1 plate", 640), dish("red wine", "2 glasses", 250)],
    &[dish("charred leeks", "shared", 180), dish("mushroom skewers", "3", 320), dish("vermouth", "1 glass", 140)],
    &[dish("grilled sea bass", "half", 380), dish("escalivada", "shared", 160), dish("almond cake", "1 slice", 330)],
];
static PAELLA: &[Dish] = &[dish("paella", "1 plate", 720), dish("lemon ice", "1 glass", 150)];

/// Breakfast, lunch and dinner, in this order.
pub fn meals(date: Date) -> Vec<Meal> {
    let mut dice = Dice::of(date, "meals");
    vec![breakfast(date, &mut dice), lunch(date, &mut dice), dinner(date, &mut dice)]
}

fn breakfast(date: Date, dice: &mut Dice) -> Meal {
    use Weekday::{Saturday, Sunday, Thursday, Tuesday};
    let away = trip(date).filter(|trip| trip.first != date);
    let (start, minutes) = match date.weekday() {
        // After the run.
        Tuesday | Thursday => (at(date, 7, 50), 20),
        Saturday => (at(date, 8, 0), 25),
        Sunday => (at(date, 9, 10), 30),
        _ => (at(date, 7, 30), 20),
    };
    let (place, with) = match &away {
        Some(trip) => (trip.destination.hotel, trip.with.to_vec()),
        None => (&HOME, vec![&TOMAS, &LUCIA]),
    };
    meal(MealKind::Breakfast, start, minutes, place, with, dice.pick(BREAKFASTS))
}

fn lunch(date: Date, dice: &mut Dice) -> Meal {
    let dishes = dice.pick(LUNCHES);
    let away = trip(date).filter(|trip| trip.first != date);
    if let Some(trip) = away {
        return meal(MealKind::Lunch, at(date, 14, 0), 60, trip.destination.table, trip.with.to_vec(), dishes);
    }
    if has_family_lunch(date) {
        let family: Vec<&'static Human> = vec![&TOMAS, &LUCIA, &CARMEN, &ANDREU, &PAU];
        return meal(MealKind::Lunch, at(date, 14, 0), 95, &PARENTS, family, PAELLA);
    }
    if day_kind(date) == DayKind::Weekend {
        return meal(MealKind::Lunch, at(date, 14, 15), 45, &HOME, vec![&TOMAS, &LUCIA], dishes);
    }
    let colleagues: &[&[&'static Human]] = &[&[&DARIO], &[&DARIO, &ANNEKE], &[&SAM], &[&DARIO, &SAM], &[]];
    let place = if dice.chance(45) { &BISTRO_FAR } else { &CANTEEN };
    meal(MealKind::Lunch, at(date, 13, 30), 45, place, dice.pick(colleagues).to_vec(), dishes)
}

fn dinner(date: Date, dice: &mut Dice) -> Meal {
    if let Some(dinner) = dinner_out(date) {
        return Meal {
            meal: MealKind::Dinner,
            start: dinner.start,
            end: dinner.end,
            place: dinner.place,
            with: dinner.with,
            dishes: dice.pick(RESTAURANT).to_vec(),
            expense_id: Some(expense::dinner_id(date)),
        };
    }
    let dishes = dice.pick(DINNERS);
    if let Some(trip) = trip(date).filter(|trip| trip.first == date) {
        return meal(MealKind::Dinner, at(date, 21, 15), 75, trip.destination.hotel, trip.with.to_vec(), dishes);
    }
    let start = if has_book_club(date) { at(date, 19, 0) } else { at(date, 20, 45) };
    meal(MealKind::Dinner, start, 35, &HOME, vec![&TOMAS, &LUCIA], dishes)
}

fn meal(
    meal: MealKind,
    start: Zoned,
    minutes: i64,
    place: &'static Place,
    with: Vec<&'static Human>,
    dishes: &[Dish],
) -> Meal {
    let end = &start + minutes.minutes();
    Meal { meal, start, end, place, with, dishes: dishes.to_vec(), expense_id: None }
}
