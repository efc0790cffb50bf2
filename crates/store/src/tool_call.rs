use db::{DbError, Dialect, Tx, UserId, UtcTime, execute, fetch_all};
use uuid::Uuid;

/// A tool call that a model asked for.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ToolCall {
    /// The turn.
    pub turn_id: Uuid,
    /// The reply that asked for it.
    pub round: i64,
    /// Its place among the calls of that reply, from 0.
    pub position: i64,
    /// The provider's id of the call.
    pub call_id: String,
    /// The tool's name as the model knows it.
    pub name: String,
    /// The service; empty when the model made the tool up.
    pub server: String,
    /// The tool's name at the service.
    pub tool: String,
    /// The tool's name for a person.
    pub title: String,
    /// JSON of the arguments.
    pub arguments: String,
    /// Whether it may be made again when its outcome is unknown: it only reads, or its server honours our key.
    pub repeatable: bool,
    /// How far it is.
    pub state: ToolCallState,
    /// What the model is told, once it ended.
    pub result: Option<String>,
    /// One line for the person, once it ended.
    pub summary: Option<String>,
    /// JSON list of the rows that the result shows: `{server, type, id}` each.
    pub receipts: Option<String>,
}

/// How far a tool call is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum ToolCallState {
    /// Not begun.
    Pending,
    /// It has left, or is about to.
    Running,
    /// It gave a result.
    Done,
    /// It failed, or was not made.
    Failed,
    /// It left, and whether it worked nobody knows.
    Unknown,
}

impl ToolCallState {
    /// Whether nothing more will happen to the call.
    pub fn is_ended(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Unknown)
    }
}

/// Keeps the wish for a call, `pending` or already `running`.
pub async fn tool_call_insert(tx: &mut Tx, user: &UserId, call: &ToolCall, now: UtcTime) -> Result<(), DbError> {
    execute!(
        tx,
        "insert into tool_calls (turn_id, round, position, user_id, call_id, name, server, tool, title, arguments, repeatable, state, started_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        call.turn_id,
        call.round,
        call.position,
        user,
        &call.call_id,
        &call.name,
        &call.server,
        &call.tool,
        &call.title,
        &call.arguments,
        call.repeatable,
        call.state,
        (call.state == ToolCallState::Running).then_some(now)
    )?;
    Ok(())
}

/// The call leaves now.
pub async fn tool_call_start(tx: &mut Tx, user: &UserId, call: &ToolCall, now: UtcTime) -> Result<(), DbError> {
    execute!(
        tx,
        "update tool_calls set state = 'running', started_at = $5
         where user_id = $1 and turn_id = $2 and round = $3 and position = $4",
        user,
        call.turn_id,
        call.round,
        call.position,
        now
    )?;
    Ok(())
}

/// The call has ended as its fields now say.
pub async fn tool_call_finish(tx: &mut Tx, user: &UserId, call: &ToolCall, now: UtcTime) -> Result<(), DbError> {
    execute!(
        tx,
        "update tool_calls set state = $5, result = $6, summary = $7, receipts = $8, finished_at = $9
         where user_id = $1 and turn_id = $2 and round = $3 and position = $4",
        user,
        call.turn_id,
        call.round,
        call.position,
        call.state,
        &call.result,
        &call.summary,
        &call.receipts,
        now
    )?;
    Ok(())
}

/// The calls of the turns of a thread whose `seq` lies in `from..=to`, oldest first.
pub async fn tool_call_list(
    tx: &mut Tx,
    user: &UserId,
    thread: Uuid,
    from: i64,
    to: i64,
) -> Result<Vec<ToolCall>, DbError> {
    fetch_all!(
        tx,
        ToolCall,
        "select c.* from tool_calls c join turns t on t.id = c.turn_id
         where t.user_id = $1 and t.thread_id = $2 and t.seq between $3 and $4 order by t.seq, c.round, c.position",
        user,
        thread,
        from,
        to
    )
}

/// The calls of these turns, oldest first within each.
pub async fn tool_call_list_of_turns(tx: &mut Tx, user: &UserId, turns: &[Uuid]) -> Result<Vec<ToolCall>, DbError> {
    let list = serde_json::json!(turns.iter().map(|id| id.simple().to_string()).collect::<Vec<_>>()).to_string();
    match tx.dialect() {
        // a list as one parameter: SQLite knows no arrays, PostgreSQL no json_each on text
        Dialect::Sqlite => fetch_all!(
            tx,
            ToolCall,
            "select * from tool_calls where user_id = $1 and lower(hex(turn_id)) in (select value from json_each($2))
             order by turn_id, round, position",
            user,
            list
        ),
        Dialect::Postgres => fetch_all!(
            tx,
            ToolCall,
            "select * from tool_calls where user_id = $1
               and turn_id in (select value::uuid from json_array_elements_text($2::json) as value)
             order by turn_id, round, position",
            user,
            list
        ),
    }
}
