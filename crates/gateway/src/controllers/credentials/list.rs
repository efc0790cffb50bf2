use axum::Json;
use axum::extract::State;

use super::Credential;
use crate::auth::Caller;
use crate::page::Page;
use crate::{Gateway, Problem};

/// What have I connected, and does it work?
#[utoipa::path(get, path = "/api/credentials", tag = "credentials", responses((status = 200, body = Page<Credential>, description = "The connected accounts, without their secrets.")))]
pub(crate) async fn credential_list(
    State(gateway): State<Gateway>,
    caller: Caller,
) -> Result<Json<Page<Credential>>, Problem> {
    let mut tx = gateway.db.read(&caller.user).await?;
    let accounts = agent::account_list(&mut tx, gateway.agent.keys().vault.as_ref(), &caller.user).await?;
    Ok(Json(Page::whole(accounts.into_iter().map(Credential::from).collect())))
}
