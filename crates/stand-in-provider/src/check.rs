use std::collections::HashSet;

use axum::http::{HeaderMap, HeaderValue, Method};
use serde_json::{Map, Value};

use crate::Script;

/// The rules of `POST /v1/messages`; the error is what the provider would answer.
pub(crate) fn check(method: &Method, headers: &HeaderMap, body: &Value) -> Result<(), Box<Script>> {
    if method != Method::POST {
        return Err(Box::new(Script::error(405, "invalid_request_error", "Method Not Allowed")));
    }
    if headers.get("x-api-key").is_none_or(HeaderValue::is_empty) {
        return Err(Box::new(Script::error(401, "authentication_error", "x-api-key header is required")));
    }
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if header("anthropic-version") != "2023-06-01" {
        return Err(refused("anthropic-version: header is required"));
    }
    if !header("content-type").starts_with("application/json") {
        return Err(refused("content-type must be application/json"));
    }
    request(body).map_err(|rule| refused(&rule))
}

fn refused(rule: &str) -> Box<Script> {
    Box::new(Script::error(400, "invalid_request_error", rule))
}

type Rule = Result<(), String>;

const REQUEST: &[&str] = &[
    "model",
    "max_tokens",
    "messages",
    "system",
    "tools",
    "stream",
    "metadata",
    "stop_sequences",
    "temperature",
    "thinking",
    "tool_choice",
    "top_k",
    "top_p",
    "service_tier",
    "container",
];

fn request(body: &Value) -> Rule {
    let Some(body) = body.as_object() else { return Err("the body is not a JSON object".into()) };
    known("", body, REQUEST)?;
    if body.get("model").and_then(Value::as_str).is_none_or(str::is_empty) {
        return Err("model: Field required".into());
    }
    if body.get("max_tokens").and_then(Value::as_u64).is_none_or(|tokens| tokens == 0) {
        return Err("max_tokens: must be at least 1".into());
    }
    if body.get("stream") != Some(&Value::Bool(true)) {
        return Err("stream: the stand-in only streams".into());
    }
    if markers(&Value::Object(body.clone())) > 4 {
        return Err("A maximum of 4 blocks with cache_control may be provided.".into());
    }
    system(body.get("system"))?;
    tools(body.get("tools"))?;
    messages(body.get("messages").and_then(Value::as_array).map_or(&[], Vec::as_slice))
}

fn known(place: &str, fields: &Map<String, Value>, names: &[&str]) -> Rule {
    match fields.keys().find(|field| !names.contains(&field.as_str())) {
        Some(field) => Err(format!("{place}{field}: Extra inputs are not permitted")),
        None => Ok(()),
    }
}

fn system(system: Option<&Value>) -> Rule {
    match system {
        None => Ok(()),
        Some(Value::String(text)) if !text.trim().is_empty() => Ok(()),
        Some(Value::Array(blocks)) if !blocks.is_empty() => {
            blocks.iter().try_for_each(|block| text_block("system", block))
        }
        Some(_) => Err("system: text content blocks must be non-empty".into()),
    }
}

fn tools(tools: Option<&Value>) -> Rule {
    let Some(tools) = tools else { return Ok(()) };
    let mut names = HashSet::new();
    for tool in tools.as_array().ok_or("tools: Input should be a valid list")? {
        let tool = tool.as_object().ok_or("tools: Input should be an object")?;
        known("tools.", tool, &["name", "description", "input_schema", "cache_control", "type"])?;
        let name = tool.get("name").and_then(Value::as_str).unwrap_or_default();
        if !is_name(name, 128) {
            return Err(format!("tools.name: '{name}' should match pattern '^[a-zA-Z0-9_-]{{1,128}}$'"));
        }
        if !names.insert(name) {
            return Err("tools: Tool names must be unique.".into());
        }
        if tool.get("input_schema").is_none_or(|schema| schema["type"] != "object") {
            return Err(format!("tools.{name}.input_schema.type: Input should be 'object'"));
        }
        tool.get("cache_control").map_or(Ok(()), cache_control)?;
    }
    Ok(())
}

fn messages(messages: &[Value]) -> Rule {
    if messages.first().is_none_or(|message| message["role"] != "user") {
        return Err("messages: first message must use the \"user\" role".into());
    }
    let mut ids = HashSet::new();
    let mut open: Vec<&str> = Vec::new();
    for (index, message) in messages.iter().enumerate() {
        let place = format!("messages.{index}");
        let fields = message.as_object().ok_or_else(|| format!("{place}: Input should be an object"))?;
        known(&format!("{place}."), fields, &["role", "content"])?;
        // The real one would join two messages of one role; ours never sends such, so it is an error here.
        let role = if index % 2 == 0 { "user" } else { "assistant" };
        if message["role"] != role {
            return Err(format!("{place}: roles must alternate between \"user\" and \"assistant\""));
        }
        let blocks = match &message["content"] {
            Value::String(text) if !text.trim().is_empty() => &[][..],
            Value::Array(blocks) if !blocks.is_empty() => blocks.as_slice(),
            _ => return Err(format!("{place}: all messages must have non-empty content")),
        };
        if role == "user" {
            user_blocks(&place, blocks, &open)?;
            open.clear();
        } else {
            open = assistant_blocks(&place, blocks, &mut ids)?;
        }
    }
    if open.is_empty() { Ok(()) } else { Err(format!("messages: `tool_use` ids were found without results: {open:?}")) }
}

