use axum::extract::State;
use axum::response::Response;

use crate::Gateway;
use crate::auth::Caller;
use crate::stream::stream;

/// Everything that happens for me from now on, in whichever client. A reader who falls far behind finds the stream ended and
/// resumes each turn by its own events.
#[utoipa::path(get, path = "/api/events", tag = "turns", responses((status = 200, description = "Server-sent events.", content((String = "text/event-stream")))))]
pub(crate) async fn events(State(gateway): State<Gateway>, caller: Caller) -> Response {
    stream(&gateway, &caller, gateway.agent.live_events(&caller.user))
}
