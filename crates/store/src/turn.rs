use db::{DbError, Tx, UserId, UtcTime, execute, fetch_all, fetch_one, fetch_optional};
use uuid::Uuid;

use crate::Usage;

/// One user message and all that follows until the reply is done.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Turn {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub user_id: UserId,
    /// The thread it belongs to.
    pub thread_id: Uuid,
    /// Counts the turns of the thread from 1.
    pub seq: i64,
    /// How far it is.
    pub state: TurnState,
    /// SHA-256 of what the client asked for, to tell a repeat from another request under the same key.
    pub fingerprint: Vec<u8>,
    /// The model the client asked for.
    pub model_wanted: Option<String>,
    /// Whether it may spend on the operator's model key.
    pub allow_operator_llm: bool,
    /// Who answered, as `llm::Provider` is written.
    pub provider: Option<String>,
    /// The model that answered.
    pub model: Option<String>,
    /// What the program told the model about the moment.
    pub note: Option<String>,
    /// Why it failed: a code for programs.
    pub error_code: Option<String>,
    /// Why it failed: a sentence for the person.
    pub error_detail: Option<String>,
    /// Whether somebody asked for it to stop.
    pub cancel_requested: bool,
    /// The process that runs it.
    pub worker: Option<String>,
    /// Until when that process has it for itself.
    pub lease_until: Option<UtcTime>,
    /// How often a process took it up.
    pub attempts: i64,
    /// Model calls made.
    pub calls: i64,
    /// What it cost.
    #[sqlx(flatten)]
    pub usage: Usage,
    /// When it was accepted.
    pub created_at: UtcTime,
    /// When it was first taken up.
    pub started_at: Option<UtcTime>,
    /// When it ended.
    pub finished_at: Option<UtcTime>,
}

/// How far a turn is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum TurnState {
    /// Accepted, and behind another turn of its thread.
    Queued,
    /// A process works on it, or died doing so.
    Running,
    /// It waits for the person's word.
    WaitingApproval,
    /// Answered.
    Done,
    /// Ended with a reason instead of an answer.
    Failed,
    /// Stopped by the person.
    Cancelled,
}

impl TurnState {
    /// The name used in the database and by clients.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::WaitingApproval => "waiting_approval",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether nothing more will happen to the turn.
    pub fn is_ended(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Cancelled)
    }
}

/// What an accepted turn starts as.
pub struct NewTurn<'a> {
    /// Its id.
    pub id: Uuid,
    /// The thread.
    pub thread_id: Uuid,
    /// Its place in the thread.
    pub seq: i64,
    /// The client's key.
    pub idempotency_key: Option<&'a str>,
    /// SHA-256 of what the client asked for.
    pub fingerprint: &'a [u8],
    /// The model the client asked for.
    pub model_wanted: Option<&'a str>,
    /// Whether it may spend on the operator's model key.
    pub allow_operator_llm: bool,
    /// The process that takes it up at once and until when, or `None` to queue it.
    pub taken_by: Option<(&'a str, UtcTime)>,
}

/// An unfinished turn, seen without its user being known yet.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct OpenTurn {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub user_id: UserId,
    /// Who runs it.
    pub worker: Option<String>,
    /// Until when.
    pub lease_until: Option<UtcTime>,
}

/// Keeps a new turn, `running` when a process takes it up at once, else `queued`.
pub async fn turn_insert(tx: &mut Tx, user: &UserId, turn: &NewTurn<'_>, now: UtcTime) -> Result<Turn, DbError> {
    let (worker, lease_until) = turn.taken_by.unzip();
    let state = if worker.is_some() { TurnState::Running } else { TurnState::Queued };
    fetch_one!(
        tx,
        Turn,
        "insert into turns (id, user_id, thread_id, seq, state, idempotency_key, fingerprint, model_wanted, cancel_requested,
           worker, lease_until, attempts, calls, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, cost_micros,
           created_at, started_at, allow_operator_llm)
         values ($1, $2, $3, $4, $5, $6, $7, $8, false, $9, $10, $11, 0, 0, 0, 0, 0, 0, $12, $13, $14) returning *",
        turn.id,
        user,
        turn.thread_id,
        turn.seq,
        state,
        turn.idempotency_key,
        turn.fingerprint,
        turn.model_wanted,
        worker,
        lease_until,
        i64::from(worker.is_some()),
        now,
        worker.is_some().then_some(now),
        turn.allow_operator_llm
    )
}

