//! What the model is shown: a stable prefix, the recent turns in full, and what is new.
//!
//! The same stored rows always give the same bytes, so a turn's first request begins with the whole last request of the
//! turn before it, and the provider's prompt cache hits. What changes with the moment (the clock, which services are away)
//! is stored with the turn as its note and comes behind the person's words. When the turns in full outgrow their limit,
//! the oldest are set aside until half of it is left: the prefix then changes once, not with every turn, and the cost of a
//! turn does not grow with the thread.

use std::collections::HashMap;

use db::{DbError, Tx};
use llm::{ChatRequest, Message, Provider, Reply, ReplyBlock, StopReason, ToolDefinition, ToolOutput};
use serde_json::Value;
use store::{Step, ToolCall, Turn, TurnState};
use uuid::Uuid;

use crate::ServerStatus;
use crate::template::system_prompt;

/// How an interrupted answer is marked in the stored steps.
pub(crate) const INTERRUPTED: &str = "interrupted";

/// A conversation as the model is shown it.
pub(crate) struct Conversation {
    /// The next request: what it begins with, and the messages so far, oldest first.
    pub(crate) request: ChatRequest,
    /// Of each turn that is shown, its `seq` and how many messages there are before it.
    turns: Vec<(i64, usize)>,
}

impl Conversation {
    /// Reads the turns of the thread from `from` up to the one before `turn`, behind what every request of it begins with;
    /// answers the person's words in `turn` itself, too.
    pub(crate) async fn read(
        tx: &mut Tx,
        turn: &Turn,
        from: i64,
        beginning: ChatRequest,
    ) -> Result<(Self, String), DbError> {
        let mut conversation = Self { request: beginning, turns: Vec::new() };
        let (user, thread) = (&turn.user_id, turn.thread_id);
        let mut turns = store::turn_list_from(tx, user, thread, from.min(turn.seq), turn.seq).await?;
        let words = turns.pop().map(|(_, words)| words).ok_or_else(|| missing(turn, "messages", "turn_id"))?;
        if turns.is_empty() {
            return Ok((conversation, words));
        }
        let steps = store::step_list(tx, user, thread, from, turn.seq - 1).await?;
        let calls = store::tool_call_list(tx, user, thread, from, turn.seq - 1).await?;
        let mut steps = by_turn(steps, |step| step.turn_id);
        let mut calls = by_turn(calls, |call| call.turn_id);
        for (turn, text) in turns {
            let (steps, calls) =
                (steps.remove(&turn.id).unwrap_or_default(), calls.remove(&turn.id).unwrap_or_default());
            conversation.add_turn(turn.seq, text, turn.note.as_deref());
            for step in &steps {
                let (provider, reply) = read_step(step)?;
                conversation.add_reply(provider, reply);
                conversation.add_results(calls.iter().filter(|call| call.round == step.round));
            }
            conversation.close(&turn);
        }
        Ok((conversation, words))
    }

    /// A turn begins: the person's words, and what the program says of the moment.
    pub(crate) fn add_turn(&mut self, seq: i64, text: String, note: Option<&str>) {
        let left_out = (self.turns.is_empty() && seq > 1)
            .then(|| format!("The {} earlier exchanges of this conversation are not shown here.", seq - 1));
        let note = [left_out.as_deref(), note].into_iter().flatten().collect::<Vec<_>>().join("\n");
        self.turns.push((seq, self.request.messages.len()));
        self.request.messages.push(Message::User { text, note: (!note.is_empty()).then_some(note) });
    }

    /// The model answered. Behind an answer that broke off comes the request to go on.
    pub(crate) fn add_reply(&mut self, provider: Provider, reply: Reply) {
        let broke_off = is_interrupted(&reply);
        self.request.messages.push(Message::Reply { provider, blocks: reply.blocks });
        if broke_off {
            let note = "Your answer broke off here because the program was restarted. Go on exactly where it stops; \
                        repeat nothing of it.";
            self.request.messages.push(Message::User { text: String::new(), note: Some(note.to_owned()) });
        }
    }

