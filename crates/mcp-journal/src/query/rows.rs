//! The rows of a page: the same shapes that writes and the timeline answer with.

use std::collections::HashMap;

use db::{Tx, UtcTime};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::Include;
use super::entities::EntityName;
use crate::author::Author;
use crate::entry::entries_load;
use crate::error::CallError;
use crate::event::{Parts, events_load};
use crate::location::locations_load;
use crate::moment;
use crate::person::people_load;
use crate::plan::{items_load, plans_load};
use crate::statement::{self, Statement};

/// The rows with these ids, in this order, and a line for each.
pub(crate) async fn load(
    tx: &mut Tx,
    author: &Author<'_>,
    entity: EntityName,
    ids: &[Uuid],
    include: &[Include],
) -> Result<(Vec<Value>, Vec<String>), CallError> {
    let user = author.user;
    let wants = |part: Include| include.contains(&part);
    match entity {
        EntityName::Events | EntityName::Workouts | EntityName::Meals | EntityName::Sleeps => {
            let parts = Parts {
                exercises: wants(Include::Exercises),
                meal_items: wants(Include::MealItems) || entity == EntityName::Meals,
                external_refs: wants(Include::ExternalRefs),
            };
            rendered(&events_load(tx, user, ids, parts).await?, |event| format!("{} ({})", event.line(), event.id))
        }
        EntityName::People => {
            let people = people_load(tx, user, ids, wants(Include::Facts)).await?;
            rendered(&people, |person| format!("{} ({})", person.name, person.id))
        }
        EntityName::PersonFacts => {
            let facts = facts_load(tx, author, ids).await?;
            rendered(&facts, |fact| format!("{}, {}: {} ({})", fact.person, fact.kind, fact.text, fact.id))
        }
        EntityName::Locations => {
            rendered(&locations_load(tx, user, ids).await?, |place| format!("{} ({})", place.name, place.id))
        }
        EntityName::JournalEntries => rendered(&entries_load(tx, user, ids).await?, |entry| {
            format!("{} {}: {} ({})", entry.weekday, entry.date, moment::short(&entry.text), entry.id)
        }),
        EntityName::Plans => rendered(&plans_load(tx, user, ids, wants(Include::PlanItems)).await?, |plan| {
            format!("plan of {} version {} ({})", plan.plan_date, plan.plan_version, plan.id)
        }),
        EntityName::PlanItems => rendered(&items_load(tx, user, ids).await?, |item| {
            format!("{} {} {} [{}] ({})", item.stored.day, item.hours(), item.title, item.status, item.id)
        }),
        EntityName::Changes => rendered(&changes_load(tx, author, ids).await?, |change| {
            format!("{} {} {} ({})", change.at, change.tool, change.entity_type, change.id)
        }),
    }
}

fn rendered<Row: Serialize>(
    rows: &[Row],
    line: impl Fn(&Row) -> String,
) -> Result<(Vec<Value>, Vec<String>), CallError> {
    let lines = rows.iter().map(line).collect();
    let items: Result<Vec<Value>, _> = rows.iter().map(serde_json::to_value).collect();
    let items = items.map_err(|error| CallError::Told(mcp_kit::ToolError::internal(error)))?;
    Ok((items, lines))
}

#[derive(Serialize, sqlx::FromRow)]
struct FactRow {
    id: Uuid,
    person_id: Uuid,
    person: String,
    kind: String,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_date: Option<String>,
}

async fn facts_load(tx: &mut Tx, author: &Author<'_>, ids: &[Uuid]) -> Result<Vec<FactRow>, CallError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut select = Statement::new(
        "facts by id",
        "select f.id, f.person_id, p.name as person, f.kind, f.text, f.start_date, f.end_date
         from person_facts f join people p on p.user_id = f.user_id and p.id = f.person_id where f.user_id = ",
    );
    select.value(author.user).push(" and f.id in ").list(ids.iter().copied());
    let rows: Vec<FactRow> = statement::fetch(tx, select).await?;
    let mut rows: HashMap<Uuid, FactRow> = rows.into_iter().map(|row| (row.id, row)).collect();
    Ok(ids.iter().filter_map(|id| rows.remove(id)).collect())
}

#[derive(sqlx::FromRow)]
struct ChangeRow {
    id: Uuid,
    at: UtcTime,
    tool: String,
    entity_type: String,
    entity_id: Option<Uuid>,
}

#[derive(Serialize)]
struct Change {
    id: Uuid,
    at: String,
    date: String,
    weekday: String,
    tool: String,
    entity_type: String,
    entity_id: Option<Uuid>,
}

async fn changes_load(tx: &mut Tx, author: &Author<'_>, ids: &[Uuid]) -> Result<Vec<Change>, CallError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut select =
        Statement::new("changes by id", "select id, at, tool, entity_type, entity_id from change_log where user_id = ");
    select.value(author.user).push(" and id in ").list(ids.iter().copied());
    let rows: Vec<ChangeRow> = statement::fetch(tx, select).await?;
    let mut rows: HashMap<Uuid, ChangeRow> = rows.into_iter().map(|row| (row.id, row)).collect();
    let change = |row: ChangeRow| {
        let day = moment::local_day(row.at.0, &author.zone);
        Change {
            id: row.id,
            at: moment::rfc3339(row.at.0, &author.zone),
            date: day.to_string(),
            weekday: moment::weekday(day),
            tool: row.tool,
            entity_type: row.entity_type,
            entity_id: row.entity_id,
        }
    };
    Ok(ids.iter().filter_map(|id| rows.remove(id)).map(change).collect())
}
