use axum::extract::State;
use axum::response::{IntoResponse, Response};
use db::Lookup;
use http::{StatusCode, header};
use jiff::SignedDuration;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use store::{Role, Session};
use utoipa::ToSchema;

use crate::audit::{self, Deed, Doer};
use crate::auth::{RequestParts, client_address, cookie_set, failed_attempt, hash_of, is_same_origin, secret_new};
use crate::extract::JsonBody;
use crate::{Gateway, Problem};

/// What to sign in with: one of the two.
#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum SignIn {
    /// With a key.
    Key {
        #[schema(value_type = String)]
        key: SecretString,
    },
    /// With the code of a one-time link.
    Link {
        #[schema(value_type = String)]
        link: SecretString,
    },
}

const LIFETIME: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Sign a browser in: gives it a cookie for 30 days. A link works once, for 15 minutes.
#[utoipa::path(post, path = "/api/session", tag = "account", security(()), request_body = SignIn, responses((status = 204, description = "Signed in; the cookie is in `Set-Cookie`.")))]
pub(crate) async fn session_create(
    State(gateway): State<Gateway>,
    RequestParts(parts): RequestParts,
    JsonBody(sign_in): JsonBody<SignIn>,
) -> Result<Response, Problem> {
    // another page must not sign the browser in as somebody else
    if parts.headers.contains_key(header::ORIGIN) && !is_same_origin(&gateway, &parts) {
        return Err(Problem::forbidden("foreign_origin", "Sign in from the assistant's own page."));
    }
    let session = match &sign_in {
        SignIn::Key { key } => session_of_key(&gateway, key).await?,
        SignIn::Link { link } => session_of_link(&gateway, link).await?,
    };
    let Some(session) = session else {
        let problem = failed_attempt(&gateway, &parts);
        return Err(if problem.status == StatusCode::UNAUTHORIZED { not_valid(&sign_in, problem) } else { problem });
    };
    let secret = secret_new();
    let mut tx = gateway.db.begin(&session.user_id).await?;
    store::session_delete_expired(&mut tx, &session.user_id, session.created_at).await?;
    store::session_insert(&mut tx, &session, &hash_of(secret.expose_secret())).await?;
    let with = session.key_id.map_or("with a one-time link".to_owned(), |key| format!("with key {key}"));
    let deed = Deed { action: "session.begun", subject: "session".to_owned(), detail: Some(with) };
    let doer = Doer::signing_in(&session.user_id, client_address(&gateway, &parts));
    audit::note(&mut tx, &gateway.clock, &session.user_id, &doer, deed).await?;
    tx.commit().await?;
    let cookie = cookie_set(&gateway, &parts, &secret, LIFETIME.as_secs());
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}

/// The same refusal, saying what to do about the key or the link that was tried.
fn not_valid(sign_in: &SignIn, refusal: Problem) -> Problem {
    let detail = match sign_in {
        SignIn::Key { .. } => {
            "This key is not valid, or no longer. Check it, or make another: “assistant keys create”."
        }
        SignIn::Link { .. } => {
            "This link is not valid, or no longer: it works once, for 15 minutes. Make another: “assistant sign-in-link”."
        }
    };
    Problem { detail: detail.into(), ..refusal }
}

async fn session_of_key(gateway: &Gateway, key: &SecretString) -> Result<Option<Session>, Problem> {
    let now = gateway.clock.now();
    let mut tx = gateway.db.lookup(Lookup::SignIn).await?;
    let key = store::api_key_get_by_hash(&mut tx, &hash_of(key.expose_secret().trim())).await?;
    // the assistant's own key is no person's
    let key = key.filter(|key| key.is_valid(now.into()) && key.role != Role::CosInternal);
    Ok(key.map(|key| Session {
        user_id: key.user_id,
        key_id: Some(key.id),
        role: key.role,
        allow_operator_llm: key.allow_operator_llm,
        created_at: now.into(),
        expires_at: (now + LIFETIME).into(),
    }))
}

/// A link is given out by the operator to the first user, so its session may do what they may.
async fn session_of_link(gateway: &Gateway, code: &SecretString) -> Result<Option<Session>, Problem> {
    let now = gateway.clock.now();
    let hash = hash_of(code.expose_secret().trim());
    let mut tx = gateway.db.lookup(Lookup::SignIn).await?;
    let Some(link) = store::sign_in_link_get_by_hash(&mut tx, &hash, now.into()).await? else { return Ok(None) };
    drop(tx);
    let mut tx = gateway.db.begin(&link.user_id).await?;
    let taken = store::sign_in_link_use(&mut tx, &link.user_id, &hash, now.into()).await?;
    let user = store::user_get(&mut tx, &link.user_id).await?;
    tx.commit().await?;
    Ok(user.filter(|_| taken).map(|user| Session {
        user_id: user.user_id,
        key_id: None,
        role: user.role,
        allow_operator_llm: true,
        created_at: now.into(),
        expires_at: (now + LIFETIME).into(),
    }))
}
