//! Making events.

use db::Tx;
use schemars::JsonSchema;
use serde::Deserialize;
use uuid::Uuid;

use super::details::{ExternalRef, event_by_ref, external_ref_insert, participant_insert, within};
use super::meal::{ItemArguments, MealFields, meal_save};
use super::row::event_load;
use super::sleep::{SleepFields, sleep_save};
use super::times::GivenTimes;
use super::workout::{ExerciseArguments, WorkoutFields, workout_save};
use crate::author::Author;
use crate::change::{Done, Named};
use crate::error::CallError;
use crate::location::location_named;
use crate::moment;
use crate::names::{self, Names};
use crate::person::person_named;
use crate::words::{
    Entity, EventCategory, EventKind, InfoSource, MealName, MealSource, Portion, Significance, Sport, Words,
};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateEvent {
    title: String,
    kind: Option<EventKind>,
    /// Local 2026-01-31T18:30, RFC 3339, or a date for a whole day. Default now.
    start: Option<String>,
    end: Option<String>,
    duration_min: Option<i64>,
    /// IANA.
    time_zone: Option<String>,
    /// Name or id; made if new.
    location: Option<String>,
    /// Names or ids; made if new.
    #[serde(default)]
    participants: Vec<String>,
    category: Option<EventCategory>,
    significance: Option<Significance>,
    description: Option<String>,
    notes: Option<String>,
    #[serde(default)]
    tags: Vec<String>,
    info_source: Option<InfoSource>,
    /// Who told of it: name or id.
    told_by: Option<String>,
    #[schemars(range(min = 0, max = 1))]
    confidence: Option<f64>,
    /// For kind sleep.
    sleep: Option<SleepFields>,
    /// Its id elsewhere: a repetition finds the event.
    external_ref: Option<ExternalRef>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateWorkout {
    sport: Sport,
    title: Option<String>,
    /// As in `create_event`; with `duration_min` alone: it ended now.
    start: Option<String>,
    end: Option<String>,
    duration_min: Option<i64>,
    time_zone: Option<String>,
    location: Option<String>,
    #[serde(default)]
    participants: Vec<String>,
    /// intervals, push day …
    subtype: Option<String>,
    distance_m: Option<f64>,
    calories: Option<f64>,
    avg_hr: Option<i64>,
    max_hr: Option<i64>,
    training_effect: Option<f64>,
    #[schemars(range(min = 1, max = 10))]
    perceived_effort: Option<i64>,
    score: Option<String>,
    #[serde(default)]
    exercises: Vec<ExerciseArguments>,
    notes: Option<String>,
    #[serde(default)]
    tags: Vec<String>,
    external_ref: Option<ExternalRef>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateMeal {
    meal: MealName,
    title: Option<String>,
    /// As in `create_event`.
    start: Option<String>,
    end: Option<String>,
    duration_min: Option<i64>,
    time_zone: Option<String>,
    location: Option<String>,
    #[serde(default)]
    participants: Vec<String>,
    #[serde(default)]
    items: Vec<ItemArguments>,
    source: Option<MealSource>,
    portion: Option<Portion>,
    cuisine: Option<String>,
    /// working lunch, birthday …
    context: Option<String>,
    notes: Option<String>,
    #[serde(default)]
    tags: Vec<String>,
}

/// What all events have, as given.
struct NewEvent {
    kind: EventKind,
    title: String,
    start: Option<String>,
    end: Option<String>,
    duration_min: Option<i64>,
    time_zone: Option<String>,
    location: Option<String>,
    participants: Vec<String>,
    category: Option<EventCategory>,
    significance: Significance,
    description: Option<String>,
    notes: Option<String>,
    tags: Vec<String>,
    info_source: InfoSource,
    told_by: Option<String>,
    confidence: Option<f64>,
    external_ref: Option<ExternalRef>,
}

/// Makes an event.
pub(crate) async fn event_create(tx: &mut Tx, author: &Author<'_>, given: CreateEvent) -> Result<Done, CallError> {
    let kind = given.kind.unwrap_or(EventKind::Generic);
    if given.sleep.is_some() && kind != EventKind::Sleep {
        return Err(CallError::invalid("sleep", "only an event of kind sleep has it"));
    }
    if let Some(found) = found_by_ref(tx, author, given.external_ref.as_ref()).await? {
        return Ok(found);
    }
    let told = given.told_by.is_some();
    let info_source = given.info_source.unwrap_or(if told { InfoSource::ToldByPerson } else { InfoSource::Direct });
    let new = NewEvent {
        kind,
        title: given.title,
        start: given.start,
        end: given.end,
        duration_min: given.duration_min,
        time_zone: given.time_zone,
        location: given.location,
        participants: given.participants,
        category: given.category,
        significance: given.significance.unwrap_or(Significance::Routine),
        description: given.description,
        notes: given.notes,
        tags: given.tags,
        info_source,
        told_by: given.told_by,
        confidence: given.confidence,
        external_ref: given.external_ref,
    };
    let (id, created) = event_insert(tx, author, new).await?;
    if kind == EventKind::Sleep {
        sleep_save(tx, author, id, false, given.sleep.unwrap_or_default()).await?;
    }
    saved(tx, author, id, created).await
}

/// Makes a workout: an event and its details.
pub(crate) async fn workout_create(tx: &mut Tx, author: &Author<'_>, given: CreateWorkout) -> Result<Done, CallError> {
    if let Some(found) = found_by_ref(tx, author, given.external_ref.as_ref()).await? {
        return Ok(found);
    }
    let title = given.title.unwrap_or_else(|| capitalised(given.sport.word()));
    let new = NewEvent {
        category: Some(EventCategory::Fitness),
        start: given.start,
        end: given.end,
        duration_min: given.duration_min,
        time_zone: given.time_zone,
        location: given.location,
        participants: given.participants,
        notes: given.notes,
        tags: given.tags,
        external_ref: given.external_ref,
        ..NewEvent::of(EventKind::Workout, title)
    };
    let (id, created) = event_insert(tx, author, new).await?;
    let details = WorkoutFields {
        sport: Some(given.sport),
        subtype: given.subtype,
        distance_m: given.distance_m,
        calories: given.calories,
        avg_hr: given.avg_hr,
        max_hr: given.max_hr,
        training_effect: given.training_effect,
        perceived_effort: given.perceived_effort,
        score: given.score,
        exercises: Some(given.exercises),
    };
    workout_save(tx, author, id, false, details).await?;
    saved(tx, author, id, created).await
}

/// Makes a meal: an event and its details.
pub(crate) async fn meal_create(tx: &mut Tx, author: &Author<'_>, given: CreateMeal) -> Result<Done, CallError> {
    let title = given.title.unwrap_or_else(|| {
        let items: Vec<&str> = given.items.iter().map(|item| item.name.trim()).collect();
        let meal = capitalised(given.meal.word());
        if items.is_empty() { meal } else { moment::short(&format!("{meal}: {}", items.join(", "))) }
    });
    let new = NewEvent {
        category: Some(EventCategory::Food),
        start: given.start,
        end: given.end,
        duration_min: given.duration_min,
        time_zone: given.time_zone,
        location: given.location,
        participants: given.participants,
        notes: given.notes,
        tags: given.tags,
        ..NewEvent::of(EventKind::Meal, title)
    };
    let (id, created) = event_insert(tx, author, new).await?;
    let details = MealFields {
        meal: Some(given.meal),
        source: given.source,
        portion: given.portion,
        cuisine: given.cuisine,
        context: given.context,
        items: Some(given.items),
    };
    meal_save(tx, author, id, false, details).await?;
    saved(tx, author, id, created).await
}

impl NewEvent {
    fn of(kind: EventKind, title: String) -> Self {
        Self {
            kind,
            title,
            start: None,
            end: None,
            duration_min: None,
            time_zone: None,
            location: None,
            participants: Vec::new(),
            category: None,
            significance: Significance::Routine,
            description: None,
            notes: None,
            tags: Vec::new(),
            info_source: InfoSource::Direct,
            told_by: None,
            confidence: None,
            external_ref: None,
        }
    }
}

async fn event_insert(tx: &mut Tx, author: &Author<'_>, new: NewEvent) -> Result<(Uuid, Vec<Named>), CallError> {
    let author = &author.in_zone(new.time_zone.as_deref())?;
    let given = GivenTimes { start: new.start.as_deref(), end: new.end.as_deref(), duration_min: new.duration_min };
    let times = given.resolve(&author.zone, author.clock.now())?;
    let local_date = times.local_day(new.kind == EventKind::Sleep, &author.zone).to_string();
    within("confidence", new.confidence, 0.0..=1.0)?;

    let mut created = Vec::new();
    let location = match &new.location {
        Some(called) => Some(location_named(tx, author, called, &mut created).await?),
        None => None,
    };
    let mut people = Names::of_people(tx, author.user).await?;
    let told_by = match &new.told_by {
        Some(called) => Some(person_named(tx, author, &mut people, "told_by", called, &mut created).await?),
        None => None,
    };
    let id = author.id();
    db::execute!(
        tx,
        "insert into events (id, user_id, demo, version, created_at, updated_at, kind, title, description, start_at, end_at, tz,
           local_date, all_day, location_id, category, significance, notes, tags, info_source, source_person_id, confidence)
         values ($1, $2, $3, 1, $4, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)",
        id,
        author.user,
        false,
        author.now(),
        new.kind.word(),
        names::name_checked("title", &new.title)?,
        new.description,
        db::UtcTime(times.start),
        times.end.map(db::UtcTime),
        moment::zone_name(&author.zone),
        local_date,
        times.all_day,
        location,
        new.category.map(Words::word),
        new.significance.word(),
        new.notes,
        names::list_json(&names::words_checked("tags", new.tags)?),
        new.info_source.word(),
        told_by,
        new.confidence,
    )?;
    for called in &new.participants {
        let person = person_named(tx, author, &mut people, "participants", called, &mut created).await?;
        participant_insert(tx, author, id, false, person).await?;
    }
    if let Some(outside) = &new.external_ref {
        external_ref_insert(tx, author, id, false, outside).await?;
    }
    Ok((id, created))
}

async fn found_by_ref(
    tx: &mut Tx,
    author: &Author<'_>,
    outside: Option<&ExternalRef>,
) -> Result<Option<Done>, CallError> {
    let Some(outside) = outside else { return Ok(None) };
    let Some(id) = event_by_ref(tx, author.user, outside).await? else { return Ok(None) };
    let event = event_load(tx, author.user, id).await?;
    let text = format!("Was there before: {} (id {id})", event.line());
    Ok(Some(Done::new(Entity::Event, id, &event, text)?.found()))
}

async fn saved(tx: &mut Tx, author: &Author<'_>, id: Uuid, created: Vec<Named>) -> Result<Done, CallError> {
    let event = event_load(tx, author.user, id).await?;
    let text = format!("Saved: {} (id {id})", event.line());
    Ok(Done::new(Entity::Event, id, &event, text)?.with_created(created))
}

fn capitalised(word: &str) -> String {
    let words = word.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
