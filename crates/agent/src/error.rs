use db::DbError;
use thiserror::Error;

/// Why the agent did not do what it was asked.
#[derive(Debug, Error)]
pub enum AgentError {
    /// There is no such thing, or it is another user's.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// The request cannot be taken as it is.
    #[error("{sentence}")]
    Invalid {
        /// For programs.
        code: &'static str,
        /// For people: what to change.
        sentence: String,
    },
    /// The idempotency key already stands for another request.
    #[error("this Idempotency-Key was used for another message: use a new key for a new message")]
    IdempotencyConflict,
    /// There is no model key that the user may use.
    #[error(
        "there is no model key for you: connect your own Anthropic or OpenAI key, or ask the operator to allow theirs"
    )]
    NoModelKey,
    /// The program is shutting down; the same request works after the restart.
    #[error("the assistant is being restarted: send the request again in a few seconds")]
    Stopping,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbError),
}
