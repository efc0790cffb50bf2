use std::collections::VecDeque;

use serde_json::{Map, Value, json};

use crate::answer::{Assemble, Flaw, json};
use crate::complaint::Complaint;
use crate::{ChatEvent, Reply, ReplyBlock, StopReason, Usage};

/// Puts the chunks of a chat completion together
/// (<https://platform.openai.com/docs/api-reference/chat-streaming>).
#[derive(Default)]
pub(super) struct Assembler {
    model: String,
    texts: Vec<Text>,
    calls: Vec<ToolCall>,
    finish: Option<String>,
    usage: Usage,
}

/// Text of one kind, `text` or `refusal`.
struct Text {
    kind: &'static str,
    text: String,
}

struct ToolCall {
    index: Option<u64>,
    raw: Map<String, Value>,
    arguments: String,
}

impl Assemble for Assembler {
    fn message(&mut self, message: &str, events: &mut VecDeque<ChatEvent>) -> Result<(), Flaw> {
        if message.trim() == "[DONE]" {
            return self.end(events);
        }
        let mut chunk = json(message)?;
        if !chunk["error"].is_null() {
            return Err(Flaw::Complaint(Complaint::read(&chunk).unwrap_or_default()));
        }
        if let Some(model) = chunk["model"].as_str().filter(|model| !model.is_empty()) {
            model.clone_into(&mut self.model);
        }
        if chunk["usage"].is_object() {
            self.usage = usage(&chunk["usage"]);
        }
        let choice = &mut chunk["choices"][0];
        self.say("text", &choice["delta"]["content"], events);
        self.say("refusal", &choice["delta"]["refusal"], events);
        if let Value::Array(calls) = choice["delta"]["tool_calls"].take() {
            for call in calls {
                self.add_call(call);
            }
        }
        if let Some(reason) = choice["finish_reason"].as_str() {
            self.finish = Some(reason.to_owned());
        }
        Ok(())
    }

    /// An answer with a finish reason is whole, also without `[DONE]`, which some servers leave out.
    fn end(&mut self, events: &mut VecDeque<ChatEvent>) -> Result<(), Flaw> {
        let finish = self.finish.take().ok_or(Flaw::CutOff)?;
        let stop = match finish.as_str() {
            _ if self.texts.iter().any(|text| text.kind == "refusal") => StopReason::Refusal,
            "length" => StopReason::MaxTokens,
            "content_filter" => StopReason::Refusal,
            // Some servers finish with "stop" although they want a tool called.
            "stop" | "tool_calls" if !self.calls.is_empty() => StopReason::ToolUse,
            "stop" | "tool_calls" => StopReason::EndTurn,
            other => StopReason::Unknown(other.to_owned()),
        };
        let texts = std::mem::take(&mut self.texts).into_iter().map(|part| {
            let raw = json!({"type": part.kind, part.kind: part.text});
            ReplyBlock::Text { text: part.text, raw }
        });
        let calls = std::mem::take(&mut self.calls).into_iter().map(ToolCall::done);
        let blocks = texts.chain(calls).collect();
        let reply = Reply { blocks, stop, usage: self.usage, model: std::mem::take(&mut self.model) };
        events.push_back(ChatEvent::Finished(reply));
        Ok(())
    }
}

impl Assembler {
    fn say(&mut self, kind: &'static str, more: &Value, events: &mut VecDeque<ChatEvent>) {
        let Some(more) = more.as_str().filter(|more| !more.is_empty()) else { return };
        events.push_back(ChatEvent::Text(more.to_owned()));
        match self.texts.last_mut().filter(|last| last.kind == kind) {
            Some(last) => last.text.push_str(more),
            None => self.texts.push(Text { kind, text: more.to_owned() }),
        }
    }

    /// Parts of one call have the same index. Servers that leave it out send each call whole, with an id of its own.
    fn add_call(&mut self, part: Value) {
        let index = part["index"].as_u64();
        let is_same = |call: &&mut ToolCall| match index {
            Some(_) => call.index == index,
            None => part["id"].is_null() || call.raw.get("id") == Some(&part["id"]),
        };
        if self.calls.iter_mut().rev().find(is_same).is_none() {
            self.calls.push(ToolCall { index, raw: Map::new(), arguments: String::new() });
        }
        let call = self.calls.iter_mut().rev().find(is_same).expect("one was pushed if there was none");
        let Value::Object(part) = part else { return };
        for (field, more) in part {
            match (field.as_str(), more) {
                ("index", _) | (_, Value::Null) => {}
                ("function", Value::Object(function)) => call.add_function(function),
                // Some servers repeat the id in each part, and some send it empty after the first.
                (_, Value::String(text)) if text.is_empty() => {}
                (_, more) => drop(call.raw.insert(field, more)),
            }
        }
    }
}

impl ToolCall {
    fn add_function(&mut self, part: Map<String, Value>) {
        let function = self.raw.entry("function").or_insert_with(|| Value::Object(Map::new()));
        for (field, more) in part {
            match (field.as_str(), more) {
                ("arguments", Value::String(more)) => self.arguments.push_str(&more),
                // Not the protocol, but seen: arguments that are not written as a string.
                ("arguments", Value::Object(more)) => self.arguments = Value::Object(more).to_string(),
                (_, Value::Null) => {}
                (_, Value::String(text)) if text.is_empty() => {}
                (_, more) => function[field] = more,
            }
        }
    }

    fn done(mut self) -> ReplyBlock {
        if self.arguments.trim().is_empty() {
            self.arguments = "{}".into();
        }
        let input = match serde_json::from_str(&self.arguments) {
            Ok(Value::Object(input)) => Value::Object(input),
            _ => Value::String(self.arguments.clone()),
        };
        let mut raw = Value::Object(self.raw);
        if raw["id"].as_str().is_none_or(str::is_empty) {
            raw["id"] = Value::String(crate::call::made_up_id());
        }
        raw["type"] = "function".into();
        raw["function"]["arguments"] = Value::String(self.arguments);
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        ReplyBlock::ToolUse { id: text(&raw["id"]), name: text(&raw["function"]["name"]), input, raw }
    }
}

/// OpenAI counts what the cache gave as part of the prompt; we do not.
fn usage(usage: &Value) -> Usage {
    let count = |value: &Value| value.as_u64().unwrap_or_default();
    let details = &usage["prompt_tokens_details"];
    let cache_read = count(&details["cached_tokens"]);
    let cache_write = count(&details["cache_write_tokens"]);
    Usage {
        input: count(&usage["prompt_tokens"]).saturating_sub(cache_read + cache_write),
        output: count(&usage["completion_tokens"]),
        cache_read,
        cache_write,
    }
}
