//! What gateways that share one PostgreSQL tell each other, so that any of them can show, stop and take over any turn.
//! On SQLite there is one process, and nothing here does anything.

use std::time::Duration;

use db::{DbError, Listener, Tx, UserId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Agent, recovery};

const CHANNEL: &str = "turns";
/// The pause before listening anew after the database went away.
const LISTEN_AGAIN: Duration = Duration::from_secs(1);

/// An announcement; made in the transaction that makes it true.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Signal {
    /// The worker `by` has stored events of a turn: those after number `after`, up to and with `last`.
    Events { user: UserId, turn: Uuid, after: i64, last: i64, by: String },
    /// A turn is to stop.
    Cancel { turn: Uuid },
    /// A turn was let go and may be taken up.
    LetGo { turn: Uuid },
}

impl Signal {
    pub(crate) async fn announce(&self, tx: &mut Tx) -> Result<(), DbError> {
        let message = serde_json::to_string(self).expect("ids and numbers serialize");
        tx.announce(CHANNEL, &message).await
    }
}

/// A listener for this process; `None` on SQLite.
pub(crate) async fn listener(agent: &Agent) -> Result<Option<Listener>, DbError> {
    agent.db().listen(CHANNEL, agent.worker()).await
}

/// Listens until the agent stops, and lets the others see that this process lives.
pub(crate) async fn listen(agent: &Agent, listener: Listener) {
    let mut listener = Some(listener);
    loop {
        if let Some(listening) = listener.take() {
            let Some(error) = agent.stopping().run_until_cancelled(hear_until_error(agent, listening)).await else {
                return;
            };
            tracing::warn!(%error, "cannot hear the other gateways; trying again");
        }
        if agent.stopping().run_until_cancelled(tokio::time::sleep(LISTEN_AGAIN)).await.is_none() {
            return;
        }
        listener = self::listener(agent).await.ok().flatten();
        agent.hub().wake();
    }
}

async fn hear_until_error(agent: &Agent, mut listener: Listener) -> DbError {
    loop {
        match listener.next().await {
            Ok(message) => hear(agent, &message).await,
            Err(error) => return error,
        }
    }
}

async fn hear(agent: &Agent, message: &str) {
    let done = match serde_json::from_str(message) {
        // what this process said itself was heard here before it was stored
        Ok(Signal::Events { by, .. }) if by == agent.worker() => Ok(()),
        Ok(Signal::Events { user, turn, after, last, .. }) => forward(agent, &user, turn, after, last).await,
        Ok(Signal::Cancel { turn }) => {
            if let Some(live) = agent.hub().turn(turn) {
                live.cancel();
            }
            Ok(())
        }
        Ok(Signal::LetGo { turn }) => {
            tracing::debug!(turn.id = %turn, "another gateway let a turn go");
            recovery::take_up_now(agent).await
        }
        // a newer gateway may say what this one does not know yet
        Err(_) => Ok(()),
    };
    if let Err(error) = done {
        tracing::warn!(%error, "cannot follow what another gateway announced");
    }
}

/// Passes what another gateway says to those who listen here. Events that were stored since are announced on their own.
async fn forward(agent: &Agent, user: &UserId, turn: Uuid, after: i64, last: i64) -> Result<(), crate::AgentError> {
    if agent.hub().turn(turn).is_some() {
        return Ok(());
    }
    if agent.hub().has_feed(user) {
        let mut tx = agent.db().read(user).await?;
        let events = store::turn_event_list(&mut tx, user, turn, after).await?;
        drop(tx);
        for event in events.into_iter().filter(|event| event.id <= last) {
            agent.hub().feed_event(user, crate::TurnEvent::read(turn, event)?);
        }
    }
    agent.hub().wake();
    Ok(())
}
