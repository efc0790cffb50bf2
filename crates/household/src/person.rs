//! The person whose life this is, and everyone in it.

use std::sync::OnceLock;

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use serde::Serialize;

use crate::city::{HOME, OFFICE};
use crate::place::Place;
use crate::{away, city, tables};

/// The synthetic person: one answer, always the same.
pub fn person() -> &'static Person {
    &NORA
}

/// Everyone in the person's life, the person herself not among them.
pub fn people() -> &'static [&'static Human] {
    PEOPLE
}

/// Every place that the household knows or could find on a map.
pub fn places() -> impl Iterator<Item = &'static Place> {
    tables::PLACES.iter().chain(city::PLACES).chain(away::PLACES).copied()
}

/// The person's time zone, from the data base that is compiled in.
pub fn zone() -> &'static TimeZone {
    static ZONE: OnceLock<TimeZone> = OnceLock::new();
    ZONE.get_or_init(|| TimeZone::get(NORA.zone).expect("the time zone data base is compiled in"))
}

/// Who the household is about.
#[derive(Debug, PartialEq, Serialize)]
pub struct Person {
    /// The person among the people: name, mail address, birthday, Splitwise id.
    pub human: &'static Human,
    /// IANA time zone.
    pub zone: &'static str,
    /// ISO 4217.
    pub currency: &'static str,
    /// BCP 47.
    pub locale: &'static str,
    /// Where she lives.
    pub home: &'static Place,
    /// Where she works.
    pub office: &'static Place,
    /// What she does for a living.
    pub work: &'static str,
}

/// Somebody.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Human {
    /// Stable, lower case: what other crates may derive an id from.
    pub key: &'static str,
    /// What everyone calls them.
    pub first_name: &'static str,
    /// The whole name.
    pub name: &'static str,
    /// Under the reserved `.example` domain.
    pub email: &'static str,
    /// What they are to the person.
    pub relation: Relation,
    /// The day they were born.
    pub birthday: Date,
    /// Their number in Splitwise; none for those who do not use it.
    pub splitwise_id: Option<u64>,
    /// One sentence that a friend would say of them.
    pub about: &'static str,
}

/// What somebody is to the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// The person herself.
    Myself,
    /// The one she lives with.
    Partner,
    /// Her child.
    Child,
    /// Her mother or father.
    Parent,
    /// Her brother.
    Sibling,
    /// A friend.
    Friend,
    /// Somebody from work.
    Colleague,
}

static NORA: Person = Person {
    human: &MYSELF,
    zone: "Europe/Madrid",
    currency: "EUR",
    locale: "en",
    home: &HOME,
    office: &OFFICE,
    work: "Product lead at Lumbra, which makes harbour lights that report when they fail",
};

static PEOPLE: &[&Human] =
    &[&TOMAS, &LUCIA, &CARMEN, &ANDREU, &PAU, &IRIS, &JONAS, &PRIYA, &MARC, &ELENA, &BEATRIZ, &DARIO, &ANNEKE, &SAM];

pub(crate) static MYSELF: Human = Human {
    key: "nora",
    first_name: "Nora",
    name: "Nora Vidal",
    email: "nora@vidal.example",
    relation: Relation::Myself,
    birthday: date(1990, 3, 14),
    splitwise_id: Some(52_100_001),
    about: "Runs, reads, forgets umbrellas.",
};

pub(crate) static TOMAS: Human = Human {
    key: "tomas",
    first_name: "Tomás",
    name: "Tomás Ferrer",
    email: "tomas@ferrer.example",
    relation: Relation::Partner,
    birthday: date(1988, 9, 2),
    splitwise_id: Some(52_100_002),
    about: "Teaches physics and cooks better than he admits.",
};

pub(crate) static LUCIA: Human = Human {
    key: "lucia",
    first_name: "Lucía",
    name: "Lucía Ferrer Vidal",
    email: "lucia@vidal.example",
    relation: Relation::Child,
    birthday: date(2018, 5, 27),
    splitwise_id: None,
    about: "In primary school; collects snails, releases snails.",
};

