use axum::Json;
use axum::extract::State;

use super::Thread;
use crate::auth::Caller;
use crate::extract::PathId;
use crate::{Gateway, Problem};

/// One thread.
#[utoipa::path(get, path = "/api/threads/{id}", tag = "threads", params(("id" = Uuid, Path)), responses((status = 200, body = Thread, description = "The thread.")))]
pub(crate) async fn thread_get(
    State(gateway): State<Gateway>,
    caller: Caller,
    PathId(id): PathId,
) -> Result<Json<Thread>, Problem> {
    let mut tx = gateway.db.read(&caller.user).await?;
    let thread = store::thread_get(&mut tx, &caller.user, id).await?;
    let thread = thread.filter(|thread| thread.deleted_at.is_none()).ok_or_else(|| Problem::not_found("thread"))?;
    Ok(Json(thread.into()))
}
