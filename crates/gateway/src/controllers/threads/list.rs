use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use store::ThreadFilter;
use utoipa::IntoParams;

use super::Thread;
use crate::auth::Caller;
use crate::extract::QueryText;
use crate::page::{self, Page};
use crate::{Gateway, Problem};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ThreadQuery {
    /// Only threads whose title or messages hold these words; a word may be the beginning of one.
    q: Option<String>,
    /// Only threads with this agent.
    agent: Option<String>,
    /// 1 to 200; 50 when left out.
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
}

/// My threads, the one last spoken in first.
#[utoipa::path(get, path = "/api/threads", tag = "threads", params(ThreadQuery), responses((status = 200, body = Page<Thread>, description = "A page of threads.")))]
pub(crate) async fn thread_list(
    State(gateway): State<Gateway>,
    caller: Caller,
    QueryText(query): QueryText<ThreadQuery>,
) -> Result<Json<Page<Thread>>, Problem> {
    let limit = page::limit(query.limit, 50)?;
    let filter = ThreadFilter {
        words: query.q.filter(|words| !words.trim().is_empty()),
        agent: query.agent,
        after: query.cursor.map(|cursor| page::place(&cursor, page::time_and_id)).transpose()?,
        limit: limit + 1,
    };
    let mut tx = gateway.db.read(&caller.user).await?;
    let mut threads = store::thread_list(&mut tx, &caller.user, &filter).await?;
    let next_cursor =
        page::cut(&mut threads, limit, |last| format!("{} {}", last.updated_at.0.as_microsecond(), last.id));
    Ok(Json(Page { items: threads.into_iter().map(Thread::from).collect(), next_cursor }))
}
