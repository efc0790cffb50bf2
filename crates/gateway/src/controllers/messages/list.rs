use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::{Doings, Message};
use crate::auth::Caller;
use crate::extract::{PathId, QueryText};
use crate::page::{self, Page};
use crate::{Gateway, Problem};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct MessageQuery {
    /// 1 to 200; 100 when left out.
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
}

/// What was said in a thread: the last messages, in the order they were said. The next page holds those before them.
#[utoipa::path(
    get, path = "/api/threads/{id}/messages", tag = "messages", params(("id" = Uuid, Path), MessageQuery),
    responses((status = 200, body = Page<Message>, description = "A page of messages."))
)]
pub(crate) async fn message_list(
    State(gateway): State<Gateway>,
    caller: Caller,
    PathId(id): PathId,
    QueryText(query): QueryText<MessageQuery>,
) -> Result<Json<Page<Message>>, Problem> {
    let limit = page::limit(query.limit, 100)?;
    let before = query.cursor.map(|cursor| page::place(&cursor, |text| text.parse().ok())).transpose()?;
    let mut tx = gateway.db.read(&caller.user).await?;
    let thread = store::thread_get(&mut tx, &caller.user, id).await?;
    thread.filter(|thread| thread.deleted_at.is_none()).ok_or_else(|| Problem::not_found("thread"))?;
    let mut messages = store::message_list(&mut tx, &caller.user, id, before.unwrap_or(i64::MAX), limit + 1).await?;
    let next_cursor = page::cut(&mut messages, limit, |first| first.place.to_string());
    let turns: Vec<Uuid> = messages.iter().map(|placed| placed.message.turn_id).collect();
    let doings = Doings::read(&mut tx, &caller.user, &turns).await?;
    let items =
        messages.into_iter().rev().map(|placed| Message::of(placed.message, &doings)).collect::<Result<_, _>>()?;
    Ok(Json(Page { items, next_cursor }))
}