/// `open` are the tool calls that this message has to answer, before it says anything else.
fn user_blocks(place: &str, blocks: &[Value], open: &[&str]) -> Rule {
    let mut answered = Vec::new();
    let mut has_text = false;
    for block in blocks {
        match block["type"].as_str().unwrap_or_default() {
            "text" => {
                text_block(place, block)?;
                has_text = true;
            }
            "tool_result" if has_text => return Err(format!("{place}: tool_result blocks must come before text")),
            "tool_result" => answered.push(tool_result(place, block)?),
            other => return Err(format!("{place}: Input tag '{other}' found using 'type' is not expected here")),
        }
    }
    if let Some(id) = open.iter().find(|id| !answered.contains(*id)) {
        return Err(format!("{place}: `tool_use` ids were found without `tool_result` blocks immediately after: {id}"));
    }
    if let Some(id) = answered.iter().find(|id| !open.contains(*id)) {
        return Err(format!("{place}: unexpected `tool_use_id` found in `tool_result` blocks: {id}"));
    }
    if answered.len() > open.len() {
        return Err(format!("{place}: each tool_use must have a single result"));
    }
    Ok(())
}

fn tool_result<'a>(place: &str, block: &'a Value) -> Result<&'a str, String> {
    let fields = block.as_object().ok_or("a block is an object")?;
    known(&format!("{place}.tool_result."), fields, &["type", "tool_use_id", "content", "is_error", "cache_control"])?;
    fields.get("cache_control").map_or(Ok(()), cache_control)?;
    match &block["content"] {
        Value::Array(blocks) => blocks.iter().try_for_each(|block| text_block(place, block))?,
        Value::String(_) | Value::Null => {}
        _ => return Err(format!("{place}.tool_result.content: Input should be a valid list")),
    }
    if !(block["is_error"].is_boolean() || block["is_error"].is_null()) {
        return Err(format!("{place}.tool_result.is_error: Input should be a valid boolean"));
    }
    block["tool_use_id"].as_str().ok_or_else(|| format!("{place}.tool_result.tool_use_id: Field required"))
}

fn assistant_blocks<'a>(place: &str, blocks: &'a [Value], ids: &mut HashSet<&'a str>) -> Result<Vec<&'a str>, String> {
    let mut open = Vec::new();
    for block in blocks {
        match block["type"].as_str().unwrap_or_default() {
            "text" => text_block(place, block)?,
            "thinking" if block["signature"].as_str().is_none_or(str::is_empty) => {
                return Err(format!("{place}.thinking.signature: Field required"));
            }
            "thinking" | "redacted_thinking" if block.get("cache_control").is_some() => {
                return Err(format!("{place}.thinking.cache_control: Extra inputs are not permitted"));
            }
            "tool_use" => {
                let id = block["id"].as_str().unwrap_or_default();
                if !is_name(id, 256) {
                    return Err(format!("{place}.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'"));
                }
                if !block["input"].is_object() {
                    return Err(format!("{place}.tool_use.input: Input should be a valid dictionary"));
                }
                if !ids.insert(id) {
                    return Err(format!("{place}: `tool_use` ids must be unique"));
                }
                open.push(id);
            }
            "" => return Err(format!("{place}: a block has no type")),
            _ => {} // thinking, server tools and whatever the server itself has sent
        }
    }
    Ok(open)
}

fn text_block(place: &str, block: &Value) -> Rule {
    let fields = block.as_object().ok_or_else(|| format!("{place}: a block is an object"))?;
    known(&format!("{place}.text."), fields, &["type", "text", "cache_control", "citations"])?;
    if block["type"] != "text" || block["text"].as_str().is_none_or(|text| text.trim().is_empty()) {
        return Err(format!("{place}: text content blocks must contain non-whitespace text"));
    }
    fields.get("cache_control").map_or(Ok(()), cache_control)
}

fn cache_control(marker: &Value) -> Rule {
    if marker["type"] == "ephemeral" { Ok(()) } else { Err("cache_control.type: Input should be 'ephemeral'".into()) }
}

fn markers(value: &Value) -> usize {
    match value {
        Value::Object(fields) => {
            usize::from(fields.contains_key("cache_control")) + fields.values().map(markers).sum::<usize>()
        }
        Value::Array(values) => values.iter().map(markers).sum(),
        _ => 0,
    }
}

fn is_name(name: &str, most: usize) -> bool {
    let is_legal = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
    (1..=most).contains(&name.len()) && name.chars().all(is_legal)
}
