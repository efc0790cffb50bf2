//! The calendar: meetings of the day, birthdays, trips, reservations.

use jiff::civil::{Date, Weekday};
use jiff::{ToSpan, Zoned};
use serde::Serialize;

use crate::city::{DENTIST, OFFICE};
use crate::dice::{Dice, ordinal, week_number};
use crate::dinner::dinner_out;
use crate::outing::{Outing, OutingKind, outings};
use crate::person::{ANNEKE, BEATRIZ, DARIO, Human, SAM, people};
use crate::place::Place;
use crate::week::{at, trip};

/// One entry of a calendar.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Appointment {
    /// Lower-case letters and digits, as Google makes them.
    pub event_id: String,
    /// The calendar that it stands in.
    pub calendar: Calendar,
    /// Its title.
    pub title: String,
    /// What the invitation says.
    pub description: &'static str,
    /// From when to when.
    pub when: When,
    /// Where; none for calls and birthdays.
    pub place: Option<&'static Place>,
    /// Who was invited, the person herself left out.
    pub attendees: Vec<&'static Human>,
    /// Shared by all of a series; none for what happens once.
    pub series: Option<&'static str>,
}

/// Which calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Calendar {
    /// The person's own, the primary one.
    Personal,
    /// The employer's.
    Work,
    /// Shared with the partner.
    Family,
}

impl Calendar {
    /// All of them, the primary one first.
    pub const ALL: [Self; 3] = [Self::Personal, Self::Work, Self::Family];

    /// Google's id of the calendar.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Personal => "nora@vidal.example",
            Self::Work => "nora@lumbra.example",
            Self::Family => "family-moreres14@group.calendar.example",
        }
    }

    /// What the person calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Personal => "Nora",
            Self::Work => "Lumbra",
            Self::Family => "Family",
        }
    }
}

/// From when to when.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// At a time.
    Timed {
        /// When it begins.
        start: Zoned,
        /// When it ends.
        end: Zoned,
    },
    /// Whole days.
    AllDay {
        /// The first day.
        first: Date,
        /// The last day, included.
        last: Date,
    },
}

impl Appointment {
    /// Start and end of what has a time.
    pub fn span(&self) -> Option<(&Zoned, &Zoned)> {
        match &self.when {
            When::Timed { start, end } => Some((start, end)),
            When::AllDay { .. } => None,
        }
    }
}

/// What begins on a date, all-day entries first, then by time.
pub fn appointments(date: Date) -> Vec<Appointment> {
    let mut entries = whole_days(date);
    if !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday) {
        entries.extend(meetings(date));
    }
    if let Some(dinner) = dinner_out(date) {
        entries.push(Appointment {
            title: format!("Dinner at {}", dinner.place.name),
            place: Some(dinner.place),
            attendees: dinner.with,
            ..timed(date, Calendar::Personal, 20, dinner.start, dinner.end)
        });
    }
    let planned =
        outings(date).into_iter().filter(|outing| matches!(outing.kind, OutingKind::BookClub | OutingKind::Journey));
    for (number, Outing { kind, title, start, end, place, with, .. }) in (21..).zip(planned) {
        let club = kind == OutingKind::BookClub;
        let calendar = if club { Calendar::Personal } else { Calendar::Family };
        let series = club.then_some("bookclub");
        let entry = timed(date, calendar, number, start, end);
        entries.push(Appointment { title, place, attendees: with, series, ..entry });
    }
    entries.sort_by_cached_key(|entry| entry.span().map(|(start, _)| start.timestamp()));
    entries
}

fn whole_days(date: Date) -> Vec<Appointment> {
    let whole = |number, title, first, last| Appointment {
        event_id: event_id(date, number),
        calendar: Calendar::Family,
        title,
        description: "",
        when: When::AllDay { first, last },
        place: None,
        attendees: Vec::new(),
        series: None,
    };
    let born_today = |human: &&&Human| (human.birthday.month(), human.birthday.day()) == (date.month(), date.day());
    let mut entries: Vec<Appointment> = (1..)
        .zip(people().iter().filter(born_today))
        .map(|(number, human)| Appointment {
            series: Some("birthdays"),
            ..whole(number, format!("{}'s birthday", human.first_name), date, date)
        })
        .collect();
    if let Some(trip) = trip(date).filter(|trip| trip.first == date) {
        let away = whole(5, format!("Weekend in {}", trip.destination.city), trip.first, trip.last);
        entries.push(Appointment { place: Some(trip.destination.hotel), attendees: trip.with.to_vec(), ..away });
    }
    entries
}

fn meetings(date: Date) -> Vec<Appointment> {
    let team: Vec<&'static Human> = vec![&DARIO, &ANNEKE, &SAM];
    let mut dice = Dice::of(date, "meetings");
    let mut entries =
        vec![meeting(date, 10, (9, 30), 15, "Stand-up", "What moved, what is stuck.", team.clone(), "standup")];
    let weekly = match date.weekday() {
        Weekday::Monday => {
            meeting(date, 11, (10, 30), 60, "Week planning", "The week's three things.", team, "planning")
        }
        Weekday::Tuesday => {
            meeting(date, 11, (11, 0), 30, "1:1 Beatriz", "Bring the hiring list.", vec![&BEATRIZ], "one2one")
        }
        Weekday::Wednesday => meeting(
            date,
            11,
            (14, 45),
            60,
            "Design review",
            "Anneke shows the lamp housing.",
            vec![&ANNEKE, &DARIO],
            "design",
        ),
        Weekday::Thursday => {
            meeting(date, 11, (15, 0), 45, "Harbour call", "Sam and one harbour office.", vec![&SAM], "harbour")
        }
        _ => meeting(date, 11, (12, 0), 45, "Demo and retro", "Show it, then say it.", team, "retro"),
    };
    entries.push(weekly);
    if date.weekday() != Weekday::Thursday && dice.chance(40) {
        let topic = dice.pick(&["Pricing, second look", "Interview: firmware", "Supplier check", "Roadmap questions"]);
        let once = meeting(date, 12, (16, 0), 30, topic, "", vec![dice.pick(&[&BEATRIZ, &DARIO, &SAM])], "");
        entries.push(Appointment { series: None, ..once });
    }
    if date.weekday() == Weekday::Thursday && week_number(date).rem_euclid(6) == 1 {
        let start = at(date, 12, 0);
        let end = &start + 40.minutes();
        let visit = timed(date, Calendar::Personal, 13, start, end);
        entries.push(Appointment { title: "Dentist".into(), place: Some(&DENTIST), ..visit });
    }
    entries
}

#[expect(clippy::too_many_arguments, reason = "a table of meetings reads best with one meeting per line")]
fn meeting(
    date: Date,
    number: u64,
    (hour, minute): (i8, i8),
    minutes: i64,
    title: &str,
    description: &'static str,
    attendees: Vec<&'static Human>,
    series: &'static str,
) -> Appointment {
    let start = at(date, hour, minute);
    let end = &start + minutes.minutes();
    let entry = timed(date, Calendar::Work, number, start, end);
    Appointment { title: title.into(), description, place: Some(&OFFICE), attendees, series: Some(series), ..entry }
}

fn timed(date: Date, calendar: Calendar, number: u64, start: Zoned, end: Zoned) -> Appointment {
    Appointment {
        event_id: event_id(date, number),
        calendar,
        title: String::new(),
        description: "",
        when: When::Timed { start, end },
        place: None,
        attendees: Vec::new(),
        series: None,
    }
}

fn event_id(date: Date, number: u64) -> String {
    format!("hv{:x}", ordinal(date) * 100 + number)
}
