//! Who comes in: host, origin, size, token. Refusals are JSON-RPC errors with a sentence that says what to change.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::{Json, http::StatusCode};
use http::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HOST, ORIGIN, WWW_AUTHENTICATE};
use http::uri::Authority;
use http::{HeaderMap, HeaderValue, Uri};
use serde_json::json;

use crate::routes::BODY_LIMIT;
use crate::token::{self, TokenError};
use crate::{About, Caller, ServeSettings};

/// Reading a request and writing its answer may take this much longer than the call.
const TRANSFER_ALLOWANCE: Duration = Duration::from_secs(15);

/// How much of a plain-text error of the layers below is kept when it is put into JSON.
const ERROR_TEXT_LIMIT: usize = 4096;

/// JSON-RPC 2.0, section 5.1: “Parse error” and “Invalid Request”.
const PARSE_ERROR: i64 = -32700;
const INVALID_REQUEST: i64 = -32600;

/// What requests are checked against.
pub(crate) struct Gate {
    service: String,
    hosts: Vec<String>,
    settings: ServeSettings,
}

impl Gate {
    pub(crate) fn new(about: &About, settings: ServeSettings) -> Self {
        let mut hosts = vec![about.name.clone(), format!("{}-mcp", about.name)];
        hosts.extend(settings.allowed_hosts.iter().map(|host| host.to_ascii_lowercase()));
        Self { service: about.name.clone(), hosts, settings }
    }
}

/// Admits a request to any route: its host and origin are ours, its body is not too large, its time is bounded.
pub(crate) async fn admit(State(gate): State<Arc<Gate>>, request: Request, next: Next) -> Response {
    if let Err((status, sentence)) = admissible(&gate, &request) {
        return refusal(status, sentence);
    }
    let says_json = is_json(request.headers());
    match tokio::time::timeout(gate.settings.call_limit + TRANSFER_ALLOWANCE, next.run(request)).await {
        // rmcp answers a body that is no JSON as if its type were wrong.
        Ok(response) if response.status() == StatusCode::UNSUPPORTED_MEDIA_TYPE && says_json => {
            json_rpc_error(StatusCode::BAD_REQUEST, PARSE_ERROR, "The request's body is no JSON-RPC message.")
        }
        Ok(response) => in_json(response).await,
        Err(_elapsed) => refusal(StatusCode::REQUEST_TIMEOUT, "The request took too long to arrive or to answer."),
    }
}

/// Finds out for whom a request is made and leaves the [`Caller`] among its extensions.
pub(crate) async fn identify(State(gate): State<Arc<Gate>>, mut request: Request, next: Next) -> Response {
    match caller(&gate, request.headers()) {
        Ok(caller) => {
            request.extensions_mut().insert(caller);
            next.run(request).await
        }
        Err(error) => unauthorized(&gate.service, error),
    }
}

fn admissible(gate: &Gate, request: &Request) -> Result<(), (StatusCode, &'static str)> {
    let host = authority(request).ok_or((StatusCode::BAD_REQUEST, "The request has no valid Host."))?;
    if !is_loopback(host.host()) && !gate.hosts.iter().any(|allowed| names(allowed, &host)) {
        tracing::warn!(%host, "refused a request for a host that is not ours");
        return Err((StatusCode::FORBIDDEN, "This Host is not served here; allow it in the settings."));
    }
    if let Some(origin) = request.headers().get(ORIGIN)
        && !origin_allowed(&gate.settings.allowed_origins, origin)
    {
        tracing::warn!(?origin, "refused a request from a web page of another origin");
        return Err((StatusCode::FORBIDDEN, "This Origin may not call this service; allow it in the settings."));
    }
    let length = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > BODY_LIMIT as u64) {
        return Err((StatusCode::PAYLOAD_TOO_LARGE, "The request is larger than 1 MiB."));
    }
    Ok(())
}

fn caller(gate: &Gate, headers: &HeaderMap) -> Result<Caller, Option<TokenError>> {
    let Some(key) = &gate.settings.key else {
        return Ok(Caller::local(gate.settings.sandbox));
    };
    let token = bearer(headers).ok_or(None)?;
    let claims = token::verify(key, &gate.settings.clock, &gate.service, token).map_err(Some)?;
    Ok(Caller { user: claims.user, household: claims.household, time_zone: claims.time_zone, idempotency_key: None })
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return None };
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The host the client believes it talks to: the `Host` header, or the target itself in HTTP/2.
fn authority(request: &Request) -> Option<Authority> {
    let mut hosts = request.headers().get_all(HOST).iter();
    match (hosts.next(), hosts.next()) {
        (Some(host), None) => Authority::try_from(host.as_bytes()).ok(),
        (None, None) => request.uri().authority().cloned(),
        _ => None,
    }
}

fn is_loopback(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// `allowed` is a host, which any port satisfies, or `host:port`.
fn names(allowed: &str, host: &Authority) -> bool {
    allowed.eq_ignore_ascii_case(host.host()) || allowed.eq_ignore_ascii_case(host.as_str())
}

fn origin_allowed(allowed: &[String], origin: &HeaderValue) -> bool {
    let Ok(origin) = origin.to_str() else { return false };
    let on_loopback = origin
        .parse::<Uri>()
        .is_ok_and(|uri| matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some_and(is_loopback));
    on_loopback || allowed.iter().any(|allowed| allowed.eq_ignore_ascii_case(origin))
}

fn unauthorized(service: &str, error: Option<TokenError>) -> Response {
    let (sentence, challenge) = match error {
        None => (
            "This service wants the gateway's token: Authorization: Bearer <token>.".to_owned(),
            format!("Bearer realm=\"{service}\""),
        ),
        Some(error) => {
            tracing::warn!(%error, "refused a token");
            let challenge =
                format!("Bearer realm=\"{service}\", error=\"invalid_token\", error_description=\"{error}\"");
            (format!("Not authorized: {error}."), challenge)
        }
    };
    let mut response = refusal(StatusCode::UNAUTHORIZED, &sentence);
    // A service's name that is no header text would leave out the challenge, never the refusal.
    if let Ok(challenge) = HeaderValue::from_str(&challenge) {
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    }
    response
}

fn refusal(status: StatusCode, sentence: &str) -> Response {
    json_rpc_error(status, INVALID_REQUEST, sentence)
}

/// An HTTP error with a JSON-RPC error as its body. The id of a request that was not read is null (JSON-RPC 2.0, section 5).
fn json_rpc_error(status: StatusCode, code: i64, sentence: &str) -> Response {
    let body = json!({"jsonrpc": "2.0", "id": null, "error": {"code": code, "message": sentence}});
    (status, Json(body)).into_response()
}

fn is_json(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"))
}

/// The layers below answer some faults in plain text; a client should not have to read two languages.
async fn in_json(response: Response) -> Response {
    if !(response.status().is_client_error() || response.status().is_server_error()) || is_json(response.headers()) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let text = to_bytes(body, ERROR_TEXT_LIMIT).await.unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let sentence = if text.is_empty() { parts.status.canonical_reason().unwrap_or("error") } else { &text };
    let (told, body) = refusal(parts.status, sentence).into_parts();
    parts.headers.remove(CONTENT_LENGTH);
    parts.headers.extend(told.headers);
    Response::from_parts(parts, Body::new(body))
}

impl Caller {
    /// The one user of a service without a key.
    pub(crate) fn local(sandbox: bool) -> Self {
        Self { user: "owner".to_owned(), household: sandbox, time_zone: None, idempotency_key: None }
    }
}
