//! The demo household: ninety days of an invented person's life in the journal's own tables, marked as such.

mod days;
mod install;
mod people;
mod places;
mod plans;
mod remove;
mod rows;
mod tables;

use db::{Db, DbError, UserId};
use jiff::Timestamp;
use serde::Serialize;

/// How many of each were put in or taken out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DemoRows {
    /// Events: workouts, meals and sleeps among them.
    pub events: u64,
    /// Journal entries.
    pub journal_entries: u64,
    /// People.
    pub people: u64,
    /// Places.
    pub locations: u64,
    /// Plans of a day.
    pub plans: u64,
}

/// An answer's text, saying so where a part of it is invented.
pub(crate) fn marked(demo: bool, text: String) -> String {
    if demo { format!("[demo data] {text}") } else { text }
}

/// Puts the last ninety days of the household, up to `now`, into the user's journal. What is there already stays as it is, so
/// that a repetition adds only what has happened since. Answers what was added.
pub async fn demo_install(db: &Db, user: &UserId, now: Timestamp) -> Result<DemoRows, DbError> {
    let mut tx = db.begin(user).await?;
    crate::change::write_lock(&mut tx, user).await?;
    let added = install::install(&mut tx, user, now).await?;
    tx.commit().await?;
    Ok(added)
}

/// Takes every demo row of the user out, for good. People, places and exercises that the user's own rows refer to stay, as the
/// user's own. Answers what was taken out.
pub async fn demo_remove(db: &Db, user: &UserId) -> Result<DemoRows, DbError> {
    let mut tx = db.begin(user).await?;
    crate::change::write_lock(&mut tx, user).await?;
    let removed = remove::remove(&mut tx, user).await?;
    tx.commit().await?;
    Ok(removed)
}
