use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ReplyBlock;

/// Who serves the model. The names are those of `LLM_PROVIDER` and of the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provider {
    /// Anthropic's Messages API.
    #[serde(rename = "claude", alias = "anthropic")]
    Claude,
    /// OpenAI's chat completions, and everything that speaks them.
    #[serde(rename = "openai")]
    OpenAi,
    /// Ollama's chat API.
    Ollama,
    /// The model inside this program: no key, no network.
    Demo,
}

/// Where a request goes and with whose key: given with each request, so that each user can have their own.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// Who serves it.
    pub provider: Provider,
    /// The address without a path, for example `https://api.anthropic.com`; `None` for the provider's own.
    pub base_url: Option<String>,
    /// The key; Ollama and the demo model need none.
    pub key: Option<SecretString>,
    /// The model's name as the provider knows it.
    pub model: String,
}

/// One request. `system`, `tools` and the older `messages` are the stable prefix: the same bytes turn after turn, so that
/// the provider's prompt cache hits. Whatever changes (the clock, notifications) comes in the last messages.
#[derive(Clone, Debug, PartialEq)]
pub struct ChatRequest {
    /// Who the model is and how it is to behave.
    pub system: String,
    /// What it may call, in a fixed order.
    pub tools: Vec<ToolDefinition>,
    /// The conversation, oldest first; begins with a `User`, and every tool call of a `Reply` is answered by the `Results` after it.
    pub messages: Vec<Message>,
    /// The most tokens the answer may have.
    pub max_tokens: u32,
}

/// One tool the model may call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ToolDefinition {
    /// `^[a-zA-Z0-9_-]{1,64}$`, which all providers take.
    pub name: String,
    /// What it does and when to use it.
    pub description: String,
    /// JSON Schema of its arguments, an object.
    pub input_schema: Value,
}

/// One message of the conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "role", rename_all = "snake_case")]
pub enum Message {
    /// What the person wrote, and behind it, set apart, what the program adds for this moment (date, time, news).
    User {
        /// The person's words.
        text: String,
        /// The program's note of the moment; `None` when there is none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// What a model answered earlier. To the provider that made it go its `raw` blocks, to another what they mean.
    Reply {
        /// Who made it.
        provider: Provider,
        /// Its blocks in order.
        blocks: Vec<ReplyBlock>,
    },
    /// What the tools answered, in the order of the calls.
    Results {
        /// One for each call of the reply before.
        outputs: Vec<ToolOutput>,
    },
}

/// What one tool call gave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ToolOutput {
    /// The call it answers.
    pub call_id: String,
    /// The tool's name as the model knows it.
    pub name: String,
    /// The result as text; JSON where the tool gave structure.
    pub content: String,
    /// Whether the tool says it failed.
    pub is_error: bool,
}
