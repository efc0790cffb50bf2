use db::{DbError, Tx, UserId, UtcTime, execute, fetch_optional};

/// The key that seals a user's secrets, itself sealed by a master key.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct DataKey {
    /// Which master key sealed it.
    pub master_key_id: String,
    /// The sealed key.
    pub sealed: Vec<u8>,
}

/// A user's data key, if they ever kept a secret.
pub async fn data_key_get(tx: &mut Tx, user: &UserId) -> Result<Option<DataKey>, DbError> {
    fetch_optional!(tx, DataKey, "select master_key_id, sealed from data_keys where user_id = $1", user)
}

/// Keeps a user's first data key; answers false, and changes nothing, when there is one already.
pub async fn data_key_insert(tx: &mut Tx, user: &UserId, key: &DataKey, now: UtcTime) -> Result<bool, DbError> {
    let inserted = execute!(
        tx,
        "insert into data_keys (user_id, master_key_id, sealed, created_at) values ($1, $2, $3, $4)
         on conflict (user_id) do nothing",
        user,
        &key.master_key_id,
        &key.sealed,
        now
    )?;
    Ok(inserted > 0)
}

/// The same data key, sealed anew, in the place of `old`; answers false, and changes nothing, when another was faster.
pub async fn data_key_rewrap(
    tx: &mut Tx,
    user: &UserId,
    old: &DataKey,
    new: &DataKey,
    now: UtcTime,
) -> Result<bool, DbError> {
    let changed = execute!(
        tx,
        "update data_keys set master_key_id = $3, sealed = $4, rewrapped_at = $5 where user_id = $1 and sealed = $2",
        user,
        &old.sealed,
        &new.master_key_id,
        &new.sealed,
        now
    )?;
    Ok(changed > 0)
}

/// Another data key in the place of `old`, which no master key opens any more; answers false, and changes nothing, when
/// another was faster. What the old one sealed stays, and does not open.
pub async fn data_key_replace(
    tx: &mut Tx,
    user: &UserId,
    old: &DataKey,
    new: &DataKey,
    now: UtcTime,
) -> Result<bool, DbError> {
    let changed = execute!(
        tx,
        "update data_keys set master_key_id = $3, sealed = $4, created_at = $5, rewrapped_at = null
         where user_id = $1 and sealed = $2",
        user,
        &old.sealed,
        &new.master_key_id,
        &new.sealed,
        now
    )?;
    Ok(changed > 0)
}
