use serde_json::Value;

use super::results::Results;

/// What a person wants, as a family of phrases has understood it.
pub(super) trait Wish {
    /// The next move, given what the calls of the earlier rounds gave: none at first. After at most three rounds it must say.
    fn next(&self, results: &Results) -> Move;
}

/// What the model does next.
pub(super) enum Move {
    /// Calls tools, all at once.
    Call(Vec<Call>),
    /// Says this, and is done.
    Say(String),
}

/// One tool call.
pub(super) struct Call {
    /// The name as in the request, `server__tool`.
    pub(super) tool: &'static str,
    pub(super) input: Value,
}

impl Call {
    pub(super) fn new(tool: &'static str, input: Value) -> Self {
        Self { tool, input }
    }
}
