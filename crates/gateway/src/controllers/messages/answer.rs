//! Taking a message and answering it, as a stream or at the end: for a thread's messages and for `/api/chat`.

use agent::{AgentError, NewMessage};
use axum::Json;
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use serde::Serialize;
use store::{MessageRole, TurnState};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Doings, Message};
use crate::auth::Caller;
use crate::controllers::threads::Usage;
use crate::stream::{stream, wants_stream};
use crate::{Gateway, Problem};

/// What became of a message, once its turn has ended.
#[derive(Serialize, ToSchema)]
pub(crate) struct Answer {
    turn_id: Uuid,
    thread_id: Uuid,
    /// The answer; null when there is none.
    message: Option<Message>,
    usage: Usage,
    /// `done`, `failed` or `cancelled`.
    state: &'static str,
    /// Why it failed.
    error: Option<TurnError>,
}

/// Why a turn failed.
#[derive(Serialize, ToSchema)]
pub(crate) struct TurnError {
    /// For a program.
    pub(crate) code: String,
    /// For a person.
    pub(crate) detail: String,
}

/// Takes the message and answers as the client asked to be answered. The turn goes on whether or not the client waits for it.
pub(crate) async fn answer(
    gateway: &Gateway,
    caller: &Caller,
    headers: &HeaderMap,
    message: NewMessage,
) -> Result<Response, Problem> {
    let accepted = gateway.agent.message_accept(&caller.user, message).await?;
    if wants_stream(headers) {
        let events = gateway.agent.turn_events(&caller.user, accepted.turn_id, 0).await?;
        return Ok(stream(gateway, caller, events));
    }
    tokio::select! {
        turn = gateway.agent.turn_finished(&caller.user, accepted.turn_id) => {
            Ok(Json(Answer::read(gateway, caller, &turn?).await?).into_response())
        }
        () = gateway.stopping.cancelled() => Err(AgentError::Stopping.into()),
    }
}

/// The client's own key for this message.
pub(crate) fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(key) = headers.get("idempotency-key") else { return Ok(None) };
    let key = key.to_str().map_err(|_| {
        Problem::invalid(
            "idempotency_key_invalid",
            "An Idempotency-Key is visible ASCII characters, for example a UUID.",
        )
    })?;
    Ok(Some(key.to_owned()))
}

impl Answer {
    async fn read(gateway: &Gateway, caller: &Caller, turn: &store::Turn) -> Result<Self, Problem> {
        let mut tx = gateway.db.read(&caller.user).await?;
        let message = store::message_get_of_turn(&mut tx, &caller.user, turn.id, MessageRole::Assistant).await?;
        let doings = Doings::read(&mut tx, &caller.user, &[turn.id]).await?;
        Ok(Self {
            turn_id: turn.id,
            thread_id: turn.thread_id,
            message: message.map(|message| Message::of(message, &doings)).transpose()?,
            usage: turn.usage.into(),
            state: turn.state.as_str(),
            error: TurnError::of(turn),
        })
    }
}

impl TurnError {
    pub(crate) fn of(turn: &store::Turn) -> Option<Self> {
        (turn.state == TurnState::Failed).then(|| Self {
            code: turn.error_code.clone().unwrap_or_default(),
            detail: turn.error_detail.clone().unwrap_or_default(),
        })
    }
}

impl From<AgentError> for Problem {
    fn from(error: AgentError) -> Self {
        match error {
            AgentError::NotFound(what) => Self::not_found(what),
            AgentError::Invalid { code, sentence } => Self::invalid(code, sentence),
            AgentError::IdempotencyConflict => Self::invalid("idempotency_key_reused", error.to_string()),
            AgentError::NoModelKey => Self::forbidden("llm_key_missing", error.to_string()),
            AgentError::Stopping => Self::unavailable("stopping", error.to_string()),
            AgentError::Database(error) => error.into(),
        }
    }
}
