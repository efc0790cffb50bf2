//! The HTTP side of a service.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::DefaultBodyLimit;
use axum::routing::get;
use axum::{Json, Router, middleware};
use clock::Clock;
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::{StreamableHttpServerConfig, StreamableHttpService};
use serde_json::json;

use crate::gate::{self, Gate};
use crate::protocol::Protocol;
use crate::{About, Service, token};

/// The largest request body taken, in bytes.
pub(crate) const BODY_LIMIT: usize = 1 << 20;

/// Every route of a service: `POST /mcp`, `GET /health`, and its own.
pub fn router(service: Arc<dyn Service>, settings: ServeSettings) -> Router {
    let about = service.about().clone();
    let further = service.routes();
    let protocol = Protocol::new(service, None, settings.call_limit);
    guard(&about, settings, endpoint(move || protocol.clone()).merge(further))
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
    let health = json!({"status": "ok", "service": about.name, "version": about.version});
    let gate = Arc::new(Gate::new(about, settings));
    inside
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(middleware::from_fn_with_state(gate.clone(), gate::identify))
        .route("/health", get(move || std::future::ready(Json(health.clone()))))
        .layer(middleware::from_fn_with_state(gate, gate::admit))
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
