use agent::NewMessage;
use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use serde::Deserialize;
use utoipa::ToSchema;

use super::answer::{Answer, answer, idempotency_key};
use crate::auth::Caller;
use crate::extract::{JsonBody, PathId};
use crate::{Gateway, Problem};

/// A message to a thread.
#[derive(Deserialize, ToSchema)]
pub(crate) struct MessageText {
    text: String,
    /// The model to answer, where it is not to be the usual one.
    model: Option<String>,
}

/// Say something in a thread. With `Accept: text/event-stream` the turn's events come as they happen; otherwise the answer comes
/// when it is whole. With `Idempotency-Key` a repeat joins the turn that the first one started.
#[utoipa::path(
    post, path = "/api/threads/{id}/messages", tag = "messages", request_body = MessageText,
    params(("id" = Uuid, Path), ("Idempotency-Key" = Option<String>, Header, description = "1 to 200 visible ASCII characters.")),
    responses((status = 200, description = "The answer, or the events on the way to it.", content((Answer = "application/json"), (String = "text/event-stream"))))
)]
pub(crate) async fn message_create(
    State(gateway): State<Gateway>,
    caller: Caller,
    PathId(id): PathId,
    headers: HeaderMap,
    JsonBody(message): JsonBody<MessageText>,
) -> Result<Response, Problem> {
    let message = NewMessage {
        thread: Some(id),
        agent: None,
        text: message.text,
        model: message.model,
        allow_operator_llm: caller.allow_operator_llm,
        idempotency_key: idempotency_key(&headers)?,
    };
    answer(&gateway, &caller, &headers, message).await
}
