use axum::Json;
use axum::extract::State;
use db::UserId;
use http::StatusCode;
use jiff::Timestamp;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use store::Role;
use utoipa::ToSchema;

use super::Key;
use crate::accounts::{self, AccountError};
use crate::auth::Admin;
use crate::extract::JsonBody;
use crate::{Gateway, Problem};

/// A key to be made.
#[derive(Deserialize, ToSchema)]
pub(crate) struct NewKey {
    /// Who comes in with it; a user who is not here yet is let in.
    user_id: String,
    /// `personal` (when left out) or `admin`.
    role: Option<String>,
    /// What its holder calls it.
    #[serde(default)]
    label: String,
    /// Whether it may spend on the operator's model key.
    #[serde(default)]
    allow_operator_llm: bool,
    /// When it ends by itself.
    expires_at: Option<Timestamp>,
}

/// A key that was just made.
#[derive(Serialize, ToSchema)]
pub(crate) struct CreatedKey {
    #[serde(flatten)]
    row: Key,
    /// Its text: shown here and never again.
    key: String,
}

/// Make a key. Admins only. Its text is in the answer, once.
#[utoipa::path(post, path = "/api/admin/keys", tag = "admin", request_body = NewKey, responses((status = 201, body = CreatedKey, description = "The new key.")))]
pub(crate) async fn key_create(
    State(gateway): State<Gateway>,
    Admin(caller): Admin,
    JsonBody(new): JsonBody<NewKey>,
) -> Result<(StatusCode, Json<CreatedKey>), Problem> {
    let user = UserId::parse(&new.user_id).map_err(|error| Problem::invalid("user_id_invalid", format!("{error}.")))?;
    let role = match new.role.as_deref() {
        None | Some("personal") => Role::Personal,
        Some("admin") => Role::Admin,
        Some(_) => return Err(Problem::invalid("role_invalid", "A key's role is “personal” or “admin”.")),
    };
    let (label, allow_operator_llm, expires_at) = (new.label, new.allow_operator_llm, new.expires_at);
    let new = accounts::NewKey { user, role, label, allow_operator_llm, expires_at };
    let created = accounts::key_create(&gateway.db, &gateway.clock, new, &caller.doer()).await?;
    let key = created.key.expose_secret().to_owned();
    Ok((StatusCode::CREATED, Json(CreatedKey { row: created.row.into(), key })))
}

impl From<AccountError> for Problem {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Invalid { code, sentence } => Self::invalid(code, sentence),
            AccountError::Database(error) => error.into(),
        }
    }
}
