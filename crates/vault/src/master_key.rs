use std::fmt;

use secrecy::SecretString;
use sha2::{Digest as _, Sha256};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::seal;

/// The key that seals the data keys: `CREDENTIALS_ENCRYPTION_KEY`.
pub struct MasterKey {
    bytes: Zeroizing<[u8; 32]>,
    id: String,
}

/// The text is no master key. What it was is not said.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum MasterKeyError {
    /// Not 64 characters, or not all of them hex.
    #[error("it is not 64 hexadecimal characters: make one with `openssl rand -hex 32`")]
    NotHex,
    /// All characters the same, or the example of some documentation.
    #[error("it is a placeholder, which anybody can guess: make one with `openssl rand -hex 32`")]
    Placeholder,
}

impl MasterKey {
    /// Reads 64 hexadecimal characters. A key with fewer than sixteen different bytes is taken for a placeholder:
    /// 32 random bytes have fewer less than once in 10^15 times.
    pub fn from_hex(text: &str) -> Result<Self, MasterKeyError> {
        let text = text.trim().as_bytes();
        if text.len() != 64 {
            return Err(MasterKeyError::NotHex);
        }
        let mut bytes = Zeroizing::new([0; 32]);
        for (byte, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
            *byte = digit(pair[0])? << 4 | digit(pair[1])?;
        }
        let mut seen = *bytes;
        seen.sort_unstable();
        let different = 1 + seen.windows(2).filter(|pair| pair[0] != pair[1]).count();
        if different < 16 {
            return Err(MasterKeyError::Placeholder);
        }
        let hash = Sha256::digest(*bytes);
        let (head, _) = hash.split_first_chunk().expect("a SHA-256 has 32 bytes");
        let id = format!("{:016x}", u64::from_be_bytes(*head));
        Ok(Self { bytes, id })
    }

    /// A new key of 32 random bytes, as its 64 hexadecimal characters.
    pub fn random_hex() -> SecretString {
        let bytes = seal::random_key();
        bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into()
    }

    /// Tells this key from others: the first eight bytes of its SHA-256, in hex. It says nothing of the key.
    pub fn id(&self) -> &str {
        &self.id
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.bytes
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MasterKey({})", self.id)
    }
}

fn digit(character: u8) -> Result<u8, MasterKeyError> {
    char::from(character).to_digit(16).and_then(|digit| u8::try_from(digit).ok()).ok_or(MasterKeyError::NotHex)
}
