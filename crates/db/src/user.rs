use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A user's name inside the program: 1 to 64 of `a-z`, `0-9`, `.`, `_`, `-`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, sqlx::Type)]
#[serde(try_from = "String")]
#[sqlx(transparent)]
pub struct UserId(String);

/// The text is no user id.
#[derive(Debug, Error)]
#[error("“{0}” is no user id: use 1 to 64 of a-z, 0-9, dot, underscore and hyphen")]
pub struct UserIdError(String);

impl UserId {
    /// Reads a user id from the edge.
    pub fn parse(text: &str) -> Result<Self, UserIdError> {
        let fits = (1..=64).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'_' | b'-'));
        if fits { Ok(Self(text.to_owned())) } else { Err(UserIdError(text.chars().take(80).collect())) }
    }

    /// The first user of an installation, and the one a loopback service without a secret serves.
    pub fn owner() -> Self {
        Self("owner".to_owned())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for UserId {
    type Error = UserIdError;
    fn try_from(text: String) -> Result<Self, UserIdError> {
        Self::parse(&text)
    }
}
