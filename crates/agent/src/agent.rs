use std::sync::Arc;
use std::time::Duration;

use clock::Clock;
use db::{Db, UserId};
use llm::{ChatModel, Prices};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use crate::live::Hub;
use crate::signal::{self, Signal};
use crate::{AgentError, ModelKeys, ServerStatus, ToolServers, ending, recovery};

/// Runs turns: takes messages, asks models, calls tools, stores every step, and tells whoever listens. Clones are the same agent.
#[derive(Clone)]
pub struct Agent(Arc<Inner>);

/// What an agent is made of.
pub struct AgentSettings {
    /// `assistant_system`.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// The models.
    pub model: Arc<dyn ChatModel>,
    /// Whose key asks them.
    pub keys: ModelKeys,
    /// The five services.
    pub tools: ToolServers,
    /// What tokens cost.
    pub prices: Prices,
    /// Where a turn ends that does not end by itself.
    pub limits: Limits,
}

/// Where a turn ends that does not end by itself.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Model replies in one turn.
    pub rounds: i64,
    /// Time a process spends on one turn.
    pub turn: Duration,
    /// Time for one tool call.
    pub tool_call: Duration,
    /// Bytes of one tool result that the model is shown.
    pub result_bytes: usize,
    /// Bytes of conversation at which the oldest turns are set aside, until half of that is left.
    pub context_bytes: usize,
    /// Tokens of one reply.
    pub reply_tokens: u32,
    /// How long a process has a turn for itself without saying that it still lives.
    pub lease: Duration,
    /// How often a turn is taken up again after a crash before it is given up.
    pub attempts: i64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            rounds: 16,
            turn: Duration::from_mins(10),
            tool_call: Duration::from_mins(1),
            result_bytes: 24_000,
            context_bytes: 120_000,
            reply_tokens: 8_192,
            lease: Duration::from_secs(15),
            attempts: 12,
        }
    }
}

struct Inner {
    settings: AgentSettings,
    worker: String,
    hub: Hub,
    tasks: TaskTracker,
    stopping: CancellationToken,
}

/// How long a start waits for the services to say what they offer.
const FIRST_LOOK: Duration = Duration::from_secs(2);
/// How long a stop waits for the turns in flight to be stored; the promise to the person is five seconds for everything.
const STOP_WITHIN: Duration = Duration::from_secs(4);

impl Agent {
    /// An agent that does nothing yet.
    pub fn new(settings: AgentSettings) -> Self {
        let worker = settings.clock.id().to_string();
        Self(Arc::new(Inner {
            settings,
            worker,
            hub: Hub::default(),
            tasks: TaskTracker::new(),
            stopping: CancellationToken::new(),
        }))
    }

    /// Takes up every turn that an earlier process left unfinished, and keeps looking for turns whose process died.
    pub async fn start(&self) -> Result<(), AgentError> {
        // a turn that goes on needs its tools; a service that does not answer now is found later
        let _ = tokio::time::timeout(FIRST_LOOK, self.tool_servers().refresh()).await;
        if let Some(listener) = signal::listener(self).await? {
            let agent = self.clone();
            self.tasks().spawn(async move { signal::listen(&agent, listener).await });
        }
        recovery::take_up_at_start(self).await?;
        let agent = self.clone();
        self.tasks().spawn(async move { recovery::keep_looking(&agent).await });
        let (agent, stop) = (self.clone(), self.stopping().clone());
        self.tasks().spawn(async move { agent.tool_servers().run(stop).await });
        Ok(())
    }

    /// Stores the turns in flight and lets them go, so that the next process goes on with them. Returns within five seconds.
    pub async fn stop(&self) {
        self.0.stopping.cancel();
        self.0.tasks.close();
        if tokio::time::timeout(STOP_WITHIN, self.0.tasks.wait()).await.is_err() {
            tracing::warn!("some turns did not stop in time; they go on from their last stored step after the restart");
        }
    }

    /// Stops a turn; what it stored stays. A turn that has ended already stays as it is.
    pub async fn turn_cancel(&self, user: &UserId, turn: Uuid) -> Result<(), AgentError> {
        let mut tx = self.db().begin(user).await?;
        let turn = store::turn_cancel_request(&mut tx, user, turn).await?.ok_or(AgentError::NotFound("turn"))?;
        Signal::Cancel { turn: turn.id }.announce(&mut tx).await?;
        tx.commit().await?;
        if turn.state == store::TurnState::Queued {
            ending::cancel_queued(self, &turn).await?;
        }
        if let Some(live) = self.hub().turn(turn.id) {
            live.cancel();
        }
        Ok(())
    }

    /// The five services as they are now, in fixed order.
    pub fn tools(&self) -> Vec<ServerStatus> {
        self.tool_servers().status()
    }

    /// The client of the five services.
    pub fn tool_servers(&self) -> &ToolServers {
        &self.0.settings.tools
    }

    /// Whose key asks the models.
    pub fn keys(&self) -> &ModelKeys {
        &self.0.settings.keys
    }

    /// The models themselves.
    pub fn model(&self) -> &dyn ChatModel {
        &*self.0.settings.model
    }

    pub(crate) fn db(&self) -> &Db {
        &self.0.settings.db
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.0.settings.clock
    }

    pub(crate) fn prices(&self) -> &Prices {
        &self.0.settings.prices
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.0.settings.limits
    }

    pub(crate) fn worker(&self) -> &str {
        &self.0.worker
    }

    pub(crate) fn hub(&self) -> &Hub {
        &self.0.hub
    }

    pub(crate) fn tasks(&self) -> &TaskTracker {
        &self.0.tasks
    }

    pub(crate) fn stopping(&self) -> &CancellationToken {
        &self.0.stopping
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.0.stopping.is_cancelled()
    }

    /// The end of a lease that begins now.
    pub(crate) fn lease_until(&self) -> db::UtcTime {
        (self.clock().now() + self.limits().lease).into()
    }
}
