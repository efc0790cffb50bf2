use db::{DbError, Tx, UserId, UtcTime, execute, fetch_optional};
use uuid::Uuid;

use crate::Role;

/// A browser that is signed in.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Session {
    /// Who signed in.
    pub user_id: UserId,
    /// The key they did it with; `None` for a one-time link. The session ends with the key.
    pub key_id: Option<Uuid>,
    /// What it allows.
    pub role: Role,
    /// Whether it may spend on the operator's model key.
    pub allow_operator_llm: bool,
    /// When it began.
    pub created_at: UtcTime,
    /// When it ends by itself.
    pub expires_at: UtcTime,
}

/// Keeps a session under the SHA-256 of its cookie.
pub async fn session_insert(tx: &mut Tx, session: &Session, hash: &[u8]) -> Result<(), DbError> {
    execute!(
        tx,
        "insert into sessions (hash, user_id, key_id, role, allow_operator_llm, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        hash,
        &session.user_id,
        session.key_id,
        session.role,
        session.allow_operator_llm,
        session.created_at,
        session.expires_at
    )?;
    Ok(())
}

/// Whose living session has the cookie with this SHA-256? Ask in a `Lookup::SignIn` transaction.
pub async fn session_get_by_hash(tx: &mut Tx, hash: &[u8], now: UtcTime) -> Result<Option<Session>, DbError> {
    fetch_optional!(
        tx,
        Session,
        "select s.user_id, s.key_id, s.role, s.allow_operator_llm, s.created_at, s.expires_at
         from sessions s left join api_keys k on k.id = s.key_id
         where s.hash = $1 and s.expires_at > $2
           and k.revoked_at is null and (k.expires_at is null or k.expires_at > $2)",
        hash,
        now
    )
}

/// Ends a session, in a transaction of its user.
pub async fn session_delete(tx: &mut Tx, user: &UserId, hash: &[u8]) -> Result<(), DbError> {
    execute!(tx, "delete from sessions where user_id = $1 and hash = $2", user, hash)?;
    Ok(())
}

/// Forgets the user's sessions that have ended by themselves.
pub async fn session_delete_expired(tx: &mut Tx, user: &UserId, now: UtcTime) -> Result<(), DbError> {
    execute!(tx, "delete from sessions where user_id = $1 and expires_at <= $2", user, now)?;
    Ok(())
}
