use serde_json::{Value, json};

use crate::{ChatRequest, Message, Provider, ReplyBlock, ToolDefinition, ToolOutput};

/// The request's body. Equal prefixes of a conversation give equal bytes: OpenAI caches them without being asked.
pub(super) fn body(model: &str, request: &ChatRequest) -> Value {
    let mut body = json!({
        "model": model,
        "max_completion_tokens": request.max_tokens,
        "stream": true,
        "stream_options": {"include_usage": true},
        "messages": messages(request, reply, result),
    });
    if !request.tools.is_empty() {
        body["tools"] = request.tools.iter().map(tool).collect();
    }
    body
}

/// The system prompt and the conversation, each reply and result in the form of the server.
pub(crate) fn messages(
    request: &ChatRequest,
    reply: fn(Provider, &[ReplyBlock]) -> Option<Value>,
    result: fn(&ToolOutput) -> Value,
) -> Vec<Value> {
    let mut messages = Vec::new();
    if !request.system.trim().is_empty() {
        messages.push(json!({"role": "system", "content": request.system}));
    }
    for message in &request.messages {
        match message {
            Message::User { text, note } => {
                messages.push(json!({"role": "user", "content": joined(text, note.as_deref())}));
            }
            Message::Reply { provider, blocks } => messages.extend(reply(*provider, blocks)),
            Message::Results { outputs } => messages.extend(outputs.iter().map(result)),
        }
    }
    messages
}

pub(crate) fn tool(tool: &ToolDefinition) -> Value {
    let function = json!({"name": tool.name, "description": tool.description, "parameters": tool.input_schema});
    json!({"type": "function", "function": function})
}

/// One string and not two parts: servers that speak this protocol do not all take parts.
fn joined(text: &str, note: Option<&str>) -> String {
    [Some(text), note].into_iter().flatten().filter(|part| !part.trim().is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// An earlier answer as one message; `None` if nothing of it can be said here.
fn reply(provider: Provider, blocks: &[ReplyBlock]) -> Option<Value> {
    let mut message = json!({"role": "assistant"});
    for block in blocks {
        match block {
            ReplyBlock::Text { text, .. } if text.is_empty() => {}
            ReplyBlock::Text { text, raw } => {
                let field = if raw["type"] == "refusal" { "refusal" } else { "content" };
                let so_far = message[field].as_str().unwrap_or_default();
                message[field] = json!(format!("{so_far}{text}"));
            }
            ReplyBlock::ToolUse { raw, .. } if provider == Provider::OpenAi => push(&mut message, raw.clone()),
            ReplyBlock::ToolUse { id, name, input, .. } => {
                let function = json!({"name": name, "arguments": input.to_string()});
                push(&mut message, json!({"id": id, "type": "function", "function": function}));
            }
            ReplyBlock::Other { .. } => {}
        }
    }
    (message.as_object()?.len() > 1).then_some(message)
}

fn push(message: &mut Value, call: Value) {
    match &mut message["tool_calls"] {
        Value::Array(calls) => calls.push(call),
        none => *none = json!([call]),
    }
}

fn result(output: &ToolOutput) -> Value {
    json!({"role": "tool", "tool_call_id": output.call_id, "content": marked(output)})
}

/// This protocol has no field for a failed tool, so the text says it.
pub(crate) fn marked(output: &ToolOutput) -> String {
    if output.is_error { format!("Error: {}", output.content) } else { output.content.clone() }
}
