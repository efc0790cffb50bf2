use axum::extract::State;
use http::StatusCode;

use crate::auth::Caller;
use crate::extract::PathId;
use crate::{Gateway, Problem};

/// Put a thread into the bin. `POST …/restore` takes it out again.
#[utoipa::path(delete, path = "/api/threads/{id}", tag = "threads", params(("id" = Uuid, Path)), responses((status = 204, description = "It is in the bin.")))]
pub(crate) async fn thread_delete(
    State(gateway): State<Gateway>,
    caller: Caller,
    PathId(id): PathId,
) -> Result<StatusCode, Problem> {
    let mut tx = gateway.db.begin(&caller.user).await?;
    if !store::thread_delete(&mut tx, &caller.user, id, gateway.clock.now().into()).await? {
        return Err(Problem::not_found("thread"));
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
