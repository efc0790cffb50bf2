use std::collections::HashMap;

use std::fmt::Write as _;

use db::{DbError, Tx, UserId, UtcTime};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use mcp_kit::ToolError;
use serde::Serialize;
use uuid::Uuid;

use super::details::{Details, ExternalRef, Participant, Parts};
use super::meal::{Meal, MealRow};
use super::sleep::{Sleep, SleepRow};
use super::workout::{Workout, WorkoutRow};
use crate::error::CallError;
use crate::moment::When;
use crate::names;
use crate::statement::{self, Statement};

/// An event, as an answer gives it.
#[derive(Clone, Serialize)]
pub(crate) struct Event {
    pub(crate) id: Uuid,
    pub(crate) kind: String,
    pub(crate) title: String,
    #[serde(flatten)]
    pub(crate) when: When,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) location: Option<Place>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) participants: Vec<Participant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) workout: Option<Workout>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) meal: Option<Meal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sleep: Option<Sleep>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) category: Option<String>,
    /// Left out when routine.
    #[serde(skip_serializing_if = "Option::is_none")]
    significance: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) notes: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) tags: Vec<String>,
    /// Left out when the person told it themself.
    #[serde(skip_serializing_if = "Option::is_none")]
    info_source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    told_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) confidence: Option<f64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    external_refs: Vec<ExternalRef>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    demo: bool,
    pub(crate) version: i64,
    /// As stored, for what reckons with times and for updates.
    #[serde(skip)]
    pub(crate) stored: Stored,
}

/// What an answer does not show as it is stored.
#[derive(Clone)]
pub(crate) struct Stored {
    pub(crate) start_at: Timestamp,
    pub(crate) end_at: Option<Timestamp>,
    pub(crate) zone: TimeZone,
    pub(crate) day: Date,
    pub(crate) significance: String,
    pub(crate) demo: bool,
    pub(crate) deleted: bool,
}

/// Where it was.
#[derive(Clone, Serialize)]
pub(crate) struct Place {
    pub(crate) id: Uuid,
    pub(crate) name: String,
}

#[derive(sqlx::FromRow)]
struct EventRow {
    id: Uuid,
    kind: String,
    title: String,
    description: Option<String>,
    start_at: UtcTime,
    end_at: Option<UtcTime>,
    tz: String,
    local_date: String,
    all_day: bool,
    location_id: Option<Uuid>,
    location_name: Option<String>,
    category: Option<String>,
    significance: String,
    notes: Option<String>,
    tags: String,
    info_source: String,
    source_person: Option<String>,
    confidence: Option<f64>,
    demo: bool,
    version: i64,
    deleted_at: Option<UtcTime>,
    #[sqlx(flatten)]
    workout: WorkoutRow,
    #[sqlx(flatten)]
    meal: MealRow,
    #[sqlx(flatten)]
    sleep: SleepRow,
}

/// The event with this id, with all its parts; deleted ones too.
pub(crate) async fn event_load(tx: &mut Tx, user: &UserId, id: Uuid) -> Result<Event, CallError> {
    let event = events_load(tx, user, &[id], Parts::ALL).await?.pop();
    event.ok_or_else(|| ToolError::not_found(format!("event {id}")).into())
}

