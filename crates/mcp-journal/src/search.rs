//! Text search over what was written and what happened.

use std::fmt::Write as _;

use db::{Dialect, Tx, UserId};
use mcp_kit::JsonObject;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::author::Author;
use crate::demo::marked;
use crate::entry::entries_load;
use crate::error::CallError;
use crate::event::{Parts, events_load};
use crate::moment;
use crate::statement::{self, Statement};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SearchJournal {
    /// Words; each also finds longer words that begin with it.
    #[serde(alias = "text")]
    query: String,
    /// YYYY-MM-DD, included.
    start_date: Option<String>,
    end_date: Option<String>,
    /// Default 10.
    #[schemars(range(min = 1, max = 50))]
    limit: Option<usize>,
}

/// What was found, best first.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Found {
    /// Whether each has all the words, or some.
    matched: Matched,
    #[schemars(with = "Vec<JsonObject>")]
    items: Vec<Hit>,
    /// There is more: narrow the dates or raise the limit.
    more: bool,
}

#[derive(Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Matched {
    AllWords,
    AnyWord,
}

#[derive(Serialize)]
struct Hit {
    entity: &'static str,
    id: Uuid,
    date: String,
    weekday: String,
    title: String,
    snippet: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    demo: bool,
}

#[derive(sqlx::FromRow)]
struct HitRow {
    id: Uuid,
    rank: f64,
}

/// Searches; answers with the short rendering.
pub(crate) async fn search(
    tx: &mut Tx,
    author: &Author<'_>,
    given: &SearchJournal,
) -> Result<(Found, String), CallError> {
    let words = words(&given.query);
    if words.is_empty() {
        return Err(CallError::invalid("query", "give at least one word"));
    }
    let range = DateRange {
        from: given
            .start_date
            .as_deref()
            .map(|date| moment::date("start_date", date))
            .transpose()?
            .map(|day| day.to_string()),
        to: given
            .end_date
            .as_deref()
            .map(|date| moment::date("end_date", date))
            .transpose()?
            .map(|day| day.to_string()),
    };
    let limit = given.limit.unwrap_or(10).clamp(1, 50);
    let mut matched = Matched::AllWords;
    let mut ranked = ranked(tx, author.user, &words, matched, &range, limit + 1).await?;
    if ranked.is_empty() && words.len() > 1 {
        matched = Matched::AnyWord;
        ranked = self::ranked(tx, author.user, &words, matched, &range, limit + 1).await?;
    }
    let more = ranked.len() > limit;
    ranked.truncate(limit);
    let items = hits(tx, author.user, &ranked, &words).await?;
    let text = marked(items.iter().any(|hit| hit.demo), text(&given.query, matched, &items));
    Ok((Found { matched, items, more }, text))
}

struct DateRange {
    from: Option<String>,
    to: Option<String>,
}

#[derive(Clone, Copy, PartialEq)]
enum Source {
    Entries,
    Events,
}

/// Ids of both kinds, best first.
async fn ranked(
    tx: &mut Tx,
    user: &UserId,
    words: &[String],
    matched: Matched,
    range: &DateRange,
    limit: usize,
) -> Result<Vec<(Source, Uuid)>, CallError> {
    let mut rows = Vec::new();
    for source in [Source::Entries, Source::Events] {
        let select = select(tx.dialect(), source, user, words, matched, range, limit);
        let found: Vec<HitRow> = statement::fetch(tx, select).await?;
        rows.extend(found.into_iter().map(|row| (row.rank, source, row.id)));
    }
    rows.sort_by(|(one, ..), (other, ..)| other.total_cmp(one));
    rows.truncate(limit);
    Ok(rows.into_iter().map(|(_, source, id)| (source, id)).collect())
}

