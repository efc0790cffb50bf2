use agent::NewMessage;
use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::messages::answer::{Answer, answer, idempotency_key};
use crate::auth::Caller;
use crate::extract::JsonBody;
use crate::{Gateway, Problem};

/// A message, with or without a thread to put it in.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ChatMessage {
    message: String,
    /// Left out: a new thread.
    thread_id: Option<Uuid>,
    /// The agent of a new thread; left out: the Chief of Staff.
    agent: Option<String>,
    /// The model to answer, where it is not to be the usual one.
    model: Option<String>,
}

/// Say something, in one call: makes a thread when none is named. Answers like `POST /api/threads/{id}/messages`.
#[utoipa::path(
    post, path = "/api/chat", tag = "messages", request_body = ChatMessage,
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 200 visible ASCII characters.")),
    responses((status = 200, description = "The answer, or the events on the way to it.", content((Answer = "application/json"), (String = "text/event-stream"))))
)]
pub(crate) async fn chat(
    State(gateway): State<Gateway>,
    caller: Caller,
    headers: HeaderMap,
    JsonBody(chat): JsonBody<ChatMessage>,
) -> Result<Response, Problem> {
    let message = NewMessage {
        thread: chat.thread_id,
        agent: chat.agent,
        text: chat.message,
        model: chat.model,
        allow_operator_llm: caller.allow_operator_llm,
        idempotency_key: idempotency_key(&headers)?,
    };
    answer(&gateway, &caller, &headers, message).await
}
