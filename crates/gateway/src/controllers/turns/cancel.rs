use axum::extract::State;
use http::StatusCode;

use crate::auth::Caller;
use crate::extract::PathId;
use crate::{Gateway, Problem};

/// Stop a turn; what it stored stays. One that has ended stays as it is.
#[utoipa::path(post, path = "/api/turns/{id}/cancel", tag = "turns", params(("id" = Uuid, Path)), responses((status = 202, description = "It stops; its events tell when it has.")))]
pub(crate) async fn turn_cancel(
    State(gateway): State<Gateway>,
    caller: Caller,
    PathId(id): PathId,
) -> Result<StatusCode, Problem> {
    gateway.agent.turn_cancel(&caller.user, id).await?;
    Ok(StatusCode::ACCEPTED)
}
