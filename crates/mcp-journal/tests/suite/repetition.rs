//! Invariant 2: a call with the same idempotency key does the work once.

use serde_json::{Value, json};

use crate::served::{Served, on_both};

/// A call of every tool that writes, for a journal that has the rows these were made with.
pub(crate) async fn writes(journal: &Served) -> Vec<(&'static str, Value)> {
    let asha = journal.asha();
    let event = asha.call("create_event", json!({"title": "Seed", "start": "2026-03-20T08:00"})).await;
    let gone = asha.call("create_event", json!({"title": "Gone"})).await;
    asha.call("delete_entity", json!({"entity": "event", "id": gone["id"]})).await;
    let person = asha.call("create_person", json!({"name": "Seed Person"})).await;
    let location = asha.call("create_location", json!({"name": "Seed Place"})).await;
    let plan = asha.call("create_daily_plan", json!({"items": [{"title": "Seed item"}]})).await;
    vec![
        (
            "create_event",
            json!({"title": "Call", "participants": ["Ben"], "location": "Home", "kind": "sleep", "sleep": {"quality": 5}}),
        ),
        ("update_event", json!({"event_id": event["id"], "title": "Changed", "add_participants": ["Ben"]})),
        (
            "create_workout",
            json!({"sport": "yoga", "exercises": [{"name": "Warrior", "sets": [{"duration_s": 30}]}],
            "external_ref": {"source": "garmin", "id": "1"}}),
        ),
        ("create_meal", json!({"meal": "lunch", "items": [{"name": "soup"}]})),
        ("create_person", json!({"name": "Cleo", "facts": [{"kind": "work", "text": "baker"}]})),
        ("update_person", json!({"person": person["id"], "notes": "n"})),
        ("create_location", json!({"name": "Quay"})),
        ("update_location", json!({"location": location["id"], "notes": "n"})),
        ("log_journal_entry", json!({"text": "Words."})),
        ("create_daily_plan", json!({"items": [{"title": "Item"}]})),
        ("update_plan_item", json!({"item_id": plan["row"]["items"][0]["id"], "status": "completed"})),
        ("delete_entity", json!({"entity": "event", "id": event["id"]})),
        ("restore_entity", json!({"entity": "event", "id": gone["id"]})),
    ]
}

#[tokio::test]
async fn every_write_is_done_once_for_one_key_and_answered_alike() {
    on_both(async |journal| {
        let asha = journal.asha();
        let writes = writes(&journal).await;
        let listed = asha.rpc("tools/list", json!({})).await;
        for tool in listed["result"]["tools"].as_array().unwrap() {
            let name = tool["name"].as_str().unwrap();
            let honours = tool["_meta"]["assistant/honours-idempotency-key"] == true;
            assert_eq!(honours, tool["annotations"]["readOnlyHint"] == false, "{name}");
            assert_eq!(honours, writes.iter().any(|(write, _)| *write == name), "{name} is missing from this test");
        }
        let changes = async || asha.call("query", json!({"entity": "changes"})).await["total"].as_i64().unwrap();
        for (tool, arguments) in writes {
            let before = changes().await;
            let key = format!("key-{tool}");
            let first = asha.result(tool, arguments.clone(), Some(&key)).await;
            assert_ne!(first["isError"], true, "{first}");
            journal.clock.advance(std::time::Duration::from_secs(5));
            let again = asha.result(tool, arguments.clone(), Some(&key)).await;
            assert_eq!(first, again, "{tool}");
            assert_eq!(changes().await, before + 1, "{tool}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_key_belongs_to_one_call_of_one_user_and_a_failed_call_uses_none_up() {
    on_both(async |journal| {
        let (asha, ben) = (journal.asha(), journal.user("ben"));
        let first = asha.result("create_event", json!({"title": "Call"}), Some("k")).await;
        let other = asha.result("create_event", json!({"title": "Another"}), Some("k")).await;
        assert_eq!(other["structuredContent"]["code"], "conflict");
        let bens = ben.result("create_event", json!({"title": "Call"}), Some("k")).await;
        assert_ne!(bens["structuredContent"]["id"], first["structuredContent"]["id"]);

        let wrong = asha.result("create_event", json!({"title": ""}), Some("later")).await;
        assert_eq!(wrong["isError"], true);
        let right = asha.result("create_event", json!({"title": "Right"}), Some("later")).await;
        assert_ne!(right["isError"], true, "{right}");
    })
    .await;
}

#[tokio::test]
async fn the_same_key_at_the_same_time_makes_one_row() {
    on_both(async |journal| {
        let asha = journal.asha();
        let call = || asha.result("create_event", json!({"title": "Call", "participants": ["Zoe"]}), Some("race"));
        let (one, two, three, four) = tokio::join!(call(), call(), call(), call());
        assert_eq!(one, two);
        assert_eq!(two, three);
        assert_eq!(three, four);
        let unkeyed = |title: &'static str| asha.call("create_event", json!({"title": title, "participants": ["Yan"]}));
        tokio::join!(unkeyed("a"), unkeyed("b"), unkeyed("c"));
        let people = asha.call("query", json!({"entity": "people"})).await;
        assert_eq!(people["total"], 2, "each name is one person, however many calls brought it at once");
    })
    .await;
}
