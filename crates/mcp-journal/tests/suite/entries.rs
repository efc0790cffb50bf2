//! Journal entries, and finding text.

use insta::{allow_duplicates, assert_json_snapshot, assert_snapshot};
use serde_json::json;

use crate::served::{ids_hidden, on_both, text, without_ids};

#[tokio::test]
async fn an_entry_is_kept_word_for_word_and_found_again() {
    on_both(async |journal| {
        let asha = journal.asha();
        let kept = asha
            .call("log_journal_entry", json!({"text": "Slept badly; the harbour lights kept blinking.", "at": "2026-03-18", "tags": ["sleep"]}))
            .await;
        allow_duplicates! {
            assert_json_snapshot!(without_ids(&kept), @r#"
            {
              "entity": "journal_entry",
              "id": "[id]",
              "existing": false,
              "row": {
                "id": "[id]",
                "at": "2026-03-18T12:00:00+01:00",
                "date": "2026-03-18",
                "weekday": "Wednesday",
                "entry_type": "journal",
                "text": "Slept badly; the harbour lights kept blinking.",
                "tags": [
                  "sleep"
                ],
                "version": 1
              }
            }
            "#);
        }
        asha.call("log_journal_entry", json!({"raw_text": "Idea: paint the kitchen.", "entry_type": "idea"})).await;
        asha.call("create_event", json!({"title": "Walk along the harbour", "start": "2026-03-19T17:00", "notes": "windy"})).await;

        let found = asha.call("search_journal", json!({"query": "harbour"})).await;
        let mut kinds: Vec<&str> = found["items"].as_array().unwrap().iter().map(|hit| text(hit, "entity")).collect();
        kinds.sort_unstable();
        assert_eq!(kinds, ["event", "journal_entry"]);

        let said = asha.text("search_journal", json!({"query": "harbor OR lights'); drop table events; --"})).await;
        allow_duplicates! {
            assert_snapshot!(ids_hidden(&said), @r"
            1 found for “harbor OR lights'); drop table events; --” (not all words together):
            - Wednesday 2026-03-18: Slept badly; the harbour lights kept blinking. (journal_entry [id])
            ");
        }
        let dated = asha.call("search_journal", json!({"query": "harb", "start_date": "2026-03-19"})).await;
        assert_eq!(dated["items"].as_array().unwrap().len(), 1);
        assert_eq!(text(&dated["items"][0], "snippet"), "windy");
        let nothing = asha.call("search_journal", json!({"query": "volcano"})).await;
        assert_eq!(nothing["items"], json!([]));
        assert_eq!(asha.error("search_journal", json!({"query": "…"})).await["message"], "query: give at least one word");
        assert_eq!(asha.error("log_journal_entry", json!({"text": " "})).await["message"], "text: say something");
    })
    .await;
}

#[tokio::test]
async fn search_follows_changes_and_forgets_what_is_deleted() {
    on_both(async |journal| {
        let asha = journal.asha();
        let event = asha.call("create_event", json!({"title": "Rehearsal", "start": "2026-03-19T17:00"})).await;
        asha.call("update_event", json!({"event_id": event["id"], "title": "Concert", "notes": "encore"})).await;
        let hits = async |query: &str| {
            asha.call("search_journal", json!({"query": query})).await["items"].as_array().unwrap().len()
        };
        assert_eq!((hits("rehearsal").await, hits("concert").await, hits("encore").await), (0, 1, 1));
        asha.call("delete_entity", json!({"entity": "event", "id": event["id"]})).await;
        assert_eq!(hits("concert").await, 0);
    })
    .await;
}
