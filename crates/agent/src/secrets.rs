//! What users have connected, opened and sealed: the vault knows no database and the store no plaintext, so they meet here.

use clock::Clock;
use db::{DbError, Tx, UserId};
use secrecy::{ExposeSecret, SecretString};
use store::{Credential, CredentialService, DataKey};
use thiserror::Error;
use vault::{Place, Vault, VaultError, WrappedKey};

/// The one sealed field of a credential: JSON or a key, as the service has it.
const FIELD: &str = "secret";

/// Why a connected account cannot be used.
#[derive(Debug, Error)]
pub enum SecretError {
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbError),
    /// The secret does not open: the master key is lost, or the row was changed. The account has to be connected again.
    #[error("the secret of {service} does not open ({reason}): connect {service} again")]
    Shut {
        /// The service.
        service: &'static str,
        /// The vault's words.
        reason: VaultError,
    },
}

/// Opens the secret of a connected account.
pub async fn secret_open(
    tx: &mut Tx,
    vault: &Vault,
    user: &UserId,
    credential: &Credential,
) -> Result<SecretString, SecretError> {
    let service = credential.service.as_str();
    let shut = |reason| SecretError::Shut { service, reason };
    let Some(key) = store::data_key_get(tx, user).await? else { return Err(shut(VaultError::DoesNotOpen)) };
    let key = vault.open_data_key(user.as_str(), &wrapped(key)).map_err(shut)?;
    let secret = key.open(place(user, credential.service), &credential.sealed).map_err(shut)?;
    let text = std::str::from_utf8(&secret).map_err(|_| shut(VaultError::DoesNotOpen))?;
    Ok(SecretString::from(text))
}

/// Seals a secret for its user and service, making the user's data key when they have none.
pub async fn secret_seal(
    tx: &mut Tx,
    vault: &Vault,
    clock: &Clock,
    user: &UserId,
    service: CredentialService,
    secret: &SecretString,
) -> Result<Vec<u8>, SecretError> {
    let shut = |reason| SecretError::Shut { service: service.as_str(), reason };
    let kept = store::data_key_get(tx, user).await?;
    if let Some(kept) = &kept {
        match vault.open_data_key(user.as_str(), &wrapped(kept.clone())) {
            Ok(key) => return Ok(key.seal(place(user, service), secret.expose_secret().as_bytes())),
            // what it sealed is lost with its master key; those accounts say that they have to be connected again
            Err(VaultError::UnknownMasterKey { .. }) => {}
            Err(reason) => return Err(shut(reason)),
        }
    }
    let (made, now) = (row(vault.new_data_key(user.as_str())), clock.now().into());
    let is_ours = match &kept {
        Some(kept) => store::data_key_replace(tx, user, kept, &made, now).await?,
        None => store::data_key_insert(tx, user, &made, now).await?,
    };
    let made = if is_ours {
        made
    } else {
        // another gateway was first
        store::data_key_get(tx, user).await?.ok_or_else(|| shut(VaultError::DoesNotOpen))?
    };
    let key = vault.open_data_key(user.as_str(), &wrapped(made)).map_err(shut)?;
    Ok(key.seal(place(user, service), secret.expose_secret().as_bytes()))
}

/// Whether an older master key sealed the user's data key; `None` when they have none.
pub(crate) async fn secret_is_outdated(tx: &mut Tx, vault: &Vault, user: &UserId) -> Result<Option<bool>, DbError> {
    let kept = store::data_key_get(tx, user).await?;
    Ok(kept.map(|kept| vault.is_outdated(&wrapped(kept))))
}

/// Seals a user's data key anew if an older master key sealed it; answers whether it did. What the data key seals stays.
pub(crate) async fn secret_rewrap(
    tx: &mut Tx,
    vault: &Vault,
    clock: &Clock,
    user: &UserId,
) -> Result<bool, SecretError> {
    let Some(kept) = store::data_key_get(tx, user).await? else { return Ok(false) };
    let sealed = wrapped(kept.clone());
    if !vault.is_outdated(&sealed) {
        return Ok(false);
    }
    let shut = |reason| SecretError::Shut { service: "the data key", reason };
    let anew = vault.rewrap(user.as_str(), &sealed).map_err(shut)?;
    Ok(store::data_key_rewrap(tx, user, &kept, &row(anew), clock.now().into()).await?)
}

fn row(key: WrappedKey) -> DataKey {
    DataKey { master_key_id: key.master_key_id, sealed: key.sealed }
}

fn wrapped(key: DataKey) -> WrappedKey {
    WrappedKey { master_key_id: key.master_key_id, sealed: key.sealed }
}

fn place(user: &UserId, service: CredentialService) -> Place<'_> {
    Place { user: user.as_str(), service: service.as_str(), field: FIELD }
}
