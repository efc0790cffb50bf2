//! Deleting, softly, and bringing back.

use db::{Tx, UserId};
use mcp_kit::ToolError;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::author::Author;
use crate::change::Done;
use crate::entry::entry_load;
use crate::error::CallError;
use crate::event::event_load;
use crate::location::locations_load;
use crate::person::people_load;
use crate::plan::{item_load, plan_load};
use crate::words::{Entity, Words};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Target {
    entity: Entity,
    #[schemars(with = "String")]
    id: Uuid,
}

/// Takes a row out of every answer; it can be brought back.
pub(crate) async fn entity_delete(tx: &mut Tx, author: &Author<'_>, target: Target) -> Result<Done, CallError> {
    let (before, name) = snapshot(tx, author.user, &target).await?;
    if !mark(tx, author, &target, true).await? {
        return Err(ToolError::not_found(format!("{} {} that is not deleted", target.entity.word(), target.id)).into());
    }
    let row = json!({"deleted": true, "name": name});
    let text = format!("Deleted {} “{name}” (id {}); restore_entity brings it back", target.entity.word(), target.id);
    Done::new(target.entity, target.id, &row, text)?.with_before(&before)
}

/// Brings a deleted row back.
pub(crate) async fn entity_restore(tx: &mut Tx, author: &Author<'_>, target: Target) -> Result<Done, CallError> {
    let restored = match mark(tx, author, &target, false).await {
        Err(CallError::Database(error)) if error.is_unique_violation() => {
            return Err(ToolError::conflict("Another row has taken its place since.").into());
        }
        other => other?,
    };
    let (row, name) = snapshot(tx, author.user, &target).await?;
    if !restored {
        return Err(ToolError::not_found(format!("{} {} that is deleted", target.entity.word(), target.id)).into());
    }
    let text = format!("Brought back {} “{name}” (id {})", target.entity.word(), target.id);
    Done::new(target.entity, target.id, &row, text)
}

/// The row as an answer gives it, and what it is called.
async fn snapshot(tx: &mut Tx, user: &UserId, target: &Target) -> Result<(Value, String), CallError> {
    let id = target.id;
    let missing = || CallError::Told(ToolError::not_found(format!("{} {id}", target.entity.word())));
    let snapshot = match target.entity {
        Entity::Person => {
            let person = people_load(tx, user, &[id], true).await?.pop().ok_or_else(missing)?;
            (json!(person), person.name)
        }
        Entity::Location => {
            let location = locations_load(tx, user, &[id]).await?.pop().ok_or_else(missing)?;
            (json!(location), location.name)
        }
        Entity::Event => {
            let event = event_load(tx, user, id).await?;
            (json!(event), event.title)
        }
        Entity::JournalEntry => {
            let entry = entry_load(tx, user, id).await?;
            (json!(entry), crate::moment::short(&entry.text))
        }
        Entity::Plan => {
            let plan = plan_load(tx, user, id).await?;
            let name = format!("{} version {}", plan.plan_date, plan.plan_version);
            (json!(plan), name)
        }
        Entity::PlanItem => {
            let item = item_load(tx, user, id).await?;
            (json!(item), item.title)
        }
        Entity::PersonFact => {
            let (text,) = db::fetch_optional!(
                tx,
                (String,),
                "select text from person_facts where user_id = $1 and id = $2",
                user,
                id
            )?
            .ok_or_else(missing)?;
            (json!({"text": text}), text)
        }
    };
    Ok(snapshot)
}

/// Sets or clears the mark; answers whether that changed anything.
async fn mark(tx: &mut Tx, author: &Author<'_>, target: &Target, deleted: bool) -> Result<bool, CallError> {
    macro_rules! mark {
        ($table:literal) => {
            db::execute!(
                tx,
                concat!(
                    "update ",
                    $table,
                    " set deleted_at = $3, updated_at = $4, version = version + 1
                     where user_id = $1 and id = $2 and (deleted_at is null) = $5"
                ),
                author.user,
                target.id,
                deleted.then(|| author.now()),
                author.now(),
                deleted,
            )?
        };
    }
    let touched = match target.entity {
        Entity::Person => mark!("people"),
        Entity::PersonFact => mark!("person_facts"),
        Entity::Location => mark!("locations"),
        Entity::Event => mark!("events"),
        Entity::JournalEntry => mark!("journal_entries"),
        Entity::Plan => mark!("daily_plans"),
        Entity::PlanItem => mark!("planned_items"),
    };
    Ok(touched == 1)
}
