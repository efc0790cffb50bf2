use db::{DbError, Dialect, Tx, UserId, UtcTime, execute, fetch_all};
use uuid::Uuid;

/// One model reply inside a turn, whole.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Step {
    /// The turn.
    pub turn_id: Uuid,
    /// Counts the replies of the turn from 0.
    pub round: i64,
    /// Who made it, as `llm::Provider` is written.
    pub provider: String,
    /// JSON of `llm::Reply`.
    pub reply: String,
}

/// Keeps a reply.
pub async fn step_insert(tx: &mut Tx, user: &UserId, step: &Step, now: UtcTime) -> Result<(), DbError> {
    execute!(
        tx,
        "insert into steps (turn_id, round, user_id, provider, reply, created_at) values ($1, $2, $3, $4, $5, $6)",
        step.turn_id,
        step.round,
        user,
        &step.provider,
        &step.reply,
        now
    )?;
    Ok(())
}

/// The replies of the turns of a thread whose `seq` lies in `from..=to`, oldest first.
pub async fn step_list(tx: &mut Tx, user: &UserId, thread: Uuid, from: i64, to: i64) -> Result<Vec<Step>, DbError> {
    fetch_all!(
        tx,
        Step,
        "select s.turn_id, s.round, s.provider, s.reply from steps s join turns t on t.id = s.turn_id
         where t.user_id = $1 and t.thread_id = $2 and t.seq between $3 and $4 order by t.seq, s.round",
        user,
        thread,
        from,
        to
    )
}

/// The replies of these turns, oldest first within each.
pub async fn step_list_of_turns(tx: &mut Tx, user: &UserId, turns: &[Uuid]) -> Result<Vec<Step>, DbError> {
    let list = serde_json::json!(turns.iter().map(|id| id.simple().to_string()).collect::<Vec<_>>()).to_string();
    match tx.dialect() {
        // a list as one parameter: SQLite knows no arrays, PostgreSQL no json_each on text
        Dialect::Sqlite => fetch_all!(
            tx,
            Step,
            "select turn_id, round, provider, reply from steps
             where user_id = $1 and turn_id in (select unhex(value) from json_each($2)) order by turn_id, round",
            user,
            list
        ),
        Dialect::Postgres => fetch_all!(
            tx,
            Step,
            "select turn_id, round, provider, reply from steps where user_id = $1
               and turn_id in (select value::uuid from json_array_elements_text($2::json) as value)
             order by turn_id, round",
            user,
            list
        ),
    }
}