/// The dialects part here: FTS5 ranks by bm25, lower is better; PostgreSQL by `ts_rank`, higher is better.
fn select(
    dialect: Dialect,
    source: Source,
    user: &UserId,
    words: &[String],
    matched: Matched,
    range: &DateRange,
    limit: usize,
) -> Statement {
    let table = if source == Source::Entries { "journal_entries" } else { "events" };
    let mut select = Statement::new("text search", "");
    match dialect {
        Dialect::Sqlite => {
            let index = if source == Source::Entries { "entry_text" } else { "event_text" };
            let between = if matches!(matched, Matched::AllWords) { " AND " } else { " OR " };
            let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"*")).collect();
            select.push(&format!(
                "select t.id, -bm25({index}) as rank from {index} join {table} t on t.number = {index}.rowid where {index} match "
            ));
            select.value(quoted.join(between));
        }
        Dialect::Postgres => {
            let between = if matches!(matched, Matched::AllWords) { " & " } else { " | " };
            let quoted: Vec<String> = words.iter().map(|word| format!("'{word}':*")).collect();
            let query = select.place(quoted.join(between));
            select.push(&format!(
                "select t.id, ts_rank(t.words, to_tsquery('simple', {query}))::float8 as rank from {table} t
                 where t.words @@ to_tsquery('simple', {query})"
            ));
        }
    }
    select.push(" and t.deleted_at is null and t.user_id = ").value(user);
    if let Some(from) = &range.from {
        select.push(" and t.local_date >= ").value(from.as_str());
    }
    if let Some(to) = &range.to {
        select.push(" and t.local_date <= ").value(to.as_str());
    }
    select.push(" order by rank desc, t.local_date desc, t.id limit ");
    select.value(i64::try_from(limit).expect("a limit is at most 51"));
    select
}

/// Letters and digits only, so that no word can be read as an operator of either query language.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).take(12).collect()
}

async fn hits(tx: &mut Tx, user: &UserId, ranked: &[(Source, Uuid)], words: &[String]) -> Result<Vec<Hit>, CallError> {
    let ids = |wanted: Source| -> Vec<Uuid> {
        ranked.iter().filter(|(source, _)| *source == wanted).map(|(_, id)| *id).collect()
    };
    let parts = Parts { exercises: false, meal_items: false, external_refs: false };
    let entries = entries_load(tx, user, &ids(Source::Entries)).await?.into_iter().map(|entry| Hit {
        entity: "journal_entry",
        id: entry.id,
        snippet: snippet(&entry.text, words),
        title: entry.text.lines().next().map(moment::short).unwrap_or_default(),
        date: entry.date,
        weekday: entry.weekday,
        demo: entry.demo,
    });
    let events = events_load(tx, user, &ids(Source::Events), parts).await?.into_iter().map(|event| {
        let said = [event.description.as_deref(), event.notes.as_deref()];
        let text = said.into_iter().flatten().collect::<Vec<_>>().join(" ");
        Hit {
            entity: "event",
            id: event.id,
            snippet: snippet(if text.is_empty() { &event.title } else { &text }, words),
            title: event.line(),
            date: event.when.date,
            weekday: event.when.weekday,
            demo: event.stored.demo,
        }
    });
    let mut hits: Vec<Hit> = entries.chain(events).collect();
    hits.sort_by_key(|hit| ranked.iter().position(|(_, id)| *id == hit.id));
    Ok(hits)
}

/// The words around the first that was found.
fn snippet(text: &str, words: &[String]) -> String {
    const BEFORE: usize = 60;
    const LENGTH: usize = 180;
    let letters: Vec<char> = text.chars().collect();
    // one lower-case letter for each letter, so that positions agree
    let lower: String = letters.iter().map(|c| c.to_lowercase().next().unwrap_or(*c)).collect();
    let found = words.iter().filter_map(|word| lower.find(word.as_str())).min();
    let at = found.map_or(0, |byte| lower[..byte].chars().count());
    let start = at.saturating_sub(BEFORE);
    let cut: String = letters.iter().skip(start).take(LENGTH).collect();
    let before = if start > 0 { "…" } else { "" };
    let after = if letters.len() > start + LENGTH { "…" } else { "" };
    format!("{before}{}{after}", cut.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn text(query: &str, matched: Matched, items: &[Hit]) -> String {
    if items.is_empty() {
        return format!("Nothing was found for “{}”.", moment::short(query));
    }
    let kind = if matches!(matched, Matched::AllWords) { "" } else { " (not all words together)" };
    let mut text = format!("{} found for “{}”{kind}:", items.len(), moment::short(query));
    for hit in items {
        let _ = write!(text, "\n- {} {}: {} ({} {})", hit.weekday, hit.date, hit.snippet, hit.entity, hit.id);
    }
    text
}
