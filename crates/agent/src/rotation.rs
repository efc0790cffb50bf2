//! A new master key takes the place of the old one.

use clock::Clock;
use db::{Db, DbError, Lookup, UserId};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use vault::Vault;

use crate::secrets::{Rewrap, SecretError, secret_rewrap};

/// How far the users' data keys are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rotation {
    /// Sealed anew with the current master key.
    pub rewrapped: u64,
    /// Sealed with it already.
    pub current: u64,
    /// Users whose data key neither master key opens: they have to connect their accounts again.
    pub lost: Vec<UserId>,
}

/// PostgreSQL writes the commits of several connections to disk together; on SQLite they queue for the one that writes.
const AT_ONCE: usize = 4;

/// Seals every user's data key with the vault's current master key: one small transaction for each, so that a process that is
/// killed in between has lost nothing, and the next one goes on. A vault with both keys reads everything throughout.
pub async fn data_keys_rotate(db: &Db, vault: &Vault, clock: &Clock) -> Result<Rotation, DbError> {
    let mut tx = db.lookup(Lookup::Users).await?;
    let users = store::user_list(&mut tx).await?;
    drop(tx);
    let rewraps = stream::iter(users)
        .map(async |user| Ok::<_, DbError>((rewrap(db, vault, clock, &user.user_id).await?, user.user_id)))
        .buffer_unordered(AT_ONCE);
    let mut rewraps = std::pin::pin!(rewraps);
    let mut rotation = Rotation::default();
    while let Some((rewrap, user)) = rewraps.try_next().await? {
        match rewrap {
            Some(Rewrap::Anew) => rotation.rewrapped += 1,
            Some(Rewrap::Current) => rotation.current += 1,
            Some(Rewrap::NoKey) => {}
            None => rotation.lost.push(user),
        }
    }
    rotation.lost.sort_unstable();
    Ok(rotation)
}

/// `None` when neither master key opens the user's data key.
async fn rewrap(db: &Db, vault: &Vault, clock: &Clock, user: &UserId) -> Result<Option<Rewrap>, DbError> {
    let mut tx = db.begin(user).await?;
    match secret_rewrap(&mut tx, vault, clock, user).await {
        Ok(rewrap) => {
            tx.commit().await?;
            Ok(Some(rewrap))
        }
        Err(SecretError::Shut { .. }) => Ok(None),
        Err(SecretError::Database(error)) => Err(error),
    }
}
