use std::time::Duration;

use thiserror::Error;

/// Why a model gave no answer, or broke one off.
#[derive(Debug, Error)]
#[error("{kind:?}: {log}")]
pub struct ModelError {
    /// What to do about it.
    pub kind: ModelErrorKind,
    /// The sentence for the person: what happened and what they can do. Holds no secret and no provider's raw text.
    pub sentence: String,
    /// The sentence for the log: status, provider's error type and request id. Holds no secret.
    pub log: String,
}

/// The kinds of failure a caller tells apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModelErrorKind {
    /// No key, a wrong one, or one without the right: somebody must change it.
    Key,
    /// The account has no credit left.
    Credit,
    /// Too many requests, also after the retries.
    RateLimited {
        /// When the provider said to come back.
        retry_after: Option<Duration>,
    },
    /// The provider is overloaded or failing, also after the retries.
    Unavailable,
    /// The provider cannot be reached at all.
    Unreachable,
    /// No such model.
    UnknownModel,
    /// The provider refused the request itself: our fault, or a conversation too long.
    Refused,
    /// The stream broke off, stalled, or held what is no answer.
    BrokenStream,
}

impl ModelErrorKind {
    /// Its name for programs, as clients are told it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Key => "model_key_refused",
            Self::Credit => "model_out_of_credit",
            Self::RateLimited { .. } => "model_rate_limited",
            Self::Unavailable => "model_unavailable",
            Self::Unreachable => "model_unreachable",
            Self::UnknownModel => "model_unknown",
            Self::Refused => "model_refused_request",
            Self::BrokenStream => "model_broken_stream",
        }
    }
}
