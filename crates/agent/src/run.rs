//! One turn, from being taken up to its end: ask the model, store the reply, make its calls, store what they gave, repeat.

use std::ops::ControlFlow;

use db::DbError;
use futures_util::future::{Either, select};
use llm::{Endpoint, Reply, StopReason};
use serde_json::{Value, json};
use store::{Step, ToolCall, Turn, TurnState, User};

use crate::context::Conversation;
use crate::live::{End, Hub, LiveTurn};
use crate::signal::Signal;
use crate::{Agent, ServerStatus, ask, calls, ending, lease};

/// Runs a turn that this process has claimed, in a task of its own; its events are numbered from `last` on. Queued turns
/// of the same thread follow in the same task.
pub(crate) fn start(agent: &Agent, turn: Turn, last: i64) {
    let live = OnAir::begin(agent, &turn, last);
    let task = agent.clone();
    agent.tasks().spawn(async move {
        let mut current = Some((turn, live));
        while let Some((turn, mut live)) = current {
            let next = run_one(&task, turn, &mut live).await;
            drop(live);
            current = next.map(|turn| {
                let live = OnAir::begin(&task, &turn, 0);
                (turn, live)
            });
        }
    });
}

/// A turn that is live; it stops being so when this goes, also by a panic.
struct OnAir {
    agent: Agent,
    live: std::sync::Arc<LiveTurn>,
    end: End,
}

impl OnAir {
    fn begin(agent: &Agent, turn: &Turn, last: i64) -> Self {
        let hub: &Hub = agent.hub();
        let live = hub.begin(&turn.user_id, turn.id, last);
        Self { agent: agent.clone(), live, end: End::LetGo }
    }
}

impl Drop for OnAir {
    fn drop(&mut self) {
        self.agent.hub().end(&self.live, self.end);
    }
}

/// Why a turn does not go on here.
pub(crate) enum Break {
    /// The person stopped it.
    Cancelled,
    /// The program is stopping.
    Stopping,
    /// Another process has it now.
    LostLease,
    /// It cannot be answered: a code for programs and a sentence for the person.
    Failed(&'static str, String),
    /// The database failed; the turn is taken up again when its lease ends.
    Database(DbError),
}

impl From<DbError> for Break {
    fn from(error: DbError) -> Self {
        Self::Database(error)
    }
}

/// A turn in flight.
pub(crate) struct Run<'a> {
    pub(crate) agent: &'a Agent,
    pub(crate) live: &'a LiveTurn,
    pub(crate) turn: Turn,
    pub(crate) user: User,
    pub(crate) endpoint: Endpoint,
    /// Whether that endpoint is the user's to use; it may have been when the message was accepted, and no longer be.
    pub(crate) has_key: bool,
    /// What the model is told of the moment; kept with the turn.
    pub(crate) note: String,
    /// The services as they were when the turn was taken up: the same for all its rounds.
    pub(crate) tools: Vec<ServerStatus>,
    pub(crate) conversation: Conversation,
    /// Replies stored so far.
    pub(crate) round: i64,
    /// The calls of the last reply, while they are not all settled.
    pub(crate) calls: Vec<ToolCall>,
    /// Whether an earlier process may have sent the running ones among `calls`.
    pub(crate) sent_before: bool,
    /// Everything shown so far: what the message will say.
    pub(crate) text: String,
    /// Text that was shown before a crash and that no stored reply holds.
    pub(crate) partial: Option<String>,
    /// Whether the text broke off in the middle and goes on without a new paragraph.
    pub(crate) broken_off: bool,
}