    /// What the calls of the last reply gave; nothing when there were none.
    pub(crate) fn add_results<'a>(&mut self, calls: impl Iterator<Item = &'a ToolCall>) {
        let outputs: Vec<_> = calls.map(output).collect();
        if !outputs.is_empty() {
            self.request.messages.push(Message::Results { outputs });
        }
    }

    /// A turn that ended without an answer is closed with a word on why, so that the model knows and the roles alternate.
    fn close(&mut self, turn: &Turn) {
        let said = match turn.state {
            TurnState::Failed => {
                format!("[No answer was given: {}]", turn.error_detail.as_deref().unwrap_or("the turn failed"))
            }
            TurnState::Cancelled => "[The person stopped this answer.]".to_owned(),
            TurnState::Queued | TurnState::Running | TurnState::WaitingApproval | TurnState::Done => return,
        };
        if !matches!(self.request.messages.last(), Some(Message::Reply { .. })) {
            let block = ReplyBlock::Text { text: said, raw: Value::Null };
            self.request.messages.push(Message::Reply { provider: Provider::Demo, blocks: vec![block] });
        }
    }

    /// From which turn on the next one is to be shown, given that a conversation may take `limit` bytes: `None` while it
    /// fits. The last turn stays unless it is too long all by itself.
    pub(crate) fn set_aside(&self, limit: usize) -> Option<i64> {
        let size_from = |from: usize| self.request.messages[from..].iter().map(size_of).sum::<usize>();
        if size_from(0) <= limit {
            return None;
        }
        let fits = self.turns.iter().find(|(_, from)| size_from(*from) <= limit / 2);
        let (last, last_from) = *self.turns.last()?;
        let last = if size_from(last_from) <= limit { last } else { last + 1 };
        Some(fits.map_or(last, |(seq, _)| *seq))
    }
}

/// Whether a reply is what was left of an answer that a restart broke off.
pub(crate) fn is_interrupted(reply: &Reply) -> bool {
    matches!(&reply.stop, StopReason::Unknown(stop) if stop == INTERRUPTED)
}

/// How a prompt of this agent begins, from its template in the database: the same bytes for every turn of every user, until the
/// template changes. A database without templates still has the Chief of Staff.
pub(crate) async fn system(tx: &mut Tx, agent: &str) -> Result<String, DbError> {
    const AGENT: &str = include_str!("../../../agents/cos/AGENT.md");
    const TOOLS: &str = include_str!("../../../agents/cos/TOOLS.md");
    let template = store::agent_template_get(tx, agent).await?;
    Ok(match &template {
        Some(template) => system_prompt(&template.agent_md, &template.tools_md),
        None => system_prompt(AGENT, TOOLS),
    })
}

/// What every request of a turn begins with; the messages come behind it.
pub(crate) fn beginning(system: String, tools: &[ServerStatus], max_tokens: u32) -> ChatRequest {
    ChatRequest { system, tools: tools.iter().flat_map(definitions).collect(), messages: Vec::new(), max_tokens }
}

fn definitions(server: &ServerStatus) -> impl Iterator<Item = ToolDefinition> {
    server.tools.iter().map(|tool| ToolDefinition {
        name: format!("{}__{}", server.server, tool.name),
        description: tool.description.clone(),
        input_schema: tool.input_schema.clone(),
    })
}

fn output(call: &ToolCall) -> ToolOutput {
    ToolOutput {
        call_id: call.call_id.clone(),
        name: call.name.clone(),
        content: call.result.clone().unwrap_or_else(|| "This call was not made: the turn ended before it.".to_owned()),
        is_error: call.state != store::ToolCallState::Done,
    }
}

/// A row that a turn cannot be without.
pub(crate) fn missing(turn: &Turn, table: &'static str, column: &'static str) -> DbError {
    DbError::Broken { table, column, row: turn.id.to_string(), reason: "it is not there".to_owned() }
}

pub(crate) fn read_step(step: &Step) -> Result<(Provider, Reply), DbError> {
    let broken = |column, error: serde_json::Error| DbError::Broken {
        table: "steps",
        column,
        row: format!("{}/{}", step.turn_id, step.round),
        reason: error.to_string(),
    };
    let provider =
        serde_json::from_value(Value::String(step.provider.clone())).map_err(|error| broken("provider", error))?;
    let reply = serde_json::from_str(&step.reply).map_err(|error| broken("reply", error))?;
    Ok((provider, reply))
}

fn by_turn<T>(rows: Vec<T>, turn: fn(&T) -> Uuid) -> HashMap<Uuid, Vec<T>> {
    let mut map: HashMap<Uuid, Vec<T>> = HashMap::new();
    for row in rows {
        map.entry(turn(&row)).or_default().push(row);
    }
    map
}

/// Bytes a message takes, near enough: its texts and a little for the frame around them.
fn size_of(message: &Message) -> usize {
    const FRAME: usize = 40;
    FRAME
        + match message {
            Message::User { text, note } => text.len() + note.as_ref().map_or(0, String::len),
            Message::Reply { blocks, .. } => blocks.iter().map(block_size).sum(),
            Message::Results { outputs } => outputs.iter().map(|output| FRAME + output.content.len()).sum(),
        }
}

fn block_size(block: &ReplyBlock) -> usize {
    match block {
        ReplyBlock::Text { text, .. } => text.len(),
        ReplyBlock::ToolUse { name, input, .. } => name.len() + input.to_string().len(),
        ReplyBlock::Other { raw } => raw.to_string().len(),
    }
}
