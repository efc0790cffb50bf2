use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What comes while a model answers.
#[derive(Clone, Debug, PartialEq)]
pub enum ChatEvent {
    /// More of the text that the person sees.
    Text(String),
    /// The answer is whole; nothing follows.
    Finished(Reply),
}

/// A whole answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    /// Its blocks in order, none left out. The text blocks, joined, equal the text events, joined.
    pub blocks: Vec<ReplyBlock>,
    /// Why it ended.
    pub stop: StopReason,
    /// What it cost in tokens.
    pub usage: Usage,
    /// The model that answered, as the provider names it.
    pub model: String,
}

/// One block of an answer: what it means to us, and the provider's own form of it, kept to the byte so that it can be sent back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ReplyBlock {
    /// Text for the person.
    Text {
        /// The text.
        text: String,
        /// As the provider gave it.
        raw: Value,
    },
    /// A wish to call a tool.
    ToolUse {
        /// The provider's id of the call.
        id: String,
        /// The tool's name.
        name: String,
        /// Its arguments: an object, or what the model wrote instead, which the tool will refuse.
        input: Value,
        /// As the provider gave it.
        raw: Value,
    },
    /// Anything else (thinking, a server's own tools, what is yet unknown): not shown, sent back intact.
    Other {
        /// As the provider gave it.
        raw: Value,
    },
}

/// Why an answer ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopReason {
    /// The model had said all.
    EndTurn,
    /// It waits for its tool calls.
    ToolUse,
    /// `max_tokens` was reached: the answer is cut off.
    MaxTokens,
    /// A stop sequence came.
    StopSequence,
    /// The provider paused a long turn: send the reply back unchanged to go on.
    PauseTurn,
    /// The model, or its provider's filter, declined.
    Refusal,
    /// The conversation no longer fits the model's window.
    ContextWindowExceeded,
    /// A reason this program does not know.
    Unknown(String),
}

/// Tokens of one answer or the sum of several. Input does not count what the cache read or wrote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Tokens read at full price.
    pub input: u64,
    /// Tokens written by the model.
    pub output: u64,
    /// Tokens read from the prompt cache.
    pub cache_read: u64,
    /// Tokens written into the prompt cache.
    pub cache_write: u64,
}

impl Reply {
    /// The text blocks, joined.
    pub fn text(&self) -> String {
        self.blocks
            .iter()
            .filter_map(|block| if let ReplyBlock::Text { text, .. } = block { Some(text.as_str()) } else { None })
            .collect()
    }
}

impl std::ops::AddAssign for Usage {
    fn add_assign(&mut self, other: Self) {
        self.input += other.input;
        self.output += other.output;
        self.cache_read += other.cache_read;
        self.cache_write += other.cache_write;
    }
}
