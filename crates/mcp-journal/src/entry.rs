//! Journal entries: the person's own words.

use std::collections::HashMap;

use db::{DbError, Tx, UserId, UtcTime};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use mcp_kit::ToolError;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::author::Author;
use crate::change::Done;
use crate::error::CallError;
use crate::moment::{self, Given};
use crate::names;
use crate::statement::{self, Statement};
use crate::words::{Entity, EntryType, Words};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LogJournalEntry {
    /// The person's words, unchanged.
    #[serde(alias = "raw_text")]
    text: String,
    /// Default journal.
    entry_type: Option<EntryType>,
    /// The day or time it is about. Default now.
    at: Option<String>,
    time_zone: Option<String>,
    #[serde(default)]
    tags: Vec<String>,
}

#[derive(sqlx::FromRow)]
struct EntryRow {
    id: Uuid,
    text: String,
    at: UtcTime,
    tz: String,
    local_date: String,
    entry_type: String,
    tags: String,
    demo: bool,
    version: i64,
}

/// A journal entry, as an answer gives it.
#[derive(Clone, Serialize)]
#[expect(clippy::struct_field_names, reason = "the names of the columns, which answers show too")]
pub(crate) struct Entry {
    pub(crate) id: Uuid,
    pub(crate) at: String,
    pub(crate) date: String,
    pub(crate) weekday: String,
    entry_type: String,
    pub(crate) text: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) demo: bool,
    version: i64,
    #[serde(skip)]
    pub(crate) stored_at: Timestamp,
}

/// The longest entry, in bytes.
const LONGEST: usize = 60_000;

/// Keeps an entry.
pub(crate) async fn entry_create(tx: &mut Tx, author: &Author<'_>, given: LogJournalEntry) -> Result<Done, CallError> {
    let author = &author.in_zone(given.time_zone.as_deref())?;
    let text = given.text.trim();
    if text.is_empty() {
        return Err(CallError::invalid("text", "say something"));
    }
    if text.len() > LONGEST {
        return Err(CallError::invalid("text", format!("an entry has at most {LONGEST} bytes: split it")));
    }
    let at = match given.at.as_deref().map(|at| moment::read("at", at, &author.zone)).transpose()? {
        None => author.clock.now(),
        Some(Given::At(at)) => at,
        // of a day that is over, its noon: in the middle of what it tells of
        Some(Given::Day(day)) if day == author.today() => author.clock.now(),
        Some(Given::Day(day)) => moment::read_on("at", "12:00", day, &author.zone)?,
    };
    let id = author.id();
    db::execute!(
        tx,
        "insert into journal_entries (id, user_id, demo, version, created_at, updated_at, text, at, tz, local_date, entry_type, tags)
         values ($1, $2, $3, 1, $4, $4, $5, $6, $7, $8, $9, $10)",
        id,
        author.user,
        false,
        author.now(),
        text,
        UtcTime(at),
        moment::zone_name(&author.zone),
        moment::local_day(at, &author.zone).to_string(),
        given.entry_type.unwrap_or(EntryType::Journal).word(),
        names::list_json(&names::words_checked("tags", given.tags)?),
    )?;
    let entry = entry_load(tx, author.user, id).await?;
    let said = format!("Kept the entry of {} {} (id {id})", entry.weekday, entry.date);
    Done::new(Entity::JournalEntry, id, &entry, said)
}

/// The entry with this id; deleted ones too.
pub(crate) async fn entry_load(tx: &mut Tx, user: &UserId, id: Uuid) -> Result<Entry, CallError> {
    let entry = entries_load(tx, user, &[id]).await?.pop();
    entry.ok_or_else(|| ToolError::not_found(format!("journal entry {id}")).into())
}

/// The entries with these ids, in this order; those that are not there are left out, deleted ones are not.
pub(crate) async fn entries_load(tx: &mut Tx, user: &UserId, ids: &[Uuid]) -> Result<Vec<Entry>, DbError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut select = Statement::new(
        "journal entries by id",
        "select id, text, at, tz, local_date, entry_type, tags, demo, version from journal_entries where user_id = ",
    );
    select.value(user).push(" and id in ").list(ids.iter().copied());
    let mut entries = HashMap::new();
    for row in statement::fetch::<EntryRow>(tx, select).await? {
        entries.insert(row.id, entry(row)?);
    }
    Ok(ids.iter().filter_map(|id| entries.remove(id)).collect())
}

fn entry(row: EntryRow) -> Result<Entry, DbError> {
    let broken =
        |column, reason: String| DbError::Broken { table: "journal_entries", column, row: row.id.to_string(), reason };
    let zone = TimeZone::get(&row.tz).map_err(|error| broken("tz", error.to_string()))?;
    let day: jiff::civil::Date =
        row.local_date.parse().map_err(|error: jiff::Error| broken("local_date", error.to_string()))?;
    Ok(Entry {
        at: moment::rfc3339(row.at.0, &zone),
        date: day.to_string(),
        weekday: moment::weekday(day),
        tags: names::list(&row.tags),
        id: row.id,
        entry_type: row.entry_type,
        text: row.text,
        demo: row.demo,
        version: row.version,
        stored_at: row.at.0,
    })
}
