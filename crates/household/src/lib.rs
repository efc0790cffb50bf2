#![doc = include_str!("../README.md")]

mod appointment;
mod away;
mod city;
mod day;
mod dice;
mod dinner;
mod entry;
mod expense;
mod mail;
mod meal;
mod outing;
mod person;
mod place;
mod post;
mod sleep;
mod sport;
mod tables;
mod task;
mod vitals;
mod week;
mod window;

pub use appointment::{Appointment, Calendar, When};
pub use day::{Day, Moment, day};
pub use entry::Entry;
pub use expense::{CATEGORIES, Category, Cents, Expense, GROUPS, Group, Share, ledger};
pub use mail::{Contact, Mail, MailKind};
pub use meal::{Dish, Meal, MealKind};
pub use outing::{Outing, OutingKind};
pub use person::{Human, Person, Relation, people, person, places, zone};
pub use place::{Hours, Place, Rating};
pub use sleep::{Sleep, Stage, StageSpan};
pub use sport::{Exercise, ExerciseSet, Run, Split, Sport, Strength, Workout};
pub use task::{Task, TaskList};
pub use vitals::{BatteryEvent, Hrv, Vitals};
pub use week::{DayKind, Destination, Trip};
pub use window::Window;
