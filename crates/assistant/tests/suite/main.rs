//! The program, through its own door: the command line, signals, and HTTP.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod canary;
mod chat;
mod crash;
mod credentials;
mod demo_model;
mod deployment;
mod doctor;
mod documents;
mod isolation;
mod keys;
mod outage;
mod program;
mod rotation;
mod settings;
mod setup;
mod start;
mod stop;