pub(crate) static CARMEN: Human = Human {
    key: "carmen",
    first_name: "Carmen",
    name: "Carmen Roig",
    email: "carmen@roig.example",
    relation: Relation::Parent,
    birthday: date(1959, 11, 30),
    splitwise_id: None,
    about: "Nora's mother; retired nurse, grows lemons.",
};

pub(crate) static ANDREU: Human = Human {
    key: "andreu",
    first_name: "Andreu",
    name: "Andreu Vidal",
    email: "andreu@vidal.example",
    relation: Relation::Parent,
    birthday: date(1957, 1, 19),
    splitwise_id: None,
    about: "Nora's father; repairs radios, never calls first.",
};

pub(crate) static PAU: Human = Human {
    key: "pau",
    first_name: "Pau",
    name: "Pau Vidal",
    email: "pau@vidal.example",
    relation: Relation::Sibling,
    birthday: date(1993, 7, 8),
    splitwise_id: None,
    about: "Nora's brother; a ship's engineer, often away.",
};

pub(crate) static IRIS: Human = Human {
    key: "iris",
    first_name: "Iris",
    name: "Iris Moreno",
    email: "iris@moreno.example",
    relation: Relation::Friend,
    birthday: date(1989, 12, 5),
    splitwise_id: Some(52_100_011),
    about: "Friend from university; architect, always ten minutes early.",
};

pub(crate) static JONAS: Human = Human {
    key: "jonas",
    first_name: "Jonas",
    name: "Jonas Beck",
    email: "jonas@beck.example",
    relation: Relation::Friend,
    birthday: date(1987, 4, 22),
    splitwise_id: Some(52_100_012),
    about: "Friend and Iris's husband; sails, photographs bridges.",
};

pub(crate) static PRIYA: Human = Human {
    key: "priya",
    first_name: "Priya",
    name: "Priya Raman",
    email: "priya@raman.example",
    relation: Relation::Friend,
    birthday: date(1991, 8, 16),
    splitwise_id: Some(52_100_013),
    about: "Translator; chose most of the good books of the book club.",
};

pub(crate) static MARC: Human = Human {
    key: "marc",
    first_name: "Marc",
    name: "Marc Soler",
    email: "marc@soler.example",
    relation: Relation::Friend,
    birthday: date(1990, 10, 11),
    splitwise_id: Some(52_100_014),
    about: "Running friend; training for a marathon, talks about knees.",
};

pub(crate) static ELENA: Human = Human {
    key: "elena",
    first_name: "Elena",
    name: "Elena Costa",
    email: "elena@costa.example",
    relation: Relation::Friend,
    birthday: date(1988, 2, 3),
    splitwise_id: Some(52_100_015),
    about: "Paediatrician; book club, vegetarian, night shifts.",
};

pub(crate) static BEATRIZ: Human = Human {
    key: "beatriz",
    first_name: "Beatriz",
    name: "Beatriz Luna",
    email: "beatriz@lumbra.example",
    relation: Relation::Colleague,
    birthday: date(1981, 6, 25),
    splitwise_id: None,
    about: "Nora's manager.",
};

pub(crate) static DARIO: Human = Human {
    key: "dario",
    first_name: "Dario",
    name: "Dario Conti",
    email: "dario@lumbra.example",
    relation: Relation::Colleague,
    birthday: date(1994, 1, 28),
    splitwise_id: None,
    about: "Firmware; eats lunch with Nora more often than not.",
};

pub(crate) static ANNEKE: Human = Human {
    key: "anneke",
    first_name: "Anneke",
    name: "Anneke de Vries",
    email: "anneke@lumbra.example",
    relation: Relation::Colleague,
    birthday: date(1986, 11, 9),
    splitwise_id: None,
    about: "Design; draws on windows.",
};

pub(crate) static SAM: Human = Human {
    key: "sam",
    first_name: "Sam",
    name: "Sam Okafor",
    email: "sam@lumbra.example",
    relation: Relation::Colleague,
    birthday: date(1992, 3, 30),
    splitwise_id: None,
    about: "Customer success; knows every harbour master by name.",
};
