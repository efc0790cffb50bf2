//! Everything a turn needs, arranged in one line.

use std::sync::Arc;
use std::time::Duration;

use agent::tool_servers::ToolServer;
use agent::{Accepted, Agent, AgentSettings, Limits, ModelKeys, NewMessage, ToolServers, TurnEvent};
use clock::Clock;
use db::{Db, UserId};
use futures_util::StreamExt as _;
use llm::{ChatRequest, Endpoint, Prices, Provider};
use mcp_kit::{ServeSettings, Service};
use secrecy::{ExposeSecret as _, SecretString};
use store::{Message, Role, Turn, User};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use vault::{MasterKey, Vault};

use crate::model::{Move, Scripted};
use crate::notebook::{Mailbox, Notebook};

/// A database with one user, a scripted model and two services over HTTP.
pub(crate) struct World {
    pub(crate) db: Db,
    pub(crate) clock: Clock,
    pub(crate) model: Arc<Scripted>,
    pub(crate) notebook: Arc<Notebook>,
    pub(crate) mailbox: Arc<Mailbox>,
    pub(crate) limits: Limits,
    pub(crate) user: UserId,
    /// The operator's model key; without one the model is open to everybody.
    pub(crate) operator_key: Option<SecretString>,
    /// What seals the users' secrets.
    pub(crate) master_key: SecretString,
    tools: ToolServers,
    stop: CancellationToken,
}

/// Tells a story on both databases.
pub(crate) async fn on_both(story: impl AsyncFn(Db)) {
    throwaway_postgres::on_both(&store::MIGRATIONS, story).await;
}

impl World {
    pub(crate) async fn new(db: Db, script: impl Fn(&ChatRequest) -> Vec<Move> + Send + Sync + 'static) -> Self {
        let clock = Clock::system();
        let user = UserId::owner();
        let mut tx = db.begin(&user).await.unwrap();
        let person = User {
            user_id: user.clone(),
            display_name: "Ada".to_owned(),
            role: Role::Admin,
            time_zone: "Europe/Berlin".to_owned(),
            locale: "en".to_owned(),
            quiet_hours: None,
            demo: false,
            created_at: clock.now().into(),
        };
        store::user_insert(&mut tx, &person).await.unwrap();
        tx.commit().await.unwrap();
        let (notebook, mailbox) = (Arc::new(Notebook::new()), Arc::new(Mailbox::new()));
        let stop = CancellationToken::new();
        let servers = vec![
            serve("journal", notebook.clone(), &clock, &stop).await,
            serve("mail", mailbox.clone(), &clock, &stop).await,
        ];
        let tools = ToolServers::new(http(), servers, None, clock.clone());
        let model = Arc::new(Scripted::new(script));
        Self {
            db,
            clock,
            model,
            notebook,
            mailbox,
            limits: Limits { lease: Duration::from_secs(1), ..Limits::default() },
            user,
            operator_key: None,
            master_key: MasterKey::random_hex(),
            tools,
            stop,
        }
    }

    /// A process that serves: make a second one to see what it does with the turns of the first.
    pub(crate) async fn agent(&self) -> Agent {
        let agent = Agent::new(AgentSettings {
            db: self.db.clone(),
            clock: self.clock.clone(),
            model: self.model.clone(),
            keys: ModelKeys {
                operator: Endpoint {
                    provider: Provider::Claude,
                    base_url: None,
                    key: self.operator_key.clone(),
                    model: "scripted".to_owned(),
                },
                anthropic_url: None,
                openai_url: None,
                vault: Some(self.vault()),
            },
            tools: self.tools.clone(),
            prices: Prices::built_in(),
            limits: self.limits.clone(),
        });
        agent.start().await.unwrap();
        agent
    }

    /// A vault with this world's master key.
    pub(crate) fn vault(&self) -> Vault {
        Vault::new(MasterKey::from_hex(self.master_key.expose_secret()).unwrap(), None)
    }

    pub(crate) async fn send(&self, agent: &Agent, text: &str) -> Accepted {
        agent.message_accept(&self.user, message(text)).await.unwrap()
    }

    pub(crate) async fn send_to(&self, agent: &Agent, thread: uuid::Uuid, text: &str) -> Accepted {
        agent.message_accept(&self.user, NewMessage { thread: Some(thread), ..message(text) }).await.unwrap()
    }

    /// All events of a turn, up to its end.
    pub(crate) async fn events(&self, agent: &Agent, accepted: Accepted) -> Vec<TurnEvent> {
        let events = agent.turn_events(&self.user, accepted.turn_id, 0).await.unwrap();
        tokio::time::timeout(Duration::from_secs(30), events.collect()).await.expect("the turn ends")
    }

    pub(crate) async fn finished(&self, agent: &Agent, accepted: Accepted) -> Turn {
        let turn = agent.turn_finished(&self.user, accepted.turn_id);
        tokio::time::timeout(Duration::from_secs(30), turn).await.expect("the turn ends").unwrap()
    }

    /// The messages of a thread as `role: text`.
    pub(crate) async fn said(&self, accepted: Accepted) -> Vec<String> {
        let mut tx = self.db.read(&self.user).await.unwrap();
        let rows: Vec<Message> =
            db::fetch_all!(tx, Message, "select id, user_id, thread_id, turn_id, role, text, created_at from messages where thread_id = $1 order by id", accepted.thread_id).unwrap();
        rows.into_iter().map(|m| format!("{}: {}", m.role.as_str(), m.text)).collect()
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

pub(crate) fn message(text: &str) -> NewMessage {
    NewMessage {
        thread: None,
        agent: None,
        text: text.to_owned(),
        model: None,
        allow_operator_llm: false,
        idempotency_key: None,
    }
}

/// Events without what differs from run to run: `type` and the data that matters.
pub(crate) fn lines(events: &[TurnEvent]) -> Vec<String> {
    events
        .iter()
        .map(|event| {
            let mut data = event.data.clone();
            let data = data.as_object_mut().unwrap();
            for volatile in ["turn_id", "thread_id", "message_id", "call_id", "cost_micros"] {
                data.shift_remove(volatile);
            }
            format!("{} {}", event.kind, serde_json::Value::Object(data.clone()))
        })
        .collect()
}

async fn serve(name: &str, service: Arc<dyn Service>, clock: &Clock, stop: &CancellationToken) -> ToolServer {
    let settings = ServeSettings::local(clock.clone());
    let listener = mcp_kit::listen("127.0.0.1:0".parse().unwrap(), &settings).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = mcp_kit::router(service, settings);
    TaskTracker::new().spawn(mcp_kit::serve(router, listener, stop.clone()));
    ToolServer::new(name, &url).unwrap()
}

pub(crate) fn http() -> reqwest::Client {
    // twice is no harm: the first one stays
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}
