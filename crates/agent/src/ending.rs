//! How turns end, and how one that does not end here is put away.

use db::{DbError, Tx, UtcTime};
use llm::Reply;
use serde_json::json;
use store::{Message, MessageRole, Turn, TurnState, Usage};

use crate::run::{Break, Run};
use crate::signal::Signal;
use crate::{Agent, calls};

/// Ends the turn for a reason other than an answer; answers the next turn of the thread.
pub(crate) async fn end(
    run: &mut Run<'_>,
    state: TurnState,
    error: Option<(&'static str, &str)>,
) -> Result<Option<Turn>, Break> {
    let now = run.agent.clock().now().into();
    let mut tx = run.begin().await?;
    calls::abandon(run, &mut tx, now).await?;
    let next = write(run, &mut tx, state, error, now).await?;
    run.commit(tx).await?;
    Ok(next)
}

/// Writes the end of the turn: the message with what was said, the state, the last event; and claims the next turn of the
/// thread, in the same transaction, so that none is ever left behind.
pub(crate) async fn write(
    run: &Run<'_>,
    tx: &mut Tx,
    state: TurnState,
    error: Option<(&'static str, &str)>,
    now: UtcTime,
) -> Result<Option<Turn>, Break> {
    let (agent, turn) = (run.agent, &run.turn);
    let (user, thread) = (&turn.user_id, turn.thread_id);
    let spoke = !run.text.is_empty();
    // the thread may have been put into the bin meanwhile: its turn ends all the same
    store::thread_lock(tx, user, thread, i64::from(spoke), now).await?;
    let message_id = agent.clock().id();
    if spoke {
        let message = Message {
            id: message_id,
            user_id: user.clone(),
            thread_id: thread,
            turn_id: turn.id,
            role: MessageRole::Assistant,
            text: run.text.clone(),
            created_at: now,
        };
        store::message_insert(tx, &message).await?;
    }
    if let Some(from) = run.conversation.set_aside(agent.limits().context_bytes) {
        store::thread_set_context_from(tx, user, thread, from).await?;
    }
    if !store::turn_end(tx, user, turn.id, Some(agent.worker()), state, error, now).await? {
        return Err(Break::LostLease);
    }
    match (state, error) {
        (TurnState::Cancelled, _) => run.live.stage("turn.cancelled", json!({})),
        (_, Some((code, detail))) => run.live.stage("turn.failed", json!({"code": code, "detail": detail})),
        (_, None) => run.live.stage("turn.finished", json!({"message_id": message_id, "text": run.text})),
    }
    Ok(store::turn_claim_next(tx, user, thread, agent.worker(), agent.lease_until(), now).await?)
}

/// Counts what a reply cost to the turn and its thread.
pub(crate) async fn account(run: &Run<'_>, tx: &mut Tx, reply: &Reply) -> Result<(), DbError> {
    let tokens = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let cost = run.agent.prices().cost_micros(run.endpoint.provider, &reply.model, &reply.usage);
    let usage = Usage {
        input_tokens: tokens(reply.usage.input),
        output_tokens: tokens(reply.usage.output),
        cache_read_tokens: tokens(reply.usage.cache_read),
        cache_write_tokens: tokens(reply.usage.cache_write),
        cost_micros: cost.map_or(0, tokens),
    };
    store::turn_add_usage(tx, &run.turn.user_id, run.turn.id, usage).await?;
    store::thread_add_usage(tx, &run.turn.user_id, run.turn.thread_id, usage).await?;
    run.live.stage(
        "usage",
        json!({
            "model": reply.model,
            "input": reply.usage.input,
            "output": reply.usage.output,
            "cache_read": reply.usage.cache_read,
            "cache_write": reply.usage.cache_write,
            "cost_micros": cost,
        }),
    );
    Ok(())
}

/// Counts what a reply cost that is not kept.
pub(crate) async fn account_alone(run: &Run<'_>, reply: &Reply) -> Result<(), Break> {
    let mut tx = run.begin().await?;
    account(run, &mut tx, reply).await?;
    Ok(run.commit(tx).await?)
}

/// Sets every turn of the thread up to this one aside: the next message starts with an empty conversation.
pub(crate) async fn set_all_aside(run: &Run<'_>) -> Result<(), Break> {
    let mut tx = run.begin().await?;
    store::thread_set_context_from(&mut tx, &run.turn.user_id, run.turn.thread_id, run.turn.seq + 1).await?;
    Ok(tx.commit().await?)
}

/// Puts a turn in flight away, with all that was shown of it, so that another process can go on at once.
pub(crate) async fn let_go(run: &Run<'_>) -> Result<(), Break> {
    let mut tx = run.begin().await?;
    store::turn_release(&mut tx, &run.turn.user_id, run.turn.id, run.agent.worker()).await?;
    Signal::LetGo { turn: run.turn.id }.announce(&mut tx).await?;
    Ok(run.commit(tx).await?)
}

/// Ends a queued turn that was cancelled before any process took it up. If one does so at this moment, it finds the wish
/// to cancel in the turn's row.
pub(crate) async fn cancel_queued(agent: &Agent, turn: &Turn) -> Result<(), DbError> {
    let now = agent.clock().now().into();
    let mut tx = agent.db().begin(&turn.user_id).await?;
    if store::turn_end(&mut tx, &turn.user_id, turn.id, None, TurnState::Cancelled, None, now).await? {
        let live = agent.hub().unlisted(&turn.user_id, turn.id, 0);
        live.stage("turn.started", json!({"thread_id": turn.thread_id}));
        live.stage("turn.cancelled", json!({}));
        let events = live.unstored();
        store::turn_event_insert(&mut tx, &turn.user_id, turn.id, &events, now).await?;
        let (user, by) = (turn.user_id.clone(), agent.worker().to_owned());
        Signal::Events { user, turn: turn.id, after: 0, last: i64::MAX, by }.announce(&mut tx).await?;
        tx.commit().await?;
        live.stored(events.len());
        agent.hub().wake();
    }
    Ok(())
}