/// The `seq` for a new turn of the thread, and whether an unfinished turn stands before it. Hold the thread's row first.
pub async fn turn_next_seq(tx: &mut Tx, user: &UserId, thread: Uuid) -> Result<(i64, bool), DbError> {
    let (last, open): (i64, i64) = fetch_one!(
        tx,
        (i64, i64),
        "select coalesce(max(seq), 0), count(*) filter (where state in ('queued', 'running', 'waiting_approval'))
         from turns where user_id = $1 and thread_id = $2
           and seq >= (select coalesce(max(seq), 0) - 100 from turns where user_id = $1 and thread_id = $2)",
        user,
        thread
    )?;
    Ok((last + 1, open > 0))
}

/// A turn of this user.
pub async fn turn_get(tx: &mut Tx, user: &UserId, id: Uuid) -> Result<Option<Turn>, DbError> {
    fetch_optional!(tx, Turn, "select * from turns where user_id = $1 and id = $2", user, id)
}

/// The turn that this key of this user started.
pub async fn turn_get_by_key(tx: &mut Tx, user: &UserId, key: &str) -> Result<Option<Turn>, DbError> {
    fetch_optional!(tx, Turn, "select * from turns where user_id = $1 and idempotency_key = $2", user, key)
}

/// The turns of a thread from `seq` on, up to and with `to`, each with its user's words.
pub async fn turn_list_from(
    tx: &mut Tx,
    user: &UserId,
    thread: Uuid,
    from: i64,
    to: i64,
) -> Result<Vec<(Turn, String)>, DbError> {
    #[derive(sqlx::FromRow)]
    struct Row {
        #[sqlx(flatten)]
        turn: Turn,
        text: String,
    }
    let rows = fetch_all!(
        tx,
        Row,
        "select t.*, m.text from turns t join messages m on m.turn_id = t.id and m.role = 'user'
         where t.user_id = $1 and t.thread_id = $2 and t.seq between $3 and $4 order by t.seq",
        user,
        thread,
        from,
        to
    )?;
    Ok(rows.into_iter().map(|row| (row.turn, row.text)).collect())
}

/// Takes up this turn if it is queued with nothing unfinished before it, or if it is running and `before`, who is known to
/// have let it go or died, still has it.
pub async fn turn_claim(
    tx: &mut Tx,
    user: &UserId,
    id: Uuid,
    worker: &str,
    before: Option<&str>,
    lease_until: UtcTime,
    now: UtcTime,
) -> Result<Option<Turn>, DbError> {
    fetch_optional!(
        tx,
        Turn,
        "update turns set state = 'running', worker = $3, lease_until = $5, attempts = attempts + 1, started_at = coalesce(started_at, $6)
         where user_id = $1 and id = $2
           and ((state = 'running' and worker is not distinct from $4)
             or (state = 'queued' and not exists (
               select 1 from turns before where before.user_id = $1 and before.thread_id = turns.thread_id and before.seq < turns.seq
                 and before.state in ('queued', 'running', 'waiting_approval'))))
         returning *",
        user,
        id,
        worker,
        before,
        lease_until,
        now
    )
}

/// Takes up the oldest queued turn of the thread, if nothing unfinished stands before it. Hold the thread's row first.
pub async fn turn_claim_next(
    tx: &mut Tx,
    user: &UserId,
    thread: Uuid,
    worker: &str,
    lease_until: UtcTime,
    now: UtcTime,
) -> Result<Option<Turn>, DbError> {
    let open: Option<(Uuid, TurnState)> = fetch_optional!(
        tx,
        (Uuid, TurnState),
        "select id, state from turns where user_id = $1 and thread_id = $2 and state in ('queued', 'running', 'waiting_approval')
         order by seq limit 1",
        user,
        thread
    )?;
    match open {
        Some((id, TurnState::Queued)) => turn_claim(tx, user, id, worker, None, lease_until, now).await,
        _ => Ok(None),
    }
}

