use db::{DbError, Dialect, Tx, UserId, UtcTime, execute, fetch_all, fetch_one};
use serde_json::json;
use uuid::Uuid;

/// One thing that a client is told of a turn.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct TurnEvent {
    /// Its number: rises within the turn, with gaps.
    pub id: i64,
    /// Its type, as the contract names it.
    #[sqlx(rename = "type")]
    pub kind: String,
    /// JSON of its data.
    pub data: String,
}

/// Keeps events, all in one statement. One that is there already stays as it is: a commit whose answer got lost may be repeated.
pub async fn turn_event_insert(
    tx: &mut Tx,
    user: &UserId,
    turn: Uuid,
    events: &[TurnEvent],
    now: UtcTime,
) -> Result<(), DbError> {
    if events.is_empty() {
        return Ok(());
    }
    let rows = events.iter().map(|e| json!([e.id, e.kind, e.data])).collect::<Vec<_>>();
    let rows = serde_json::Value::from(rows).to_string();
    match tx.dialect() {
        // many rows as one parameter: each database unpacks JSON in its own words
        Dialect::Sqlite => execute!(
            tx,
            "insert into turn_events (turn_id, id, user_id, type, data, created_at)
             select $1, value ->> 0, $2, value ->> 1, value ->> 2, $4 from json_each($3) where true on conflict do nothing",
            turn,
            user,
            rows,
            now
        )?,
        Dialect::Postgres => execute!(
            tx,
            "insert into turn_events (turn_id, id, user_id, type, data, created_at)
             select $1, (value ->> 0)::bigint, $2, value ->> 1, value ->> 2, $4 from json_array_elements($3::json) as value on conflict do nothing",
            turn,
            user,
            rows,
            now
        )?,
    };
    Ok(())
}

/// The events of a turn after number `after`, in order.
pub async fn turn_event_list(tx: &mut Tx, user: &UserId, turn: Uuid, after: i64) -> Result<Vec<TurnEvent>, DbError> {
    fetch_all!(
        tx,
        TurnEvent,
        "select id, type, data from turn_events where user_id = $1 and turn_id = $2 and id > $3 order by id",
        user,
        turn,
        after
    )
}

/// The highest number stored for a turn; 0 when there is none.
pub async fn turn_event_last_id(tx: &mut Tx, user: &UserId, turn: Uuid) -> Result<i64, DbError> {
    let (last,): (i64,) = fetch_one!(
        tx,
        (i64,),
        "select coalesce(max(id), 0) from turn_events where user_id = $1 and turn_id = $2",
        user,
        turn
    )?;
    Ok(last)
}

/// The data of the text deltas of a turn, in order.
pub async fn turn_event_texts(tx: &mut Tx, user: &UserId, turn: Uuid) -> Result<Vec<String>, DbError> {
    let rows: Vec<(String,)> = fetch_all!(
        tx,
        (String,),
        "select data from turn_events where user_id = $1 and turn_id = $2 and type = 'text.delta' order by id",
        user,
        turn
    )?;
    Ok(rows.into_iter().map(|(data,)| data).collect())
}
