use db::{DbError, Tx, UserId, UtcTime, execute, fetch_all};
use uuid::Uuid;

/// Who did what to what, when and from where. Added and read, never changed: the database itself refuses.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct AuditEntry {
    /// Its id.
    pub id: Uuid,
    /// Who may read it: the user it happened to, or the admin who did it.
    pub user_id: UserId,
    /// When it happened.
    pub at: UtcTime,
    /// Who did it: a user's id.
    pub actor: String,
    /// How they came in.
    pub origin: AuditOrigin,
    /// The address they came from, where there is one.
    pub address: Option<String>,
    /// What was done: thing and verb, `key.created`.
    pub action: String,
    /// What it was done to: a thing and its name, `key 0197…`. Never a secret.
    pub subject: String,
    /// What else there is to say of it. Never a secret.
    pub detail: Option<String>,
}

/// How somebody came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum AuditOrigin {
    /// With an API key.
    Key,
    /// With a browser's session, or to begin one.
    Session,
    /// With a command, on the machine itself.
    Command,
    /// The program did it by itself.
    Program,
}

impl AuditOrigin {
    /// The name used in the database and by clients.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Session => "session",
            Self::Command => "command",
            Self::Program => "program",
        }
    }
}

/// Adds an entry, in a transaction of the user who may read it: best the one that does what it tells of.
pub async fn audit_entry_insert(tx: &mut Tx, entry: &AuditEntry) -> Result<(), DbError> {
    execute!(
        tx,
        "insert into audit_entries (id, user_id, at, actor, origin, address, action, subject, detail)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        entry.id,
        &entry.user_id,
        entry.at,
        &entry.actor,
        entry.origin,
        &entry.address,
        &entry.action,
        &entry.subject,
        &entry.detail
    )?;
    Ok(())
}

/// What a user may read, newest first: at most `limit` entries, those before `before` (time and id of the last one seen).
pub async fn audit_entry_list(
    tx: &mut Tx,
    user: &UserId,
    before: Option<(UtcTime, Uuid)>,
    limit: i64,
) -> Result<Vec<AuditEntry>, DbError> {
    let (at, id) = before.unzip();
    fetch_all!(
        tx,
        AuditEntry,
        "select id, user_id, at, actor, origin, address, action, subject, detail from audit_entries
         where user_id = $1 and ($2 is null or at < $2 or (at = $2 and id < $3))
         order by at desc, id desc limit $4",
        user,
        at,
        id,
        limit
    )
}