/// The events with these ids, in this order; those that are not there are left out, deleted ones are not.
pub(crate) async fn events_load(tx: &mut Tx, user: &UserId, ids: &[Uuid], parts: Parts) -> Result<Vec<Event>, DbError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut select = Statement::new(
        "events by id",
        "select e.id, e.kind, e.title, e.description, e.start_at, e.end_at, e.tz, e.local_date, e.all_day, e.location_id,
           l.name as location_name, e.category, e.significance, e.notes, e.tags, e.info_source,
           p.name as source_person, e.confidence, e.demo, e.version, e.deleted_at,
           w.sport, w.subtype, w.distance_m, w.calories, w.avg_hr, w.max_hr, w.training_effect, w.perceived_effort,
           w.score as workout_score,
           m.meal, m.source_kind, m.portion, m.cuisine, m.context,
           s.quality, s.deep_s, s.light_s, s.rem_s, s.awake_s, s.interruptions, s.score as sleep_score, s.nap, s.dream
         from events e
         left join locations l on l.user_id = e.user_id and l.id = e.location_id
         left join people p on p.user_id = e.user_id and p.id = e.source_person_id
         left join workouts w on w.user_id = e.user_id and w.event_id = e.id
         left join meals m on m.user_id = e.user_id and m.event_id = e.id
         left join sleeps s on s.user_id = e.user_id and s.event_id = e.id
         where e.user_id = ",
    );
    select.value(user).push(" and e.id in ").list(ids.iter().copied());
    let rows: Vec<EventRow> = statement::fetch(tx, select).await?;
    let mut details = Details::load(tx, user, ids, parts).await?;
    let mut events = HashMap::with_capacity(rows.len());
    for row in rows {
        events.insert(row.id, event(row, &mut details)?);
    }
    Ok(ids.iter().filter_map(|id| events.remove(id)).collect())
}

fn event(row: EventRow, details: &mut Details) -> Result<Event, DbError> {
    let broken = |column, reason: String| DbError::Broken { table: "events", column, row: row.id.to_string(), reason };
    let zone = TimeZone::get(&row.tz).map_err(|error| broken("tz", error.to_string()))?;
    let day: Date = row.local_date.parse().map_err(|error: jiff::Error| broken("local_date", error.to_string()))?;
    let (start_at, end_at) = (row.start_at.0, row.end_at.map(|end| end.0));
    let when = if row.all_day { When::whole_day(day) } else { When::stretch(start_at, end_at, day, &zone) };
    let minutes = when.duration_min;
    let left_out_when = |usual: &str, word: &str| (word != usual).then(|| word.to_owned());
    Ok(Event {
        when,
        location: row.location_id.zip(row.location_name).map(|(id, name)| Place { id, name }),
        participants: details.participants.remove(&row.id).unwrap_or_default(),
        workout: (row.kind == "workout")
            .then(|| Workout::new(row.workout, details.exercises.remove(&row.id).unwrap_or_default(), minutes)),
        meal: (row.kind == "meal").then(|| Meal::new(row.meal, details.meal_items.remove(&row.id).unwrap_or_default())),
        sleep: (row.kind == "sleep").then(|| Sleep::new(row.sleep)),
        category: row.category,
        significance: left_out_when("routine", &row.significance),
        description: row.description,
        notes: row.notes,
        tags: names::list(&row.tags),
        info_source: left_out_when("direct", &row.info_source),
        told_by: row.source_person,
        confidence: row.confidence,
        external_refs: details.external_refs.remove(&row.id).unwrap_or_default(),
        demo: row.demo,
        version: row.version,
        stored: Stored {
            start_at,
            end_at,
            zone,
            day,
            significance: row.significance,
            demo: row.demo,
            deleted: row.deleted_at.is_some(),
        },
        id: row.id,
        kind: row.kind,
        title: row.title,
    })
}

impl Event {
    /// One line: `Mon 2026-01-05 07:00–07:45 Run (workout) at Park, with Asha`.
    pub(crate) fn line(&self) -> String {
        let day = self.stored.day.strftime("%a %Y-%m-%d");
        let hours = self.hours();
        let mut line = format!("{day} {hours} {} ({})", self.title, self.kind);
        if let Some(location) = self.location.as_ref().filter(|location| !self.title.contains(&location.name)) {
            let _ = write!(line, " at {}", location.name);
        }
        if !self.participants.is_empty() {
            let names: Vec<&str> = self.participants.iter().map(|participant| participant.name.as_str()).collect();
            let _ = write!(line, ", with {}", names.join(", "));
        }
        line
    }

    /// `07:00–07:45`, `07:00` or `all day`.
    pub(crate) fn hours(&self) -> String {
        if self.when.all_day {
            return "all day".to_owned();
        }
        let from = crate::moment::clock_time(self.stored.start_at, &self.stored.zone);
        match self.stored.end_at {
            Some(end) => format!("{from}–{}", crate::moment::clock_time(end, &self.stored.zone)),
            None => from,
        }
    }
}
