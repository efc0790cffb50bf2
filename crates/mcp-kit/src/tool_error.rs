//! What goes wrong in a call, told so that a model can act on it.

use serde::Serialize;

/// A call that failed. It reaches the model as a result with `isError`, holding these fields.
#[derive(Clone, Debug, Serialize)]
pub struct ToolError {
    /// What kind of failure: `invalid_argument`, `not_found`, `credential_missing`, `rate_limited`, `upstream_failed`, …
    pub code: String,
    /// One sentence a person or a model can act on.
    pub message: String,
    /// The argument that does not fit, when that is the failure: `participants[0].name`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Whether the same call may succeed later and may be made again without harm.
    pub retriable: bool,
    /// After how many seconds, if that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_s: Option<u64>,
    /// What to do about it.
    pub remedy: String,
}

impl ToolError {
    /// A failure of a kind of its own.
    pub fn new(code: &str, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            message: message.into(),
            field: None,
            retriable: false,
            retry_after_s: None,
            remedy: remedy.into(),
        }
    }

    /// An argument that does not fit. `reason` says why, and what would be valid.
    pub fn invalid_argument(field: &str, reason: impl std::fmt::Display) -> Self {
        let message = if field.is_empty() { reason.to_string() } else { format!("{field}: {reason}") };
        Self {
            field: (!field.is_empty()).then(|| field.to_owned()),
            ..Self::new("invalid_argument", message, "Correct the argument and call again.")
        }
    }

    /// The thing that was asked for does not exist (for this user). `what` is a noun with its name: `event 0198…`.
    pub fn not_found(what: impl std::fmt::Display) -> Self {
        Self::new("not_found", format!("There is no {what}."), "Search or list first, then use an id from the result.")
    }

    /// The call does not fit what is stored: a change that came between, a name that is taken.
    pub fn conflict(message: impl Into<String>) -> Self {
        Self::new("conflict", message, "Read the present state, then decide again.")
    }

    /// The user has not connected this service. `service` is its name for people: `Garmin`.
    pub fn credential_missing(service: &str) -> Self {
        Self::new(
            "credential_missing",
            format!("{service} is not connected."),
            format!("Ask the user to connect {service} in the settings, or to switch on the demo household."),
        )
    }

    /// The other side wants us to wait.
    pub fn rate_limited(service: &str, retry_after_s: Option<u64>) -> Self {
        Self {
            retriable: true,
            retry_after_s,
            ..Self::new("rate_limited", format!("{service} wants fewer requests."), "Wait, then call again.")
        }
    }

    /// The system behind the tool failed or could not be reached.
    pub fn upstream(service: &str, retriable: bool) -> Self {
        Self {
            retriable,
            ..Self::new("upstream_failed", format!("{service} did not answer as it should."), "Try again later.")
        }
    }

    /// The database behind the tool could not be used. Nothing was changed.
    pub fn unavailable(cause: impl std::fmt::Display) -> Self {
        tracing::error!(%cause, "the store behind a tool is not available");
        Self {
            retriable: true,
            ..Self::new(
                "unavailable",
                "The data cannot be reached just now; nothing was changed.",
                "Try again shortly.",
            )
        }
    }

    /// A fault of ours. `cause` goes to the log and nowhere else.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        tracing::error!(%cause, "a tool failed by a fault of its own");
        Self::new(
            "internal",
            "The tool failed by a fault of its own.",
            "Tell the user; the service's log has the cause.",
        )
    }
}
