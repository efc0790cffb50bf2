//! What a call gives back.

use serde::Serialize;
use serde_json::Value;

use crate::{JsonObject, ToolError};

/// The most an answer may hold, in bytes of structure and text together: about 25k tokens. A service should stay under
/// 4 KB by default and offer paging; an answer above this limit is replaced by the error `result_too_large`.
pub const HARD_LIMIT: usize = 100_000;

/// The answer of a call that went well.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The answer for programs, as the tool's output schema says.
    pub structured: JsonObject,
    /// The answer for a model, short.
    pub text: String,
}

impl Answer {
    /// An answer made of a struct and its short rendering.
    pub fn of<T: Serialize>(value: &T, text: impl Into<String>) -> Result<Self, ToolError> {
        match serde_json::to_value(value) {
            Ok(Value::Object(structured)) => Ok(Self { structured, text: text.into() }),
            Ok(_) => Err(ToolError::internal("a tool's answer is not an object")),
            Err(error) => Err(ToolError::internal(error)),
        }
    }

    /// How much it is, in bytes.
    pub(crate) fn bytes(&self) -> usize {
        let structured = serde_json::to_string(&self.structured).map_or(usize::MAX, |json| json.len());
        structured.saturating_add(self.text.len())
    }
}
