use db::{Tx, UtcTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::plan_load;
use crate::author::Author;
use crate::change::Done;
use crate::error::CallError;
use crate::moment;
use crate::names;
use crate::words::{Entity, ItemStatus, ItemType, PlanCategory, Priority, Words};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateDailyPlan {
    /// Default today.
    plan_date: Option<String>,
    time_zone: Option<String>,
    /// Who proposed it.
    source: Option<String>,
    /// Minutes.
    time_budget: Option<TimeBudget>,
    notes: Option<String>,
    items: Vec<ItemArguments>,
}

#[derive(Default, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
struct TimeBudget {
    #[serde(skip_serializing_if = "Option::is_none")]
    work: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    personal: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    health: Option<u32>,
    #[serde(rename = "break", skip_serializing_if = "Option::is_none")]
    rest: Option<u32>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ItemArguments {
    title: String,
    /// 09:30 on that day, or a full time.
    #[serde(alias = "start_time")]
    start: Option<String>,
    #[serde(alias = "end_time")]
    end: Option<String>,
    /// Default personal.
    category: Option<PlanCategory>,
    item_type: Option<ItemType>,
    priority: Option<Priority>,
    notes: Option<String>,
}

/// Keeps a plan: the next version for its day. Earlier versions stay as they were.
pub(crate) async fn plan_create(tx: &mut Tx, author: &Author<'_>, given: CreateDailyPlan) -> Result<Done, CallError> {
    let author = &author.in_zone(given.time_zone.as_deref())?;
    let day = given.plan_date.as_deref().map_or_else(|| Ok(author.today()), |day| moment::date("plan_date", day))?;
    if given.items.is_empty() || given.items.len() > 60 {
        return Err(CallError::invalid("items", "give from 1 to 60 items"));
    }
    let (last,) = db::fetch_one!(
        tx,
        (i64,),
        "select coalesce(max(plan_version), 0) from daily_plans where user_id = $1 and plan_date = $2",
        author.user,
        day.to_string(),
    )?;
    let id = author.id();
    let budget = serde_json::to_string(&given.time_budget.unwrap_or_default()).expect("four numbers serialize");
    db::execute!(
        tx,
        "insert into daily_plans (id, user_id, demo, version, created_at, updated_at, plan_date, plan_version, tz, source,
           time_budget, notes)
         values ($1, $2, $3, 1, $4, $4, $5, $6, $7, $8, $9, $10)",
        id,
        author.user,
        false,
        author.now(),
        day.to_string(),
        last + 1,
        moment::zone_name(&author.zone),
        given.source,
        budget,
        given.notes,
    )?;
    for (seq, item) in (1_i64..).zip(given.items) {
        let field = format!("items[{}]", seq - 1);
        let time = |name: &str, text: Option<&String>| {
            text.map(|text| moment::read_on(&format!("{field}.{name}"), text, day, &author.zone)).transpose()
        };
        let (start, end) = (time("start", item.start.as_ref())?, time("end", item.end.as_ref())?);
        if start.zip(end).is_some_and(|(start, end)| end < start) {
            return Err(CallError::invalid(
                &format!("{field}.end"),
                "is before start; past midnight, give the full time",
            ));
        }
        db::execute!(
            tx,
            "insert into planned_items (id, user_id, demo, version, created_at, updated_at, plan_id, seq, title, start_at, end_at,
               category, item_type, priority, status, notes)
             values ($1, $2, $3, 1, $4, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
            author.id(),
            author.user,
            false,
            author.now(),
            id,
            seq,
            names::name_checked(&format!("{field}.title"), &item.title)?,
            start.map(UtcTime),
            end.map(UtcTime),
            item.category.unwrap_or(PlanCategory::Personal).word(),
            item.item_type.unwrap_or(ItemType::Other).word(),
            item.priority.unwrap_or(Priority::Medium).word(),
            ItemStatus::Planned.word(),
            item.notes,
        )?;
    }
    let plan = plan_load(tx, author.user, id).await?;
    let items = plan.items.len();
    let text = format!(
        "Kept the plan of {} {day}, version {}, {items} items (id {id})",
        moment::weekday(day),
        plan.plan_version
    );
    Done::new(Entity::Plan, id, &plan, text)
}
