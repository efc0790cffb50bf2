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

/// The same data key, sealed anew.
pub async fn data_key_rewrap(tx: &mut Tx, user: &UserId, key: &DataKey, now: UtcTime) -> Result<(), DbError> {
    execute!(
        tx,
        "update data_keys set master_key_id = $2, sealed = $3, rewrapped_at = $4 where user_id = $1",
        user,
        &key.master_key_id,
        &key.sealed,
        now
    )?;
    Ok(())
}

/// Forgets a data key that no master key opens any more, and with it everything that it sealed.
pub async fn data_key_delete(tx: &mut Tx, user: &UserId) -> Result<(), DbError> {
    execute!(tx, "delete from credentials where user_id = $1", user)?;
    execute!(tx, "delete from data_keys where user_id = $1", user)?;
    Ok(())
}
