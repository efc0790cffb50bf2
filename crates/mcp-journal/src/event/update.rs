//! Changing events.

use db::Tx;
use mcp_kit::ToolError;
use schemars::JsonSchema;
use serde::Deserialize;
use uuid::Uuid;

use super::details::{ExternalRef, external_ref_insert, participant_delete, participant_insert};
use super::meal::{MealFields, meal_save};
use super::row::{Event, event_load};
use super::sleep::{SleepFields, sleep_save};
use super::times::{GivenTimes, Times};
use super::workout::{WorkoutFields, workout_save};
use crate::author::Author;
use crate::change::Done;
use crate::error::CallError;
use crate::location::location_named;
use crate::moment;
use crate::names::{self, Names};
use crate::person::person_named;
use crate::words::{Entity, EventCategory, EventKind, Significance, Words};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UpdateEvent {
    #[schemars(with = "String")]
    event_id: Uuid,
    title: Option<String>,
    kind: Option<EventKind>,
    /// Moves the end along.
    start: Option<String>,
    end: Option<String>,
    duration_min: Option<i64>,
    time_zone: Option<String>,
    location: Option<String>,
    #[serde(default)]
    add_participants: Vec<String>,
    #[serde(default)]
    remove_participants: Vec<String>,
    category: Option<EventCategory>,
    significance: Option<Significance>,
    description: Option<String>,
    notes: Option<String>,
    #[serde(default)]
    add_tags: Vec<String>,
    #[serde(default)]
    remove_tags: Vec<String>,
    /// What is given changes.
    workout: Option<WorkoutFields>,
    meal: Option<MealFields>,
    sleep: Option<SleepFields>,
    external_ref: Option<ExternalRef>,
    /// Fields to empty.
    #[serde(default)]
    clear: Vec<EventField>,
    /// Refuse if the row has changed since.
    expected_version: Option<i64>,
}

#[derive(Clone, Copy, Deserialize, JsonSchema, PartialEq)]
#[serde(rename_all = "snake_case")]
enum EventField {
    End,
    Location,
    Category,
    Description,
    Notes,
}

/// Changes what is given, adds and removes what is listed; everything else stays.
pub(crate) async fn event_update(tx: &mut Tx, author: &Author<'_>, given: UpdateEvent) -> Result<Done, CallError> {
    let before = event_load(tx, author.user, given.event_id).await?;
    if before.stored.deleted {
        return Err(ToolError::not_found(format!(
            "event {} (it was deleted: restore_entity brings it back)",
            before.id
        ))
        .into());
    }
    if given.expected_version.is_some_and(|version| version != before.version) {
        return Err(
            ToolError::conflict(format!("The event has changed since: it is at version {}.", before.version)).into()
        );
    }
    let mut created = Vec::new();
    row_update(tx, author, &before, &given, &mut created).await?;

    let (id, demo) = (before.id, before.stored.demo);
    let mut people = Names::of_people(tx, author.user).await?;
    for called in &given.add_participants {
        let person = person_named(tx, author, &mut people, "add_participants", called, &mut created).await?;
        participant_insert(tx, author, id, demo, person).await?;
    }
    for called in &given.remove_participants {
        let gone = match people.meant(called) {
            Some(person) => participant_delete(tx, author, id, person.id).await?,
            None => false,
        };
        if !gone {
            return Err(ToolError::not_found(format!("participant “{called}” of this event")).into());
        }
    }
    let kind = given.kind.map_or(before.kind.as_str(), |kind| kind.word());
    details_update(tx, author, id, demo, kind, (given.workout, given.meal, given.sleep)).await?;
    if let Some(outside) = &given.external_ref {
        external_ref_insert(tx, author, id, demo, outside).await?;
    }
    let event = event_load(tx, author.user, id).await?;
    let text = format!("Changed: {} (id {id})", event.line());
    Ok(Done::new(Entity::Event, id, &event, text)?.with_before(&before)?.with_created(created))
}

async fn row_update(
    tx: &mut Tx,
    author: &Author<'_>,
    before: &Event,
    given: &UpdateEvent,
    created: &mut Vec<crate::change::Named>,
) -> Result<(), CallError> {
    let clears = |field: EventField| given.clear.contains(&field);
    let kept = |field: EventField, new: Option<&str>, old: Option<&str>| {
        if clears(field) { None } else { new.or(old).map(str::to_owned) }
    };
    let stays = Author { zone: before.stored.zone.clone(), ..author.clone() };
    let author = &stays.in_zone(given.time_zone.as_deref())?;
    let old = Times { start: before.stored.start_at, end: before.stored.end_at, all_day: before.when.all_day };
    let new = GivenTimes { start: given.start.as_deref(), end: given.end.as_deref(), duration_min: given.duration_min };
    let mut times = new.moved(&old, &author.zone)?;
    if clears(EventField::End) && !times.all_day {
        times.end = None;
    }
    let kind = given.kind.map_or(before.kind.as_str(), |kind| kind.word());
    let local_date = times.local_day(kind == EventKind::Sleep.word(), &author.zone).to_string();

    let location = match &given.location {
        Some(called) => Some(location_named(tx, author, called, created).await?),
        None if clears(EventField::Location) => None,
        None => before.location.as_ref().map(|location| location.id),
    };
    let mut tags = before.tags.clone();
    tags.retain(|tag| !given.remove_tags.iter().any(|gone| names::key(gone) == names::key(tag)));
    tags.extend(given.add_tags.iter().cloned());
    let title = names::name_checked("title", given.title.as_deref().unwrap_or(&before.title))?;
    db::execute!(
        tx,
        "update events set kind = $3, title = $4, description = $5, start_at = $6, end_at = $7, tz = $8, local_date = $9,
           all_day = $10, location_id = $11, category = $12, significance = $13, notes = $14, tags = $15, updated_at = $16,
           version = version + 1
         where user_id = $1 and id = $2",
        author.user,
        before.id,
        kind,
        title,
        kept(EventField::Description, given.description.as_deref(), before.description.as_deref()),
        db::UtcTime(times.start),
        times.end.map(db::UtcTime),
        moment::zone_name(&author.zone),
        local_date,
        times.all_day,
        location,
        kept(EventField::Category, given.category.map(Words::word), before.category.as_deref()),
        given.significance.map_or(before.stored.significance.as_str(), |word| word.word()),
        kept(EventField::Notes, given.notes.as_deref(), before.notes.as_deref()),
        names::list_json(&names::words_checked("add_tags", tags)?),
        author.now(),
    )?;
    Ok(())
}

/// Details go with the kind that the event now has; those of another kind are refused rather than dropped.
async fn details_update(
    tx: &mut Tx,
    author: &Author<'_>,
    id: Uuid,
    demo: bool,
    kind: &str,
    (workout, meal, sleep): (Option<WorkoutFields>, Option<MealFields>, Option<SleepFields>),
) -> Result<(), CallError> {
    let unfit =
        |field: &str| CallError::invalid(field, format!("the event is of kind {kind}; give kind too to change that"));
    match workout {
        Some(workout) if kind == "workout" => workout_save(tx, author, id, demo, workout).await?,
        Some(_) => return Err(unfit("workout")),
        None => {}
    }
    match meal {
        Some(meal) if kind == "meal" => meal_save(tx, author, id, demo, meal).await?,
        Some(_) => return Err(unfit("meal")),
        None => {}
    }
    match sleep {
        Some(sleep) if kind == "sleep" => sleep_save(tx, author, id, demo, sleep).await?,
        Some(_) => return Err(unfit("sleep")),
        None => {}
    }
    Ok(())
}
