//! The gateway's client of the tool services.
//!
//! ```text
//! ToolServer::new(name, url) -> Result<ToolServer, ToolServerUrlError>
//! ToolServers::new(http, Vec<ToolServer>, Option<service_token::Key>, Clock) -> ToolServers        // cheap to clone
//! .run(stop).await                     watches every server until `stop`
//! .status() -> Vec<ServerStatus>       as last seen, in the order given to `new`
//! .tool(server, name) -> Option<ToolInfo>
//! .refresh().await                     looks at every server now; returns when each was looked at
//! .changes() -> watch::Receiver<u64>   moves whenever a status changes
//! .call(&ToolCaller { user, household, time_zone }, server, tool, arguments, idempotency_key, limit).await -> Result<ToolAnswer, ToolCallError>
//! .post(&ToolCaller { .. }, server, "/demo", limit).await, .delete(..)                             // a service's routes beside /mcp
//! ```
//!
//! A call is one POST of the 2026-07-28 revision, which keeps no session: the request says everything, its headers carry
//! the token of the user it is for, and nothing of one user's can be left for another's to find. That is why rmcp's
//! client is not used here: it binds headers to a connection it keeps, one per user and service, and does not tell a
//! request that was never sent from one whose answer was lost, on which a turn's safety after a crash stands.

mod listing;
mod status;
mod watching;
mod wire;

use std::sync::{Arc, RwLock};
use std::time::Duration;

use clock::Clock;
use db::UserId;
use reqwest::{Client, Method, Url};
use serde_json::{Map, Value};
use service_token::{Claims, Key};
use thiserror::Error;
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

pub use status::{Hints, Policy, ServerStatus, ToolInfo};
pub use wire::http_client;

/// The tool services. Clones are the same client.
#[derive(Clone)]
pub struct ToolServers(Arc<Inner>);

struct Inner {
    http: Client,
    servers: Vec<Server>,
    key: Option<Key>,
    clock: Clock,
    changed: watch::Sender<u64>,
}

struct Server {
    at: ToolServer,
    seen: RwLock<status::Seen>,
    /// Wakes the watcher of this server before its time.
    look_now: Notify,
}

impl ToolServers {
    /// A client that has not looked at any server yet. `http` is best made by [`http_client`]; `key` signs the tokens; without one the services take whoever
    /// reaches them on loopback.
    pub fn new(http: Client, servers: Vec<ToolServer>, key: Option<Key>, clock: Clock) -> Self {
        let servers = servers
            .into_iter()
            .map(|at| Server { at, seen: RwLock::new(status::Seen::never()), look_now: Notify::new() })
            .collect();
        Self(Arc::new(Inner { http, servers, key, clock, changed: watch::Sender::new(0) }))
    }

    /// Watches every server until `stop` is cancelled: notices within seconds that one went away or came back, and lists its
    /// tools again when it may have changed.
    pub async fn run(&self, stop: CancellationToken) {
        let watchers = self.0.servers.iter().map(|server| watching::watch(&self.0, server, &stop));
        futures_util::future::join_all(watchers).await;
    }

    /// Every server as last seen, in the order given to [`ToolServers::new`]. A server that is down keeps the tools it had.
    pub fn status(&self) -> Vec<ServerStatus> {
        self.0.servers.iter().map(Server::status).collect()
    }

    /// One tool as its server listed it.
    pub fn tool(&self, server: &str, name: &str) -> Option<ToolInfo> {
        self.0.server(server)?.status().tools.iter().find(|tool| tool.name == name).cloned()
    }

    /// Looks at every server now, all at the same time, and returns when each has answered or failed (some seconds at most).
    pub async fn refresh(&self) {
        let looks = self.0.servers.iter().map(|server| watching::look_closely(&self.0, server));
        futures_util::future::join_all(looks).await;
    }

    /// A number that moves whenever the status of a server changes.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.0.changed.subscribe()
    }

    /// Calls a tool. It is sent once and never again: whether it may be repeated is the caller's to decide, by the error. To a
    /// server that was away when last looked at nothing is sent before it has shown that it lives.
    pub async fn call(
        &self,
        caller: &ToolCaller<'_>,
        server: &str,
        tool: &str,
        arguments: Map<String, Value>,
        idempotency_key: Option<&str>,
        limit: Duration,
    ) -> Result<ToolAnswer, ToolCallError> {
        let server = self.0.known_server(server)?;
        watching::look_if_away(&self.0, server).await.map_err(|away| away.of(&server.at.name))?;
        let request = self.0.request(Method::POST, server, server.at.mcp.clone(), Some(caller), limit);
        let answer = wire::tool_call(request, tool, arguments, idempotency_key).await;
        self.0.learn(server, answer)
    }

    /// Posts to a route of a service beside `/mcp`, with an empty body: the journal's `/demo`. The answer's body is given
    /// back, `null` if it has none.
    pub async fn post(
        &self,
        caller: &ToolCaller<'_>,
        server: &str,
        path: &str,
        limit: Duration,
    ) -> Result<Value, ToolCallError> {
        self.route(Method::POST, caller, server, path, limit).await
    }

    /// Sends a DELETE to a route of a service beside `/mcp`.
    pub async fn delete(
        &self,
        caller: &ToolCaller<'_>,
        server: &str,
        path: &str,
        limit: Duration,
    ) -> Result<Value, ToolCallError> {
        self.route(Method::DELETE, caller, server, path, limit).await
    }

    async fn route(
        &self,
        method: Method,
        caller: &ToolCaller<'_>,
        server: &str,
        path: &str,
        limit: Duration,
    ) -> Result<Value, ToolCallError> {
        let server = self.0.known_server(server)?;
        watching::look_if_away(&self.0, server).await.map_err(|away| away.of(&server.at.name))?;
        let mut url = server.at.mcp.clone();
        url.set_path(path);
        let request = self.0.request(method, server, url, Some(caller), limit);
        let answer = wire::plain(request).await;
        self.0.learn(server, answer)
    }
}

