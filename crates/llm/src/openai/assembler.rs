use std::collections::VecDeque;

use serde_json::{Map, Value, json};

use crate::answer::{Assemble, Flaw, json};
use crate::call::made_up_id;
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

/// A tool call while its parts come in; fields of no known meaning are kept.
#[derive(Default)]
struct ToolCall {
    index: Option<u64>,
    call: Map<String, Value>,
    function: Map<String, Value>,
    arguments: String,
}

impl Assemble for Assembler {
    fn message(&mut self, message: &str, events: &mut VecDeque<ChatEvent>) -> Result<(), Flaw> {
        if message.trim() == "[DONE]" {
            events.push_back(ChatEvent::Finished(self.reply()?));
            return Ok(());
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
        self.say("text", &chunk["choices"][0]["delta"]["content"], events);
        self.say("refusal", &chunk["choices"][0]["delta"]["refusal"], events);
        if let Some(reason) = chunk["choices"][0]["finish_reason"].as_str() {
            self.finish = Some(reason.to_owned());
        }
        if let Some(Value::Array(calls)) = chunk.pointer_mut("/choices/0/delta/tool_calls").map(Value::take) {
            for call in calls {
                self.add_call(call);
            }
        }
        Ok(())
    }

    /// The protocol ends with `[DONE]`. Without it at least the usage is missing, which stands behind the finish reason.
    fn end(&mut self, _events: &mut VecDeque<ChatEvent>) -> Result<(), Flaw> {
        Err(Flaw::CutOff)
    }
}

impl Assembler {
    fn reply(&mut self) -> Result<Reply, Flaw> {
        let finish = self.finish.take();
        let finish = finish.ok_or_else(|| Flaw::Malformed("the answer gives no reason for its end".into()))?;
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
        Ok(Reply { blocks, stop, usage: self.usage, model: std::mem::take(&mut self.model) })
    }

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
        let Value::Object(part) = part else { return };
        let index = part.get("index").and_then(Value::as_u64);
        let id = part.get("id").and_then(Value::as_str).unwrap_or_default();
        let is_same = |call: &ToolCall| match index {
            Some(_) => call.index == index,
            None => id.is_empty() || call.call.get("id").is_some_and(|known| known == id),
        };
        let known = self.calls.iter().rposition(is_same);
        let call = known.unwrap_or_else(|| {
            self.calls.push(ToolCall { index, ..ToolCall::default() });
            self.calls.len() - 1
        });
        self.calls[call].add(part);
    }
}

impl ToolCall {
    fn add(&mut self, part: Map<String, Value>) {
        for (field, more) in part {
            match (field.as_str(), more) {
                ("function", Value::Object(function)) => {
                    for (field, more) in function {
                        match (field.as_str(), more) {
                            ("arguments", Value::String(more)) => self.arguments.push_str(&more),
                            // Not the protocol, but seen: arguments that are not written as a string.
                            ("arguments", more @ Value::Object(_)) => self.arguments = more.to_string(),
                            ("arguments", _) => {}
                            (_, more) => set(&mut self.function, field, more),
                        }
                    }
                }
                ("function" | "index", _) => {}
                (_, more) => set(&mut self.call, field, more),
            }
        }
    }

    fn done(mut self) -> ReplyBlock {
        if self.arguments.trim().is_empty() {
            self.arguments = "{}".into();
        }
        let input = match serde_json::from_str(&self.arguments) {
            Ok(Value::Object(input)) => Value::Object(input),
            // Cut off, or no object: the tool gets it as text and refuses it; not every server takes it back.
            _ => Value::String(std::mem::replace(&mut self.arguments, "{}".into())),
        };
        let text = |fields: &Map<String, Value>, name: &str| {
            fields.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        let name = text(&self.function, "name");
        let id = Some(text(&self.call, "id")).filter(|id| !id.is_empty()).unwrap_or_else(made_up_id);
        self.function.insert("arguments".into(), self.arguments.into());
        self.call.insert("id".into(), id.clone().into());
        self.call.insert("type".into(), "function".into());
        self.call.insert("function".into(), self.function.into());
        ReplyBlock::ToolUse { id, name, input, raw: self.call.into() }
    }
}

/// Some servers repeat a field in each part, and some send it empty after the first.
fn set(fields: &mut Map<String, Value>, field: String, value: Value) {
    if !value.is_null() && value != "" {
        fields.insert(field, value);
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
