//! A gateway that is served, its database, and clients to ask it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use agent::tool_servers::ToolServer;
use agent::{Agent, AgentSettings, Limits, ModelKeys, ToolServers};
use clock::Clock;
use db::{Db, UserId};
use gateway::accounts::{self, NewKey};
use gateway::audit::Doer;
use gateway::{Gateway, GatewayLimits, GatewaySettings};
use llm::{Endpoint, Prices, Provider};
use mcp_kit::ServeSettings;
use secrecy::{ExposeSecret, SecretString};
use store::Role;
use tokio::net::TcpSocket;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use vault::{MasterKey, Vault};

use crate::client::Client;
use crate::journal::Journal;
use crate::model::{Gate, Scripted};

/// What one test needs otherwise than the rest.
pub(crate) struct Wish {
    pub(crate) limits: GatewayLimits,
    pub(crate) public_origins: Vec<String>,
    /// The operator's model key, which not everybody may use.
    pub(crate) model_key: Option<&'static str>,
    /// What seals the users' secrets, as the operator sets it.
    pub(crate) master_key: SecretString,
    pub(crate) journal: bool,
}

impl Default for Wish {
    fn default() -> Self {
        let limits = GatewayLimits { recheck: Duration::from_millis(50), ..GatewayLimits::default() };
        Self {
            limits,
            public_origins: Vec::new(),
            model_key: None,
            master_key: MasterKey::random_hex(),
            journal: false,
        }
    }
}

pub(crate) struct World {
    pub(crate) db: Db,
    /// Stands at 2026-11-22T08:00:00Z until it is moved.
    pub(crate) clock: Clock,
    pub(crate) address: SocketAddr,
    /// Holds the model back that was told to wait.
    pub(crate) gate: Gate,
    /// Whether the journal has the demo household.
    pub(crate) demo: Arc<AtomicBool>,
    agent: Agent,
    http: reqwest::Client,
    stop: CancellationToken,
}

/// Tells a story on both databases.
pub(crate) async fn on_both(story: impl AsyncFn(&World)) {
    on_both_with(Wish::default, story).await;
}

/// Tells a story on both databases, in a world that is a little different.
pub(crate) async fn on_both_with(wish: impl Fn() -> Wish, story: impl AsyncFn(&World)) {
    throwaway_postgres::on_both(&store::MIGRATIONS, async |db| {
        let world = World::new(db, wish()).await;
        story(&world).await;
        world.agent.stop().await;
    })
    .await;
}

impl World {
    pub(crate) async fn new(db: Db, wish: Wish) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let clock = Clock::fixed("2026-11-22T08:00:00Z".parse().unwrap());
        let (gate, stop, http) = (Gate::closed(), CancellationToken::new(), reqwest::Client::new());
        let journal = Journal::new();
        let demo = journal.demo.clone();
        let servers = if wish.journal { vec![serve(journal, &clock, &stop).await] } else { Vec::new() };
        let tools = ToolServers::new(http.clone(), servers, None, clock.clone());
        let key = wish.model_key.map(Into::into);
        let agent = Agent::new(AgentSettings {
            db: db.clone(),
            clock: clock.clone(),
            model: Arc::new(Scripted::new(gate.clone())),
            keys: ModelKeys {
                operator: Endpoint { provider: Provider::Claude, base_url: None, key, model: "scripted".to_owned() },
                anthropic_url: None,
                openai_url: None,
                vault: Some(Vault::new(MasterKey::from_hex(wish.master_key.expose_secret()).unwrap(), None)),
            },
            tools: tools.clone(),
            prices: Prices::built_in(),
            limits: Limits::default(),
        });
        agent.start().await.unwrap();
        tools.refresh().await;
        let gateway = Gateway::new(GatewaySettings {
            db: db.clone(),
            clock: clock.clone(),
            agent: agent.clone(),
            loopback: true,
            public_origins: wish.public_origins,
            trusted_proxies: Vec::new(),
            limits: wish.limits,
            stopping: stop.clone(),
        });
        let socket = TcpSocket::new_v4().unwrap();
        // small, so that a client that does not read is noticed after kilobytes and not after megabytes
        socket.set_send_buffer_size(32 * 1_024).unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let listener = socket.listen(128).unwrap();
        let address = listener.local_addr().unwrap();
        let router = gateway::router(gateway).into_make_service_with_connect_info::<SocketAddr>();
        let ended = stop.clone().cancelled_owned();
        TaskTracker::new().spawn(async move { axum::serve(listener, router).with_graceful_shutdown(ended).await });
        Self { db, clock, address, gate, demo, agent, http, stop }
    }

    /// A client that shows nothing.
    pub(crate) fn nobody(&self) -> Client {
        Client::new(self.http.clone(), self.address)
    }

    /// A client with a new key of the first user, an admin.
    pub(crate) async fn owner(&self) -> Client {
        self.client("owner", Role::Admin).await
    }

    /// A client with a new key of somebody else.
    pub(crate) async fn somebody(&self, user: &str) -> Client {
        self.client(user, Role::Personal).await
    }

    async fn client(&self, user: &str, role: Role) -> Client {
        self.nobody().with_key(&self.key(user, role, true).await)
    }

    pub(crate) async fn key(&self, user: &str, role: Role, allow_operator_llm: bool) -> String {
        let user = UserId::parse(user).unwrap();
        let new = NewKey { user, role, label: "test".to_owned(), allow_operator_llm, expires_at: None };
        let created = accounts::key_create(&self.db, &self.clock, new, &Doer::command()).await.unwrap();
        created.key.expose_secret().to_owned()
    }

    /// The code of a one-time link for the first user.
    pub(crate) async fn link(&self) -> String {
        let owner = UserId::owner();
        accounts::first_start(&self.db, &self.clock, &owner).await.unwrap();
        accounts::sign_in_link(&self.db, &self.clock, &owner, &Doer::program())
            .await
            .unwrap()
            .expose_secret()
            .to_owned()
    }

    /// A browser that the first user is signed in with.
    pub(crate) async fn browser(&self) -> Client {
        let link = self.link().await;
        let signed_in = self.nobody().post("/api/session", serde_json::json!({"link": link})).await;
        assert_eq!(signed_in.status, 204, "{:?}", signed_in.body);
        self.nobody().with_cookie(&signed_in.cookie())
    }

    pub(crate) fn has_demo(&self) -> bool {
        self.demo.load(Ordering::SeqCst)
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

async fn serve(journal: Journal, clock: &Clock, stop: &CancellationToken) -> ToolServer {
    let settings = ServeSettings::local(clock.clone());
    let listener = mcp_kit::listen("127.0.0.1:0".parse().unwrap(), &settings).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = mcp_kit::router(Arc::new(journal), settings);
    TaskTracker::new().spawn(mcp_kit::serve(router, listener, stop.clone()));
    ToolServer::new("journal", &url).unwrap()
}
