#![doc = include_str!("../README.md")]

mod data_key;
mod error;
mod master_key;
mod seal;

pub use data_key::{DataKey, Place};
pub use error::VaultError;
pub use master_key::{MasterKey, MasterKeyError};

use zeroize::Zeroizing;

/// The master key in use, and the one before it while its rows are being sealed anew.
pub struct Vault {
    current: MasterKey,
    previous: Option<MasterKey>,
}

/// A data key, sealed by a master key: what the database holds of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrappedKey {
    /// Which master key sealed it: the beginning of that key's SHA-256, 16 hex characters.
    pub master_key_id: String,
    /// The sealed key.
    pub sealed: Vec<u8>,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Vault").field("current", &self.current).field("previous", &self.previous).finish()
    }
}

impl Vault {
    /// A vault that seals with `current` and opens what either sealed.
    pub fn new(current: MasterKey, previous: Option<MasterKey>) -> Self {
        Self { current, previous }
    }

    /// A new data key for a user, sealed.
    pub fn new_data_key(&self, user: &str) -> WrappedKey {
        self.wrap(user, &seal::random_key())
    }

    /// Opens a user's data key. [`VaultError::UnknownMasterKey`] says that it was sealed by neither key: then everything it
    /// seals is lost, and has to be connected again.
    pub fn open_data_key(&self, user: &str, wrapped: &WrappedKey) -> Result<DataKey, VaultError> {
        Ok(DataKey::new(self.unwrap(user, wrapped)?))
    }

    /// Whether the data key was sealed by an older master key than the current one.
    pub fn is_outdated(&self, wrapped: &WrappedKey) -> bool {
        wrapped.master_key_id != self.current.id()
    }

    /// The same data key sealed by the current master key; what it seals stays as it is.
    pub fn rewrap(&self, user: &str, wrapped: &WrappedKey) -> Result<WrappedKey, VaultError> {
        Ok(self.wrap(user, &*self.unwrap(user, wrapped)?))
    }

    fn wrap(&self, user: &str, key: &[u8; 32]) -> WrappedKey {
        let id = self.current.id().to_owned();
        let sealed = seal::seal(self.current.bytes(), &place_of_key(&id, user), key);
        WrappedKey { master_key_id: id, sealed }
    }

    fn unwrap(&self, user: &str, wrapped: &WrappedKey) -> Result<Zeroizing<[u8; 32]>, VaultError> {
        let master = [Some(&self.current), self.previous.as_ref()]
            .into_iter()
            .flatten()
            .find(|key| key.id() == wrapped.master_key_id)
            .ok_or_else(|| VaultError::UnknownMasterKey { id: wrapped.master_key_id.clone() })?;
        let key = seal::open(master.bytes(), &place_of_key(master.id(), user), &wrapped.sealed)?;
        let key: [u8; 32] = key.as_slice().try_into().map_err(|_| VaultError::DoesNotOpen)?;
        Ok(Zeroizing::new(key))
    }
}

fn place_of_key<'a>(master_key_id: &'a str, user: &'a str) -> [&'a str; 3] {
    ["data key", master_key_id, user]
}