/// Runs the turn to its end; answers the next turn of the thread, if it was queued behind.
async fn run_one(agent: &Agent, turn: Turn, on_air: &mut OnAir) -> Option<Turn> {
    let live = std::sync::Arc::clone(&on_air.live);
    let (id, thread) = (turn.id, turn.thread_id);
    let mut run = match Run::prepare(agent, &live, turn).await {
        Ok(run) => run,
        Err(error) => {
            tracing::error!(turn.id = %id, %error, "cannot read a turn; it is tried again when its lease ends");
            return None;
        }
    };
    let broken = {
        let (turn, limit) = (run.turn.clone(), agent.limits().turn);
        let interrupted = std::pin::pin!(lease::interrupted(agent, &live, &turn));
        let work = std::pin::pin!(tokio::time::timeout(limit, work(&mut run)));
        match select(interrupted, work).await {
            Either::Left((broken, _)) | Either::Right((Ok(Err(broken)), _)) => broken,
            Either::Right((Ok(Ok(next)), _)) => {
                on_air.end = End::Ended;
                return next;
            }
            Either::Right((Err(_), _)) => Break::Failed(
                "turn_too_long",
                format!("The answer took longer than {} minutes and was stopped.", agent.limits().turn.as_secs() / 60),
            ),
        }
    };
    live.unstage();
    let ended = match broken {
        Break::Cancelled => ending::end(&mut run, TurnState::Cancelled, None).await,
        Break::Failed(code, sentence) => {
            tracing::info!(turn.id = %id, thread.id = %thread, code, "a turn failed");
            ending::end(&mut run, TurnState::Failed, Some((code, &sentence))).await
        }
        Break::Stopping => ending::let_go(&run).await.and(Err(Break::Stopping)),
        Break::LostLease | Break::Database(_) => Err(broken),
    };
    match ended {
        Ok(next) => {
            on_air.end = End::Ended;
            return next;
        }
        Err(Break::Stopping) => tracing::info!(turn.id = %id, "stored a turn in flight"),
        Err(Break::LostLease) => tracing::warn!(turn.id = %id, "another process has taken over a turn of this one"),
        Err(Break::Database(error)) => {
            tracing::error!(turn.id = %id, %error, "the database failed during a turn; it goes on when its lease ends");
        }
        Err(Break::Cancelled | Break::Failed(..)) => unreachable!("ending a turn does not end it otherwise"),
    }
    None
}

async fn work(run: &mut Run<'_>) -> Result<Option<Turn>, Break> {
    if run.turn.cancel_requested {
        return Err(Break::Cancelled);
    }
    if run.turn.attempts > run.agent.limits().attempts {
        let sentence = format!(
            "This answer was interrupted {} times and given up. Send the message again.",
            run.turn.attempts - 1
        );
        return Err(Break::Failed("turn_given_up", sentence));
    }
    if !run.has_key {
        return Err(Break::Failed("llm_key_missing", crate::AgentError::NoModelKey.to_string()));
    }
    run.keep_partial().await?;
    loop {
        if !run.calls.is_empty() {
            calls::settle(run).await?;
            let settled = std::mem::take(&mut run.calls);
            run.conversation.add_results(settled.iter());
        }
        if run.round >= run.agent.limits().rounds {
            let sentence =
                format!("The answer needed more than {} steps and was stopped. Ask for less at a time.", run.round);
            return Err(Break::Failed("too_many_rounds", sentence));
        }
        let reply = ask::ask(run).await?;
        if let ControlFlow::Break(next) = keep(run, reply).await? {
            return Ok(next);
        }
    }
}

