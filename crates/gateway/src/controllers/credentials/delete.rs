use axum::extract::State;
use http::StatusCode;

use super::PathService;
use crate::audit::{self, Deed};
use crate::auth::Caller;
use crate::{Gateway, Problem};

/// Forget a connected account and its secret.
#[utoipa::path(delete, path = "/api/credentials/{service}", tag = "credentials", params(("service" = String, Path)), responses((status = 204, description = "It is forgotten.")))]
pub(crate) async fn credential_delete(
    State(gateway): State<Gateway>,
    caller: Caller,
    PathService(service): PathService,
) -> Result<StatusCode, Problem> {
    let mut tx = gateway.db.begin(&caller.user).await?;
    if !store::credential_delete(&mut tx, &caller.user, service).await? {
        return Err(Problem::not_found("credential"));
    }
    let deed = Deed { action: "credential.removed", subject: format!("credential {}", service.as_str()), detail: None };
    audit::note(&mut tx, &gateway.clock, &caller.user, &caller.doer(), deed).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
