use axum::Json;
use axum::extract::State;

use super::{Credential, PathService};
use crate::auth::Caller;
use crate::{Gateway, Problem};

/// Try a connected account now. The answer says how it went: `failing`, with the reason, is a result like `ok`.
#[utoipa::path(post, path = "/api/credentials/{service}/test", tag = "credentials", params(("service" = String, Path)), responses((status = 200, body = Credential, description = "It was tried.")))]
pub(crate) async fn credential_test(
    State(gateway): State<Gateway>,
    caller: Caller,
    PathService(service): PathService,
) -> Result<Json<Credential>, Problem> {
    let agent = &gateway.agent;
    let tried =
        agent::account_test(&gateway.db, &gateway.clock, agent.keys(), agent.model(), &caller.user, service).await?;
    Ok(Json(tried.into()))
}
