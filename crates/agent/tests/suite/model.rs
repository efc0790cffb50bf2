//! A model that plays what a test wrote.

use std::sync::Mutex;

use futures_util::future::BoxFuture;
use futures_util::{FutureExt as _, StreamExt as _, stream};
use llm::{
    ChatEvent, ChatModel, ChatRequest, ChatStream, Endpoint, Message, ModelError, ModelErrorKind, Reply, ReplyBlock,
    StopReason, Usage,
};
use serde_json::{Value, json};
use tokio::sync::watch;

/// One move of a scripted answer.
#[derive(Clone)]
pub(crate) enum Move {
    /// Says something.
    Say(String),
    /// Asks for a tool.
    Call(&'static str, Value),
    /// Waits until the gate is open.
    Wait(Gate),
    /// Breaks off with an error.
    Fail(ModelErrorKind),
    /// Ends for another reason than the usual one.
    Stop(StopReason),
}

pub(crate) fn say(text: &str) -> Move {
    Move::Say(text.to_owned())
}

/// Closed at first; open for good once opened.
#[derive(Clone)]
pub(crate) struct Gate(watch::Sender<bool>);

impl Gate {
    pub(crate) fn closed() -> Self {
        Self(watch::Sender::new(false))
    }

    pub(crate) fn open(&self) {
        self.0.send_replace(true);
    }

    pub(crate) async fn pass(&self) {
        self.0.subscribe().wait_for(|open| *open).await.expect("the gate is alive");
    }
}

type Script = dyn Fn(&ChatRequest) -> Vec<Move> + Send + Sync;

/// The model: its script sees each request, and the requests are kept.
pub(crate) struct Scripted {
    script: Box<Script>,
    requests: Mutex<Vec<ChatRequest>>,
}

impl Scripted {
    pub(crate) fn new(script: impl Fn(&ChatRequest) -> Vec<Move> + Send + Sync + 'static) -> Self {
        Self { script: Box::new(script), requests: Mutex::default() }
    }

    pub(crate) fn requests(&self) -> Vec<ChatRequest> {
        self.requests.lock().unwrap().clone()
    }
}

/// What the person said last, where nothing has happened since.
pub(crate) fn words(request: &ChatRequest) -> Option<&str> {
    match request.messages.last() {
        Some(Message::User { text, .. }) => Some(text),
        _ => None,
    }
}

/// The results of the calls just made.
pub(crate) fn results(request: &ChatRequest) -> Vec<String> {
    match request.messages.last() {
        Some(Message::Results { outputs }) => outputs.iter().map(|output| output.content.clone()).collect(),
        _ => Vec::new(),
    }
}

impl ChatModel for Scripted {
    fn stream<'a>(
        &'a self,
        endpoint: &'a Endpoint,
        request: &'a ChatRequest,
    ) -> BoxFuture<'a, Result<ChatStream, ModelError>> {
        let number = {
            let mut requests = self.requests.lock().unwrap();
            requests.push(request.clone());
            requests.len()
        };
        let moves = (self.script)(request);
        let reply = reply(number, &endpoint.model, &moves);
        let last = stream::once(async move { Ok(ChatEvent::Finished(reply)) });
        let events = stream::iter(moves).filter_map(|step| async move {
            match step {
                Move::Say(text) => Some(Ok(ChatEvent::Text(text))),
                Move::Wait(gate) => {
                    gate.pass().await;
                    None
                }
                Move::Fail(kind) => Some(Err(error(kind))),
                Move::Call(..) | Move::Stop(_) => None,
            }
        });
        async move { Ok(events.chain(last).boxed()) }.boxed()
    }
}

fn reply(number: usize, model: &str, moves: &[Move]) -> Reply {
    let mut blocks = Vec::new();
    let mut stop = StopReason::EndTurn;
    let text: String =
        moves.iter().filter_map(|step| if let Move::Say(text) = step { Some(text.as_str()) } else { None }).collect();
    if !text.is_empty() {
        blocks.push(ReplyBlock::Text { raw: json!({"type": "text", "text": text}), text });
    }
    for (index, step) in moves.iter().enumerate() {
        match step {
            Move::Call(name, input) => {
                let id = format!("call_{number}_{index}");
                let raw = json!({"type": "tool_use", "id": id, "name": name, "input": input});
                blocks.push(ReplyBlock::ToolUse { id, name: (*name).to_owned(), input: input.clone(), raw });
                stop = StopReason::ToolUse;
            }
            Move::Stop(reason) => stop = reason.clone(),
            Move::Say(_) | Move::Wait(_) | Move::Fail(_) => {}
        }
    }
    Reply {
        blocks,
        stop,
        usage: Usage { input: 10, output: 5, cache_read: 2, cache_write: 1 },
        model: model.to_owned(),
    }
}

fn error(kind: ModelErrorKind) -> ModelError {
    ModelError { kind, sentence: "The model is away. Try again later.".to_owned(), log: "scripted".to_owned() }
}
