use serde_json::{Value, json};

use crate::openai::{joined, marked};
use crate::{ChatRequest, Message, Provider, ReplyBlock, ToolDefinition, ToolOutput};

pub(super) fn body(model: &str, request: &ChatRequest) -> Value {
    let mut messages = Vec::new();
    if !request.system.trim().is_empty() {
        messages.push(json!({"role": "system", "content": request.system}));
    }
    for message in &request.messages {
        match message {
            Message::User { text, note } => {
                messages.push(json!({"role": "user", "content": joined(text, note.as_deref())}));
            }
            Message::Reply { provider, blocks } => messages.push(reply(*provider, blocks)),
            Message::Results { outputs } => messages.extend(outputs.iter().map(result)),
        }
    }
    let mut body = json!({
        "model": model,
        "stream": true,
        // Left to itself Ollama drops the oldest messages without a word when the window is too small, and the model then
        // forgets what it was told. Told not to, it refuses, and the person can be told why. (`ChatRequest` in Ollama's
        // `api/types.go`; versions that do not know the field ignore it.)
        "truncate": false,
        "options": {"num_predict": request.max_tokens},
        "messages": messages,
    });
    if !request.tools.is_empty() {
        body["tools"] = request.tools.iter().map(tool).collect();
    }
    body
}

fn tool(tool: &ToolDefinition) -> Value {
    let function = json!({"name": tool.name, "description": tool.description, "parameters": tool.input_schema});
    json!({"type": "function", "function": function})
}

fn reply(provider: Provider, blocks: &[ReplyBlock]) -> Value {
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
    message
}

fn result(output: &ToolOutput) -> Value {
    json!({"role": "tool", "tool_name": output.name, "content": marked(output)})
}
