use axum::Json;
use axum::extract::State;
use db::DbError;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::auth::Caller;
use crate::controllers::messages::answer::TurnError;
use crate::controllers::messages::{Doings, ToolCall};
use crate::controllers::threads::Usage;
use crate::extract::PathId;
use crate::{Gateway, Problem};

/// A turn and how far it is.
#[derive(Serialize, ToSchema)]
pub(crate) struct Turn {
    id: Uuid,
    thread_id: Uuid,
    /// `queued`, `running`, `waiting_approval`, `done`, `failed` or `cancelled`.
    state: &'static str,
    /// Who answers, and with which model; null until it began.
    provider: Option<String>,
    model: Option<String>,
    steps: Vec<Step>,
    usage: Usage,
    /// Model calls made.
    calls: i64,
    /// Why it failed.
    error: Option<TurnError>,
    created_at: Timestamp,
    started_at: Option<Timestamp>,
    finished_at: Option<Timestamp>,
}

/// One reply of the model inside a turn, and the tool calls it asked for.
#[derive(Serialize, ToSchema)]
pub(crate) struct Step {
    /// Counts from 0.
    round: i64,
    text: String,
    tool_calls: Vec<ToolCall>,
}

/// One turn.
#[utoipa::path(get, path = "/api/turns/{id}", tag = "turns", params(("id" = Uuid, Path)), responses((status = 200, body = Turn, description = "The turn.")))]
pub(crate) async fn turn_get(
    State(gateway): State<Gateway>,
    caller: Caller,
    PathId(id): PathId,
) -> Result<Json<Turn>, Problem> {
    let mut tx = gateway.db.read(&caller.user).await?;
    let turn = store::turn_get(&mut tx, &caller.user, id).await?.ok_or_else(|| Problem::not_found("turn"))?;
    let doings = Doings::read(&mut tx, &caller.user, &[id]).await?;
    Ok(Json(Turn::of(turn, &doings)?))
}

impl Turn {
    fn of(turn: store::Turn, doings: &Doings) -> Result<Self, DbError> {
        let step = |(round, reply): (i64, llm::Reply)| Step {
            round,
            text: reply.text(),
            tool_calls: doings.calls_of_round(turn.id, round),
        };
        Ok(Self {
            id: turn.id,
            thread_id: turn.thread_id,
            state: turn.state.as_str(),
            error: TurnError::of(&turn),
            steps: doings.rounds(turn.id)?.into_iter().map(step).collect(),
            provider: turn.provider,
            model: turn.model,
            usage: turn.usage.into(),
            calls: turn.calls,
            created_at: turn.created_at.into(),
            started_at: turn.started_at.map(Into::into),
            finished_at: turn.finished_at.map(Into::into),
        })
    }
}
