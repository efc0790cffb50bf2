use db::{DbError, Tx, UserId, UtcTime, execute, fetch_all, fetch_optional};
use uuid::Uuid;

use crate::Role;

/// A key to the gateway. Its text is known to its holder alone; here is the SHA-256 of it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ApiKey {
    /// Its id, which is no secret.
    pub id: Uuid,
    /// Who comes in with it.
    pub user_id: UserId,
    /// What it allows.
    pub role: Role,
    /// What its holder calls it.
    pub label: String,
    /// Whether it may spend on the operator's model key.
    pub allow_operator_llm: bool,
    /// When it was made.
    pub created_at: UtcTime,
    /// When it ends by itself.
    pub expires_at: Option<UtcTime>,
    /// When somebody ended it.
    pub revoked_at: Option<UtcTime>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<UtcTime>,
}

impl ApiKey {
    /// Whether it opens the door at `now`.
    pub fn is_valid(&self, now: UtcTime) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| now < end)
    }
}

/// Keeps a key under the SHA-256 of its text; answers false when that text is a key already.
pub async fn api_key_insert(tx: &mut Tx, key: &ApiKey, hash: &[u8]) -> Result<bool, DbError> {
    let inserted = execute!(
        tx,
        "insert into api_keys (id, user_id, hash, role, label, allow_operator_llm, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (hash) do nothing",
        key.id,
        &key.user_id,
        hash,
        key.role,
        &key.label,
        key.allow_operator_llm,
        key.created_at,
        key.expires_at
    )?;
    Ok(inserted > 0)
}

/// Whose key has this SHA-256? Ask in a `Lookup::SignIn` transaction. It may have ended.
pub async fn api_key_get_by_hash(tx: &mut Tx, hash: &[u8]) -> Result<Option<ApiKey>, DbError> {
    fetch_optional!(
        tx,
        ApiKey,
        "select id, user_id, role, label, allow_operator_llm, created_at, expires_at, revoked_at, last_used_at
         from api_keys where hash = $1",
        hash
    )
}

/// Every key of everybody, oldest first, ended ones too; ask in a `Lookup::SignIn` transaction.
pub async fn api_key_list(tx: &mut Tx) -> Result<Vec<ApiKey>, DbError> {
    fetch_all!(
        tx,
        ApiKey,
        "select id, user_id, role, label, allow_operator_llm, created_at, expires_at, revoked_at, last_used_at
         from api_keys order by created_at, id"
    )
}

/// One key, whoever's; ask in a `Lookup::SignIn` transaction. It may have ended.
pub async fn api_key_get(tx: &mut Tx, id: Uuid) -> Result<Option<ApiKey>, DbError> {
    fetch_optional!(
        tx,
        ApiKey,
        "select id, user_id, role, label, allow_operator_llm, created_at, expires_at, revoked_at, last_used_at
         from api_keys where id = $1",
        id
    )
}

/// Ends a key, in a transaction of its user. One that ended before keeps its moment.
pub async fn api_key_revoke(tx: &mut Tx, user: &UserId, id: Uuid, now: UtcTime) -> Result<(), DbError> {
    execute!(
        tx,
        "update api_keys set revoked_at = coalesce(revoked_at, $3) where user_id = $1 and id = $2",
        user,
        id,
        now
    )?;
    Ok(())
}

/// Notes that a key was used, in a transaction of its user.
pub async fn api_key_touch(tx: &mut Tx, user: &UserId, id: Uuid, now: UtcTime) -> Result<(), DbError> {
    execute!(tx, "update api_keys set last_used_at = $3 where user_id = $1 and id = $2", user, id, now)?;
    Ok(())
}
