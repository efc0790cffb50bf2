//! The household's plans of the last days: what the calendar and the watch knew beforehand.

use db::{DbError, Tx, UtcTime};
use household::{Calendar, Day};
use jiff::Timestamp;
use uuid::Uuid;

use super::days::{Details, HouseholdEvent, events as day_events};
use super::install::Ids;
use super::rows::Rows;
use crate::statement::Value;
use crate::words::{ItemStatus, ItemType, PlanCategory, Priority, Words};

/// Plans of this many last days, today's among them.
const DAYS: usize = 7;
/// What a demo plan says about an item follows the clock until somebody touches it.
const FOLLOW: &str = "(user_id, id) do update set status = excluded.status, actual_event_id = excluded.actual_event_id
    where planned_items.version = 1 and planned_items.demo and planned_items.status <> excluded.status";

/// Inserts the plans; answers how many were new.
pub(super) async fn install(
    tx: &mut Tx,
    ids: &Ids<'_>,
    days: &[Day],
    happened: &[HouseholdEvent],
    now: Timestamp,
) -> Result<u64, DbError> {
    let mut plans = Rows::of(
        "daily_plans",
        &[
            "id",
            "user_id",
            "demo",
            "version",
            "created_at",
            "updated_at",
            "plan_date",
            "plan_version",
            "tz",
            "source",
            "time_budget",
        ],
    );
    let mut items = Rows::of(
        "planned_items",
        &[
            "id",
            "user_id",
            "demo",
            "version",
            "created_at",
            "updated_at",
            "plan_id",
            "seq",
            "title",
            "start_at",
            "end_at",
            "category",
            "item_type",
            "priority",
            "status",
            "actual_event_id",
        ],
    )
    .on_conflict(FOLLOW);
    let taken = planned_already(tx, ids).await?;
    let happened: Vec<Uuid> = happened.iter().map(|event| ids.event(event)).collect();
    let last_week = days.iter().rev().take(DAYS).filter(|day| !taken.contains(&day.date.to_string()));
    for day in last_week {
        let plan = ids.of(day.date, "plan");
        let stamp = || Value::from(UtcTime(now));
        plans.push([
            plan.into(),
            ids.user.into(),
            true.into(),
            1_i64.into(),
            stamp(),
            stamp(),
            day.date.to_string().into(),
            1_i64.into(),
            household::person().zone.into(),
            "household".into(),
            "{}".into(),
        ]);
        for (seq, planned) in (1_i64..).zip(planned(day)) {
            let event = ids.event(&planned);
            let done = happened.contains(&event);
            let status = if done { ItemStatus::Completed } else { ItemStatus::Planned };
            let (category, item_type) = sort(day, &planned);
            items.push([
                ids.of(day.date, &format!("plan/{}", planned.key)).into(),
                ids.user.into(),
                true.into(),
                1_i64.into(),
                stamp(),
                stamp(),
                plan.into(),
                seq.into(),
                planned.title.as_str().into(),
                UtcTime(planned.start).into(),
                UtcTime(planned.end).into(),
                category.word().into(),
                item_type.word().into(),
                Priority::Medium.word().into(),
                status.word().into(),
                done.then_some(event).into(),
            ]);
        }
    }
    let added = plans.insert(tx).await?;
    items.insert(tx).await?;
    Ok(added)
}

/// Days for which the user has a plan of their own.
async fn planned_already(tx: &mut Tx, ids: &Ids<'_>) -> Result<Vec<String>, DbError> {
    let days = db::fetch_all!(
        tx,
        (String,),
        "select distinct plan_date from daily_plans where user_id = $1 and not demo",
        ids.user
    )?;
    Ok(days.into_iter().map(|(day,)| day).collect())
}

/// What was known in the morning: everything but sleep, breakfast and whole days.
fn planned(day: &Day) -> Vec<HouseholdEvent> {
    let mut all = day_events(day, Timestamp::MAX);
    all.retain(|event| !event.all_day && !matches!(event.details, Details::Sleep(_)) && event.title != "Breakfast");
    all.sort_by_key(|event| event.start);
    all
}

fn sort(day: &Day, event: &HouseholdEvent) -> (PlanCategory, ItemType) {
    let meeting = day
        .appointments
        .iter()
        .any(|entry| entry.calendar == Calendar::Work && event.external.iter().any(|(_, id)| *id == entry.event_id));
    match event.details {
        Details::Workout(_) => (PlanCategory::Health, ItemType::Workout),
        Details::Meal(_) => (PlanCategory::Personal, ItemType::Meal),
        _ if meeting => (PlanCategory::Work, ItemType::Meeting),
        _ if event.with.is_empty() => (PlanCategory::Break, ItemType::Other),
        _ => (PlanCategory::Social, ItemType::Other),
    }
}
