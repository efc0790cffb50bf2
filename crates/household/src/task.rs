//! Tasks: what has to be done by when.

use jiff::civil::{Date, Weekday};
use jiff::{ToSpan, Zoned};
use serde::Serialize;

use crate::dice::{Dice, ordinal};
use crate::expense::electricity;
use crate::outing::book;
use crate::person::people;
use crate::week::{at, has_book_club, trip};

/// One task of the day that it is due on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Task {
    /// Google's id: letters and digits.
    pub task_id: String,
    /// The list that it stands in.
    pub list: TaskList,
    /// What to do.
    pub title: String,
    /// More about it; may be empty.
    pub notes: String,
    /// When it was written down.
    pub created: Zoned,
    /// The day it is due. Google keeps no time of day.
    pub due: Date,
    /// When it gets done: before, on or after the day. Not yet, while that lies ahead.
    pub done: Zoned,
}

/// Which list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskList {
    /// The default list.
    Personal,
    /// Things for the job.
    Work,
}

impl TaskList {
    /// All of them, the default first.
    pub const ALL: [Self; 2] = [Self::Personal, Self::Work];

    /// Google's id of the list.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Personal => "MDpwZXJzb25hbA",
            Self::Work => "MDp3b3Jr",
        }
    }

    /// Its title.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Personal => "My Tasks",
            Self::Work => "Lumbra",
        }
    }
}

/// What is due on a date.
pub fn tasks(date: Date) -> Vec<Task> {
    use TaskList::{Personal, Work};
    let mut due: Vec<(TaskList, String, String)> = Vec::new();
    match date.weekday() {
        Weekday::Monday => due.push((Work, "Send Beatriz the week's three things".into(), String::new())),
        Weekday::Tuesday if has_book_club(date + 1.day()) => {
            due.push((Personal, format!("Finish the chapters of {}", book(date)), "Up to the ferry.".into()));
        }
        Weekday::Wednesday => {
            due.push((Work, "Comment on Anneke's drawings".into(), "Before the design review.".into()));
        }
        Weekday::Thursday => due.push((Personal, "Sign Lucía's school sheet".into(), String::new())),
        Weekday::Friday => due.push((Work, "Close the firmware questions with Dario".into(), String::new())),
        Weekday::Sunday => due.push((Personal, "Plan the meals of the week".into(), String::new())),
        _ => {}
    }
    if let Some(trip) = trip(date).filter(|trip| trip.first == date) {
        due.push((Personal, format!("Pack for {}", trip.destination.city), format!("Booking {}", trip.booking)));
    }
    if let Some(cost) = electricity(date - 7.days()) {
        due.push((Personal, "Check the electricity bill".into(), format!("{cost} EUR, Horta Energia")));
    }
    let soon = date + 2.days();
    let born = |birthday: Date| (birthday.month(), birthday.day()) == (soon.month(), soon.day());
    for human in people().iter().filter(|human| born(human.birthday)) {
        due.push((Personal, format!("Present for {}", human.first_name), "Birthday in two days.".into()));
    }
    let mut dice = Dice::of(date, "tasks");
    (0..)
        .zip(due)
        .map(|(number, (list, title, notes))| Task {
            task_id: format!("dGFzaw{:x}", ordinal(date) * 10 + number),
            list,
            title,
            notes,
            created: at(date - i64::from(dice.between(3, 6)).days(), 18, 10),
            due: date,
            // Most get done on the day, some the evening before, some two days late.
            done: match dice.between(1, 10) {
                1..=2 => at(date - 1.day(), 21, 40),
                3..=8 => at(date, 17, 20),
                _ => at(date + 2.days(), 10, 30),
            },
        })
        .collect()
}
