use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Thread, title_checked};
use crate::auth::Caller;
use crate::extract::{JsonBody, PathId};
use crate::{Gateway, Problem};

/// What to change; what is left out stays.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ThreadChange {
    title: Option<String>,
    /// One emoji.
    emoji: Option<String>,
}

/// An emoji is one sign for the eye and up to some ten code points: a family of four has seven.
const EMOJI_LENGTH: usize = 16;

/// Rename a thread.
#[utoipa::path(
    patch, path = "/api/threads/{id}", tag = "threads", params(("id" = Uuid, Path)), request_body = ThreadChange,
    responses((status = 200, body = Thread, description = "The thread, changed."))
)]
pub(crate) async fn thread_update(
    State(gateway): State<Gateway>,
    caller: Caller,
    PathId(id): PathId,
    JsonBody(change): JsonBody<ThreadChange>,
) -> Result<Json<Thread>, Problem> {
    let mut tx = gateway.db.begin(&caller.user).await?;
    let thread = store::thread_get(&mut tx, &caller.user, id).await?.ok_or_else(|| Problem::not_found("thread"))?;
    let title = match &change.title {
        Some(title) => title_checked(title)?,
        None => thread.title,
    };
    let emoji = change.emoji.unwrap_or(thread.emoji);
    let is_sign = |emoji: &str| {
        !emoji.is_ascii() && emoji.chars().count() <= EMOJI_LENGTH && !emoji.contains(char::is_whitespace)
    };
    if !is_sign(&emoji) {
        return Err(Problem::invalid("emoji_invalid", "“emoji” is one emoji."));
    }
    let thread = store::thread_rename(&mut tx, &caller.user, id, &title, &emoji).await?;
    let thread = thread.ok_or_else(|| Problem::not_found("thread"))?;
    tx.commit().await?;
    Ok(Json(thread.into()))
}
