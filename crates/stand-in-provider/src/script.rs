use bytes::Bytes;
use serde_json::{Value, json};

use crate::Gate;

/// What the stand-in answers to one request. Built like a sentence: `Script::new().text("Hi").tool_call(…)`.
#[derive(Clone, Debug)]
pub struct Script {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) play: Vec<Play>,
    stop: Option<String>,
    usage: Value,
    raw: bool,
}

/// One thing the server does while it answers.
#[derive(Clone, Debug)]
pub(crate) enum Play {
    /// Send these bytes as one chunk.
    Send(Bytes),
    /// A content block of the Messages API, and the deltas that fill it.
    Block { start: Value, deltas: Vec<Value> },
    /// Wait until the gate is open.
    Wait(Gate),
    /// Cut the connection.
    BreakOff,
}

impl Default for Script {
    fn default() -> Self {
        Self::new()
    }
}

impl Script {
    /// An answer with no content yet. It will stop with `tool_use` if it calls a tool, with `end_turn` otherwise.
    pub fn new() -> Self {
        Self {
            status: 200,
            headers: vec![("content-type".into(), "text/event-stream; charset=utf-8".into())],
            play: Vec::new(),
            stop: None,
            usage: json!({"input_tokens": 10, "output_tokens": 5, "cache_read_input_tokens": 100, "cache_creation_input_tokens": 20}),
            raw: false,
        }
    }

    /// A refusal with Anthropic's error body, for example `Script::error(529, "overloaded_error", "Overloaded")`.
    pub fn error(status: u16, kind: &str, message: &str) -> Self {
        let body = json!({"type": "error", "error": {"type": kind, "message": message}, "request_id": "req_stand_in"})
            .to_string();
        Self::raw(status, "application/json", [body])
    }

    /// Any status, content type and chunks; the bytes go out as they are.
    pub fn raw<C: Into<Bytes>>(status: u16, content_type: &str, chunks: impl IntoIterator<Item = C>) -> Self {
        Self {
            status,
            headers: vec![("content-type".into(), content_type.into())],
            play: chunks.into_iter().map(|chunk| Play::Send(chunk.into())).collect(),
            raw: true,
            ..Self::new()
        }
    }

    /// Adds a response header, for example `retry-after`.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// A text block that comes as one delta.
    #[must_use]
    pub fn text(self, text: &str) -> Self {
        self.text_deltas([text])
    }

    /// A text block that comes in these pieces.
    #[must_use]
    pub fn text_deltas<'a>(self, pieces: impl IntoIterator<Item = &'a str>) -> Self {
        let deltas = pieces.into_iter().map(|text| json!({"type": "text_delta", "text": text})).collect();
        self.block(json!({"type": "text", "text": ""}), deltas)
    }

    /// A tool call; its arguments come in two pieces, as they do in life.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "so that a test can write json!({…}) in place")]
    pub fn tool_call(self, id: &str, name: &str, input: Value) -> Self {
        let written = input.to_string();
        let middle =
            (written.len() / 2..written.len()).find(|at| written.is_char_boundary(*at)).unwrap_or(written.len());
        let (first, second) = written.split_at(middle);
        let deltas = [first, second].map(|part| json!({"type": "input_json_delta", "partial_json": part})).to_vec();
        self.block(json!({"type": "tool_use", "id": id, "name": name, "input": {}}), deltas)
    }

    /// Any content block, and the deltas that fill it.
    #[must_use]
    pub fn block(mut self, start: Value, deltas: Vec<Value>) -> Self {
        self.play.push(Play::Block { start, deltas });
        self
    }

    /// Sends these bytes between two blocks, for example an event the client does not know.
    #[must_use]
    pub fn bytes(mut self, bytes: impl Into<Bytes>) -> Self {
        self.play.push(Play::Send(bytes.into()));
        self
    }

    /// Waits here until the test opens the gate.
    #[must_use]
    pub fn wait(mut self, gate: &Gate) -> Self {
        self.play.push(Play::Wait(gate.clone()));
        self
    }

    /// Cuts the connection here.
    #[must_use]
    pub fn break_off(mut self) -> Self {
        self.play.push(Play::BreakOff);
        self
    }

    /// Ends with this `stop_reason`.
    #[must_use]
    pub fn stop(mut self, reason: &str) -> Self {
        self.stop = Some(reason.into());
        self
    }

    /// The answer's `usage`, with Anthropic's field names.
    #[must_use]
    pub fn usage(mut self, usage: Value) -> Self {
        self.usage = usage;
        self
    }

    /// The script as chunks, gates and cuts, in the Messages API's event stream unless it is raw.
    pub(crate) fn rendered(self, model: &str) -> Vec<Play> {
        if self.raw {
            return self.play;
        }
        let calls_tool = |play: &Play| matches!(play, Play::Block { start, .. } if start["type"] == "tool_use");
        let stop =
            self.stop.unwrap_or_else(|| if self.play.iter().any(calls_tool) { "tool_use" } else { "end_turn" }.into());
        let mut usage_at_start = self.usage.clone();
        usage_at_start["output_tokens"] = json!(1);
        let message = json!({
            "id": "msg_stand_in", "type": "message", "role": "assistant", "model": model, "content": [],
            "stop_reason": null, "stop_sequence": null, "usage": usage_at_start,
        });
        let mut rendered = vec![event(&json!({"type": "message_start", "message": message}))];
        let mut index = 0;
        for play in self.play {
            let Play::Block { start, deltas } = play else {
                rendered.push(play);
                continue;
            };
            rendered.push(event(&json!({"type": "content_block_start", "index": index, "content_block": start})));
            for delta in deltas {
                rendered.push(event(&json!({"type": "content_block_delta", "index": index, "delta": delta})));
            }
            rendered.push(event(&json!({"type": "content_block_stop", "index": index})));
            index += 1;
        }
        let delta = json!({"stop_reason": stop, "stop_sequence": null});
        rendered.push(event(&json!({"type": "message_delta", "delta": delta, "usage": self.usage})));
        rendered.push(event(&json!({"type": "message_stop"})));
        rendered
    }
}

fn event(data: &Value) -> Play {
    let name = data["type"].as_str().unwrap_or_default();
    Play::Send(format!("event: {name}\ndata: {data}\n\n").into())
}
