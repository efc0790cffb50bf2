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

/// How a user's data key stands after a rotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rewrap {
    /// They never kept a secret.
    NoKey,
    /// The current master key sealed it before.
    Current,
    /// It is sealed anew.
    Anew,
}

/// Seals a user's data key anew if an older master key sealed it. What the data key seals stays.
pub(crate) async fn secret_rewrap(
    tx: &mut Tx,
    vault: &Vault,
    clock: &Clock,
    user: &UserId,
) -> Result<Rewrap, SecretError> {
    let Some(kept) = store::data_key_get(tx, user).await? else { return Ok(Rewrap::NoKey) };
    let sealed = wrapped(kept.clone());
    if !vault.is_outdated(&sealed) {
        return Ok(Rewrap::Current);
    }
    let shut = |reason| SecretError::Shut { service: "the data key", reason };
    let anew = vault.rewrap(user.as_str(), &sealed).map_err(shut)?;
    let is_ours = store::data_key_rewrap(tx, user, &kept, &row(anew), clock.now().into()).await?;
    Ok(if is_ours { Rewrap::Anew } else { Rewrap::Current })
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
