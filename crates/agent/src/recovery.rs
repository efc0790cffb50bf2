//! Turns whose process died are taken up by one that lives.

use std::time::Duration;

use db::{Dialect, Lookup};
use jiff::Timestamp;
use store::OpenTurn;

use crate::{Agent, AgentError, live, run};

/// Takes up what an earlier process left. On SQLite this process is the only one (it holds the lock on the data folder),
/// so every unfinished turn belongs to a dead one; on PostgreSQL another gateway may be at work, and only its silence
/// beyond the lease tells that it died.
pub(crate) async fn take_up_at_start(agent: &Agent) -> Result<(), AgentError> {
    let stale = match agent.db().dialect() {
        Dialect::Sqlite => Timestamp::MAX,
        Dialect::Postgres => agent.clock().now(),
    };
    take_up(agent, stale).await
}

/// Looks again and again, a few times within a lease, until the agent stops.
pub(crate) async fn keep_looking(agent: &Agent) {
    let pause = (agent.limits().lease / 5).max(Duration::from_millis(100));
    while agent.stopping().run_until_cancelled(tokio::time::sleep(pause)).await.is_some() {
        if let Err(error) = take_up(agent, agent.clock().now()).await {
            tracing::warn!(%error, "cannot look for unfinished turns; trying again");
        }
    }
}

/// Takes up the turns whose lease ended before `stale`, and queued ones that nothing stands before.
async fn take_up(agent: &Agent, stale: Timestamp) -> Result<(), AgentError> {
    let mut tx = agent.db().lookup(Lookup::OpenTurns).await?;
    let open = store::turn_list_open(&mut tx).await?;
    drop(tx);
    for turn in open {
        let free = turn.worker.is_none() || turn.lease_until.is_none_or(|until| until.0 < stale);
        if free && agent.hub().turn(turn.id).is_none() {
            take_up_one(agent, turn, stale).await?;
        }
    }
    Ok(())
}

async fn take_up_one(agent: &Agent, turn: OpenTurn, stale: Timestamp) -> Result<(), AgentError> {
    let mut tx = agent.db().begin(&turn.user_id).await?;
    let (now, until) = (agent.clock().now().into(), agent.lease_until());
    let claimed = store::turn_claim(&mut tx, &turn.user_id, turn.id, agent.worker(), stale.into(), until, now).await?;
    let last = store::turn_event_last_id(&mut tx, &turn.user_id, turn.id).await?;
    tx.commit().await?;
    if let Some(claimed) = claimed {
        let last = if claimed.attempts > 1 || last > 0 { last + live::GAP_AFTER_RESTART } else { 0 };
        tracing::info!(turn.id = %claimed.id, attempt = claimed.attempts, "took up an unfinished turn");
        run::start(agent, claimed, last);
    }
    Ok(())
}
