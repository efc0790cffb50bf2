use db::{DbError, Dialect, Tx, UserId, UtcTime, execute, fetch_all, fetch_optional};
use uuid::Uuid;

use crate::Thread;

/// Which threads to list.
#[derive(Clone, Debug, Default)]
pub struct ThreadFilter {
    /// Only those whose title or messages hold these words; a word may be the beginning of one.
    pub words: Option<String>,
    /// Only those with this agent.
    pub agent: Option<String>,
    /// Only those that stand after this one: its `updated_at` and id.
    pub after: Option<(UtcTime, Uuid)>,
    /// How many at most.
    pub limit: i64,
}

/// The user's threads outside the bin, the one that was last spoken in first.
pub async fn thread_list(tx: &mut Tx, user: &UserId, filter: &ThreadFilter) -> Result<Vec<Thread>, DbError> {
    let (after_time, after_id) = filter.after.unzip();
    let words = filter.words.as_deref().unwrap_or_default();
    let title = title_pattern(words);
    match tx.dialect() {
        // full text: an FTS5 table beside SQLite's messages, a tsvector within PostgreSQL's
        Dialect::Sqlite => fetch_all!(
            tx,
            Thread,
            "select * from threads where user_id = $1 and deleted_at is null
               and ($2 is null or agent = $2)
               and ($3 is null or (updated_at, id) < ($3, $4))
               and (not $5 or title like $6 escape '!' or ($7 <> '' and id in (
                 select m.thread_id from messages m join message_text on message_text.rowid = m.number
                 where message_text match nullif($7, '') and m.user_id = $1)))
             order by updated_at desc, id desc limit $8",
            user,
            &filter.agent,
            after_time,
            after_id,
            filter.words.is_some(),
            title,
            fts5_query(words),
            filter.limit
        ),
        Dialect::Postgres => fetch_all!(
            tx,
            Thread,
            "select * from threads where user_id = $1 and deleted_at is null
               and ($2::text is null or agent = $2)
               and ($3::timestamptz is null or (updated_at, id) < ($3, $4::uuid))
               and (not $5 or title ilike $6 escape '!' or ($7 <> '' and id in (
                 select m.thread_id from messages m where m.user_id = $1 and m.words @@ to_tsquery('simple', $7))))
             order by updated_at desc, id desc limit $8",
            user,
            &filter.agent,
            after_time,
            after_id,
            filter.words.is_some(),
            title,
            tsquery(words),
            filter.limit
        ),
    }
}

/// Gives a thread that is not in the bin another title and emoji.
pub async fn thread_rename(
    tx: &mut Tx,
    user: &UserId,
    id: Uuid,
    title: &str,
    emoji: &str,
) -> Result<Option<Thread>, DbError> {
    fetch_optional!(
        tx,
        Thread,
        "update threads set title = $3, emoji = $4 where user_id = $1 and id = $2 and deleted_at is null returning *",
        user,
        id,
        title,
        emoji
    )
}

/// Puts a thread into the bin; answers false when there is none to put there.
pub async fn thread_delete(tx: &mut Tx, user: &UserId, id: Uuid, now: UtcTime) -> Result<bool, DbError> {
    let deleted = execute!(
        tx,
        "update threads set deleted_at = $3 where user_id = $1 and id = $2 and deleted_at is null",
        user,
        id,
        now
    )?;
    Ok(deleted > 0)
}

/// Takes a thread out of the bin; one that is not in it stays as it is.
pub async fn thread_restore(tx: &mut Tx, user: &UserId, id: Uuid) -> Result<Option<Thread>, DbError> {
    fetch_optional!(
        tx,
        Thread,
        "update threads set deleted_at = null where user_id = $1 and id = $2 returning *",
        user,
        id
    )
}

/// The search as a person typed it, anywhere in a title; `!` takes the pattern's signs their meaning.
fn title_pattern(words: &str) -> String {
    let mut pattern = String::from("%");
    for letter in words.trim().chars() {
        if matches!(letter, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

/// Every word as a beginning, all of them needed: `"bread"* "but"*`. Only letters and digits are left, so nothing in it
/// can be read as an operator.
fn fts5_query(words: &str) -> String {
    plain_words(words).map(|word| format!("\"{word}\"*")).collect::<Vec<_>>().join(" ")
}

/// The same for PostgreSQL: `'bread':* & 'but':*`.
fn tsquery(words: &str) -> String {
    plain_words(words).map(|word| format!("'{word}':*")).collect::<Vec<_>>().join(" & ")
}

fn plain_words(words: &str) -> impl Iterator<Item = &str> {
    words.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).take(16)
}
