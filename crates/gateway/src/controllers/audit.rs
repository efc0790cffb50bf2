use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::auth::Caller;
use crate::extract::QueryText;
use crate::page::{self, Page};
use crate::{Gateway, Problem};

/// Something that was done to a key, a session, a credential or a switch.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuditEntry {
    id: Uuid,
    at: Timestamp,
    /// Who did it: a user's id, `operator` for commands on the machine, `assistant` for the program itself.
    actor: String,
    /// How they came in: `key`, `session`, `command` or `program`.
    origin: &'static str,
    /// Where from; of IPv6 the network.
    address: Option<String>,
    /// Thing and verb, for example `key.created`.
    action: String,
    subject: String,
    detail: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AuditQuery {
    /// 1 to 200; 50 when left out.
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
}

/// What was done to what is mine, and, for admins, what they did for others; newest first. Nothing can be changed in it.
#[utoipa::path(get, path = "/api/audit", tag = "account", params(AuditQuery), responses((status = 200, body = Page<AuditEntry>, description = "A page of entries.")))]
pub(crate) async fn audit_list(
    State(gateway): State<Gateway>,
    caller: Caller,
    QueryText(query): QueryText<AuditQuery>,
) -> Result<Json<Page<AuditEntry>>, Problem> {
    let limit = page::limit(query.limit, 50)?;
    let before = query.cursor.map(|cursor| page::place(&cursor, page::time_and_id)).transpose()?;
    let mut tx = gateway.db.read(&caller.user).await?;
    let mut entries = store::audit_entry_list(&mut tx, &caller.user, before, limit + 1).await?;
    let next_cursor = page::cut(&mut entries, limit, |last| format!("{} {}", last.at.0.as_microsecond(), last.id));
    Ok(Json(Page { items: entries.into_iter().map(AuditEntry::from).collect(), next_cursor }))
}

impl From<store::AuditEntry> for AuditEntry {
    fn from(entry: store::AuditEntry) -> Self {
        Self {
            id: entry.id,
            at: entry.at.into(),
            actor: entry.actor,
            origin: entry.origin.as_str(),
            address: entry.address,
            action: entry.action,
            subject: entry.subject,
            detail: entry.detail,
        }
    }
}
