use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::auth::Caller;
use crate::extract::{PathId, QueryText};
use crate::stream::{resume_after, stream};
use crate::{Gateway, Problem};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ResumeQuery {
    /// The number of the last event seen; the header `Last-Event-ID` says the same and wins.
    after: Option<i64>,
}

/// The events of a turn, from the start or after the last one seen, until it has ended.
#[utoipa::path(
    get, path = "/api/turns/{id}/events", tag = "turns",
    params(("id" = Uuid, Path), ResumeQuery, ("Last-Event-ID" = Option<i64>, Header, description = "The number of the last event seen.")),
    responses((status = 200, description = "Server-sent events.", content((String = "text/event-stream"))))
)]
pub(crate) async fn turn_events(
    State(gateway): State<Gateway>,
    caller: Caller,
    PathId(id): PathId,
    QueryText(query): QueryText<ResumeQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let after = resume_after(&headers, query.after)?;
    let events = gateway.agent.turn_events(&caller.user, id, after).await?;
    Ok(stream(&gateway, &caller, events))
}
