//! A new master key takes the place of the old one.

use clock::Clock;
use db::{Db, DbError, Lookup, UserId};
use vault::Vault;

use crate::secrets::{SecretError, secret_is_outdated, secret_rewrap};

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

/// Seals every user's data key with the vault's current master key: one small transaction for each, so that a process that is
/// killed in between has lost nothing, and the next one goes on. A vault with both keys reads everything throughout.
pub async fn data_keys_rotate(db: &Db, vault: &Vault, clock: &Clock) -> Result<Rotation, DbError> {
    let mut tx = db.lookup(Lookup::Users).await?;
    let users = store::user_list(&mut tx).await?;
    drop(tx);
    let mut rotation = Rotation::default();
    for user in users.into_iter().map(|user| user.user_id) {
        let mut tx = db.read(&user).await?;
        let outdated = secret_is_outdated(&mut tx, vault, &user).await?;
        drop(tx);
        match outdated {
            None => continue,
            Some(false) => {
                rotation.current += 1;
                continue;
            }
            Some(true) => {}
        }
        let mut tx = db.begin(&user).await?;
        match secret_rewrap(&mut tx, vault, clock, &user).await {
            Ok(is_ours) => {
                tx.commit().await?;
                if is_ours {
                    rotation.rewrapped += 1;
                } else {
                    rotation.current += 1;
                }
            }
            Err(SecretError::Shut { .. }) => rotation.lost.push(user),
            Err(SecretError::Database(error)) => return Err(error),
        }
    }
    Ok(rotation)
}
