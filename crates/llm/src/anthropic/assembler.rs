use std::collections::{BTreeMap, VecDeque};

use serde_json::{Map, Value};

use crate::answer::{Assemble, Flaw, json};
use crate::complaint::Complaint;
use crate::{ChatEvent, Reply, ReplyBlock, StopReason, Usage};

/// Puts a stream of the Messages API together
/// (<https://platform.claude.com/docs/en/build-with-claude/streaming>). What it does not know it keeps.
#[derive(Default)]
pub(super) struct Assembler {
    model: String,
    blocks: BTreeMap<u64, Block>,
    usage: Usage,
    stop: Option<StopReason>,
}

struct Block {
    raw: Map<String, Value>,
    /// The pieces of `input`, joined; `None` if none came.
    input: Option<String>,
}

impl Assemble for Assembler {
    fn message(&mut self, message: &str, events: &mut VecDeque<ChatEvent>) -> Result<(), Flaw> {
        let mut event = json(message)?;
        match event["type"].as_str().unwrap_or_default() {
            "message_start" => {
                event["message"]["model"].as_str().unwrap_or_default().clone_into(&mut self.model);
                self.count(&event["message"]["usage"]);
            }
            "content_block_start" => {
                let Value::Object(raw) = event["content_block"].take() else {
                    return Err(Flaw::Malformed("a content_block_start has no block".into()));
                };
                show(raw.get("text").filter(|_| is_text(&raw)), events);
                if self.blocks.insert(index(&event)?, Block { raw, input: None }).is_some() {
                    return Err(Flaw::Malformed("two blocks have the same index".into()));
                }
            }
            "content_block_delta" => {
                let block = self.blocks.get_mut(&index(&event)?);
                let block = block.ok_or_else(|| Flaw::Malformed("a delta belongs to no block".into()))?;
                block.add(event["delta"].take(), events);
            }
            "message_delta" => {
                self.count(&event["usage"]);
                if let Some(reason) = event["delta"]["stop_reason"].as_str() {
                    self.stop = Some(stop_reason(reason));
                }
            }
            "message_stop" => events.push_back(ChatEvent::Finished(self.reply()?)),
            "error" => return Err(Flaw::Complaint(Complaint::read(&event).unwrap_or_default())),
            _ => {} // ping, content_block_stop, and whatever the versioning policy lets them add
        }
        Ok(())
    }

    fn end(&mut self, _events: &mut VecDeque<ChatEvent>) -> Result<(), Flaw> {
        Err(Flaw::CutOff)
    }
}

impl Assembler {
    /// The counts are running totals: a later one replaces an earlier one.
    fn count(&mut self, usage: &Value) {
        for (field, total) in [
            ("input_tokens", &mut self.usage.input),
            ("output_tokens", &mut self.usage.output),
            ("cache_read_input_tokens", &mut self.usage.cache_read),
            ("cache_creation_input_tokens", &mut self.usage.cache_write),
        ] {
            if let Some(count) = usage[field].as_u64() {
                *total = count;
            }
        }
    }

    fn reply(&mut self) -> Result<Reply, Flaw> {
        let stop = self.stop.take().ok_or_else(|| Flaw::Malformed("the answer gives no reason for its end".into()))?;
        let blocks = std::mem::take(&mut self.blocks).into_values().map(Block::done).collect();
        Ok(Reply { blocks, stop, usage: self.usage, model: std::mem::take(&mut self.model) })
    }
}

impl Block {
    fn add(&mut self, delta: Value, events: &mut VecDeque<ChatEvent>) {
        let Value::Object(delta) = delta else { return };
        match delta.get("type").and_then(Value::as_str).unwrap_or_default() {
            "input_json_delta" => {
                let piece = delta.get("partial_json").and_then(Value::as_str).unwrap_or_default();
                self.input.get_or_insert_default().push_str(piece);
            }
            "citations_delta" => {
                let citation = delta.get("citation").cloned().unwrap_or_default();
                extend(self.raw.entry("citations").or_insert(Value::Null), Value::Array(vec![citation]));
            }
            _ => {
                show(delta.get("text").filter(|_| is_text(&self.raw)), events);
                for (field, more) in delta.into_iter().filter(|(field, _)| field != "type") {
                    extend(self.raw.entry(field).or_insert(Value::Null), more);
                }
            }
        }
    }

    fn done(mut self) -> ReplyBlock {
        let written = self.input.unwrap_or_default();
        let parsed = if written.is_empty() { None } else { Some(serde_json::from_str(&written)) };
        let input = match parsed {
            Some(Ok(Value::Object(input))) => Value::Object(input),
            // Cut off, or no object: the tool gets it as text and refuses it; the provider takes only objects back.
            Some(_) => Value::String(written),
            None => self.raw.get("input").cloned().unwrap_or_else(|| Value::Object(Map::new())),
        };
        if self.raw.contains_key("input") {
            let sent_back = if input.is_object() { input.clone() } else { Value::Object(Map::new()) };
            self.raw.insert("input".into(), sent_back);
        }
        let text = |field: &str| self.raw.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
        match text("type").as_str() {
            "text" => ReplyBlock::Text { text: text("text"), raw: Value::Object(self.raw) },
            "tool_use" => {
                ReplyBlock::ToolUse { id: text("id"), name: text("name"), input, raw: Value::Object(self.raw) }
            }
            _ => ReplyBlock::Other { raw: Value::Object(self.raw) },
        }
    }
}

/// More of a field: strings and lists grow, anything else is replaced. This is what every known delta does (`text`, `thinking`,
/// `signature`), and the best guess for those to come.
fn extend(field: &mut Value, more: Value) {
    match (field, more) {
        (Value::String(text), Value::String(more)) => text.push_str(&more),
        (Value::Array(list), Value::Array(more)) => list.extend(more),
        (field, more) => *field = more,
    }
}

fn show(text: Option<&Value>, events: &mut VecDeque<ChatEvent>) {
    if let Some(text) = text.and_then(Value::as_str).filter(|text| !text.is_empty()) {
        events.push_back(ChatEvent::Text(text.to_owned()));
    }
}

fn is_text(raw: &Map<String, Value>) -> bool {
    raw.get("type").is_some_and(|kind| kind == "text")
}

fn index(event: &Value) -> Result<u64, Flaw> {
    event["index"].as_u64().ok_or_else(|| Flaw::Malformed("a block has no index".into()))
}

fn stop_reason(reason: &str) -> StopReason {
    match reason {
        "end_turn" => StopReason::EndTurn,
        "tool_use" => StopReason::ToolUse,
        "max_tokens" => StopReason::MaxTokens,
        "stop_sequence" => StopReason::StopSequence,
        "pause_turn" => StopReason::PauseTurn,
        "refusal" => StopReason::Refusal,
        "model_context_window_exceeded" => StopReason::ContextWindowExceeded,
        other => StopReason::Unknown(other.to_owned()),
    }
}
