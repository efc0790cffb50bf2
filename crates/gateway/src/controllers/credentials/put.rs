use agent::NewAccount;
use axum::Json;
use axum::extract::State;
use secrecy::SecretString;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Credential, PathService};
use crate::audit::{self, Deed};
use crate::auth::Caller;
use crate::extract::JsonBody;
use crate::{Gateway, Problem};

/// An account to be connected.
#[derive(Deserialize, ToSchema)]
pub(crate) struct NewCredential {
    /// The key. It is tried, sealed, and never given back.
    #[schema(value_type = String)]
    secret: SecretString,
    /// The model to use with it. Needed for `llm_openai`, unless the operator's model is an OpenAI one too.
    preferred_model: Option<String>,
}

/// Connect an account. A model's key is tried with a real answer of one token first, and kept only if that came; otherwise the
/// problem says why not. `google`, `garmin` and `splitwise` cannot be connected yet.
#[utoipa::path(put, path = "/api/credentials/{service}", tag = "credentials", params(("service" = String, Path)), request_body = NewCredential, responses((status = 200, body = Credential, description = "It works, and is kept.")))]
pub(crate) async fn credential_put(
    State(gateway): State<Gateway>,
    caller: Caller,
    PathService(service): PathService,
    new: Result<JsonBody<NewCredential>, Problem>,
) -> Result<Json<Credential>, Problem> {
    let JsonBody(new) = new.map_err(without_the_body)?;
    let (keys, model) = (gateway.agent.keys(), gateway.agent.model());
    let new = NewAccount { service, secret: new.secret, preferred_model: new.preferred_model };
    let works = agent::account_try(keys, model, new).await?;
    let mut tx = gateway.db.begin(&caller.user).await?;
    let kept = agent::account_keep(&mut tx, &gateway.clock, keys.vault.as_ref(), &caller.user, works).await?;
    let deed =
        Deed { action: "credential.connected", subject: format!("credential {}", service.as_str()), detail: None };
    audit::note(&mut tx, &gateway.clock, &caller.user, &caller.doer(), deed).await?;
    tx.commit().await?;
    Ok(Json(kept.into()))
}

/// What is said of an unreadable body may quote it, and a secret is in it.
fn without_the_body(problem: Problem) -> Problem {
    let detail = "The body is to be {\"secret\": \"…\", \"preferred_model\": \"…\"}; preferred_model may be left out.";
    match &*problem.code {
        "body_invalid" | "body_unreadable" => Problem { detail: detail.to_owned(), ..problem },
        _ => problem,
    }
}
