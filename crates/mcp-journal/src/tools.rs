//! The tools: what is listed, and which function answers each.

use db::UserId;
use jiff::tz::TimeZone;
use mcp_kit::{About, Answer, BoxFuture, Caller, JsonObject, Service, Tool, ToolError, arguments};
use serde_json::Value;

use crate::author::Author;
use crate::change::{Done, Saved, change_answered, change_insert, write_lock};
use crate::entry::{LogJournalEntry, entry_create};
use crate::error::CallError;
use crate::event::{
    CreateEvent, CreateMeal, CreateWorkout, UpdateEvent, event_create, event_update, meal_create, workout_create,
};
use crate::journal::Journal;
use crate::location::{CreateLocation, UpdateLocation, location_create, location_update};
use crate::person::{CreatePerson, UpdatePerson, person_create, person_update};
use crate::plan::{
    CreateDailyPlan, GetPlanVsActual, PlanVsActual, UpdatePlanItem, item_update, plan_create, plan_vs_actual,
};
use crate::query::{self, Query, Rows};
use crate::removal::{Target, entity_delete, entity_restore};
use crate::search::{Found, SearchJournal, search};
use crate::timeline::{GetTimeline, Timeline, timeline};

/// Every tool, reading ones first.
pub(crate) fn all() -> Vec<Tool> {
    vec![
        Tool::read::<GetTimeline, Timeline>(
            "get_timeline",
            "Day",
            "One day in order: events with people and places, sleep, workouts, meals, entries, and gaps.",
        ),
        Tool::read::<Query, Rows>("query", "Query", &query::description()),
        Tool::read::<SearchJournal, Found>(
            "search_journal",
            "Search journal",
            "Text search over journal entries and events (title, description, notes), best first. For facts and filters use query.",
        ),
        Tool::read::<GetPlanVsActual, PlanVsActual>(
            "get_plan_vs_actual",
            "Plan and outcome",
            "The plan of a day with what became of each item, and what happened unplanned.",
        ),
        write::<CreateEvent>("create_event", "Create event", "Record something that happened or will. Workouts and meals have their own tools."),
        write::<UpdateEvent>(
            "update_event",
            "Update event",
            "Change an event, workout, meal or sleep. Only what is given changes; people and tags are added and removed.",
        )
        .idempotent(),
        write::<CreateWorkout>("create_workout", "Create workout", "Record a workout, with exercises and sets if known."),
        write::<CreateMeal>("create_meal", "Create meal", "Record a meal and what was eaten."),
        write::<CreatePerson>("create_person", "Create person", "Add a person; one of that name or alias is answered with existing: true."),
        write::<UpdatePerson>("update_person", "Update person", "Change a person; facts and aliases are added and removed.").idempotent(),
        write::<CreateLocation>(
            "create_location",
            "Create place",
            "Add a place; one of that name, alias or place_id is answered with existing: true.",
        ),
        write::<UpdateLocation>("update_location", "Update place", "Change a place.").idempotent(),
        write::<LogJournalEntry>("log_journal_entry", "Journal entry", "Keep the user's own words."),
        write::<CreateDailyPlan>("create_daily_plan", "Plan day", "Keep a plan for a day; a further one is its next version."),
        write::<UpdatePlanItem>("update_plan_item", "Update plan item", "Set the status of a planned item, link the event it became, or move it.")
            .idempotent(),
        write::<Target>("delete_entity", "Delete", "Delete a row; restore_entity brings it back.").destructive().idempotent(),
        write::<Target>("restore_entity", "Restore", "Bring a deleted row back.").idempotent(),
    ]
}

fn write<Arguments: schemars::JsonSchema>(name: &str, title: &str, description: &str) -> Tool {
    Tool::write::<Arguments, Saved>(name, title, description).honours_idempotency_key()
}

impl Service for Journal {
    fn about(&self) -> &About {
        &self.about
    }

    fn tools(&self) -> &[Tool] {
        &self.tools
    }

    fn routes(&self) -> axum::Router {
        crate::routes::routes(self.db.clone(), self.clock.clone())
    }