/// Where a tool service is.
#[derive(Clone, Debug)]
pub struct ToolServer {
    name: String,
    mcp: Url,
}

impl ToolServer {
    /// A server called `name`, which is also the audience of its tokens. A URL without a path means `/mcp` there.
    pub fn new(name: &str, url: &str) -> Result<Self, ToolServerUrlError> {
        let wrong = || ToolServerUrlError { name: name.to_owned() };
        let mut mcp = Url::parse(url).map_err(|_| wrong())?;
        if !matches!(mcp.scheme(), "http" | "https") || !mcp.has_host() || !mcp.username().is_empty() {
            return Err(wrong());
        }
        if mcp.path() == "/" {
            mcp.set_path("/mcp");
        }
        Ok(Self { name: name.to_owned(), mcp })
    }
}

/// The address of a tool service is no URL to call. (What was given is not repeated: it may hold a password.)
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the URL of the {name} service is not one to call: it should look like http://127.0.0.1:3333/mcp")]
pub struct ToolServerUrlError {
    name: String,
}

/// For whom a call is made.
#[derive(Clone, Copy, Debug)]
pub struct ToolCaller<'a> {
    /// The user.
    pub user: &'a UserId,
    /// Whether this user has the demo household on.
    pub household: bool,
    /// Their IANA time zone.
    pub time_zone: Option<&'a str>,
}

/// What a tool answered.
#[derive(Clone, Debug, PartialEq)]
pub struct ToolAnswer {
    /// The answer as its output schema says, or the fields of an error.
    pub structured: Option<Value>,
    /// The answer for a model.
    pub text: String,
    /// The tool ran and says that it failed; `structured` has `code`, `message`, `retriable`, `remedy`.
    pub is_error: bool,
}

impl ToolAnswer {
    /// Whether the service could not reach its own data, did nothing, and may be able to in a moment.
    pub(crate) fn is_unavailable(&self) -> bool {
        self.is_error && self.structured.as_ref().is_some_and(|fields| fields["code"] == "unavailable")
    }
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ToolCallError {
    /// The call certainly did not happen.
    #[error("{server} could not be reached, and nothing was done: {detail}")]
    NotSent {
        /// Which server.
        server: String,
        /// Why, for a person.
        detail: String,
    },
    /// The call was sent and its answer lost: it may have happened.
    #[error("{server} got the call but its answer did not arrive, so its outcome is unknown: {detail}")]
    OutcomeUnknown {
        /// Which server.
        server: String,
        /// Why, for a person.
        detail: String,
    },
    /// The server refused the call before doing anything.
    #[error("{server} refused the call: {message} ({code})")]
    Refused {
        /// Which server.
        server: String,
        /// The JSON-RPC error code, or the HTTP status when there is none.
        code: i64,
        /// The server's sentence.
        message: String,
    },
}

impl Inner {
    fn server(&self, name: &str) -> Option<&Server> {
        self.servers.iter().find(|server| server.at.name == name)
    }

    fn known_server(&self, name: &str) -> Result<&Server, ToolCallError> {
        let detail = || "there is no such service".to_owned();
        self.server(name).ok_or_else(|| ToolCallError::NotSent { server: name.to_owned(), detail: detail() })
    }

    /// A request with the token of the user it is for. Without a user it is the gateway itself that asks, for the list of
    /// tools, which is the same for all.
    fn request(
        &self,
        method: Method,
        server: &Server,
        url: Url,
        caller: Option<&ToolCaller<'_>>,
        limit: Duration,
    ) -> reqwest::RequestBuilder {
        let request = self.http.request(method, url).timeout(limit);
        let Some(key) = &self.key else { return request };
        let claims = Claims {
            service: server.at.name.clone(),
            user: caller.map_or("gateway", |caller| caller.user.as_str()).to_owned(),
            household: caller.is_some_and(|caller| caller.household),
            time_zone: caller.and_then(|caller| caller.time_zone).map(str::to_owned),
        };
        request.bearer_auth(service_token::mint(key, &self.clock, &claims))
    }

    /// A failed call is news about the server: it is looked at now instead of at its next time.
    fn learn<T>(&self, server: &Server, answer: Result<T, wire::Failure>) -> Result<T, ToolCallError> {
        answer.map_err(|failure| {
            if let wire::Failure::NotSent(detail) = &failure {
                self.went_away(server, detail);
            }
            if !matches!(failure, wire::Failure::Refused { .. }) {
                server.look_now.notify_one();
            }
            failure.of(&server.at.name)
        })
    }
}
