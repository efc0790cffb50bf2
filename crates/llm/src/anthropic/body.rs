use serde_json::{Map, Value, json};

use super::Thinking;
use crate::{ChatRequest, Message, Provider, ReplyBlock, ToolDefinition, ToolOutput};

/// The request's body. Equal prefixes of a conversation give equal bytes, apart from the cache markers.
pub(super) fn body(model: &str, request: &ChatRequest, thinking: Thinking) -> Value {
    let mut body = json!({"model": model, "max_tokens": request.max_tokens, "stream": true});
    let mut tools: Vec<Value> = request.tools.iter().map(tool).collect();
    // The provider's order is tools, system, messages, and a marker caches all before it: one is enough for the stable part.
    if has_letters(&request.system) {
        body["system"] = json!([{"type": "text", "text": request.system, "cache_control": {"type": "ephemeral"}}]);
    } else if let Some(last) = tools.last_mut() {
        mark(last);
    }
    if !tools.is_empty() {
        body["tools"] = Value::Array(tools);
    }
    body["messages"] = messages(&request.messages, thinking);
    body
}

fn tool(tool: &ToolDefinition) -> Value {
    json!({"name": tool.name, "description": tool.description, "input_schema": tool.input_schema})
}

/// One message of the API while it is built.
struct Turn {
    role: &'static str,
    blocks: Vec<Value>,
    /// Its last block that will be the same in the next request.
    stable: Option<usize>,
}

fn messages(messages: &[Message], thinking: Thinking) -> Value {
    let mut turns: Vec<Turn> = Vec::new();
    for message in messages {
        match message {
            Message::User { text, note } => {
                let turn = turn(&mut turns, "user");
                if has_letters(text) {
                    turn.stable = Some(turn.blocks.len());
                    turn.blocks.push(json!({"type": "text", "text": text}));
                }
                if let Some(note) = note.as_deref().filter(|note| has_letters(note)) {
                    turn.blocks.push(json!({"type": "text", "text": note}));
                }
            }
            Message::Results { outputs } => {
                let turn = turn(&mut turns, "user");
                turn.blocks.extend(outputs.iter().map(result));
                turn.stable = turn.blocks.len().checked_sub(1);
            }
            Message::Reply { provider, blocks } => {
                let own = *provider == Provider::Claude;
                let blocks =
                    blocks.iter().filter_map(|block| if own { sent_back(block, thinking) } else { foreign(block) });
                turn(&mut turns, "assistant").blocks.extend(blocks);
            }
        }
        turns.pop_if(|turn| turn.blocks.is_empty()); // a message without content is refused
    }
    // The last of them caches the conversation so far. The one before it finds what the previous request cached, also when
    // more blocks came in between than the provider looks back (20).
    let markers = turns.iter_mut().rev().filter(|turn| turn.role == "user").take(2);
    for turn in markers {
        if let Some(block) = turn.stable.and_then(|index| turn.blocks.get_mut(index)) {
            mark(block);
        }
    }
    turns.into_iter().map(|turn| json!({"role": turn.role, "content": turn.blocks})).collect()
}

/// The turn that a message of this role goes into: the last one if it has the same role, because roles alternate.
fn turn<'a>(turns: &'a mut Vec<Turn>, role: &'static str) -> &'a mut Turn {
    if turns.last().is_none_or(|last| last.role != role) {
        turns.push(Turn { role, blocks: Vec::new(), stable: None });
    }
    turns.last_mut().expect("one was pushed if there was none")
}

fn result(output: &ToolOutput) -> Value {
    let mut block = json!({"type": "tool_result", "tool_use_id": portable(&output.call_id)});
    if has_letters(&output.content) {
        block["content"] = json!(output.content);
    }
    if output.is_error {
        block["is_error"] = json!(true);
    }
    block
}

/// A block of Claude's own, as it came. Empty text is the exception: the API sends it and refuses it.
fn sent_back(block: &ReplyBlock, thinking: Thinking) -> Option<Value> {
    let (ReplyBlock::Text { raw, .. } | ReplyBlock::ToolUse { raw, .. } | ReplyBlock::Other { raw }) = block;
    let keep = match raw["type"].as_str() {
        Some("text") => raw["text"].as_str().is_some_and(has_letters),
        Some("thinking" | "redacted_thinking") => thinking == Thinking::Keep,
        _ => true,
    };
    keep.then(|| raw.clone())
}

/// What another provider's block means.
fn foreign(block: &ReplyBlock) -> Option<Value> {
    match block {
        ReplyBlock::Text { text, .. } => has_letters(text).then(|| json!({"type": "text", "text": text})),
        ReplyBlock::ToolUse { id, name, input, .. } => {
            let empty = Value::Object(Map::new());
            let input = if input.is_object() { input } else { &empty };
            Some(json!({"type": "tool_use", "id": portable(id), "name": name, "input": input}))
        }
        ReplyBlock::Other { .. } => None,
    }
}

/// A call's id with the letters that this API takes, `^[a-zA-Z0-9_-]+$`. Its own ids stay as they are.
fn portable(id: &str) -> String {
    id.chars().map(|letter| if letter.is_ascii_alphanumeric() || letter == '-' { letter } else { '_' }).collect()
}

fn has_letters(text: &str) -> bool {
    !text.trim().is_empty()
}

fn mark(block: &mut Value) {
    block["cache_control"] = json!({"type": "ephemeral"});
}
