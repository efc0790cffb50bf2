//! A day: everything that happened, put together.

use jiff::Zoned;
use jiff::civil::Date;
use serde::Serialize;

use crate::appointment::{Appointment, appointments};
use crate::entry::{Entry, entry};
use crate::expense::{Expense, expenses};
use crate::mail::Mail;
use crate::meal::{Meal, MealKind, meals};
use crate::outing::{Outing, outings};
use crate::person::Human;
use crate::place::Place;
use crate::post::mails;
use crate::sleep::{Sleep, sleep};
use crate::sport::{Workout, workouts};
use crate::task::{Task, tasks};
use crate::vitals::{Vitals, vitals};
use crate::week::{DayKind, Trip, day_kind, trip};

/// One day of the person's life. Any date from 1970 to 2200 has one, always the same.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Day {
    /// The date, in the person's zone.
    pub date: Date,
    /// Worked, at home, or away.
    pub kind: DayKind,
    /// The trip that it is part of.
    pub trip: Option<Trip>,
    /// The night that ended this morning.
    pub sleep: Sleep,
    /// What the watch measured.
    pub vitals: Vitals,
    /// One at most.
    pub workouts: Vec<Workout>,
    /// Breakfast, lunch, dinner.
    pub meals: Vec<Meal>,
    /// What the calendar holds.
    pub appointments: Vec<Appointment>,
    /// Coffee, calls, films, walks, journeys.
    pub outings: Vec<Outing>,
    /// Mail received and sent, by time.
    pub mails: Vec<Mail>,
    /// Tasks that are due.
    pub tasks: Vec<Task>,
    /// What was shared in Splitwise.
    pub expenses: Vec<Expense>,
    /// What she wrote about it in the evening.
    pub entry: Entry,
}

/// Computes a date: the same for everyone, whenever asked.
pub fn day(date: Date) -> Day {
    Day {
        date,
        kind: day_kind(date),
        trip: trip(date),
        sleep: sleep(date),
        vitals: vitals(date),
        workouts: workouts(date),
        meals: meals(date),
        appointments: appointments(date),
        outings: outings(date),
        mails: mails(date),
        tasks: tasks(date),
        expenses: expenses(date),
        entry: entry(date),
    }
}

impl Day {
    /// Everything that took place, by time, each thing once.
    pub fn timeline(&self) -> Vec<Moment> {
        let workouts = self.workouts.iter().map(|workout| Moment {
            start: workout.start.clone(),
            end: workout.end.clone(),
            title: workout.name.clone(),
            place: Some(workout.place),
            with: Vec::new(),
        });
        let meals = self.meals.iter().map(|meal| Moment {
            start: meal.start.clone(),
            end: meal.end.clone(),
            title: match meal.meal {
                MealKind::Breakfast => "Breakfast".into(),
                MealKind::Lunch => format!("Lunch at {}", meal.place.name),
                MealKind::Dinner => format!("Dinner at {}", meal.place.name),
            },
            place: Some(meal.place),
            with: meal.with.clone(),
        });
        let outings = self.outings.iter().map(|outing| Moment {
            start: outing.start.clone(),
            end: outing.end.clone(),
            title: outing.title.clone(),
            place: outing.place,
            with: outing.with.clone(),
        });
        let meetings = self.appointments.iter().filter_map(|entry| {
            let (start, end) = entry.span()?;
            let (start, end, title) = (start.clone(), end.clone(), entry.title.clone());
            Some(Moment { start, end, title, place: entry.place, with: entry.attendees.clone() })
        });
        let mut moments: Vec<Moment> = workouts.chain(meals).chain(outings).chain(meetings).collect();
        moments.sort_by_cached_key(|moment| (moment.start.timestamp(), moment.end.timestamp()));
        // The calendar names dinners, the book club and journeys again.
        moments.dedup_by(|later, earlier| (&later.start, &later.end) == (&earlier.start, &earlier.end));
        moments
    }

    /// Everyone met or spoken with, each once, in the order of the day.
    pub fn met(&self) -> Vec<&'static Human> {
        each_once(self.timeline().into_iter().flat_map(|moment| moment.with))
    }

    /// Every place visited, each once, in the order of the day.
    pub fn visited(&self) -> Vec<&'static Place> {
        each_once(self.timeline().into_iter().filter_map(|moment| moment.place))
    }
}

/// Something that took place.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Moment {
    /// When it began.
    pub start: Zoned,
    /// When it ended.
    pub end: Zoned,
    /// What it was.
    pub title: String,
    /// Where.
    pub place: Option<&'static Place>,
    /// With whom.
    pub with: Vec<&'static Human>,
}

/// When the person was busy on a date, by time: what a night has to leave alone.
pub(crate) fn spans(date: Date) -> Vec<(Zoned, Zoned)> {
    let workouts = workouts(date).into_iter().map(|workout| (workout.start, workout.end));
    let meals = meals(date).into_iter().map(|meal| (meal.start, meal.end));
    let outings = outings(date).into_iter().map(|outing| (outing.start, outing.end));
    let mut spans: Vec<(Zoned, Zoned)> = workouts.chain(meals).chain(outings).collect();
    spans.sort_by_cached_key(|(start, _)| start.timestamp());
    spans
}

fn each_once<T: PartialEq>(all: impl Iterator<Item = T>) -> Vec<T> {
    all.fold(Vec::new(), |mut seen, one| {
        if !seen.contains(&one) {
            seen.push(one);
        }
        seen
    })
}