/// Stores a reply, in one transaction with everything that follows from it at once: the calls it asks for, or the end of the
/// turn, which breaks with the next turn of the thread.
async fn keep(run: &mut Run<'_>, reply: Reply) -> Result<ControlFlow<Option<Turn>>, Break> {
    if reply.stop == StopReason::Refusal {
        let sentence = "The model declined to answer this. Put it differently, or ask something else.";
        return discard(run, &reply, "model_refused", sentence).await;
    }
    if reply.stop == StopReason::ContextWindowExceeded {
        ending::set_all_aside(run).await?;
        let sentence = "This conversation had grown too long for the model. Its older part is set aside now: send the message again.";
        return discard(run, &reply, "context_window_exceeded", sentence).await;
    }
    run.calls = calls::wanted(run, &reply);
    run.sent_before = false;
    let ends = run.calls.is_empty() && reply.stop != StopReason::PauseTurn;
    if ends && reply.stop == StopReason::MaxTokens {
        run.show_text("\n\n*(Cut off at the length limit of one answer: say “go on” for the rest.)*");
    }
    if ends && run.text.trim().is_empty() {
        return discard(run, &reply, "empty_answer", "The model gave an empty answer. Send the message again.").await;
    }
    let now = run.agent.clock().now().into();
    let mut tx = run.begin().await?;
    run.insert_step(&mut tx, &reply, now).await?;
    ending::account(run, &mut tx, &reply).await?;
    calls::begin(run, &mut tx, now).await?;
    let next = if ends { ending::write(run, &mut tx, TurnState::Done, None, now).await? } else { None };
    run.commit(tx).await?;
    run.conversation.add_reply(run.endpoint.provider, reply);
    run.round += 1;
    run.broken_off = false;
    Ok(if ends { ControlFlow::Break(next) } else { ControlFlow::Continue(()) })
}

/// Fails the turn over a reply that is no answer. What it cost is counted all the same.
async fn discard<T>(run: &Run<'_>, reply: &Reply, code: &'static str, sentence: &str) -> Result<T, Break> {
    ending::account_alone(run, reply).await?;
    Err(Break::Failed(code, sentence.to_owned()))
}

fn provider_name(endpoint: &Endpoint) -> String {
    match serde_json::to_value(endpoint.provider) {
        Ok(Value::String(name)) => name,
        _ => unreachable!("a provider is written as its name"),
    }
}

impl Run<'_> {
    /// Stores a reply, and which model it is from.
    pub(crate) async fn insert_step(&self, tx: &mut db::Tx, reply: &Reply, now: db::UtcTime) -> Result<(), DbError> {
        let step = Step {
            turn_id: self.turn.id,
            round: self.round,
            provider: provider_name(&self.endpoint),
            reply: serde_json::to_string(reply).expect("a reply holds nothing that JSON cannot"),
        };
        store::step_insert(tx, &self.turn.user_id, &step, now).await?;
        store::turn_set_model(tx, &self.turn.user_id, self.turn.id, &step.provider, &self.endpoint.model, &self.note)
            .await
    }

    /// A reply's text as it goes on from what was shown before: in a paragraph of its own, unless it continues one.
    pub(crate) fn as_shown(&self, text: &str) -> String {
        let gap = if self.text.is_empty() || self.broken_off || text.is_empty() { "" } else { "\n\n" };
        format!("{gap}{text}")
    }

    /// Shows text and counts it to the message.
    pub(crate) fn show_text(&mut self, text: &str) {
        self.text.push_str(text);
        self.live.show("text.delta", json!({"text": text}));
    }

    /// A transaction in which this process still has the turn, and keeps it: one that was taken for dead (it hung, or lost
    /// the database for too long) writes nothing more.
    pub(crate) async fn begin(&self) -> Result<db::Tx, Break> {
        let (agent, turn) = (self.agent, &self.turn);
        let mut tx = agent.db().begin(&turn.user_id).await?;
        let kept = store::turn_renew(&mut tx, &turn.user_id, turn.id, agent.worker(), agent.lease_until()).await?;
        if kept.is_some() { Ok(tx) } else { Err(Break::LostLease) }
    }

    /// Stores the events that are not stored yet together with what `tx` did, then shows those that waited for it.
    pub(crate) async fn commit(&self, mut tx: db::Tx) -> Result<(), DbError> {
        let events = self.live.unstored();
        let now = self.agent.clock().now().into();
        store::turn_event_insert(&mut tx, &self.turn.user_id, self.turn.id, &events, now).await?;
        if let (Some(first), Some(last)) = (events.first(), events.last()) {
            let (user, turn, by) = (self.turn.user_id.clone(), self.turn.id, self.agent.worker().to_owned());
            Signal::Events { user, turn, after: first.id - 1, last: last.id, by }.announce(&mut tx).await?;
        }
        tx.commit().await?;
        self.live.stored(events.len());
        Ok(())
    }
}
