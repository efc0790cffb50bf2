//! The gateway through its own door, on both databases: real HTTP and WebSocket, a scripted model, a small journal.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

/// A snapshot of JSON inside a story that is told on both databases, and is to be the same on both.
macro_rules! snapshot {
    ($value:expr, @$expected:literal) => {{
        let value = &$value;
        insta::allow_duplicates! { insta::assert_json_snapshot!(value, @$expected) }
    }};
}

mod accounts;
mod admin;
mod audit;
mod client;
mod conversation;
mod credentials;
mod document;
mod isolation;
mod journal;
mod keys;
mod limits;
mod me;
mod model;
mod pages;
mod problems;
mod sessions;
mod socket;
mod streams;
mod threads;
mod tools;
mod world;
