//! One source for closed sets of words, and what the tools cost a model.

use std::collections::BTreeSet;

use mcp_journal::MIGRATIONS;
use serde_json::{Value, json};

use crate::served::on_both;

/// (tool, path to the enum in its schema, table, column)
const WORDS: [(&str, &str, &str, &str); 20] = [
    ("create_event", "/kind", "events", "kind"),
    ("create_event", "/category", "events", "category"),
    ("create_event", "/significance", "events", "significance"),
    ("create_event", "/info_source", "events", "info_source"),
    ("create_workout", "/sport", "workouts", "sport"),
    ("create_workout", "/exercises/items/properties/category", "exercises", "category"),
    ("create_workout", "/exercises/items/properties/sets/items/properties/set_type", "exercise_sets", "set_type"),
    ("create_meal", "/meal", "meals", "meal"),
    ("create_meal", "/source", "meals", "source_kind"),
    ("create_meal", "/portion", "meals", "portion"),
    ("create_person", "/relationship", "people", "relationship"),
    ("create_person", "/facts/items/properties/kind", "person_facts", "kind"),
    ("create_location", "/kind", "locations", "kind"),
    ("log_journal_entry", "/entry_type", "journal_entries", "entry_type"),
    ("create_daily_plan", "/items/items/properties/category", "planned_items", "category"),
    ("create_daily_plan", "/items/items/properties/item_type", "planned_items", "item_type"),
    ("create_daily_plan", "/items/items/properties/priority", "planned_items", "priority"),
    ("update_plan_item", "/status", "planned_items", "status"),
    ("update_event", "/workout/properties/sport", "workouts", "sport"),
    ("update_event", "/meal/properties/meal", "meals", "meal"),
];

/// What a tool takes and what the database takes are the same words.
#[tokio::test]
async fn the_words_of_tools_and_tables_are_the_same() {
    on_both(async |journal| {
        let listed = journal.asha().rpc("tools/list", json!({})).await;
        let tools = listed["result"]["tools"].as_array().unwrap();
        for (tool, path, table, column) in WORDS {
            let schema = tools.iter().find(|listed| listed["name"] == tool).unwrap();
            let path = format!("/inputSchema/properties{path}/enum");
            let words: BTreeSet<&str> = schema
                .pointer(&path)
                .and_then(Value::as_array)
                .unwrap_or_else(|| panic!("{tool}{path}"))
                .iter()
                .map(|word| word.as_str().unwrap())
                .collect();
            for text in [MIGRATIONS.steps[0].sqlite, MIGRATIONS.steps[0].postgres] {
                assert_eq!(check_words(text, table, column), words, "{table}.{column}");
            }
        }
    })
    .await;
}

/// The words of `check (column in ('a', 'b'))` in a table.
fn check_words<'a>(migration: &'a str, table: &str, column: &str) -> BTreeSet<&'a str> {
    let (_, rest) = migration.split_once(&format!("create table {table} (")).unwrap();
    let (_, rest) = rest.split_once(&format!("check ({column} in (")).unwrap();
    let (list, _) = rest.split_once("))").unwrap();
    list.split(", ").map(|word| word.trim_matches('\'')).collect()
}

#[test]
fn both_schemas_have_the_same_tables_and_columns() {
    let columns = |text: &str| -> BTreeSet<String> {
        let mut table = "";
        let mut columns = BTreeSet::new();
        for line in text.lines() {
            if let Some(name) = line.strip_prefix("create table ") {
                table = name.trim_end_matches(" (");
            } else if let Some(column) = line.strip_prefix("  ")
                && ![
                    "primary key",
                    "foreign key",
                    "unique",
                    "check",
                    "insert",
                    "number integer",
                    "(to_tsvector",
                    "with check",
                ]
                .iter()
                .any(|start| column.starts_with(start))
            {
                columns.insert(format!("{table}.{}", column.split(' ').next().unwrap()));
            }
        }
        columns
    };
    assert_eq!(columns(MIGRATIONS.steps[0].sqlite), columns(MIGRATIONS.steps[0].postgres));
}

#[tokio::test]
async fn the_tools_cost_a_model_less_than_six_thousand_tokens() {
    on_both(async |journal| {
        let listed = journal.asha().rpc("tools/list", json!({})).await;
        let tools = listed["result"]["tools"].as_array().unwrap();
        let shown: usize = tools
            .iter()
            .map(|tool| {
                assert!(tool["outputSchema"]["properties"].is_object(), "{tool}");
                [&tool["name"], &tool["description"], &tool["inputSchema"]]
                    .iter()
                    .map(|part| part.to_string().len())
                    .sum::<usize>()
            })
            .sum();
        assert!(shown < 24_000, "{shown} bytes: about four make a token");
        assert!(listed.to_string().len() < 45_000, "{}", listed.to_string().len());
    })
    .await;
}