    fn lacks(&self) -> BoxFuture<'_, Option<String>> {
        Box::pin(async {
            let lost = self.db.ping().await.is_err();
            lost.then(|| "The journal's database cannot be reached.".to_owned())
        })
    }

    fn call<'a>(
        &'a self,
        caller: &'a Caller,
        tool: &'a str,
        given: JsonObject,
    ) -> BoxFuture<'a, Result<Answer, ToolError>> {
        Box::pin(async move {
            let user = UserId::parse(&caller.user)
                .map_err(|error| ToolError::new("invalid_user", error.to_string(), "Sign in again."))?;
            refuse_nul(&given)?;
            // a zone that this build does not know falls back to the service's own
            let zone = caller.time_zone.as_deref().and_then(|name| TimeZone::get(name).ok());
            let author = Author { user: &user, clock: &self.clock, zone: zone.unwrap_or_else(|| self.zone.clone()) };
            let reads = self.tools.iter().any(|listed| listed.name == tool && listed.hints.read_only);
            let answer = if reads {
                self.read(&author, tool, given).await
            } else {
                self.write(&author, tool, given, caller.idempotency_key.as_deref()).await
            };
            answer.map_err(ToolError::from)
        })
    }
}

/// PostgreSQL's text holds no NUL; nothing that a person says does.
fn refuse_nul(given: &JsonObject) -> Result<(), ToolError> {
    fn holds(value: &Value) -> bool {
        match value {
            Value::String(text) => text.contains('\0'),
            Value::Array(values) => values.iter().any(holds),
            Value::Object(fields) => fields.iter().any(|(name, value)| name.contains('\0') || holds(value)),
            _ => false,
        }
    }
    match given.iter().find(|(name, value)| name.contains('\0') || holds(value)) {
        Some((name, _)) => Err(ToolError::invalid_argument(name, "holds the character U+0000: leave it out")),
        None => Ok(()),
    }
}

impl Journal {
    async fn read(&self, author: &Author<'_>, tool: &str, given: JsonObject) -> Result<Answer, CallError> {
        let mut tx = self.db.read(author.user).await?;
        let tx = &mut tx;
        Ok(match tool {
            "get_timeline" => {
                let (timeline, text) = timeline(tx, author, &arguments(given)?).await?;
                Answer::of(&timeline, text)?
            }
            "query" => {
                let (rows, text) = query::query(tx, author, arguments(given)?).await?;
                Answer::of(&rows, text)?
            }
            "search_journal" => {
                let (found, text) = search(tx, author, &arguments(given)?).await?;
                Answer::of(&found, text)?
            }
            "get_plan_vs_actual" => {
                let (plan, text) = plan_vs_actual(tx, author, &arguments(given)?).await?;
                Answer::of(&plan, text)?
            }
            _ => return Err(ToolError::not_found(format!("tool {tool}")).into()),
        })
    }

    /// One transaction: the key is looked up, the work done and the answer kept in it, so that a key counts once.
    async fn write(
        &self,
        author: &Author<'_>,
        tool: &str,
        given: JsonObject,
        key: Option<&str>,
    ) -> Result<Answer, CallError> {
        let mut tx = self.db.begin(author.user).await?;
        write_lock(&mut tx, author.user).await?;
        if let Some(key) = key
            && let Some(answer) = change_answered(&mut tx, author.user, key, tool, &given).await?
        {
            return Ok(answer);
        }
        let done = work(&mut tx, author, tool, given.clone()).await?;
        let answer = change_insert(&mut tx, author, tool, &given, key, done).await?;
        tx.commit().await?;
        Ok(answer)
    }
}

async fn work(tx: &mut db::Tx, author: &Author<'_>, tool: &str, given: JsonObject) -> Result<Done, CallError> {
    match tool {
        "create_event" => event_create(tx, author, arguments::<CreateEvent>(given)?).await,
        "update_event" => event_update(tx, author, arguments::<UpdateEvent>(given)?).await,
        "create_workout" => workout_create(tx, author, arguments::<CreateWorkout>(given)?).await,
        "create_meal" => meal_create(tx, author, arguments::<CreateMeal>(given)?).await,
        "create_person" => person_create(tx, author, arguments::<CreatePerson>(given)?).await,
        "update_person" => person_update(tx, author, arguments::<UpdatePerson>(given)?).await,
        "create_location" => location_create(tx, author, arguments::<CreateLocation>(given)?).await,
        "update_location" => location_update(tx, author, arguments::<UpdateLocation>(given)?).await,
        "log_journal_entry" => entry_create(tx, author, arguments::<LogJournalEntry>(given)?).await,
        "create_daily_plan" => plan_create(tx, author, arguments::<CreateDailyPlan>(given)?).await,
        "update_plan_item" => item_update(tx, author, arguments::<UpdatePlanItem>(given)?).await,
        "delete_entity" => entity_delete(tx, author, arguments::<Target>(given)?).await,
        "restore_entity" => entity_restore(tx, author, arguments::<Target>(given)?).await,
        _ => Err(ToolError::not_found(format!("tool {tool}")).into()),
    }
}
