use std::fmt;

use zeroize::Zeroizing;

use crate::{VaultError, seal};

/// The key that seals one user's secrets.
pub struct DataKey(Zeroizing<[u8; 32]>);

/// Where a secret belongs. It opens nowhere else.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The user.
    pub user: &'a str,
    /// The service: `google`, `llm_anthropic` …
    pub service: &'a str,
    /// Which of the service's secrets.
    pub field: &'a str,
}

impl DataKey {
    pub(crate) fn new(bytes: Zeroizing<[u8; 32]>) -> Self {
        Self(bytes)
    }

    /// Seals a secret for its place. Two seals of the same secret differ.
    pub fn seal(&self, place: Place<'_>, secret: &[u8]) -> Vec<u8> {
        seal::seal(&self.0, &place.parts(), secret)
    }

    /// Opens a secret at its place.
    pub fn open(&self, place: Place<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        seal::open(&self.0, &place.parts(), sealed)
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey(..)")
    }
}

impl<'a> Place<'a> {
    fn parts(self) -> [&'a str; 4] {
        ["secret", self.user, self.service, self.field]
    }
}
