use axum::Json;
use axum::extract::State;
use http::{HeaderValue, StatusCode, header};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Thread, title_checked};
use crate::auth::Caller;
use crate::extract::JsonBody;
use crate::{Gateway, Problem};

/// A thread to begin.
#[derive(Deserialize, ToSchema)]
pub(crate) struct NewThread {
    /// Left out: the thread takes one from its first message.
    title: Option<String>,
    /// Left out: the Chief of Staff, `cos`.
    agent: Option<String>,
}

const CHIEF_OF_STAFF: &str = "cos";
const EMOJI: &str = "💬";

/// Begin a thread.
#[utoipa::path(post, path = "/api/threads", tag = "threads", request_body = NewThread, responses((status = 201, body = Thread, description = "The new thread.")))]
pub(crate) async fn thread_create(
    State(gateway): State<Gateway>,
    caller: Caller,
    JsonBody(new): JsonBody<NewThread>,
) -> Result<(StatusCode, [(header::HeaderName, HeaderValue); 1], Json<Thread>), Problem> {
    let agent = new.agent.unwrap_or_else(|| CHIEF_OF_STAFF.to_owned());
    if agent != CHIEF_OF_STAFF {
        let detail = "There is no agent of that name. Leave “agent” out to talk to the Chief of Staff.";
        return Err(Problem::invalid("agent_unknown", detail));
    }
    let now = gateway.clock.now().into();
    let thread = store::Thread {
        id: gateway.clock.id(),
        user_id: caller.user.clone(),
        agent,
        title: title_checked(new.title.as_deref().unwrap_or_default())?,
        emoji: EMOJI.to_owned(),
        message_count: 0,
        context_from: 0,
        usage: store::Usage::default(),
        created_at: now,
        updated_at: now,
        deleted_at: None,
    };
    let mut tx = gateway.db.begin(&caller.user).await?;
    store::thread_insert(&mut tx, &thread).await?;
    tx.commit().await?;
    let address = format!("/api/threads/{}", thread.id);
    let location = HeaderValue::try_from(address).expect("an id in an address is a header's value");
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(thread.into())))
}
