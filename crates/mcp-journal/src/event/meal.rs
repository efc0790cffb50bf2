//! What is special about an event of kind meal: which one, from where, and what was eaten.

use std::collections::HashMap;

use db::{DbError, Tx, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::details::within;
use crate::author::Author;
use crate::error::CallError;
use crate::names;
use crate::statement::{self, Statement};
use crate::words::{MealName, MealSource, Portion, Words};

/// What is given of a meal.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MealFields {
    pub(crate) meal: Option<MealName>,
    pub(crate) source: Option<MealSource>,
    pub(crate) portion: Option<Portion>,
    pub(crate) cuisine: Option<String>,
    pub(crate) context: Option<String>,
    /// Replaces them all.
    pub(crate) items: Option<Vec<ItemArguments>>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ItemArguments {
    pub(crate) name: String,
    quantity: Option<f64>,
    /// g, ml, cup, piece …
    unit: Option<String>,
    kcal: Option<f64>,
    protein_g: Option<f64>,
    carb_g: Option<f64>,
    fat_g: Option<f64>,
}

#[derive(sqlx::FromRow)]
pub(crate) struct MealRow {
    meal: Option<String>,
    source_kind: Option<String>,
    portion: Option<String>,
    cuisine: Option<String>,
    context: Option<String>,
}

/// A meal, as an answer gives it.
#[derive(Clone, Serialize)]
#[expect(clippy::struct_field_names, reason = "the names of the columns, which answers show too")]
pub(crate) struct Meal {
    #[serde(skip_serializing_if = "Option::is_none")]
    meal: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    portion: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cuisine: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    context: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) items: Vec<MealItem>,
}

/// What was eaten.
#[derive(Clone, Serialize, sqlx::FromRow)]
pub(crate) struct MealItem {
    #[serde(skip)]
    event_id: Uuid,
    pub(crate) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    quantity: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kcal: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    protein_g: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    carb_g: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fat_g: Option<f64>,
}

impl Meal {
    pub(crate) fn new(row: MealRow, items: Vec<MealItem>) -> Self {
        let MealRow { meal, source_kind, portion, cuisine, context } = row;
        Self { meal, source: source_kind, portion, cuisine, context, items }
    }
}

/// What was eaten at these events, in order.
pub(crate) async fn meal_items_load(
    tx: &mut Tx,
    user: &UserId,
    events: &[Uuid],
) -> Result<HashMap<Uuid, Vec<MealItem>>, DbError> {
    let mut select = Statement::new(
        "items of meals",
        "select event_id, name, quantity, unit, kcal, protein_g, carb_g, fat_g from meal_items where user_id = ",
    );
    select.value(user).push(" and event_id in ").list(events.iter().copied()).push(" order by event_id, seq");
    let mut items: HashMap<Uuid, Vec<MealItem>> = HashMap::new();
    for item in statement::fetch::<MealItem>(tx, select).await? {
        items.entry(item.event_id).or_default().push(item);
    }
    Ok(items)
}

/// Writes what is given; what is not given stays as it was. Items that are given take the place of those before.
pub(crate) async fn meal_save(
    tx: &mut Tx,
    author: &Author<'_>,
    event: Uuid,
    demo: bool,
    given: MealFields,
) -> Result<(), CallError> {
    let meal = given.meal.map(Words::word);
    db::execute!(
        tx,
        "insert into meals (user_id, event_id, demo, meal, source_kind, portion, cuisine, context)
         values ($1, $2, $3, coalesce($4, 'snack'), $5, $6, $7, $8)
         on conflict (user_id, event_id) do update set
           meal = coalesce($4, meals.meal), source_kind = coalesce(excluded.source_kind, meals.source_kind),
           portion = coalesce(excluded.portion, meals.portion), cuisine = coalesce(excluded.cuisine, meals.cuisine),
           context = coalesce(excluded.context, meals.context)",
        author.user,
        event,
        demo,
        meal,
        given.source.map(Words::word),
        given.portion.map(Words::word),
        given.cuisine,
        given.context,
    )?;
    let Some(items) = given.items else { return Ok(()) };
    db::execute!(tx, "delete from meal_items where user_id = $1 and event_id = $2", author.user, event)?;
    for (seq, item) in (1_i64..).zip(items) {
        let field = format!("items[{}]", seq - 1);
        for (name, value) in [
            ("quantity", item.quantity),
            ("kcal", item.kcal),
            ("protein_g", item.protein_g),
            ("carb_g", item.carb_g),
            ("fat_g", item.fat_g),
        ] {
            within(&format!("{field}.{name}"), value, 0.0..=100_000.0)?;
        }
        db::execute!(
            tx,
            "insert into meal_items (user_id, demo, event_id, seq, name, quantity, unit, kcal, protein_g, carb_g, fat_g)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            author.user,
            demo,
            event,
            seq,
            names::name_checked(&format!("{field}.name"), &item.name)?,
            item.quantity,
            item.unit,
            item.kcal,
            item.protein_g,
            item.carb_g,
            item.fat_g,
        )?;
    }
    Ok(())
}
