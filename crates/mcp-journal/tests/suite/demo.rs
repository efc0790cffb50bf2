//! The demo household: in and out again, without a trace on the user's own rows.

use std::time::{Duration, Instant};

use db::UserId;
use reqwest::Method;
use serde_json::{Value, json};

use crate::served::{User, on_both};

async fn total(user: &User, entity: &str, filter: Value) -> i64 {
    user.call("query", json!({"entity": entity, "where": filter})).await["total"].as_i64().unwrap()
}

/// What the household calls somebody in full.
fn named(key: &str) -> &'static str {
    household::people().iter().find(|human| human.key == key).unwrap().name
}

#[tokio::test]
async fn ninety_days_are_put_in_quickly_and_once() {
    on_both(async |journal| {
        let asha = journal.asha();
        let begun = Instant::now();
        let added = asha.send(Method::POST, "/demo").await;
        assert!(
            begun.elapsed() < Duration::from_secs(10),
            "{:?}: it should take well under two seconds when built for release",
            begun.elapsed()
        );
        assert!(added["events"].as_i64().unwrap() > 600, "{added}");
        assert_eq!(added["journal_entries"], 89, "today's is not written yet at noon");
        assert_eq!(added["plans"], 7);
        let again = asha.send(Method::POST, "/demo").await;
        assert_eq!(again, json!({"events": 0, "journal_entries": 0, "people": 0, "locations": 0, "plans": 0, "time_zone": household::person().zone}));

        // nothing is told of the future, and everything says that it is invented
        assert_eq!(total(&asha, "events", json!({"end": {"gt": "2026-03-20T12:00:00Z"}})).await, 0);
        assert_eq!(total(&asha, "events", json!({"demo": false})).await, 0);
        assert!(total(&asha, "workouts", json!({"sport": "running"})).await > 20);
        assert!(total(&asha, "sleeps", json!({"score": {"gt": 0}})).await == 90);
        assert!(total(&asha, "meals", json!({"participants": {"contains": "Tom"}})).await > 50);
        let plan = asha.call("get_plan_vs_actual", json!({})).await;
        assert!(
            plan["summary"]["completed"].as_i64().unwrap() > 0 && plan["summary"]["pending"].as_i64().unwrap() > 0,
            "{plan}"
        );
        let day = asha.text("get_timeline", json!({"date": "2026-03-19"})).await;
        assert!(day.starts_with("[demo data] Thursday 2026-03-19"), "{day}");
        assert!(day.len() < 4_096, "{} bytes: {day}", day.len());
        assert!(!asha.call("search_journal", json!({"query": "ran km"})).await["items"].as_array().unwrap().is_empty());

        // an hour later the lunch is over, and the plan knows
        journal.clock.advance(Duration::from_hours(2));
        let later = asha.send(Method::POST, "/demo").await;
        assert!(later["events"].as_i64().unwrap() > 0, "{later}");
    })
    .await;
}

#[tokio::test]
async fn removing_it_leaves_the_users_own_rows_and_whom_they_name() {
    on_both(async |journal| {
        let (asha, ben) = (journal.asha(), journal.user("ben"));
        asha.send(Method::POST, "/demo").await;
        ben.send(Method::POST, "/demo").await;
        let own = asha.call("create_event", json!({"title": "Mine", "participants": ["Iris", "Zoe"], "location": "Home",
            "told_by": "Jonas"})).await;
        assert_eq!(own["also_created"].as_array().unwrap().len(), 1, "only Zoe is new: {own}");
        let lift = json!({"sport": "strength", "exercises": [{"name": "plank", "sets": [{"duration_s": 60}]}]});
        let lift = asha.call("create_workout", lift).await;
        asha.call("update_person", json!({"person": "Marc", "add_facts": [{"kind": "note", "text": "knees"}]})).await;
        let demo_event = asha.call("query", json!({"entity": "workouts", "limit": 1, "where": {"demo": true}})).await["items"][0]["id"].clone();
        let plan = asha.call("create_daily_plan", json!({"plan_date": "2026-03-25", "items": [{"title": "x"}]})).await;
        let item = plan["row"]["items"][0]["id"].clone();
        asha.call("update_plan_item", json!({"item_id": item, "actual_event_id": demo_event})).await;
        asha.call("update_event", json!({"event_id": demo_event, "add_participants": ["Zoe"], "external_ref": {"source": "x", "id": "1"}})).await;
        let before = asha.call("query", json!({"entity": "events", "where": {"id": own["id"]}})).await;

        let removed = asha.send(Method::DELETE, "/demo").await;
        assert!(removed["events"].as_i64().unwrap() > 600, "{removed}");
        for entity in ["events", "people", "locations", "journal_entries", "plans", "plan_items"] {
            assert_eq!(total(&asha, entity, json!({"demo": true})).await, 0, "{entity}");
        }
        let after = asha.call("query", json!({"entity": "events", "where": {"id": own["id"]}})).await;
        assert_eq!(before["items"], after["items"]);
        let people = asha.call("query", json!({"entity": "people"})).await;
        let names: Vec<&str> = people["items"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
        assert_eq!(names, [named("iris"), named("jonas"), named("marc"), "Zoe"]);
        let lifted = asha.call("query", json!({"entity": "workouts", "include": ["exercises"]})).await;
        assert_eq!(lifted["items"][0]["id"], lift["id"]);
        assert_eq!(lifted["items"][0]["workout"]["exercises"][0]["name"], "Plank");
        let plan = asha.call("get_plan_vs_actual", json!({"plan_date": "2026-03-25"})).await;
        assert_eq!(plan["items"][0]["resolution"], "pending");

        assert!(total(&ben, "events", json!({"demo": true})).await > 600, "ben's household is untouched");
        // and it can come back, meeting whom the user has kept
        asha.send(Method::POST, "/demo").await;
        assert_eq!(total(&asha, "people", json!({"name": named("iris")})).await, 1);
        let nothing = mcp_journal::demo_remove(&journal.db, &UserId::parse("nobody").unwrap()).await.unwrap();
        assert_eq!(nothing, mcp_journal::DemoRows::default());
    })
    .await;
}

#[tokio::test]
async fn places_and_exercises_that_the_user_has_are_not_made_twice() {
    on_both(async |journal| {
        let asha = journal.asha();
        let cafe = household::places().find(|place| place.name == "Café Mirlo").unwrap();
        let own = asha.call("create_location", json!({"name": "My roastery", "place_id": cafe.place_id})).await;
        asha.call(
            "create_workout",
            json!({"sport": "strength", "exercises": [{"name": "PLANK", "sets": [{"duration_s": 9}]}]}),
        )
        .await;
        asha.send(Method::POST, "/demo").await;
        assert!(total(&asha, "events", json!({"location_id": own["id"], "demo": true})).await > 10);
        assert!(total(&asha, "workouts", json!({"exercises": "PLANK"})).await > 10);
        asha.send(Method::DELETE, "/demo").await;
        assert_eq!(total(&asha, "locations", json!({})).await, 1);
    })
    .await;
}
