//! Plans of a day, and what became of them.

mod actual;
mod create;
mod update;

use std::collections::HashMap;

use db::{DbError, Tx, UserId, UtcTime};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use mcp_kit::ToolError;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

pub(crate) use actual::{GetPlanVsActual, PlanVsActual, plan_vs_actual};
pub(crate) use create::{CreateDailyPlan, plan_create};
pub(crate) use update::{UpdatePlanItem, item_update};

use crate::error::CallError;
use crate::moment;
use crate::statement::{self, Statement};

#[derive(sqlx::FromRow)]
struct PlanRow {
    id: Uuid,
    plan_date: String,
    plan_version: i64,
    source: Option<String>,
    time_budget: String,
    notes: Option<String>,
    demo: bool,
}

/// A plan, as an answer gives it.
#[derive(Clone, Serialize)]
#[expect(clippy::struct_field_names, reason = "the names of the columns, which answers show too")]
pub(crate) struct Plan {
    pub(crate) id: Uuid,
    pub(crate) plan_date: String,
    weekday: String,
    pub(crate) plan_version: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    /// Minutes per category.
    #[serde(skip_serializing_if = "is_empty")]
    time_budget: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    notes: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    demo: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) items: Vec<PlanItem>,
}

fn is_empty(value: &Value) -> bool {
    value.as_object().is_none_or(serde_json::Map::is_empty)
}

#[derive(sqlx::FromRow)]
struct ItemRow {
    id: Uuid,
    plan_id: Uuid,
    title: String,
    start_at: Option<UtcTime>,
    end_at: Option<UtcTime>,
    tz: String,
    plan_date: String,
    demo: bool,
    category: String,
    item_type: String,
    priority: String,
    status: String,
    status_notes: Option<String>,
    notes: Option<String>,
    actual_event_id: Option<Uuid>,
    version: i64,
    deleted_at: Option<UtcTime>,
}

/// What a plan holds, as an answer gives it.
#[derive(Clone, Serialize)]
pub(crate) struct PlanItem {
    pub(crate) id: Uuid,
    pub(crate) title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) start: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) end: Option<String>,
    category: String,
    item_type: String,
    priority: String,
    pub(crate) status: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    status_notes: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notes: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) actual_event_id: Option<Uuid>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    demo: bool,
    version: i64,
    #[serde(skip)]
    pub(crate) stored: StoredItem,
}

/// What an answer does not show as it is stored.
#[derive(Clone)]
pub(crate) struct StoredItem {
    pub(crate) start_at: Option<Timestamp>,
    pub(crate) end_at: Option<Timestamp>,
    pub(crate) zone: TimeZone,
    pub(crate) day: Date,
    pub(crate) deleted: bool,
}

/// The plans with these ids, in this order, with their items when asked.
pub(crate) async fn plans_load(
    tx: &mut Tx,
    user: &UserId,
    ids: &[Uuid],
    with_items: bool,
) -> Result<Vec<Plan>, DbError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut select = Statement::new(
        "plans by id",
        "select id, plan_date, plan_version, source, time_budget, notes, demo from daily_plans where user_id = ",
    );
    select.value(user).push(" and id in ").list(ids.iter().copied());
    let mut items: HashMap<Uuid, Vec<PlanItem>> = HashMap::new();
    if with_items {
        let mut wanted = Statement::new("items of plans", ITEMS);
        wanted.value(user).push(" and i.deleted_at is null and i.plan_id in ").list(ids.iter().copied());
        wanted.push(" order by i.plan_id, coalesce(i.start_at, i.end_at) nulls last, i.seq");
        for row in statement::fetch::<ItemRow>(tx, wanted).await? {
            items.entry(row.plan_id).or_default().push(item(row)?);
        }
    }
    let mut plans = HashMap::new();
    for row in statement::fetch::<PlanRow>(tx, select).await? {
        let items = items.remove(&row.id).unwrap_or_default();
        plans.insert(row.id, plan(row, items)?);
    }
    Ok(ids.iter().filter_map(|id| plans.remove(id)).collect())
}

