use db::{Tx, UtcTime};
use mcp_kit::ToolError;
use schemars::JsonSchema;
use serde::Deserialize;
use uuid::Uuid;

use super::item_load;
use crate::author::Author;
use crate::change::Done;
use crate::error::CallError;
use crate::event::event_load;
use crate::moment;
use crate::names;
use crate::words::{Entity, ItemStatus, Words};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UpdatePlanItem {
    #[schemars(with = "String")]
    item_id: Uuid,
    status: Option<ItemStatus>,
    status_notes: Option<String>,
    /// The event it became.
    #[schemars(with = "Option<String>")]
    actual_event_id: Option<Uuid>,
    title: Option<String>,
    start: Option<String>,
    end: Option<String>,
}

/// Changes what is given; everything else stays.
pub(crate) async fn item_update(tx: &mut Tx, author: &Author<'_>, given: UpdatePlanItem) -> Result<Done, CallError> {
    let before = item_load(tx, author.user, given.item_id).await?;
    if before.stored.deleted {
        return Err(ToolError::not_found(format!("plan item {} (it was deleted)", before.id)).into());
    }
    if let Some(event) = given.actual_event_id {
        let event = event_load(tx, author.user, event).await?;
        if event.stored.deleted {
            return Err(ToolError::not_found(format!("event {} (it was deleted)", event.id)).into());
        }
    }
    let time = |field: &str, text: Option<&String>, old| match text {
        None => Ok(old),
        Some(text) => moment::read_on(field, text, before.stored.day, &before.stored.zone).map(Some),
    };
    let start = time("start", given.start.as_ref(), before.stored.start_at)?;
    let end = time("end", given.end.as_ref(), before.stored.end_at)?;
    if start.zip(end).is_some_and(|(start, end)| end < start) {
        return Err(CallError::invalid("end", "is before start"));
    }
    let title = names::name_checked("title", given.title.as_deref().unwrap_or(&before.title))?;
    db::execute!(
        tx,
        "update planned_items set title = $3, start_at = $4, end_at = $5, status = coalesce($6, status),
           status_notes = coalesce($7, status_notes), actual_event_id = coalesce($8, actual_event_id), updated_at = $9,
           version = version + 1
         where user_id = $1 and id = $2",
        author.user,
        before.id,
        title,
        start.map(UtcTime),
        end.map(UtcTime),
        given.status.map(Words::word),
        given.status_notes,
        given.actual_event_id,
        author.now(),
    )?;
    let item = item_load(tx, author.user, before.id).await?;
    let text = format!("{} {} is {} (id {})", item.hours(), item.title, item.status, item.id);
    Done::new(Entity::PlanItem, item.id, &item, text)?.with_before(&before)
}
