//! Whatever is asked: an answer or an error that can be acted on, and never another user's row.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::served::{User, on_both, text};

const ENTITIES: [&str; 11] = [
    "events",
    "workouts",
    "meals",
    "sleeps",
    "people",
    "person_facts",
    "locations",
    "journal_entries",
    "plans",
    "plan_items",
    "changes",
];
const OPERATORS: [&str; 12] =
    ["eq", "neq", "gt", "gte", "lt", "lte", "in", "notIn", "contains", "startsWith", "overlaps", "isNull"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_filter_reaches_another_user_or_breaks_the_service() {
    on_both(async |journal| {
        let (asha, ben) = (journal.asha(), journal.user("ben"));
        for user in [&asha, &ben] {
            let title = format!("of {}", user.name);
            user.call(
                "create_workout",
                json!({"sport": "yoga", "title": title, "participants": ["Iris"], "location": "Home"}),
            )
            .await;
            user.call("create_meal", json!({"meal": "lunch", "title": title, "items": [{"name": "soup"}]})).await;
            user.call("create_event", json!({"kind": "sleep", "title": title, "duration_min": 400})).await;
            user.call("create_person", json!({"name": title, "facts": [{"kind": "note", "text": title}]})).await;
            user.call("log_journal_entry", json!({"text": title})).await;
            user.call("create_daily_plan", json!({"source": title, "items": [{"title": title}]})).await;
        }
        let fields = fields(&asha).await;
        let handle = tokio::runtime::Handle::current();
        // both are small: each case is several requests on two databases
        let mut runner = TestRunner::new(Config { cases: 150, failure_persistence: None, ..Config::default() });
        let checked = tokio::task::block_in_place(|| {
            runner.run(&question(fields), |question| {
                let result = handle.block_on(asha.result("query", question.clone(), None));
                let code = &result["structuredContent"]["code"];
                prop_assert!(result["isError"] != true || *code == "invalid_argument", "{question}: {result}");
                let shows_ben = result["isError"] != true && result.to_string().contains("of ben");
                prop_assert!(!shows_ben, "{question}: {result}");
                if result["isError"] != true {
                    // rows of somebody else would be counted and then not shown
                    let (limit, total) =
                        (question["limit"].as_i64().unwrap_or(10), &result["structuredContent"]["total"]);
                    let shown = result["structuredContent"]["items"].as_array().unwrap().len();
                    prop_assert_eq!(i64::try_from(shown).unwrap(), total.as_i64().unwrap().min(limit), "{}", question);
                }
                Ok(())
            })
        });
        checked.unwrap();
    })
    .await;
}

/// The fields of each entity, as the error for an unknown one lists them.
async fn fields(user: &User) -> Vec<(&'static str, Vec<String>)> {
    let mut all = Vec::new();
    for entity in ENTITIES {
        let error = user.error("query", json!({"entity": entity, "where": {"no such field": 1}})).await;
        let (_, valid) = text(&error, "message").split_once("valid: ").unwrap();
        all.push((entity, valid.split(", ").map(str::to_owned).collect()));
    }
    all
}

fn question(fields: Vec<(&'static str, Vec<String>)>) -> impl Strategy<Value = Value> {
    let entity = prop::sample::select(fields);
    entity.prop_flat_map(|(entity, fields)| {
        let field = prop_oneof![9 => prop::sample::select(fields.clone()), 1 => any::<String>()];
        let condition = (field, prop::sample::select(&OPERATORS[..]), value());
        let conditions = prop::collection::vec(condition, 0..4);
        let order = prop::option::of(prop::sample::select(fields));
        (conditions, order, any::<bool>(), prop::option::of(-3_i64..210)).prop_map(
            move |(conditions, order, descending, limit)| {
                let mut question = json!({"entity": entity, "where": {}, "descending": descending});
                for (field, operator, value) in conditions {
                    question["where"][field] = json!({operator: value});
                }
                if let Some(order) = order {
                    question["order_by"] = json!(order);
                }
                if let Some(limit) = limit {
                    question["limit"] = json!(limit);
                }
                question
            },
        )
    })
}

fn value() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        any::<String>(),
        Just("of ben".to_owned()),
        Just("' or 1=1 --".to_owned()),
        Just("%".to_owned()),
        Just("\\".to_owned()),
        Just("2026-03".to_owned()),
        Just("2026-03-20T13:00".to_owned()),
        Just("9999-12-31".to_owned()),
        Just("0000".to_owned()),
        Just("0198a0de-0000-7000-8000-000000000000".to_owned()),
    ];
    let one = prop_oneof![
        4 => text.prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
    ];
    prop_oneof![3 => one.clone(), 1 => prop::collection::vec(one, 0..4).prop_map(Value::from)]
}
