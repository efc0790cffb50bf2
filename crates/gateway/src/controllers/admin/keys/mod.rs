//! Keys, as an admin sees them: everything but their text.

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod list;

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A key without its text.
#[derive(Serialize, ToSchema)]
pub(crate) struct Key {
    id: Uuid,
    user_id: String,
    /// `personal` or `admin`.
    role: &'static str,
    label: String,
    /// Whether it may spend on the operator's model key.
    allow_operator_llm: bool,
    created_at: Timestamp,
    expires_at: Option<Timestamp>,
    revoked_at: Option<Timestamp>,
    /// To the minute.
    last_used_at: Option<Timestamp>,
}

impl From<store::ApiKey> for Key {
    fn from(key: store::ApiKey) -> Self {
        Self {
            id: key.id,
            user_id: key.user_id.to_string(),
            role: key.role.as_str(),
            label: key.label,
            allow_operator_llm: key.allow_operator_llm,
            created_at: key.created_at.into(),
            expires_at: key.expires_at.map(Into::into),
            revoked_at: key.revoked_at.map(Into::into),
            last_used_at: key.last_used_at.map(Into::into),
        }
    }
}
