use std::collections::VecDeque;
use std::time::Duration;

use db::UserId;
use futures_util::StreamExt as _;
use futures_util::stream::{self, BoxStream};
use serde_json::Value;
use tokio::sync::watch;
use uuid::Uuid;

use crate::{Agent, AgentError};

/// One thing that a client is told of a turn, as the contract lists them.
#[derive(Clone, Debug, PartialEq)]
pub struct TurnEvent {
    /// The turn.
    pub turn_id: Uuid,
    /// Its number: rises within the turn, with gaps.
    pub id: i64,
    /// Its type: `turn.started`, `text.delta`, `tool.started` …
    pub kind: String,
    /// Its data, an object that always has `turn_id`.
    pub data: Value,
}

/// How long a turn of another process may go unlooked at when no word of it arrives.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

impl Agent {
    /// The events of a turn after number `after`: what is stored, then what comes, until the turn has ended. The stream also
    /// ends when this process stops; a client then comes back and goes on from the last event it saw.
    pub async fn turn_events(
        &self,
        user: &UserId,
        turn: Uuid,
        after: i64,
    ) -> Result<BoxStream<'static, TurnEvent>, AgentError> {
        let mut tx = self.db().read(user).await?;
        store::turn_get(&mut tx, user, turn).await?.ok_or(AgentError::NotFound("turn"))?;
        drop(tx);
        let changed = self.hub().changed();
        let follower =
            Follower { agent: self.clone(), user: user.clone(), turn, last: after, ready: VecDeque::new(), changed };
        Ok(stream::unfold(follower, Follower::next).boxed())
    }

    /// Waits until the turn has ended, and gives it as it then is.
    pub async fn turn_finished(&self, user: &UserId, turn: Uuid) -> Result<store::Turn, AgentError> {
        let mut events = self.turn_events(user, turn, i64::MAX).await?;
        while events.next().await.is_some() {}
        let mut tx = self.db().read(user).await?;
        let turn = store::turn_get(&mut tx, user, turn).await?.ok_or(AgentError::NotFound("turn"))?;
        if turn.state.is_ended() { Ok(turn) } else { Err(AgentError::Stopping) }
    }

    /// Every event of every turn of this user from now on. A reader that falls far behind finds the stream ended, and
    /// resumes each turn it cares for with `turn_events`.
    pub fn live_events(&self, user: &UserId) -> BoxStream<'static, TurnEvent> {
        let feed = self.hub().feed(user);
        stream::unfold(feed, async |mut feed| feed.recv().await.ok().map(|event| (event, feed))).boxed()
    }
}

/// Follows one turn, wherever it runs.
struct Follower {
    agent: Agent,
    user: UserId,
    turn: Uuid,
    last: i64,
    ready: VecDeque<TurnEvent>,
    changed: watch::Receiver<u64>,
}

impl Follower {
    async fn next(mut self) -> Option<(TurnEvent, Self)> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                self.last = self.last.max(event.id);
                return Some((event, self));
            }
            // marked as seen before looking, so that a change during the look wakes us
            self.changed.borrow_and_update();
            match self.agent.hub().turn(self.turn) {
                Some(live) if self.last >= live.first() => {
                    let (events, ended) = live.after(self.last).await;
                    // a turn that this process let go of may be taken up by another: then it goes on below
                    if events.is_empty() && ended && (self.agent.is_stopping() || !live.was_let_go()) {
                        return None;
                    }
                    self.ready = events.into();
                }
                _ => {
                    let (events, ended) = match self.stored().await {
                        Ok(stored) => stored,
                        Err(error) => {
                            tracing::warn!(turn.id = %self.turn, %error, "cannot read the events of a turn");
                            return None;
                        }
                    };
                    if events.is_empty() {
                        if ended || self.agent.is_stopping() {
                            return None;
                        }
                        let _ = tokio::time::timeout(LOOK_AGAIN, self.changed.changed()).await;
                    }
                    self.ready = events.into();
                }
            }
        }
    }

    async fn stored(&self) -> Result<(Vec<TurnEvent>, bool), AgentError> {
        let mut tx = self.agent.db().read(&self.user).await?;
        // the turn first: if it has ended, its last event is already there to be read
        let turn = store::turn_get(&mut tx, &self.user, self.turn).await?.ok_or(AgentError::NotFound("turn"))?;
        let rows = store::turn_event_list(&mut tx, &self.user, self.turn, self.last).await?;
        let events = rows.into_iter().map(|row| TurnEvent::read(self.turn, row)).collect::<Result<_, _>>()?;
        Ok((events, turn.state.is_ended()))
    }
}

impl TurnEvent {
    pub(crate) fn read(turn_id: Uuid, row: store::TurnEvent) -> Result<Self, db::DbError> {
        let data = serde_json::from_str(&row.data).map_err(|error| db::DbError::Broken {
            table: "turn_events",
            column: "data",
            row: format!("{turn_id}/{}", row.id),
            reason: error.to_string(),
        })?;
        Ok(Self { turn_id, id: row.id, kind: row.kind, data })
    }
}
