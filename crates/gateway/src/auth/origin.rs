use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{Uri, header};

use super::address::forwarded;
use crate::{Gateway, Problem};

/// Refuses requests under a foreign host name while only this machine can reach us: a web page whose name was made to point
/// at 127.0.0.1 (DNS rebinding) would otherwise count as our own.
pub(crate) async fn check_host(State(gateway): State<Gateway>, request: Request, next: Next) -> Response {
    if !gateway.loopback {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let name = host(&parts).map(|host| name_of(&host).to_owned());
    let known = name.is_some_and(|name| {
        matches!(&*name, "localhost" | "127.0.0.1" | "[::1]")
            || gateway.public_origins.iter().any(|origin| authority(origin).is_some_and(|own| name_of(&own) == name))
    });
    if known {
        next.run(Request::from_parts(parts, body)).await
    } else {
        let detail = "The assistant listens to this machine only and does not know itself under that host name. \
            Open it as http://127.0.0.1, or add the name to its public origins.";
        Problem::forbidden("foreign_host", detail).into_response()
    }
}

/// Whether the page that sends this request is our own: its `Origin` names the host it was sent to, or a public origin.
pub(crate) fn is_same_origin(gateway: &Gateway, parts: &Parts) -> bool {
    let Some(origin) = parts.headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok()) else { return false };
    if gateway.public_origins.iter().any(|own| own.trim_end_matches('/').eq_ignore_ascii_case(origin)) {
        return true;
    }
    let sent_to = forwarded(gateway, parts, "x-forwarded-host").map(str::to_ascii_lowercase).or_else(|| host(parts));
    authority(origin).is_some_and(|from| Some(from) == sent_to)
}

/// Host and port the request was sent to, in lower case.
fn host(parts: &Parts) -> Option<String> {
    let header = || parts.headers.get(header::HOST)?.to_str().ok();
    // HTTP/2 has it in the address
    parts.uri.authority().map(http::uri::Authority::as_str).or_else(header).map(str::to_ascii_lowercase)
}

fn authority(origin: &str) -> Option<String> {
    let uri: Uri = origin.parse().ok()?;
    matches!(uri.scheme_str(), Some("http" | "https")).then_some(())?;
    Some(uri.authority()?.as_str().to_ascii_lowercase())
}

/// The host without its port. An IPv6 address keeps its brackets.
fn name_of(host: &str) -> &str {
    match host.rfind(':') {
        Some(colon) if !host[colon..].contains(']') => &host[..colon],
        _ => host,
    }
}
