use thiserror::Error;

/// Why the conversation cannot go on. Each is a sentence for the person at the terminal.
#[derive(Debug, Error)]
pub enum TerminalError {
    /// Nobody answers at the address.
    #[error("no assistant answers at {url}: start one with `assistant up`, or name another with --url")]
    Unreachable {
        /// The gateway's address.
        url: String,
        /// What the connection said.
        source: reqwest::Error,
    },
    /// The gateway refused the request and said why.
    #[error("{0}")]
    Refused(String),
    /// The gateway was reached and then stayed away.
    #[error(
        "the connection to {0} was lost and did not come back: the turn goes on there, `/threads` will show its answer"
    )]
    Lost(String),
    /// The other side does not speak the assistant's protocol.
    #[error("{url} answered something that is not this assistant's: {reason}")]
    Foreign {
        /// The gateway's address.
        url: String,
        /// What was wrong with the answer.
        reason: String,
    },
    /// The turn ended without an answer.
    #[error("{0}")]
    Failed(String),
    /// The person stopped the turn.
    #[error("stopped")]
    Cancelled,
    /// The terminal cannot be read or written.
    #[error("the terminal cannot be used: {0}")]
    Terminal(#[from] std::io::Error),
}
