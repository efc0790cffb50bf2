use thiserror::Error;

/// Why a secret stays shut.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum VaultError {
    /// It was sealed for another place or by another key, or it was changed.
    #[error("the sealed value does not open: it was changed, moved, or sealed with another key")]
    DoesNotOpen,
    /// It has a format that this version does not know.
    #[error("the sealed value has format {0}, which this version of the program does not know")]
    UnknownFormat(u8),
    /// The data key was sealed by a master key that is not here.
    #[error(
        "sealed with the master key {id}, which is neither CREDENTIALS_ENCRYPTION_KEY nor CREDENTIALS_ENCRYPTION_KEY_PREVIOUS: set the right key, or connect the services again"
    )]
    UnknownMasterKey {
        /// The id of that master key.
        id: String,
    },
}
