use thiserror::Error;

/// A setting is missing, unknown or not to be used. The sentence names it, never the value of a secret.
#[derive(Debug, Error)]
#[error("{sentence}")]
pub(crate) struct SettingsError {
    setting: Option<String>,
    sentence: String,
}

impl SettingsError {
    /// No single setting is wrong.
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self { setting: None, sentence: sentence.into() }
    }

    /// What is wrong with `name` is in the sentence.
    pub(crate) fn of(name: &str, sentence: String) -> Self {
        Self { setting: Some(name.to_owned()), sentence }
    }

    /// `name` is needed; `why` says what for and what to write.
    pub(crate) fn missing(name: &str, why: &str) -> Self {
        Self::of(name, format!("{name} is not set: {why}"))
    }

    /// `name` holds what cannot be used; `how` says what can.
    pub(crate) fn unusable(name: &str, how: impl std::fmt::Display) -> Self {
        Self::of(name, format!("{name} cannot be used: {how}"))
    }

    /// The setting to change, where it is a single one.
    pub(crate) fn setting(&self) -> Option<&str> {
        self.setting.as_deref()
    }
}
