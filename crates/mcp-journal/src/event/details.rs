//! What belongs to an event and is kept in rows of its own.

use std::collections::HashMap;

use db::{DbError, Tx, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::meal::{MealItem, meal_items_load};
use super::workout::{Exercise, exercises_load};
use crate::author::Author;
use crate::error::CallError;
use crate::statement::{self, Statement};
use crate::words::{Entity, Words};

/// Which parts of events are wanted, beyond their own row and who took part.
#[derive(Clone, Copy)]
pub(crate) struct Parts {
    pub(crate) exercises: bool,
    pub(crate) meal_items: bool,
    pub(crate) external_refs: bool,
}

impl Parts {
    pub(crate) const ALL: Self = Self { exercises: true, meal_items: true, external_refs: true };
}

/// The parts of several events, by event.
pub(crate) struct Details {
    pub(crate) participants: HashMap<Uuid, Vec<Participant>>,
    pub(crate) exercises: HashMap<Uuid, Vec<Exercise>>,
    pub(crate) meal_items: HashMap<Uuid, Vec<MealItem>>,
    pub(crate) external_refs: HashMap<Uuid, Vec<ExternalRef>>,
}

impl Details {
    pub(crate) async fn load(tx: &mut Tx, user: &UserId, events: &[Uuid], parts: Parts) -> Result<Self, DbError> {
        Ok(Self {
            participants: participants_load(tx, user, events).await?,
            exercises: if parts.exercises { exercises_load(tx, user, events).await? } else { HashMap::new() },
            meal_items: if parts.meal_items { meal_items_load(tx, user, events).await? } else { HashMap::new() },
            external_refs: if parts.external_refs {
                external_refs_load(tx, user, events).await?
            } else {
                HashMap::new()
            },
        })
    }
}

/// Who took part.
#[derive(Clone, Serialize)]
pub(crate) struct Participant {
    pub(crate) id: Uuid,
    pub(crate) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<String>,
}

#[derive(sqlx::FromRow)]
struct ParticipantRow {
    event_id: Uuid,
    person_id: Uuid,
    name: String,
    role: Option<String>,
}

async fn participants_load(
    tx: &mut Tx,
    user: &UserId,
    events: &[Uuid],
) -> Result<HashMap<Uuid, Vec<Participant>>, DbError> {
    let mut select = Statement::new(
        "participants of events",
        "select ep.event_id, ep.person_id, p.name, ep.role
         from event_participants ep join people p on p.user_id = ep.user_id and p.id = ep.person_id
         where p.deleted_at is null and ep.user_id = ",
    );
    select.value(user).push(" and ep.event_id in ").list(events.iter().copied()).push(" order by p.name, p.id");
    let mut participants: HashMap<Uuid, Vec<Participant>> = HashMap::new();
    for row in statement::fetch::<ParticipantRow>(tx, select).await? {
        let participant = Participant { id: row.person_id, name: row.name, role: row.role };
        participants.entry(row.event_id).or_default().push(participant);
    }
    Ok(participants)
}

/// Adds somebody to an event; does nothing when they are in it.
pub(crate) async fn participant_insert(
    tx: &mut Tx,
    author: &Author<'_>,
    event: Uuid,
    demo: bool,
    person: Uuid,
) -> Result<(), DbError> {
    db::execute!(
        tx,
        "insert into event_participants (user_id, demo, event_id, person_id) values ($1, $2, $3, $4)
         on conflict (user_id, event_id, person_id) do nothing",
        author.user,
        demo,
        event,
        person,
    )?;
    Ok(())
}

/// Takes somebody out of an event; answers whether they were in it.
pub(crate) async fn participant_delete(
    tx: &mut Tx,
    author: &Author<'_>,
    event: Uuid,
    person: Uuid,
) -> Result<bool, DbError> {
    let gone = db::execute!(
        tx,
        "delete from event_participants where user_id = $1 and event_id = $2 and person_id = $3",
        author.user,
        event,
        person,
    )?;
    Ok(gone == 1)
}

/// What a row is called elsewhere.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExternalRef {
    /// garmin, `google_calendar` …
    pub(crate) source: String,
    pub(crate) id: String,
}

#[derive(sqlx::FromRow)]
struct ExternalRefRow {
    entity_id: Uuid,
    source: String,
    external_id: String,
}

async fn external_refs_load(
    tx: &mut Tx,
    user: &UserId,
    events: &[Uuid],
) -> Result<HashMap<Uuid, Vec<ExternalRef>>, DbError> {
    let mut select =
        Statement::new("external refs", "select entity_id, source, external_id from external_refs where user_id = ");
    select.value(user).push(" and entity_id in ").list(events.iter().copied()).push(" order by source, external_id");
    let mut refs: HashMap<Uuid, Vec<ExternalRef>> = HashMap::new();
    for row in statement::fetch::<ExternalRefRow>(tx, select).await? {
        refs.entry(row.entity_id).or_default().push(ExternalRef { source: row.source, id: row.external_id });
    }
    Ok(refs)
}

/// The event that has this outside id, if it is not deleted.
pub(crate) async fn event_by_ref(tx: &mut Tx, user: &UserId, outside: &ExternalRef) -> Result<Option<Uuid>, DbError> {
    let found = db::fetch_optional!(
        tx,
        (Uuid,),
        "select r.entity_id from external_refs r join events e on e.user_id = r.user_id and e.id = r.entity_id
         where r.user_id = $1 and r.source = $2 and r.external_id = $3 and r.entity_type = 'event' and e.deleted_at is null",
        user,
        &outside.source,
        &outside.id,
    )?;
    Ok(found.map(|(id,)| id))
}

/// Gives an event its outside id; taken from a deleted event that had it.
pub(crate) async fn external_ref_insert(
    tx: &mut Tx,
    author: &Author<'_>,
    event: Uuid,
    demo: bool,
    outside: &ExternalRef,
) -> Result<(), CallError> {
    if outside.source.trim().is_empty() || outside.id.trim().is_empty() {
        return Err(CallError::invalid("external_ref", "give both source and id"));
    }
    db::execute!(
        tx,
        "insert into external_refs (user_id, demo, entity_type, entity_id, source, external_id, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (user_id, source, external_id, entity_type) do update set entity_id = excluded.entity_id, demo = excluded.demo",
        author.user,
        demo,
        Entity::Event.word(),
        event,
        &outside.source,
        &outside.id,
        author.now(),
    )?;
    Ok(())
}

/// Refuses a number outside of what the column can hold.
pub(crate) fn in_range(field: &str, value: Option<i64>, range: std::ops::RangeInclusive<i64>) -> Result<(), CallError> {
    match value {
        Some(value) if !range.contains(&value) => {
            Err(CallError::invalid(field, format!("{value} is not from {} to {}", range.start(), range.end())))
        }
        _ => Ok(()),
    }
}

/// Refuses a quantity outside of what the column can hold, and what is no number.
pub(crate) fn within(field: &str, value: Option<f64>, range: std::ops::RangeInclusive<f64>) -> Result<(), CallError> {
    match value {
        Some(value) if !range.contains(&value) => {
            Err(CallError::invalid(field, format!("{value} is not from {} to {}", range.start(), range.end())))
        }
        _ => Ok(()),
    }
}
