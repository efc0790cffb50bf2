//! The kit through a service's door: HTTP.

mod admission;
mod answers;
mod both_eras;
mod probe;
mod schemas;
mod serving;
mod tokens;
