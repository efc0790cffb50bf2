use axum::extract::State;
use http::StatusCode;

use crate::auth::Admin;
use crate::extract::PathId;
use crate::{Gateway, Problem, accounts};

/// End a key, and every session it opened, at once. Admins only.
#[utoipa::path(delete, path = "/api/admin/keys/{id}", tag = "admin", params(("id" = Uuid, Path)), responses((status = 204, description = "It has ended.")))]
pub(crate) async fn key_delete(
    State(gateway): State<Gateway>,
    Admin(caller): Admin,
    PathId(id): PathId,
) -> Result<StatusCode, Problem> {
    let ended = accounts::key_revoke(&gateway.db, &gateway.clock, id, &caller.doer()).await?;
    ended.map(|_| StatusCode::NO_CONTENT).ok_or_else(|| Problem::not_found("key"))
}
