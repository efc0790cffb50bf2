use std::collections::VecDeque;

use serde_json::{Map, Value, json};

use crate::answer::{Assemble, Flaw, json};
use crate::complaint::Complaint;
use crate::{ChatEvent, Reply, ReplyBlock, StopReason, Usage};

/// Puts the lines of Ollama's chat API together (<https://docs.ollama.com/api/chat>).
#[derive(Default)]
pub(super) struct Assembler {
    thinking: String,
    text: String,
    calls: Vec<Value>,
}

impl Assemble for Assembler {
    fn message(&mut self, message: &str, events: &mut VecDeque<ChatEvent>) -> Result<(), Flaw> {
        let mut line = json(message)?;
        if !line["error"].is_null() {
            return Err(Flaw::Complaint(Complaint::read(&line).unwrap_or_default()));
        }
        let part = &line["message"];
        self.thinking.push_str(part["thinking"].as_str().unwrap_or_default());
        if let Some(more) = part["content"].as_str().filter(|more| !more.is_empty()) {
            self.text.push_str(more);
            events.push_back(ChatEvent::Text(more.to_owned()));
        }
        if let Some(Value::Array(calls)) = line.pointer_mut("/message/tool_calls").map(Value::take) {
            self.calls.extend(calls); // each comes whole
        }
        if line["done"] == true {
            events.push_back(ChatEvent::Finished(self.reply(&line)));
        }
        Ok(())
    }

    fn end(&mut self, _events: &mut VecDeque<ChatEvent>) -> Result<(), Flaw> {
        Err(Flaw::CutOff)
    }
}

impl Assembler {
    fn reply(&mut self, last: &Value) -> Reply {
        let stop = match last["done_reason"].as_str().unwrap_or_default() {
            "stop" | "" if !self.calls.is_empty() => StopReason::ToolUse,
            "stop" | "" => StopReason::EndTurn,
            "length" => StopReason::MaxTokens,
            other => StopReason::Unknown(other.to_owned()),
        };
        let count = |field: &str| last[field].as_u64().unwrap_or_default();
        let usage = Usage { input: count("prompt_eval_count"), output: count("eval_count"), ..Usage::default() };
        let mut blocks = Vec::new();
        if !self.thinking.is_empty() {
            blocks.push(ReplyBlock::Other { raw: json!({"thinking": self.thinking}) });
        }
        if !self.text.is_empty() {
            let text = std::mem::take(&mut self.text);
            blocks.push(ReplyBlock::Text { raw: json!({"content": text}), text });
        }
        blocks.extend(std::mem::take(&mut self.calls).into_iter().map(tool_use));
        Reply { blocks, stop, usage, model: last["model"].as_str().unwrap_or_default().to_owned() }
    }
}

fn tool_use(raw: Value) -> ReplyBlock {
    let id = raw["id"].as_str().filter(|id| !id.is_empty()).map_or_else(crate::call::made_up_id, str::to_owned);
    let input = match &raw["function"]["arguments"] {
        Value::Null => Value::Object(Map::new()),
        arguments => arguments.clone(),
    };
    ReplyBlock::ToolUse { id, name: raw["function"]["name"].as_str().unwrap_or_default().to_owned(), input, raw }
}
