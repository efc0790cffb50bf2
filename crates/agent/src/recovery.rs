//! Turns whose process died are taken up by one that lives.

use std::time::Duration;

use db::{Dialect, Lookup, Tx};
use store::OpenTurn;

use crate::{Agent, AgentError, live, run};

/// Takes up what an earlier process left.
pub(crate) async fn take_up_at_start(agent: &Agent) -> Result<(), AgentError> {
    take_up(agent, When::Start).await
}

/// Takes up what is free now.
pub(crate) async fn take_up_now(agent: &Agent) -> Result<(), AgentError> {
    take_up(agent, When::Later).await
}

/// Looks again and again, a few times within a lease, until the agent stops.
pub(crate) async fn keep_looking(agent: &Agent) {
    let pause = (agent.limits().lease / 5).max(Duration::from_millis(100));
    while agent.stopping().run_until_cancelled(tokio::time::sleep(pause)).await.is_some() {
        if let Err(error) = take_up_now(agent).await {
            tracing::warn!(%error, "cannot look for unfinished turns; trying again");
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum When {
    Start,
    Later,
}

async fn take_up(agent: &Agent, when: When) -> Result<(), AgentError> {
    let mut tx = agent.db().lookup(Lookup::OpenTurns).await?;
    let mut free = Vec::new();
    for turn in store::turn_list_open(&mut tx).await? {
        if agent.hub().turn(turn.id).is_none() && is_free(agent, &mut tx, when, &turn).await? {
            free.push(turn);
        }
    }
    drop(tx);
    for turn in free {
        take_up_one(agent, turn).await?;
    }
    Ok(())
}

/// Whether nobody works on the turn: it is queued (whether its time has come, the claim finds out), its lease has ended,
/// or its process is dead. On SQLite the process that starts is the only one, for it holds the lock on the data folder; on
/// PostgreSQL a living process is present at the server.
async fn is_free(agent: &Agent, tx: &mut Tx, when: When, turn: &OpenTurn) -> Result<bool, AgentError> {
    let (Some(worker), Some(lease)) = (&turn.worker, turn.lease_until) else { return Ok(true) };
    if lease.0 < agent.clock().now() {
        return Ok(true);
    }
    Ok(match tx.dialect() {
        Dialect::Sqlite => when == When::Start,
        Dialect::Postgres => worker != agent.worker() && !tx.is_present(worker).await?,
    })
}

async fn take_up_one(agent: &Agent, turn: OpenTurn) -> Result<(), AgentError> {
    let mut tx = agent.db().begin(&turn.user_id).await?;
    let (now, until) = (agent.clock().now().into(), agent.lease_until());
    let before = turn.worker.as_deref();
    let claimed = store::turn_claim(&mut tx, &turn.user_id, turn.id, agent.worker(), before, until, now).await?;
    let last = store::turn_event_last_id(&mut tx, &turn.user_id, turn.id).await?;
    tx.commit().await?;
    if let Some(claimed) = claimed {
        let last = if claimed.attempts > 1 { last + live::GAP_AFTER_RESTART } else { last };
        tracing::info!(turn.id = %claimed.id, attempt = claimed.attempts, "took up an unfinished turn");
        run::start(agent, claimed, last);
    }
    Ok(())
}
