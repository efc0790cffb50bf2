//! What is said in a thread.

pub(crate) mod answer;
pub(crate) mod create;
pub(crate) mod list;

use std::collections::HashMap;

use db::{DbError, Tx, UserId};
use jiff::Timestamp;
use llm::ReplyBlock;
use serde::Serialize;
use serde_json::Value;
use store::{MessageRole, ToolCallState};
use utoipa::ToSchema;
use uuid::Uuid;

/// A message: the person's words or a finished answer.
#[derive(Serialize, ToSchema)]
pub(crate) struct Message {
    id: Uuid,
    /// `user` or `assistant`.
    role: &'static str,
    /// The words; Markdown when the assistant speaks.
    text: String,
    /// The answer piece by piece, as it was given.
    blocks: Vec<Block>,
    /// What the assistant did for this answer.
    tool_calls: Vec<ToolCall>,
    /// The rows that the answer rests on: `{server, type, id}` each.
    #[schema(value_type = Vec<Object>)]
    receipts: Vec<Value>,
    created_at: Timestamp,
    turn_id: Uuid,
}

/// A piece of an answer.
#[derive(Clone, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Block {
    /// Words.
    Text { text: String },
    /// Here a tool was called.
    ToolCall { call_id: String },
}

/// Something that the assistant did.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct ToolCall {
    call_id: String,
    /// The service.
    server: String,
    /// The tool's name there.
    tool: String,
    /// The tool's name for a person.
    title: String,
    /// What it was given.
    #[schema(value_type = Object)]
    arguments: Value,
    /// `pending`, `running`, `done`, `failed`, or `unknown`: it left, and whether it worked nobody knows.
    state: &'static str,
    /// Whether it worked; null as long as that is not known.
    ok: Option<bool>,
    /// Its result in one line.
    summary: Option<String>,
}

/// What was done and said for the answers of some turns.
pub(crate) struct Doings {
    calls: HashMap<Uuid, Vec<store::ToolCall>>,
    steps: HashMap<Uuid, Vec<store::Step>>,
}

impl Doings {
    pub(crate) async fn read(tx: &mut Tx, user: &UserId, turns: &[Uuid]) -> Result<Self, DbError> {
        let mut doings = Self { calls: HashMap::new(), steps: HashMap::new() };
        for call in store::tool_call_list_of_turns(tx, user, turns).await? {
            doings.calls.entry(call.turn_id).or_default().push(call);
        }
        for step in store::step_list_of_turns(tx, user, turns).await? {
            doings.steps.entry(step.turn_id).or_default().push(step);
        }
        Ok(doings)
    }

    fn calls(&self, turn: Uuid) -> Vec<ToolCall> {
        self.calls.get(&turn).into_iter().flatten().map(ToolCall::of).collect()
    }

    pub(crate) fn calls_of_round(&self, turn: Uuid, round: i64) -> Vec<ToolCall> {
        let calls = self.calls.get(&turn).into_iter().flatten();
        calls.filter(|call| call.round == round).map(ToolCall::of).collect()
    }

    fn receipts(&self, turn: Uuid) -> Result<Vec<Value>, DbError> {
        let mut receipts = Vec::new();
        for call in self.calls.get(&turn).into_iter().flatten() {
            let Some(text) = &call.receipts else { continue };
            let list: Vec<Value> = serde_json::from_str(text)
                .map_err(|error| broken("tool_calls", "receipts", format!("{turn}/{}", call.call_id), &error))?;
            for receipt in list {
                if !receipts.contains(&receipt) {
                    receipts.push(receipt);
                }
            }
        }
        Ok(receipts)
    }

    /// What was said and done in each round of a turn.
    pub(crate) fn rounds(&self, turn: Uuid) -> Result<Vec<(i64, llm::Reply)>, DbError> {
        let steps = self.steps.get(&turn).into_iter().flatten();
        let read = |step: &store::Step| {
            let reply = serde_json::from_str(&step.reply)
                .map_err(|error| broken("steps", "reply", format!("{turn}/{}", step.round), &error))?;
            Ok((step.round, reply))
        };
        steps.map(read).collect()
    }
}

impl Message {
    pub(crate) fn of(message: store::Message, doings: &Doings) -> Result<Self, DbError> {
        let turn = message.turn_id;
        let spoken = Block::Text { text: message.text.clone() };
        let (blocks, tool_calls, receipts) = match message.role {
            MessageRole::User => (vec![spoken], Vec::new(), Vec::new()),
            MessageRole::Assistant => {
                let blocks: Vec<_> = doings.rounds(turn)?.into_iter().flat_map(|(_, reply)| blocks(reply)).collect();
                // what was cut short has words and no whole reply
                let blocks = if blocks.is_empty() { vec![spoken] } else { blocks };
                (blocks, doings.calls(turn), doings.receipts(turn)?)
            }
        };
        Ok(Self {
            id: message.id,
            role: message.role.as_str(),
            text: message.text,
            blocks,
            tool_calls,
            receipts,
            created_at: message.created_at.into(),
            turn_id: turn,
        })
    }
}

impl ToolCall {
    fn of(call: &store::ToolCall) -> Self {
        let (state, ok) = match call.state {
            ToolCallState::Pending => ("pending", None),
            ToolCallState::Running => ("running", None),
            ToolCallState::Done => ("done", Some(true)),
            ToolCallState::Failed => ("failed", Some(false)),
            ToolCallState::Unknown => ("unknown", None),
        };
        Self {
            call_id: call.call_id.clone(),
            server: call.server.clone(),
            tool: call.tool.clone(),
            title: call.title.clone(),
            // a model may write what is no JSON: then it is shown as it is
            arguments: serde_json::from_str(&call.arguments).unwrap_or_else(|_| Value::from(call.arguments.clone())),
            state,
            ok,
            summary: call.summary.clone(),
        }
    }
}

/// What a person can see of a reply. A provider's own blocks stay out: thinking is not said.
fn blocks(reply: llm::Reply) -> impl Iterator<Item = Block> {
    reply.blocks.into_iter().filter_map(|block| match block {
        ReplyBlock::Text { text, .. } if text.is_empty() => None,
        ReplyBlock::Text { text, .. } => Some(Block::Text { text }),
        ReplyBlock::ToolUse { id, .. } => Some(Block::ToolCall { call_id: id }),
        ReplyBlock::Other { .. } => None,
    })
}

fn broken(table: &'static str, column: &'static str, row: String, error: &serde_json::Error) -> DbError {
    DbError::Broken { table, column, row, reason: error.to_string() }
}
