use serde_json::{Value, json};

use crate::openai::{marked, messages, tool};
use crate::{ChatRequest, Provider, ReplyBlock, ToolOutput};

pub(super) fn body(model: &str, request: &ChatRequest) -> Value {
    let mut body = json!({
        "model": model,
        "stream": true,
        // Left to itself Ollama drops the oldest messages without a word when the window is too small, and the model then
        // forgets what it was told. Told not to, it refuses, and the person can be told why. (`ChatRequest` in Ollama's
        // `api/types.go`; versions that do not know the field ignore it.)
        "truncate": false,
        "options": {"num_predict": request.max_tokens},
        "messages": messages(request, reply, result),
    });
    if !request.tools.is_empty() {
        body["tools"] = request.tools.iter().map(tool).collect();
    }
    body
}

/// An earlier answer; there always is a message for it here, if only an empty one.
#[expect(clippy::unnecessary_wraps, reason = "the form that `messages` wants")]
fn reply(provider: Provider, blocks: &[ReplyBlock]) -> Option<Value> {
    let mut content = String::new();
    let mut thinking = String::new();
    let mut calls = Vec::new();
    for block in blocks {
        match block {
            ReplyBlock::Text { text, .. } => content.push_str(text),
            ReplyBlock::ToolUse { raw, .. } if provider == Provider::Ollama => calls.push(raw.clone()),
            ReplyBlock::ToolUse { name, input, .. } => {
                calls.push(json!({"function": {"name": name, "arguments": if input.is_object() { input.clone() } else { json!({}) }}}));
            }
            ReplyBlock::Other { raw } if provider == Provider::Ollama => {
                thinking.push_str(raw["thinking"].as_str().unwrap_or_default());
            }
            ReplyBlock::Other { .. } => {}
        }
    }
    let mut message = json!({"role": "assistant", "content": content});
    if !thinking.is_empty() {
        message["thinking"] = json!(thinking);
    }
    if !calls.is_empty() {
        message["tool_calls"] = Value::Array(calls);
    }
    Some(message)
}

fn result(output: &ToolOutput) -> Value {
    json!({"role": "tool", "tool_name": output.name, "content": marked(output)})
}
