//! What keeps a turn with its process, and what takes it away.

use db::DbError;
use store::Turn;

use crate::Agent;
use crate::live::LiveTurn;
use crate::run::Break;

/// Returns when the turn is not to go on here: it was cancelled, the program stops, or another process has it. Until then
/// it keeps the lease.
pub(crate) async fn interrupted(agent: &Agent, live: &LiveTurn, turn: &Turn) -> Break {
    let keep = async {
        let pause = agent.limits().lease / 3;
        let mut renewed = tokio::time::Instant::now();
        loop {
            tokio::time::sleep(pause).await;
            match renew(agent, turn).await {
                Ok(None) => return Break::LostLease,
                Ok(Some(true)) => return Break::Cancelled,
                Ok(Some(false)) => renewed = tokio::time::Instant::now(),
                // the database is away: whoever cannot renew must not go on past the lease
                Err(_) if renewed.elapsed() > agent.limits().lease => return Break::LostLease,
                Err(_) => {}
            }
        }
    };
    tokio::select! {
        () = live.cancelled() => Break::Cancelled,
        () = agent.stopping().cancelled() => Break::Stopping,
        broken = keep => broken,
    }
}

async fn renew(agent: &Agent, turn: &Turn) -> Result<Option<bool>, DbError> {
    let mut tx = agent.db().begin(&turn.user_id).await?;
    let kept = store::turn_renew(&mut tx, &turn.user_id, turn.id, agent.worker(), agent.lease_until()).await?;
    tx.commit().await?;
    Ok(kept)
}
