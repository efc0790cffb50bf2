//! Events: what happened, when, where and with whom; workouts, meals and sleeps are events with details.

mod details;
pub(crate) mod meal;
mod new;
mod row;
pub(crate) mod sleep;
mod times;
mod update;
pub(crate) mod workout;

pub(crate) use details::Parts;
pub(crate) use new::{CreateEvent, CreateMeal, CreateWorkout, event_create, meal_create, workout_create};
pub(crate) use row::{Event, event_load, events_load};
pub(crate) use update::{UpdateEvent, event_update};
