//! What every answer gets: an id, the security headers, one line in the log and, if it failed, a problem document.

use std::any::Any;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, StatusCode, header};

use crate::{Gateway, Problem};

/// The id of one request: the client's own, if it sent a decent one, otherwise ours.
#[derive(Clone, Debug)]
struct RequestId(HeaderValue);

static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Nothing comes from elsewhere, nothing runs inline, nobody frames the page.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self'; connect-src 'self'; \
    img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

const SECURITY_HEADERS: [(HeaderName, &str); 4] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

pub(crate) async fn envelope(State(gateway): State<Gateway>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = RequestId::of(&request, &gateway);
    let text = id.0.to_str().unwrap_or_default().to_owned();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    let private = request.uri().path().starts_with("/api/");

    let mut response = next.run(request).await;
    if let Some(problem) = problem_of(&response) {
        if let Some(log) = &problem.log {
            tracing::error!(request.id = text, http.route = route, code = &*problem.code, "request failed: {log}");
        }
        let document = problem.document(&text);
        // what the refusing side says beside its status stays, as `allow` does with a 405
        let mut headers = std::mem::take(response.headers_mut());
        headers.remove(header::CONTENT_LENGTH);
        headers.extend(document.headers().clone());
        response = document;
        *response.headers_mut() = headers;
    }

    let headers = response.headers_mut();
    headers.insert(REQUEST_ID.clone(), id.0);
    for (name, value) in SECURITY_HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if private {
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    }
    let status = response.status().as_u16();
    let milliseconds = started.elapsed().as_millis();
    // the route's pattern, never the address: a search's words are nobody's business
    tracing::debug!(request.id = text, http.method = %method, http.route = route, http.status = status, milliseconds, "answered");
    response
}

/// A panic in a handler, as a problem. What it said goes to the log alone.
#[expect(clippy::needless_pass_by_value, reason = "this is how tower-http hands it over")]
pub(crate) fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let said = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no words");
    Problem::internal(format!("a handler panicked: {said}")).into_response()
}

/// The problem in a failed answer: the one attached, or, when something below refused in its own words, one for its status.
fn problem_of(response: &Response) -> Option<Arc<Problem>> {
    if let Some(problem) = response.extensions().get::<Arc<Problem>>() {
        return Some(problem.clone());
    }
    let status = response.status();
    let ours = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/json");
    if ours || !(status.is_client_error() || status.is_server_error()) {
        return None;
    }
    let (code, detail) = match status {
        StatusCode::METHOD_NOT_ALLOWED => {
            ("method_not_allowed", "This address does not take that method; the header “Allow” lists those it takes.")
        }
        StatusCode::PAYLOAD_TOO_LARGE => ("too_large", "The request is too large: at most 1 MiB."),
        StatusCode::UPGRADE_REQUIRED => ("upgrade_required", "This address speaks WebSocket only."),
        status if status.is_server_error() => ("internal", "Something went wrong inside the assistant."),
        _ => ("bad_request", "The request cannot be read."),
    };
    Some(Arc::new(Problem::new(status, code, detail)))
}

impl RequestId {
    fn of(request: &Request, gateway: &Gateway) -> Self {
        let decent = |id: &&HeaderValue| {
            (1..=64).contains(&id.len())
                && id.as_bytes().iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
        };
        let own = || {
            HeaderValue::from_str(&gateway.clock.id().simple().to_string())
                .expect("hexadecimal digits are a header's value")
        };
        Self(request.headers().get(&REQUEST_ID).filter(decent).cloned().unwrap_or_else(own))
    }
}
