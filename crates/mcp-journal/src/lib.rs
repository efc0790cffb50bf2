#![doc = include_str!("../README.md")]

mod author;
mod change;
mod demo;
mod entry;
mod error;
mod event;
mod journal;
mod location;
mod moment;
mod names;
mod partial_date;
mod person;
mod plan;
mod query;
mod removal;
mod routes;
mod search;
mod statement;
mod timeline;
mod tools;
mod words;

pub use demo::{DemoRows, demo_install, demo_remove};
pub use error::OpenError;
pub use journal::{Journal, MIGRATIONS};