/// The items with these ids, in this order; deleted ones too.
pub(crate) async fn items_load(tx: &mut Tx, user: &UserId, ids: &[Uuid]) -> Result<Vec<PlanItem>, DbError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut select = Statement::new("plan items by id", ITEMS);
    select.value(user).push(" and i.id in ").list(ids.iter().copied());
    let mut items = HashMap::new();
    for row in statement::fetch::<ItemRow>(tx, select).await? {
        items.insert(row.id, item(row)?);
    }
    Ok(ids.iter().filter_map(|id| items.remove(id)).collect())
}

const ITEMS: &str =
    "select i.id, i.plan_id, i.title, i.start_at, i.end_at, d.tz, d.plan_date, i.demo, i.category, i.item_type, i.priority,
   i.status, i.status_notes, i.notes, i.actual_event_id, i.version, i.deleted_at
 from planned_items i join daily_plans d on d.user_id = i.user_id and d.id = i.plan_id
 where i.user_id = ";

/// The plan with this id; deleted ones too.
pub(crate) async fn plan_load(tx: &mut Tx, user: &UserId, id: Uuid) -> Result<Plan, CallError> {
    let plan = plans_load(tx, user, &[id], true).await?.pop();
    plan.ok_or_else(|| ToolError::not_found(format!("plan {id}")).into())
}

/// The item with this id; deleted ones too.
pub(crate) async fn item_load(tx: &mut Tx, user: &UserId, id: Uuid) -> Result<PlanItem, CallError> {
    let item = items_load(tx, user, &[id]).await?.pop();
    item.ok_or_else(|| ToolError::not_found(format!("plan item {id}")).into())
}

fn plan(row: PlanRow, items: Vec<PlanItem>) -> Result<Plan, DbError> {
    let broken =
        |column, reason: String| DbError::Broken { table: "daily_plans", column, row: row.id.to_string(), reason };
    let day: Date = row.plan_date.parse().map_err(|error: jiff::Error| broken("plan_date", error.to_string()))?;
    let time_budget =
        serde_json::from_str(&row.time_budget).map_err(|error| broken("time_budget", error.to_string()))?;
    Ok(Plan {
        id: row.id,
        plan_date: row.plan_date,
        weekday: moment::weekday(day),
        plan_version: row.plan_version,
        source: row.source,
        time_budget,
        notes: row.notes,
        demo: row.demo,
        items,
    })
}

fn item(row: ItemRow) -> Result<PlanItem, DbError> {
    let broken =
        |column, reason: String| DbError::Broken { table: "daily_plans", column, row: row.plan_id.to_string(), reason };
    let zone = TimeZone::get(&row.tz).map_err(|error| broken("tz", error.to_string()))?;
    let day: Date = row.plan_date.parse().map_err(|error: jiff::Error| broken("plan_date", error.to_string()))?;
    Ok(PlanItem {
        id: row.id,
        title: row.title,
        start: row.start_at.map(|at| moment::rfc3339(at.0, &zone)),
        end: row.end_at.map(|at| moment::rfc3339(at.0, &zone)),
        category: row.category,
        item_type: row.item_type,
        priority: row.priority,
        status: row.status,
        status_notes: row.status_notes,
        notes: row.notes,
        actual_event_id: row.actual_event_id,
        demo: row.demo,
        version: row.version,
        stored: StoredItem {
            start_at: row.start_at.map(|at| at.0),
            end_at: row.end_at.map(|at| at.0),
            zone,
            day,
            deleted: row.deleted_at.is_some(),
        },
    })
}

impl PlanItem {
    /// `09:00–10:30`, `09:00`, or nothing.
    pub(crate) fn hours(&self) -> String {
        let time = |at: Timestamp| moment::clock_time(at, &self.stored.zone);
        match (self.stored.start_at, self.stored.end_at) {
            (Some(start), Some(end)) => format!("{}–{}", time(start), time(end)),
            (Some(start), None) => time(start),
            (None, Some(end)) => format!("until {}", time(end)),
            (None, None) => "any time".to_owned(),
        }
    }
}
