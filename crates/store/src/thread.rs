use db::{DbError, Tx, UserId, UtcTime, execute, fetch_optional};
use uuid::Uuid;

/// A conversation of one user with one agent.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Thread {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub user_id: UserId,
    /// The agent it is with.
    pub agent: String,
    /// Its title.
    pub title: String,
    /// One emoji beside the title.
    pub emoji: String,
    /// How many messages it has, both sides counted.
    pub message_count: i64,
    /// The `seq` of the oldest turn that the model is still shown in full.
    pub context_from: i64,
    /// What it has cost so far.
    #[sqlx(flatten)]
    pub usage: Usage,
    /// When it began.
    pub created_at: UtcTime,
    /// When something was last said in it.
    pub updated_at: UtcTime,
    /// When it was put into the bin.
    pub deleted_at: Option<UtcTime>,
}

/// Tokens and money, added up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Usage {
    /// Tokens read at full price.
    pub input_tokens: i64,
    /// Tokens written.
    pub output_tokens: i64,
    /// Tokens read from the prompt cache.
    pub cache_read_tokens: i64,
    /// Tokens written into the prompt cache.
    pub cache_write_tokens: i64,
    /// Millionths of a US dollar; what has no known price counts as nothing.
    pub cost_micros: i64,
}

/// A new, empty thread.
pub async fn thread_insert(tx: &mut Tx, thread: &Thread) -> Result<(), DbError> {
    execute!(
        tx,
        "insert into threads (id, user_id, agent, title, emoji, message_count, context_from, input_tokens, output_tokens,
           cache_read_tokens, cache_write_tokens, cost_micros, created_at, updated_at)
         values ($1, $2, $3, $4, $5, 0, 0, 0, 0, 0, 0, 0, $6, $7)",
        thread.id,
        &thread.user_id,
        &thread.agent,
        &thread.title,
        &thread.emoji,
        thread.created_at,
        thread.updated_at
    )?;
    Ok(())
}

/// A thread of this user, also one in the bin.
pub async fn thread_get(tx: &mut Tx, user: &UserId, id: Uuid) -> Result<Option<Thread>, DbError> {
    fetch_optional!(tx, Thread, "select * from threads where user_id = $1 and id = $2", user, id)
}

/// Marks that something is being said in the thread, adding `messages` to its count, and holds its row until the transaction
/// ends: whoever accepts a message or ends a turn comes through here, so the two never miss each other.
pub async fn thread_lock(
    tx: &mut Tx,
    user: &UserId,
    id: Uuid,
    messages: i64,
    now: UtcTime,
) -> Result<Option<Thread>, DbError> {
    fetch_optional!(
        tx,
        Thread,
        "update threads set message_count = message_count + $3, updated_at = $4
         where user_id = $1 and id = $2 and deleted_at is null returning *",
        user,
        id,
        messages,
        now
    )
}

/// Adds what a model call cost.
pub async fn thread_add_usage(tx: &mut Tx, user: &UserId, id: Uuid, usage: Usage) -> Result<(), DbError> {
    execute!(
        tx,
        "update threads set input_tokens = input_tokens + $3, output_tokens = output_tokens + $4,
           cache_read_tokens = cache_read_tokens + $5, cache_write_tokens = cache_write_tokens + $6,
           cost_micros = cost_micros + $7
         where user_id = $1 and id = $2",
        user,
        id,
        usage.input_tokens,
        usage.output_tokens,
        usage.cache_read_tokens,
        usage.cache_write_tokens,
        usage.cost_micros
    )?;
    Ok(())
}

/// From which turn on the model is shown the thread in full.
pub async fn thread_set_context_from(tx: &mut Tx, user: &UserId, id: Uuid, seq: i64) -> Result<(), DbError> {
    execute!(tx, "update threads set context_from = $3 where user_id = $1 and id = $2", user, id, seq)?;
    Ok(())
}
