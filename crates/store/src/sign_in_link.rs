use db::{DbError, Tx, UserId, UtcTime, execute, fetch_optional};

/// A link that signs a user in once. Its code is known to whoever was given the link; here is the SHA-256 of it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct SignInLink {
    /// Whom it signs in.
    pub user_id: UserId,
    /// When it was made.
    pub created_at: UtcTime,
    /// When it ends.
    pub expires_at: UtcTime,
}

/// Keeps a link under the SHA-256 of its code, and forgets the user's links that have ended.
pub async fn sign_in_link_insert(tx: &mut Tx, link: &SignInLink, hash: &[u8]) -> Result<(), DbError> {
    execute!(
        tx,
        "delete from sign_in_links where user_id = $1 and (expires_at <= $2 or used_at is not null)",
        &link.user_id,
        link.created_at
    )?;
    execute!(
        tx,
        "insert into sign_in_links (hash, user_id, created_at, expires_at) values ($1, $2, $3, $4)",
        hash,
        &link.user_id,
        link.created_at,
        link.expires_at
    )?;
    Ok(())
}

/// Whose unused link has the code with this SHA-256? Ask in a `Lookup::SignIn` transaction.
pub async fn sign_in_link_get_by_hash(tx: &mut Tx, hash: &[u8], now: UtcTime) -> Result<Option<SignInLink>, DbError> {
    fetch_optional!(
        tx,
        SignInLink,
        "select user_id, created_at, expires_at from sign_in_links
         where hash = $1 and used_at is null and expires_at > $2",
        hash,
        now
    )
}

/// Uses a link up, in a transaction of its user; answers false when somebody was faster or its time is over.
pub async fn sign_in_link_use(tx: &mut Tx, user: &UserId, hash: &[u8], now: UtcTime) -> Result<bool, DbError> {
    let taken = execute!(
        tx,
        "update sign_in_links set used_at = $3 where user_id = $1 and hash = $2 and used_at is null and expires_at > $3",
        user,
        hash,
        now
    )?;
    Ok(taken > 0)
}
