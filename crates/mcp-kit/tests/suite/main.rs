//! The kit through a service's door: HTTP.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod admission;
mod answers;
mod both_eras;
mod probe;
mod schemas;
mod serving;
mod tokens;
