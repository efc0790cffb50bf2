//! Questions by filters. The SQL is put together from the words of [`entities`] only; every value is bound.

mod entities;
mod filter;
mod rows;

use std::fmt::Write as _;

use db::Tx;
use mcp_kit::JsonObject;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::author::Author;
use crate::demo::marked;
use crate::error::CallError;
use crate::statement::{self, Statement};
use entities::{EntityName, Table};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Query {
    entity: EntityName,
    /// {field: value} or {field: {operator: value}}, all must hold.
    #[serde(default, rename = "where")]
    filter: JsonObject,
    /// Parts left out by default.
    #[serde(default)]
    include: Vec<Include>,
    #[serde(alias = "orderBy")]
    order_by: Option<String>,
    /// Default true for times, false else.
    descending: Option<bool>,
    /// Default 10.
    #[schemars(range(min = 1, max = 200))]
    limit: Option<i64>,
    /// `next_offset` of the page before.
    #[schemars(range(min = 0))]
    offset: Option<i64>,
}

#[derive(Clone, Copy, Deserialize, JsonSchema, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Include {
    Exercises,
    MealItems,
    ExternalRefs,
    Facts,
    PlanItems,
}

/// A page of rows.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Rows {
    entity: &'static str,
    /// How many there are in all.
    total: i64,
    offset: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_offset: Option<i64>,
    #[schemars(with = "Vec<JsonObject>")]
    items: Vec<Value>,
}

/// What a model should know before it asks.
pub(crate) fn description() -> String {
    let mut text =
        "Rows by filters, with receipts (ids). Operators: eq neq gt gte lt lte in notIn contains startsWith isNull \
                    (lists: contains, overlaps). Dates may be partial: {\"date\": \"2026-01\"}. Fields:"
            .to_owned();
    for table in entities::ALL {
        let fields: Vec<&str> = table.fields.iter().filter(|field| field.told).map(|field| field.name).collect();
        let _ = write!(text, "\n{}: {}", table.entity, fields.join(" "));
    }
    text
}

#[derive(sqlx::FromRow)]
struct CountRow {
    total: i64,
}

#[derive(sqlx::FromRow)]
struct IdRow {
    id: Uuid,
}

/// An offset beyond this is a mistake, and slow.
const FURTHEST: i64 = 100_000;
/// A page is cut so that its rows stay below this, in bytes: the answer must fit into a conversation.
const MOST_BYTES: usize = 40_000;

/// The page that was asked for, with its short rendering.
pub(crate) async fn query(tx: &mut Tx, author: &Author<'_>, given: Query) -> Result<(Rows, String), CallError> {
    let table = entities::table(given.entity);
    let limit = given.limit.unwrap_or(10);
    let offset = given.offset.unwrap_or(0);
    if !(1..=200).contains(&limit) {
        return Err(CallError::invalid("limit", "give a number from 1 to 200"));
    }
    if !(0..=FURTHEST).contains(&offset) {
        return Err(CallError::invalid(
            "offset",
            format!("give a number from 0 to {FURTHEST}; narrow the filter instead"),
        ));
    }

    let mut count = Statement::new("count of a query", "select count(*) as total");
    from_where(&mut count, tx, author, table, &given.filter)?;
    let total = statement::fetch::<CountRow>(tx, count).await?.first().map_or(0, |row| row.total);

    let mut page = Statement::new("page of a query", &format!("select {} as id", table.id));
    from_where(&mut page, tx, author, table, &given.filter)?;
    let (order, descending) = order(tx, table, given.order_by.as_deref(), given.descending)?;
    let direction = if descending { "desc" } else { "asc" };
    let (tie, id) = (table.tie, table.id);
    // the databases disagree on where nothing sorts, and a page needs an order without ties
    page.push(&format!(" order by {order} {direction} nulls last, {tie} {direction}, {id} {direction} limit "));
    page.value(limit).push(" offset ").value(offset);
    let ids: Vec<Uuid> = statement::fetch::<IdRow>(tx, page).await?.into_iter().map(|row| row.id).collect();

    let (mut items, mut lines) = rows::load(tx, author, given.entity, &ids, &given.include).await?;
    let kept = fitting(&items);
    items.truncate(kept);
    lines.truncate(kept);
    let next = offset + i64::try_from(kept).expect("a page has at most 200 rows");
    let next_offset = (next < total && kept > 0).then_some(next);

    let mut text = format!("{total} {} found", table.entity.replace('_', " "));
    if !lines.is_empty() && total > next - offset {
        let _ = write!(text, "; {} to {next}", offset + 1);
    }
    for line in lines {
        text.push_str("\n- ");
        text.push_str(&line);
    }
    if let Some(next) = next_offset {
        let _ = write!(text, "\nMore: offset {next}");
    }
    let text = marked(items.iter().any(|item| item["demo"] == true), text);
    Ok((Rows { entity: table.entity, total, offset, next_offset, items }, text))
}

/// How many rows from the first fit; one always does.
fn fitting(items: &[Value]) -> usize {
    let mut bytes = 0;
    let fits = items.iter().take_while(|item| {
        bytes += item.to_string().len();
        bytes <= MOST_BYTES
    });
    fits.count().max(1).min(items.len())
}

fn from_where(
    statement: &mut Statement,
    tx: &Tx,
    author: &Author<'_>,
    table: &'static Table,
    filter: &JsonObject,
) -> Result<(), CallError> {
    statement.push(&format!(" from {} where {} and {}.user_id = ", table.from, table.alive, table.alias));
    statement.value(author.user);
    filter::push(statement, tx.dialect(), author, table, filter)
}

fn order(
    tx: &Tx,
    table: &'static Table,
    field: Option<&str>,
    descending: Option<bool>,
) -> Result<(&'static str, bool), CallError> {
    let name = field.unwrap_or(table.order);
    let field = filter::field(table, "order_by", name)?;
    if field.exists.is_some() {
        return Err(CallError::invalid("order_by", format!("rows have many {name}: order by another field")));
    }
    let default = matches!(field.kind, entities::Kind::Instant | entities::Kind::Date);
    Ok((field.sql(tx.dialect()), descending.unwrap_or(default)))
}
