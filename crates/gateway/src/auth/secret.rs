use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::SecretString;
use sha2::{Digest, Sha256};

/// 256 random bits as 43 url-safe characters.
pub(crate) fn secret_new() -> SecretString {
    let bits: [u8; 32] = rand::random();
    URL_SAFE_NO_PAD.encode(bits).into()
}

/// A new key: `ask_` and 43 url-safe characters. The beginning lets scanners find a leaked one.
pub(crate) fn key_new() -> SecretString {
    let bits: [u8; 32] = rand::random();
    format!("ask_{}", URL_SAFE_NO_PAD.encode(bits)).into()
}

/// What the database keeps of a secret. A plain hash is enough: nobody guesses 256 random bits.
pub(crate) fn hash_of(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}
