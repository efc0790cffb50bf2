//! What else fills a day: coffee, calls, the book club, films, walks, journeys.

use jiff::civil::{Date, Weekday};
use jiff::{ToSpan, Zoned};
use serde::Serialize;

use crate::city::{BEACH, BOOKSHOP, CINEMA, HOME, MARKET, RIVER_PARK};
use crate::dice::{Dice, week_number};
use crate::person::{ANDREU, CARMEN, ELENA, Human, IRIS, LUCIA, MARC, PRIYA, TOMAS};
use crate::place::Place;
use crate::tables::{CAFE_MIRLO, CAFE_TINTA};
use crate::week::{Trip, at, has_book_club, has_family_lunch, trip};

/// Something that was done and is neither a meal, nor a workout, nor a meeting.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outing {
    /// What kind of thing.
    pub kind: OutingKind,
    /// As one would head it.
    pub title: String,
    /// When it began.
    pub start: Zoned,
    /// When it ended.
    pub end: Zoned,
    /// Where; none for what has no one place.
    pub place: Option<&'static Place>,
    /// With whom.
    pub with: Vec<&'static Human>,
    /// Anything worth keeping.
    pub note: Option<&'static str>,
}

/// What kind of outing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OutingKind {
    /// The café habit.
    Cafe,
    /// Every second Wednesday.
    BookClub,
    /// The Sunday call to the parents.
    Call,
    /// A film, at home or in the cinema.
    Film,
    /// A walk.
    Walk,
    /// Shopping.
    Errand,
    /// To or from the city of a trip.
    Journey,
    /// A museum or a walk in the city of a trip.
    Sight,
}

/// The books of the club, one for two meetings.
static BOOKS: [&str; 6] = [
    "The Lighthouse Ledger",
    "Salt Roads",
    "A Year Without Maps",
    "The Patient Orchard",
    "Letters to the Ferryman",
    "What the Tide Kept",
];

static FILMS: [&str; 6] =
    ["The Night Ferry", "Paper Harbour", "Eleven Winters", "The Beekeeper's Proof", "Low Water", "Room with a Crane"];

/// The book that the club reads in the fortnight around a date.
pub(crate) fn book(date: Date) -> &'static str {
    let turn = usize::try_from(week_number(date).div_euclid(4).rem_euclid(6)).expect("a remainder is not negative");
    BOOKS[turn]
}

/// Everything of the date, in no particular order.
pub fn outings(date: Date) -> Vec<Outing> {
    match trip(date) {
        Some(trip) if date == trip.first => {
            let mut outings = vec![coffee(date)];
            outings.push(journey(at(date, 17, 30), 150, &trip, trip.destination.there, "to"));
            outings
        }
        Some(trip) => away(date, &trip),
        None => at_home(date),
    }
}

fn at_home(date: Date) -> Vec<Outing> {
    use Weekday::{Friday, Monday, Saturday, Sunday, Wednesday};
    let mut dice = Dice::of(date, "outings");
    match date.weekday() {
        Wednesday if has_book_club(date) => {
            let club = outing(OutingKind::BookClub, "Book club", at(date, 20, 0), 120, Some(&BOOKSHOP));
            let title = format!("Book club: {}", book(date));
            vec![coffee(date), Outing { title, with: vec![&IRIS, &PRIYA, &ELENA], ..club }]
        }
        Monday | Wednesday | Friday => vec![coffee(date)],
        Saturday => {
            let mut outings = vec![
                Outing {
                    with: coffee_company(date),
                    ..outing(OutingKind::Cafe, "Coffee after the run", at(date, 11, 15), 45, Some(&CAFE_TINTA))
                },
                Outing {
                    with: vec![&LUCIA],
                    ..outing(OutingKind::Errand, "Market", at(date, 12, 30), 50, Some(&MARKET))
                },
            ];
            if dice.chance(60) {
                let in_cinema = dice.chance(50);
                let place = if in_cinema { &CINEMA } else { &HOME };
                let film = outing(OutingKind::Film, dice.pick(&FILMS), at(date, 21, 45), 115, Some(place));
                outings.push(Outing { with: vec![&TOMAS], ..film });
            }
            outings
        }
        Sunday => {
            let place = if dice.chance(50) { &BEACH } else { &RIVER_PARK };
            let title = format!("Walk at {}", place.name);
            let walk = outing(OutingKind::Walk, title, at(date, 11, 0), 85, Some(place));
            let mut outings = vec![Outing { with: vec![&TOMAS, &LUCIA], ..walk }];
            if !has_family_lunch(date) {
                outings.push(call(at(date, 18, 0)));
            }
            outings
        }
        _ => Vec::new(),
    }
}

fn away(date: Date, trip: &Trip) -> Vec<Outing> {
    let mut outings = Vec::new();
    if date.weekday() == Weekday::Saturday {
        let title = format!("Old town of {}", trip.destination.city);
        let sight = outing(OutingKind::Sight, title, at(date, 11, 45), 90, Some(trip.destination.park));
        let walk = outing(OutingKind::Walk, "Walk along the water", at(date, 17, 0), 80, Some(trip.destination.park));
        outings.push(Outing { with: trip.with.to_vec(), ..sight });
        outings.push(Outing { with: trip.with.to_vec(), ..walk });
    } else {
        outings.push(journey(at(date, 16, 30), 150, trip, trip.destination.back, "from"));
        outings.push(call(at(date, 19, 45)));
    }
    outings
}

/// Who sits at the table after the Saturday run: Marc on every second one.
pub(crate) fn coffee_company(date: Date) -> Vec<&'static Human> {
    if week_number(date).rem_euclid(2) == 0 { vec![&MARC] } else { vec![&TOMAS, &LUCIA] }
}

fn coffee(date: Date) -> Outing {
    outing(OutingKind::Cafe, "Coffee before work", at(date, 8, 50), 20, Some(&CAFE_MIRLO))
}

fn call(start: Zoned) -> Outing {
    let minutes = 25;
    let mut dice = Dice::of(start.date(), "call");
    let notes = [
        "Carmen's lemons are ripe; there will be jam.",
        "Andreu fixed the kitchen radio and wants it admired.",
        "They asked about Lucía's teeth and the school play.",
        "Andreu's knee is better; he walks to the baker again.",
    ];
    let call = outing(OutingKind::Call, "Call with Carmen and Andreu", start, minutes, None);
    Outing { with: vec![&CARMEN, &ANDREU], note: Some(dice.pick(&notes)), ..call }
}

fn journey(start: Zoned, minutes: i64, trip: &Trip, number: &str, direction: &str) -> Outing {
    let title = format!("{} {direction} {}", capital(number), trip.destination.city);
    let journey = outing(OutingKind::Journey, title, start, minutes, Some(trip.destination.from));
    Outing { with: trip.with.to_vec(), ..journey }
}

fn capital(number: &str) -> String {
    if number.starts_with("train") { number.replacen("train", "Train", 1) } else { format!("Flight {number}") }
}

fn outing(
    kind: OutingKind,
    title: impl Into<String>,
    start: Zoned,
    minutes: i64,
    place: Option<&'static Place>,
) -> Outing {
    let end = &start + minutes.minutes();
    Outing { kind, title: title.into(), start, end, place, with: Vec::new(), note: None }
}
