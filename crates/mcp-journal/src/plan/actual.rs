//! What was planned beside what happened.

use std::collections::HashMap;
use std::fmt::Write as _;

use db::{DbError, Tx};
use mcp_kit::ToolError;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Plan, PlanItem, plans_load};
use crate::author::Author;
use crate::demo::marked;
use crate::error::CallError;
use crate::event::{Event, Parts, events_load};
use crate::moment;
use crate::names::key;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GetPlanVsActual {
    /// Default today.
    plan_date: Option<String>,
    /// Default the latest.
    version: Option<i64>,
}

/// A plan, its items with what became of them, and what was not planned.
#[derive(Serialize, JsonSchema)]
pub(crate) struct PlanVsActual {
    #[schemars(with = "mcp_kit::JsonObject")]
    plan: Plan,
    #[schemars(with = "Vec<mcp_kit::JsonObject>")]
    items: Vec<ItemOutcome>,
    /// Events of the day that no item stands for.
    #[schemars(with = "Vec<mcp_kit::JsonObject>")]
    unplanned: Vec<Unplanned>,
    summary: Summary,
}

#[derive(Serialize)]
struct ItemOutcome {
    #[serde(flatten)]
    item: PlanItem,
    /// `linked`, `completed_unlinked`, `skipped`, `in_progress` or `pending`.
    resolution: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_delta_min: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_delta_min: Option<i64>,
    /// An event that fits by time and name and could be linked.
    #[serde(skip_serializing_if = "Option::is_none")]
    maybe_event_id: Option<Uuid>,
}

#[derive(Serialize)]
struct Unplanned {
    id: Uuid,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<String>,
}

#[derive(Serialize, JsonSchema)]
struct Summary {
    total: usize,
    completed: usize,
    skipped: usize,
    in_progress: usize,
    pending: usize,
    completion_rate_pct: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    avg_end_time_delta_minutes: Option<i64>,
}

/// The plan of a day against what happened. Answers it with its short rendering.
pub(crate) async fn plan_vs_actual(
    tx: &mut Tx,
    author: &Author<'_>,
    given: &GetPlanVsActual,
) -> Result<(PlanVsActual, String), CallError> {
    let day = given.plan_date.as_deref().map_or_else(|| Ok(author.today()), |day| moment::date("plan_date", day))?;
    let found = db::fetch_optional!(
        tx,
        (Uuid,),
        "select id from daily_plans where user_id = $1 and plan_date = $2 and plan_version = coalesce($3, plan_version)
           and deleted_at is null order by plan_version desc limit 1",
        author.user,
        day.to_string(),
        given.version,
    )?;
    let plan = match found {
        Some((id,)) => plans_load(tx, author.user, &[id], true).await?.pop(),
        None => None,
    };
    let Some(mut plan) = plan else {
        return Err(ToolError::new(
            "not_found",
            format!("There is no plan for {} {day}.", moment::weekday(day)),
            "create_daily_plan makes one; get_timeline shows what happened that day.",
        )
        .into());
    };
    let events = day_events(tx, author, &plan).await?;
    let items: Vec<ItemOutcome> =
        std::mem::take(&mut plan.items).into_iter().map(|item| outcome(item, &events)).collect();
    let linked: Vec<Uuid> = items.iter().filter_map(|item| item.item.actual_event_id).collect();
    let unplanned = events
        .iter()
        .filter(|event| event.kind != "sleep" && event.stored.day == day && !linked.contains(&event.id))
        .map(|event| Unplanned {
            id: event.id,
            title: event.title.clone(),
            start: event.when.start.clone(),
            end: event.when.end.clone(),
        })
        .collect();
    let summary = summary(&items);
    let text = marked(plan.demo, text(&plan, &items, &summary));
    Ok((PlanVsActual { plan, items, unplanned, summary }, text))
}

/// The events of the plan's day, and those its items are linked to.
async fn day_events(tx: &mut Tx, author: &Author<'_>, plan: &Plan) -> Result<Vec<Event>, DbError> {
    let rows = db::fetch_all!(
        tx,
        (Uuid,),
        "select id from events where user_id = $1 and local_date = $2 and deleted_at is null order by start_at, id limit 200",
        author.user,
        &plan.plan_date,
    )?;
    let mut ids: Vec<Uuid> = rows.into_iter().map(|(id,)| id).collect();
    for linked in plan.items.iter().filter_map(|item| item.actual_event_id) {
        if !ids.contains(&linked) {
            ids.push(linked);
        }
    }
    let parts = Parts { exercises: false, meal_items: false, external_refs: false };
    let mut events = events_load(tx, author.user, &ids, parts).await?;
    events.retain(|event| !event.stored.deleted);
    Ok(events)
}

fn outcome(item: PlanItem, events: &[Event]) -> ItemOutcome {
    let by_id: HashMap<Uuid, &Event> = events.iter().map(|event| (event.id, event)).collect();
    let linked = item.actual_event_id.and_then(|id| by_id.get(&id)).copied();
    let resolution = match (item.status.as_str(), linked) {
        (_, Some(_)) => "linked",
        ("completed" | "modified", None) => "completed_unlinked",
        ("skipped" | "replaced", None) => "skipped",
        ("in_progress", None) => "in_progress",
        _ => "pending",
    };
    let delta = |planned: Option<jiff::Timestamp>, actual: Option<jiff::Timestamp>| {
        planned.zip(actual).map(|(planned, actual)| moment::minutes(planned, actual))
    };
    ItemOutcome {
        resolution,
        start_delta_min: delta(item.stored.start_at, linked.map(|event| event.stored.start_at)),
        end_delta_min: delta(item.stored.end_at, linked.and_then(|event| event.stored.end_at)),
        maybe_event_id: linked.is_none().then(|| fitting(&item, events)).flatten(),
        item,
    }
}

/// The event that began within half an hour of the item and has a word of its title.
fn fitting(item: &PlanItem, events: &[Event]) -> Option<Uuid> {
    let start = item.stored.start_at?;
    let title = key(&item.title);
    let shares_word = |event: &&Event| {
        key(&event.title).split(' ').any(|word| word.chars().count() > 2 && title.split(' ').any(|t| t == word))
    };
    let near = |event: &&Event| moment::minutes(start, event.stored.start_at).abs() <= 30;
    events.iter().filter(near).find(shares_word).map(|event| event.id)
}

fn summary(items: &[ItemOutcome]) -> Summary {
    let count = |wanted: &[&str]| items.iter().filter(|item| wanted.contains(&item.resolution)).count();
    let completed = count(&["linked", "completed_unlinked"]);
    let deltas: Vec<i64> = items.iter().filter_map(|item| item.end_delta_min).collect();
    let average = (!deltas.is_empty())
        .then(|| deltas.iter().sum::<i64>() / i64::try_from(deltas.len()).expect("a plan has few items"));
    Summary {
        total: items.len(),
        completed,
        skipped: count(&["skipped"]),
        in_progress: count(&["in_progress"]),
        pending: count(&["pending"]),
        completion_rate_pct: if items.is_empty() { 0 } else { completed * 100 / items.len() },
        avg_end_time_delta_minutes: average,
    }
}

fn text(plan: &Plan, items: &[ItemOutcome], summary: &Summary) -> String {
    let mut text = format!(
        "Plan of {} {} (version {}): {} of {} done",
        plan.weekday, plan.plan_date, plan.plan_version, summary.completed, summary.total
    );
    for outcome in items {
        let ItemOutcome { item, resolution, .. } = outcome;
        let _ = write!(text, "\n- {} {} [{resolution}] (id {})", item.hours(), item.title, item.id);
    }
    text
}
