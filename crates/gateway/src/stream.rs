//! The events of turns as server-sent events.

use std::convert::Infallible;
use std::time::Duration;

use agent::TurnEvent;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::auth::{Caller, ended};
use crate::{Gateway, Problem};

/// A comment this often keeps proxies from cutting a silent stream.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Streams events to this caller for as long as their key or session holds.
pub(crate) fn stream(gateway: &Gateway, caller: &Caller, events: BoxStream<'static, TurnEvent>) -> Response {
    let events =
        events.take_until(ended(gateway.clone(), caller.clone())).map(|event| Ok::<_, Infallible>(sse_event(&event)));
    let mut response = Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // nginx would hold the events back until its buffer is full
    headers.insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response
}

/// Whether the client asks for a stream instead of one answer at the end.
pub(crate) fn wants_stream(headers: &HeaderMap) -> bool {
    let accepts = headers.get_all(header::ACCEPT).iter().filter_map(|line| line.to_str().ok());
    accepts.flat_map(|line| line.split(',')).any(|kind| kind.trim().starts_with("text/event-stream"))
}

/// After which event a client wants to go on: its `Last-Event-ID`, which a browser sends by itself when it reconnects, or
/// else the address's `after`.
pub(crate) fn resume_after(headers: &HeaderMap, after: Option<i64>) -> Result<i64, Problem> {
    match headers.get("last-event-id") {
        None => Ok(after.unwrap_or(0)),
        Some(id) => id.to_str().ok().and_then(|id| id.trim().parse().ok()).ok_or_else(|| {
            Problem::invalid("last_event_id_invalid", "“Last-Event-ID” is the number of the last event you saw.")
        }),
    }
}

fn sse_event(event: &TurnEvent) -> Event {
    // JSON has no line breaks outside of its strings, and escapes those inside
    Event::default().id(event.id.to_string()).event(&event.kind).data(event.data.to_string())
}
