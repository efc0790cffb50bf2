//! The journal through its door: tools called over HTTP, on both databases.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod demo;
mod entries;
mod events;
mod filters;
mod isolation;
mod opening;
mod people;
mod plans;
mod queries;
mod repetition;
mod schema;
mod served;
mod timeline;
mod workouts;
