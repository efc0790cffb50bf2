use axum::Json;
use axum::extract::State;

use super::Me;
use crate::auth::Caller;
use crate::{Gateway, Problem};

/// Who am I here?
#[utoipa::path(get, path = "/api/me", tag = "account", responses((status = 200, body = Me, description = "The user.")))]
pub(crate) async fn me_get(State(gateway): State<Gateway>, caller: Caller) -> Result<Json<Me>, Problem> {
    let mut tx = gateway.db.read(&caller.user).await?;
    let user = store::user_get(&mut tx, &caller.user).await?.ok_or_else(Problem::unauthorized)?;
    Ok(Json(Me::of(&gateway, &mut tx, &caller, user).await?))
}
