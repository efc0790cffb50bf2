//! A model that plays what a test wrote.

use futures_util::future::BoxFuture;
use futures_util::{FutureExt as _, StreamExt as _, stream};
use llm::{
    ChatEvent, ChatModel, ChatRequest, ChatStream, Endpoint, Message, ModelError, ModelErrorKind, Reply, ReplyBlock,
    StopReason, Usage,
};
use secrecy::ExposeSecret;
use serde_json::json;
use tokio::sync::watch;

/// What the model does when the person says one of these words; anything else it repeats.
///
/// - `look …` calls the journal's tool and then says what it found.
/// - `wait …` says "one " and, once the gate is open, "two".
/// - `flood …` says 6,000 times a kilobyte.
/// - `fail …` is away.
/// - `whose …` tells its name and the end of the key it was asked with.
///
/// A key that has “wrong” in it is refused.
pub(crate) struct Scripted {
    gate: Gate,
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

    async fn pass(&self) {
        self.0.subscribe().wait_for(|open| *open).await.expect("the gate is alive");
    }
}

#[derive(Clone)]
enum Move {
    Say(String),
    Look,
    Wait(Gate),
    Fail,
}

impl Scripted {
    pub(crate) fn new(gate: Gate) -> Self {
        Self { gate }
    }

    fn moves(&self, endpoint: &Endpoint, request: &ChatRequest) -> Vec<Move> {
        let say = |text: &str| Move::Say(text.to_owned());
        match request.messages.last() {
            Some(Message::Results { outputs }) => vec![say("I found: "), say(&outputs[0].content)],
            Some(Message::User { text, .. }) => match text.split(' ').next().unwrap_or_default() {
                "look" => vec![say("Let me look. "), Move::Look],
                "wait" => vec![say("one "), Move::Wait(self.gate.clone()), say("two")],
                "flood" => (0..6_000).map(|_| Move::Say("x".repeat(1_000))).collect(),
                "fail" => vec![Move::Fail],
                "whose" => vec![say(&format!("{} {}", endpoint.model, tail(key(endpoint))))],
                _ => vec![say("You said: "), say(text)],
            },
            _ => vec![say("?")],
        }
    }
}

impl ChatModel for Scripted {
    fn stream<'a>(
        &'a self,
        endpoint: &'a Endpoint,
        request: &'a ChatRequest,
    ) -> BoxFuture<'a, Result<ChatStream, ModelError>> {
        if key(endpoint).contains("wrong") {
            return async { Err(refused()) }.boxed();
        }
        let moves = self.moves(endpoint, request);
        let last = reply(&endpoint.model, request.messages.len(), &moves);
        let last = stream::once(async move { Ok(ChatEvent::Finished(last)) });
        let events = stream::iter(moves).filter_map(|step| async move {
            match step {
                Move::Say(text) => Some(Ok(ChatEvent::Text(text))),
                Move::Wait(gate) => {
                    gate.pass().await;
                    None
                }
                Move::Fail => Some(Err(away())),
                Move::Look => None,
            }
        });
        async move { Ok(events.chain(last).boxed()) }.boxed()
    }
}

fn reply(model: &str, number: usize, moves: &[Move]) -> Reply {
    let said = |step: &Move| if let Move::Say(text) = step { text.clone() } else { String::new() };
    let text: String = moves.iter().map(said).collect();
    let mut blocks = vec![ReplyBlock::Text { raw: json!({"type": "text", "text": text}), text }];
    let looks = moves.iter().any(|step| matches!(step, Move::Look));
    if looks {
        let (id, name, input) = (format!("call_{number}"), "journal__look".to_owned(), json!({"text": "here"}));
        let raw = json!({"type": "tool_use", "id": id, "name": name, "input": input});
        blocks.push(ReplyBlock::ToolUse { id, name, input, raw });
    }
    let stop = if looks { StopReason::ToolUse } else { StopReason::EndTurn };
    Reply {
        blocks,
        stop,
        usage: Usage { input: 10, output: 5, cache_read: 2, cache_write: 1 },
        model: model.to_owned(),
    }
}

fn key(endpoint: &Endpoint) -> &str {
    endpoint.key.as_ref().map_or("", ExposeSecret::expose_secret)
}

/// The last four letters.
pub(crate) fn tail(key: &str) -> &str {
    key.get(key.len().saturating_sub(4)..).unwrap_or_default()
}

fn refused() -> ModelError {
    let sentence = "The model did not accept the key. Check that it is complete.".to_owned();
    ModelError { kind: ModelErrorKind::Key, sentence, log: "scripted".to_owned() }
}

fn away() -> ModelError {
    let sentence = "The model is away. Try again later.".to_owned();
    ModelError { kind: ModelErrorKind::Unavailable, sentence, log: "scripted".to_owned() }
}
