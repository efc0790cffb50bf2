//! The rhythm: which kind of day a date is.

use jiff::civil::{Date, DateTime, Weekday};
use jiff::{ToSpan, Zoned};
use serde::Serialize;

use crate::dice::{Dice, week_number};
use crate::person::{Human, IRIS, JONAS, LUCIA, TOMAS, zone};
use crate::place::Place;
use crate::{away, city};

/// What a day is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// Monday to Friday.
    Work,
    /// Saturday or Sunday at home.
    Weekend,
    /// Friday to Sunday of a week in which the family travels; the Friday is worked until the train leaves.
    Trip,
}

/// A weekend away, Friday evening to Sunday evening, every fifth week.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Trip {
    /// Where to.
    pub destination: &'static Destination,
    /// The Friday.
    pub first: Date,
    /// The Sunday.
    pub last: Date,
    /// Who comes along.
    pub with: &'static [&'static Human],
    /// Six letters and digits, as on the confirmation.
    pub booking: String,
}

/// A city that the family goes to, and where it stays.
#[derive(Debug, PartialEq, Serialize)]
pub struct Destination {
    /// The city.
    pub city: &'static str,
    /// By air or by rail.
    pub flies: bool,
    /// Flight or train number, there.
    pub there: &'static str,
    /// Flight or train number, back.
    pub back: &'static str,
    /// Where it starts from.
    pub from: &'static Place,
    /// Where it sleeps.
    pub hotel: &'static Place,
    /// Where it eats.
    pub table: &'static Place,
    /// Where Nora runs and all walk.
    pub park: &'static Place,
}

static DESTINATIONS: [Destination; 3] = [
    Destination {
        city: "Bilbao",
        flies: true,
        there: "GX 2217",
        back: "GX 2218",
        from: &city::AIRPORT,
        hotel: &away::BILBAO_HOTEL,
        table: &away::BILBAO_TABLE,
        park: &away::BILBAO_PARK,
    },
    Destination {
        city: "Madrid",
        flies: false,
        there: "train 05181",
        back: "train 05190",
        from: &city::STATION,
        hotel: &away::MADRID_HOTEL,
        table: &away::MADRID_TABLE,
        park: &away::MADRID_PARK,
    },
    Destination {
        city: "Palma",
        flies: true,
        there: "GX 2741",
        back: "GX 2742",
        from: &city::AIRPORT,
        hotel: &away::PALMA_HOTEL,
        table: &away::PALMA_TABLE,
        park: &away::PALMA_PARK,
    },
];

/// Who comes along on every trip.
static COMPANY: &[&Human] = &[&TOMAS, &LUCIA, &IRIS, &JONAS];

/// What kind of day it is.
pub(crate) fn day_kind(date: Date) -> DayKind {
    match date.weekday() {
        _ if trip(date).is_some() => DayKind::Trip,
        Weekday::Saturday | Weekday::Sunday => DayKind::Weekend,
        _ => DayKind::Work,
    }
}

/// The trip that a date belongs to.
pub(crate) fn trip(date: Date) -> Option<Trip> {
    let into_weekend = match date.weekday() {
        Weekday::Friday => 0,
        Weekday::Saturday => 1,
        Weekday::Sunday => 2,
        _ => return None,
    };
    let week = week_number(date);
    if week.rem_euclid(5) != 2 {
        return None;
    }
    let first = date - into_weekend.days();
    let turn = usize::try_from(week.div_euclid(5).rem_euclid(3)).expect("a remainder of three is not negative");
    let mut dice = Dice::of(first, "booking");
    let booking = (0..6).map(|_| char::from(dice.pick(b"ACDEFHJKLMNPRTUVWXY347"))).collect();
    Some(Trip { destination: &DESTINATIONS[turn], first, last: first + 2.days(), with: COMPANY, booking })
}

/// The book club meets on every second Wednesday.
pub(crate) fn has_book_club(date: Date) -> bool {
    date.weekday() == Weekday::Wednesday && week_number(date).rem_euclid(2) == 0
}

/// Lunch at the parents' house on every second Sunday that is not spent away.
pub(crate) fn has_family_lunch(date: Date) -> bool {
    date.weekday() == Weekday::Sunday && week_number(date).rem_euclid(2) == 1 && trip(date).is_none()
}

/// A local time of a date, in the person's zone.
pub(crate) fn at(date: Date, hour: i8, minute: i8) -> Zoned {
    in_zone(date.at(hour, minute, 0, 0))
}

/// A local time in the person's zone; one that does not exist moves to the next that does.
pub(crate) fn in_zone(local: DateTime) -> Zoned {
    local.to_zoned(zone().clone()).expect("dates of a human life are far inside the range of time stamps")
}
