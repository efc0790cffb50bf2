use thiserror::Error;

/// A setting is missing, unknown or not to be used. The sentence names it, never the value of a secret.
#[derive(Debug, Error)]
#[error("{0}")]
pub(crate) struct SettingsError(String);

impl SettingsError {
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }

    /// `name` is needed; `why` says what for and what to write.
    pub(crate) fn missing(name: &str, why: &str) -> Self {
        Self(format!("{name} is not set: {why}"))
    }

    /// `name` holds what cannot be used; `how` says what can.
    pub(crate) fn unusable(name: &str, how: impl std::fmt::Display) -> Self {
        Self(format!("{name} cannot be used: {how}"))
    }
}
