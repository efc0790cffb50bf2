//! The demo model: a fixed set of everyday requests, understood by rules, answered with the real tools.
//!
//! It needs neither key nor network, so the program can be tried on a fresh machine, and it is deterministic, so tests can
//! lean on it. It says what it is. What it understands stands in one table, `families`, from which its help and
//! `docs/demo-model.md` come. A request goes through three stages: a `Sentence` is read by the first family that
//! understands it into a `Wish`; the wish asks for tool calls; from their results it composes the answer. Nothing is
//! kept in between: each round reads the whole conversation again, as with any model.

mod conversation;
mod day;
mod details;
mod families;
mod measure;
mod moment;
mod number;
mod reading;
mod results;
mod sentence;
mod time_of_day;
mod wish;

use std::hash::{DefaultHasher, Hash, Hasher};

use futures_util::future::{BoxFuture, ready};
use futures_util::stream::{self, StreamExt};
use serde_json::json;

use crate::{
    ChatEvent, ChatModel, ChatRequest, ChatStream, Endpoint, ModelError, Reply, ReplyBlock, StopReason, Usage,
};
use conversation::Conversation;
use wish::{Call, Move};

pub use families::{Family, families};

/// The name under which the model is shown.
pub const MODEL: &str = "demo";

/// The model inside this program. It never fails and costs nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct DemoModel;

impl ChatModel for DemoModel {
    fn stream<'a>(
        &'a self,
        _endpoint: &'a Endpoint,
        request: &'a ChatRequest,
    ) -> BoxFuture<'a, Result<ChatStream, ModelError>> {
        let reply = reply(request);
        let deltas: Vec<_> = deltas(&reply.text()).map(ChatEvent::Text).map(Ok).collect();
        let events = stream::iter(deltas).chain(stream::iter([Ok(ChatEvent::Finished(reply))]));
        Box::pin(ready(Ok(events.boxed())))
    }
}

/// The whole answer to a request.
fn reply(request: &ChatRequest) -> Reply {
    let conversation = Conversation::of(request);
    let (blocks, stop) = match conversation.next_move() {
        Move::Say(text) => (vec![text_block(conversation.not_yet_said(&text))], StopReason::EndTurn),
        Move::Call(calls) => {
            let seed = seed(request);
            (calls.into_iter().enumerate().map(|(n, call)| call_block(seed, n, call)).collect(), StopReason::ToolUse)
        }
    };
    Reply { blocks, stop, usage: Usage::default(), model: MODEL.to_owned() }
}

fn text_block(text: String) -> ReplyBlock {
    let raw = json!({"type": "text", "text": &text});
    ReplyBlock::Text { text, raw }
}

fn call_block(seed: u64, n: usize, call: Call) -> ReplyBlock {
    let id = format!("demo_{seed:016x}_{n}");
    let raw = json!({"type": "tool_use", "id": &id, "name": call.tool, "input": &call.input});
    ReplyBlock::ToolUse { id, name: call.tool.to_owned(), input: call.input, raw }
}

/// A number that two requests of a conversation do not share, so that the ids of calls do not repeat in a thread.
fn seed(request: &ChatRequest) -> u64 {
    let mut hasher = DefaultHasher::new();
    for message in &request.messages {
        format!("{message:?}").hash(&mut hasher);
    }
    hasher.finish()
}

/// Cuts a text into groups of a few words, as a model's stream would come; joined they are the text.
fn deltas(text: &str) -> impl Iterator<Item = String> {
    const WORDS: usize = 4;
    let words: Vec<&str> = text.split_inclusive(' ').collect();
    words.chunks(WORDS).map(<[&str]>::concat).collect::<Vec<_>>().into_iter()
}
