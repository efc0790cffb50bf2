use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use db::UtcTime;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::Problem;

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Page<T> {
    /// What is on it.
    pub(crate) items: Vec<T>,
    /// What to send as `cursor` for the next page; null on the last one.
    pub(crate) next_cursor: Option<String>,
}

/// The most a page holds.
const LARGEST: i64 = 200;

impl<T> Page<T> {
    /// A list that is never long enough for a second page.
    pub(crate) fn whole(items: Vec<T>) -> Self {
        Self { items, next_cursor: None }
    }
}

/// How many items a client gets that asks for `limit` of them.
pub(crate) fn limit(limit: Option<i64>, usual: i64) -> Result<i64, Problem> {
    match limit {
        None => Ok(usual),
        Some(limit) if (1..=LARGEST).contains(&limit) => Ok(limit),
        Some(_) => Err(Problem::invalid("limit_invalid", format!("“limit” is a number from 1 to {LARGEST}."))),
    }
}

/// Takes the item beyond the page off; answers the cursor of the last one left if there was such an item.
pub(crate) fn cut<T>(items: &mut Vec<T>, limit: i64, place: impl Fn(&T) -> String) -> Option<String> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = items.len() > limit;
    items.truncate(limit);
    items.last().filter(|_| more).map(|last| URL_SAFE_NO_PAD.encode(place(last)))
}

/// The place that a cursor stands for, as `cut` was given it.
pub(crate) fn place<T>(cursor: &str, read: impl Fn(&str) -> Option<T>) -> Result<T, Problem> {
    let text = URL_SAFE_NO_PAD.decode(cursor).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    text.and_then(|text| read(&text))
        .ok_or_else(|| Problem::invalid("cursor_invalid", "The cursor is none of ours. Start again without one."))
}

/// A place in a list that is ordered by time and id.
pub(crate) fn time_and_id(text: &str) -> Option<(UtcTime, Uuid)> {
    let (micros, id) = text.split_once(' ')?;
    Some((Timestamp::from_microsecond(micros.parse().ok()?).ok()?.into(), id.parse().ok()?))
}