/// Keeps the turn for its worker until `lease_until`; answers whether somebody asked for it to stop, or `None` if the worker no longer has it.
pub async fn turn_renew(
    tx: &mut Tx,
    user: &UserId,
    id: Uuid,
    worker: &str,
    lease_until: UtcTime,
) -> Result<Option<bool>, DbError> {
    let row: Option<(bool,)> = fetch_optional!(
        tx,
        (bool,),
        "update turns set lease_until = $4 where user_id = $1 and id = $2 and worker = $3 and state = 'running'
         returning cancel_requested",
        user,
        id,
        worker,
        lease_until
    )?;
    Ok(row.map(|(cancel,)| cancel))
}

/// Lets go of a running turn, so that any process may take it up at once.
pub async fn turn_release(tx: &mut Tx, user: &UserId, id: Uuid, worker: &str) -> Result<(), DbError> {
    execute!(
        tx,
        "update turns set lease_until = null
         where user_id = $1 and id = $2 and worker = $3 and state = 'running'",
        user,
        id,
        worker
    )?;
    Ok(())
}

/// Notes which model works on the turn and what it is told about the moment.
pub async fn turn_set_model(
    tx: &mut Tx,
    user: &UserId,
    id: Uuid,
    provider: &str,
    model: &str,
    note: &str,
) -> Result<(), DbError> {
    execute!(
        tx,
        "update turns set provider = $3, model = $4, note = coalesce(note, $5) where user_id = $1 and id = $2",
        user,
        id,
        provider,
        model,
        note
    )?;
    Ok(())
}

/// Adds what one model call cost.
pub async fn turn_add_usage(tx: &mut Tx, user: &UserId, id: Uuid, usage: Usage) -> Result<(), DbError> {
    execute!(
        tx,
        "update turns set calls = calls + 1, input_tokens = input_tokens + $3, output_tokens = output_tokens + $4,
           cache_read_tokens = cache_read_tokens + $5, cache_write_tokens = cache_write_tokens + $6, cost_micros = cost_micros + $7
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

/// Ends an unfinished turn; `error` is a code and a sentence. Answers whether it was still this worker's to end
/// (`worker` is `None` for a turn that nobody runs).
pub async fn turn_end(
    tx: &mut Tx,
    user: &UserId,
    id: Uuid,
    worker: Option<&str>,
    state: TurnState,
    error: Option<(&str, &str)>,
    now: UtcTime,
) -> Result<bool, DbError> {
    let (code, detail) = error.unzip();
    let ended = execute!(
        tx,
        "update turns set state = $4, error_code = $5, error_detail = $6, finished_at = $7, worker = null, lease_until = null
         where user_id = $1 and id = $2 and state in ('queued', 'running', 'waiting_approval')
           and (worker = $3 or (worker is null and $3 is null))",
        user,
        id,
        worker,
        state,
        code,
        detail,
        now
    )?;
    Ok(ended > 0)
}

/// Notes that the person wants the turn to stop; answers the turn as it now is.
pub async fn turn_cancel_request(tx: &mut Tx, user: &UserId, id: Uuid) -> Result<Option<Turn>, DbError> {
    fetch_optional!(
        tx,
        Turn,
        "update turns set cancel_requested = true where user_id = $1 and id = $2 returning *",
        user,
        id
    )
}

/// Every unfinished turn of everybody, oldest first; ask in a `Lookup::OpenTurns` transaction.
pub async fn turn_list_open(tx: &mut Tx) -> Result<Vec<OpenTurn>, DbError> {
    fetch_all!(
        tx,
        OpenTurn,
        "select id, user_id, worker, lease_until from turns where state in ('queued', 'running', 'waiting_approval')
         order by created_at, id limit 10000"
    )
}
