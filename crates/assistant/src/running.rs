use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use agent::tool_servers::{ToolServer, ToolServers};
use agent::{Agent, AgentSettings, Limits, ModelKeys};
use anyhow::{Context, anyhow};
use axum::Router;
use clock::Clock;
use db::Db;
use gateway::accounts::{self, NewKey};
use gateway::audit::Doer;
use gateway::{Gateway, GatewayLimits, GatewaySettings};
use llm::{Models, Prices, Timing};
use mcp_kit::token;
use secrecy::SecretString;
use store::Role;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::services::Name;
use crate::settings::{Reach, SettingsError};
use crate::signals::StopSignals;

/// What listens and works until it is told to stop.
pub(crate) struct Running {
    stop: CancellationToken,
    servers: TaskTracker,
    agent: Option<Agent>,
    databases: Vec<Db>,
}

/// What a gateway is started with.
pub(crate) struct GatewayParts {
    pub(crate) db: Db,
    pub(crate) clock: Clock,
    pub(crate) keys: ModelKeys,
    pub(crate) prices: Prices,
    pub(crate) tools: ToolServers,
    pub(crate) reach: Reach,
}

/// The promise: a stop takes no longer than this.
const STOP_WITHIN: Duration = Duration::from_millis(4800);

impl Running {
    pub(crate) fn new() -> Self {
        Self { stop: CancellationToken::new(), servers: TaskTracker::new(), agent: None, databases: Vec::new() }
    }

    /// Serves the router from now on.
    pub(crate) fn serve(&self, router: Router, listener: TcpListener) {
        self.servers.spawn(mcp_kit::serve(router, listener, self.stop.clone()));
    }

    /// Closes the database after everything else has stopped.
    pub(crate) fn close_at_the_end(&mut self, db: Db) {
        self.databases.push(db);
    }

    /// Starts the agent, which takes up the turns left open, and opens the gateway's door.
    pub(crate) async fn serve_gateway(&mut self, parts: GatewayParts, listener: TcpListener) -> anyhow::Result<()> {
        let GatewayParts { db, clock, keys, prices, tools, reach } = parts;
        let timing = Timing::default();
        let model = Models::new(http_client(&timing)?, timing);
        let agent = Agent::new(AgentSettings {
            db: db.clone(),
            clock: clock.clone(),
            model: Arc::new(model),
            keys,
            tools,
            prices,
            limits: Limits::default(),
        });
        let gateway = Gateway::new(GatewaySettings {
            db: db.clone(),
            clock,
            agent: agent.clone(),
            loopback: reach.bind.ip().is_loopback(),
            public_origins: reach.public_origins,
            trusted_proxies: reach.trusted_proxies,
            limits: GatewayLimits::default(),
            stopping: self.stop.clone(),
        });
        agent.start().await.context("the turns left open cannot be taken up")?;
        let (keys_of, rows) = (agent.clone(), db.clone());
        self.servers.spawn(async move {
            agent::accounts_to_reconnect_warn(&rows, keys_of.keys().vault.as_ref()).await;
        });
        self.serve(gateway::router(gateway), listener);
        self.agent = Some(agent);
        self.close_at_the_end(db);
        Ok(())
    }

    /// Works until Ctrl-C or SIGTERM, then stops within five seconds. A second signal ends it at once.
    pub(crate) async fn until_stopped(self, mut signals: StopSignals) {
        signals.next().await;
        tracing::info!("stopping");
        let stopping = tokio::time::timeout(STOP_WITHIN, self.stop());
        tokio::select! {
            stopped = stopping => if stopped.is_err() {
                tracing::warn!("stopped with work in flight; it goes on from its last stored step after the next start");
            },
            () = signals.next() => {}
        }
    }

    async fn stop(self) {
        // the agent stores its turns while the services are still there to answer it
        if let Some(agent) = &self.agent {
            agent.stop().await;
        }
        self.stop.cancel();
        self.servers.close();
        self.servers.wait().await;
        for db in self.databases {
            db.close().await;
        }
    }
}

const NO_HTTP_CLIENT: &str = "the system's certificates cannot be read, so no HTTP client can be built";

/// The client of the five services.
pub(crate) fn tool_servers(
    urls: impl IntoIterator<Item = (Name, String)>,
    key: Option<token::Key>,
    clock: &Clock,
) -> anyhow::Result<ToolServers> {
    let servers = urls
        .into_iter()
        .map(|(name, url)| {
            ToolServer::new(name.as_str(), &url)
                .map_err(|error| SettingsError::unusable(name.url_setting(), error).into())
        })
        .collect::<anyhow::Result<Vec<_>>>()?;
    let http = agent::tool_servers::http_client().context(NO_HTTP_CLIENT)?;
    Ok(ToolServers::new(http, servers, key, clock.clone()))
}

fn http_client(timing: &Timing) -> anyhow::Result<reqwest::Client> {
    llm::http_client(timing).context(NO_HTTP_CLIENT)
}

/// Makes the key in `ASSISTANT_API_KEY` open the gateway; answers whether it is new. The one that stood there before ends.
pub(crate) async fn operator_key(db: &Db, clock: &Clock, text: &SecretString) -> anyhow::Result<bool> {
    const NAME: &str = "ASSISTANT_API_KEY";
    let owner = db::UserId::owner();
    let new = NewKey {
        user: owner.clone(),
        role: Role::Admin,
        label: NAME.to_owned(),
        allow_operator_llm: true,
        expires_at: None,
    };
    let is_new = accounts::key_adopt(db, clock, new, text, &Doer::program()).await.map_err(|error| match error {
        accounts::AccountError::Invalid { sentence, .. } => anyhow!(SettingsError::unusable(NAME, sentence)),
        accounts::AccountError::Database(error) => anyhow!(error),
    })?;
    if !is_new {
        return Ok(false);
    }
    let mut given: Vec<_> = accounts::key_list(db).await?;
    given.retain(|key| key.label == NAME && key.user_id == owner && key.revoked_at.is_none());
    // oldest first: the last one is the one just taken in
    given.pop();
    for old in given {
        accounts::key_revoke(db, clock, old.id, &Doer::program()).await?;
    }
    Ok(true)
}

/// The address people type for a gateway that listens there.
pub(crate) fn url_of(address: SocketAddr) -> String {
    let ip = if address.ip().is_unspecified() { crate::settings::LOOPBACK } else { address.ip() };
    format!("http://{}", SocketAddr::new(ip, address.port()))
}
