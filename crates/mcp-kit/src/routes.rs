//! The HTTP side of a service.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{DefaultBodyLimit, State};
use axum::routing::{MethodRouter, get};
use axum::{Json, Router, middleware};
use clock::Clock;
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::{StreamableHttpServerConfig, StreamableHttpService};
use serde_json::{Value, json};

use crate::gate::{self, Gate};
use crate::protocol::Protocol;
use crate::{About, Service, token};

/// The largest request body taken, in bytes.
pub(crate) const BODY_LIMIT: usize = 1 << 20;

/// How long a service may take to find out whether it lacks something.
const LACKS_LIMIT: Duration = Duration::from_millis(2_500);

/// Every route of a service: `POST /mcp`, `GET /health`, and its own.
pub fn router(service: Arc<dyn Service>, settings: ServeSettings) -> Router {
    let about = service.about().clone();
    let further = service.routes();
    let protocol = Protocol::new(service.clone(), None, settings.call_limit);
    let inside = endpoint(move || protocol.clone()).merge(further);
    let state = (health(&about), service);
    guard_with(&about, settings, inside, get(health_of_service).with_state(state))
}

/// `POST /mcp` for any MCP handler; a [`Service`] gets it from [`router`].
///
/// It keeps no session: each request stands alone, in the 2026-07-28 revision and in those before it, and is answered with
/// plain JSON (as a stream only if the handler has something to say before its answer). Any copy of a service can answer
/// any request.
pub fn endpoint<Handler: rmcp::ServerHandler>(handler: impl Fn() -> Handler + Send + Sync + 'static) -> Router {
    // Host and Origin are checked by the gate, for every route and with errors in JSON.
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true)
        .with_max_request_body_bytes(BODY_LIMIT)
        .disable_allowed_hosts()
        .disable_allowed_origins();
    let mcp = StreamableHttpService::new(move || Ok(handler()), Arc::new(NeverSessionManager::default()), config);
    Router::new().route_service("/mcp", mcp)
}

/// Puts routes behind the checks of a service and adds its `GET /health`. The routes find the [`crate::Caller`] as an
/// `axum::Extension`; an MCP handler finds it among the extensions of the request's `http::request::Parts`.
pub fn guard(about: &About, settings: ServeSettings, inside: Router) -> Router {
    let health = health(about);
    guard_with(about, settings, inside, get(move || std::future::ready(Json(health.clone()))))
}

fn guard_with(about: &About, settings: ServeSettings, inside: Router, health: MethodRouter) -> Router {
    let gate = Arc::new(Gate::new(about, settings));
    inside
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(middleware::from_fn_with_state(gate.clone(), gate::identify))
        .route("/health", health)
        .layer(middleware::from_fn_with_state(gate, gate::admit))
}

fn health(about: &About) -> Value {
    json!({"status": "ok", "service": about.name, "version": about.version})
}

/// That it lives, and under `lacks` what it cannot work without, if that is away.
async fn health_of_service(State((mut health, service)): State<(Value, Arc<dyn Service>)>) -> Json<Value> {
    let lacks = tokio::time::timeout(LACKS_LIMIT, service.lacks()).await;
    if let Some(lacks) = lacks.unwrap_or_else(|_| Some("It does not say in time whether it can work.".to_owned())) {
        health["lacks"] = lacks.into();
    }
    Json(health)
}

/// How a service is served.
#[derive(Clone, Debug)]
pub struct ServeSettings {
    /// The key of the gateway's tokens. Without one the service has a single user, and [`crate::listen`] keeps it on loopback.
    pub key: Option<token::Key>,
    /// The time by which tokens expire.
    pub clock: Clock,
    /// Serve the demo household to callers without a token (`--sandbox`).
    pub sandbox: bool,
    /// Names by which clients reach this service beside loopback, its own name and its own name with `-mcp`: `host` or
    /// `host:port`. A request for any other `Host` gets 403 (a web page cannot rebind a name of its own to this service).
    pub allowed_hosts: Vec<String>,
    /// Web origins that may call beside those on loopback: `https://tools.example`. Any other `Origin` gets 403.
    pub allowed_origins: Vec<String>,
    /// How long one call may take.
    pub call_limit: Duration,
}

impl ServeSettings {
    /// Settings for loopback without a key, a call limit of 60 seconds, no sandbox.
    pub fn local(clock: Clock) -> Self {
        Self {
            key: None,
            clock,
            sandbox: false,
            allowed_hosts: Vec::new(),
            allowed_origins: Vec::new(),
            call_limit: Duration::from_mins(1),
        }
    }

    /// Settings that want the gateway's tokens.
    pub fn guarded(clock: Clock, key: token::Key) -> Self {
        Self { key: Some(key), ..Self::local(clock) }
    }
}
