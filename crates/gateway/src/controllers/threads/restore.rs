use axum::Json;
use axum::extract::State;

use super::Thread;
use crate::auth::Caller;
use crate::extract::PathId;
use crate::{Gateway, Problem};

/// Take a thread out of the bin.
#[utoipa::path(post, path = "/api/threads/{id}/restore", tag = "threads", params(("id" = Uuid, Path)), responses((status = 200, body = Thread, description = "The thread.")))]
pub(crate) async fn thread_restore(
    State(gateway): State<Gateway>,
    caller: Caller,
    PathId(id): PathId,
) -> Result<Json<Thread>, Problem> {
    let mut tx = gateway.db.begin(&caller.user).await?;
    let thread = store::thread_restore(&mut tx, &caller.user, id).await?;
    let thread = thread.ok_or_else(|| Problem::not_found("thread"))?;
    tx.commit().await?;
    Ok(Json(thread.into()))
}
