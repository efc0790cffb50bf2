//! People and places: looked for before they are made.

use insta::{allow_duplicates, assert_json_snapshot};
use serde_json::json;

use crate::served::{on_both, text, without_ids};

#[tokio::test]
async fn a_person_is_made_once_whatever_they_are_called() {
    on_both(async |journal| {
        let asha = journal.asha();
        let made = asha
            .call(
                "create_person",
                json!({"name": "Iris Beck", "aliases": ["Issi"], "relationship": "friend", "birthday": "1987-04", "notes": "sails",
                       "facts": [{"kind": "residence", "text": "Valencia", "start_date": "2019"}]}),
            )
            .await;
        allow_duplicates! {
            assert_json_snapshot!(without_ids(&made), @r#"
            {
              "entity": "person",
              "id": "[id]",
              "existing": false,
              "row": {
                "id": "[id]",
                "name": "Iris Beck",
                "aliases": [
                  "Issi"
                ],
                "relationship": "friend",
                "birthday": "1987-04",
                "notes": "sails",
                "facts": [
                  {
                    "id": "[id]",
                    "kind": "residence",
                    "text": "Valencia",
                    "start_date": "2019"
                  }
                ],
                "version": 1
              }
            }
            "#);
        }
        for again in ["iris  beck", "ISSI"] {
            let found = asha.call("create_person", json!({"name": again})).await;
            assert_eq!((&found["id"], &found["existing"]), (&made["id"], &json!(true)), "{again}");
        }
        // the only one of that first name is meant
        let call = asha.call("create_event", json!({"title": "Call", "participants": ["Iris"]})).await;
        assert_eq!(call["row"]["participants"][0]["id"], made["id"]);

        let facts = &made["row"]["facts"];
        let changed = asha
            .call(
                "update_person",
                json!({"person": "Issi", "kinship": "cousin", "add_aliases": ["Captain"], "clear": ["notes"],
                       "add_facts": [{"kind": "work", "text": "Harbour pilot"}], "remove_fact_ids": [facts[0]["id"]]}),
            )
            .await;
        allow_duplicates! {
            assert_json_snapshot!(without_ids(&changed["row"]), @r#"
            {
              "id": "[id]",
              "name": "Iris Beck",
              "aliases": [
                "Issi",
                "Captain"
              ],
              "relationship": "friend",
              "kinship": "cousin",
              "birthday": "1987-04",
              "facts": [
                {
                  "id": "[id]",
                  "kind": "work",
                  "text": "Harbour pilot"
                }
              ],
              "version": 2
            }
            "#);
        }
        // facts can be asked for
        let pilots = asha.call("query", json!({"entity": "person_facts", "where": {"text": {"contains": "pilot"}}})).await;
        assert_eq!((&pilots["total"], &pilots["items"][0]["person"]), (&json!(1), &json!("Iris Beck")));

        let wrong = asha.error("create_person", json!({"name": "Ben", "birthday": "12.05.1990"})).await;
        assert_eq!(
            wrong["message"],
            "birthday: “12.05.1990” is no date; give as much as is known: 1990, 1990-05 or 1990-05-31"
        );
        assert_eq!(asha.error("update_person", json!({"person": "Nobody"})).await["code"], "not_found");
    })
    .await;
}

#[tokio::test]
async fn a_place_is_made_once_by_name_or_by_its_google_id() {
    on_both(async |journal| {
        let asha = journal.asha();
        let made = asha
            .call(
                "create_location",
                json!({"name": "Café Mirlo", "place_id": "ChIJ-1", "kind": "cafe", "lat": 39.46, "lng": -0.37, "time_zone": "Europe/Madrid"}),
            )
            .await;
        allow_duplicates! {
            assert_json_snapshot!(without_ids(&made), @r#"
            {
              "entity": "location",
              "id": "[id]",
              "existing": false,
              "row": {
                "id": "[id]",
                "name": "Café Mirlo",
                "place_id": "ChIJ-1",
                "kind": "cafe",
                "lat": 39.46,
                "lng": -0.37,
                "time_zone": "Europe/Madrid",
                "version": 1
              }
            }
            "#);
        }
        for again in [json!({"name": "Mirlo", "place_id": "ChIJ-1"}), json!({"name": "café mirlo"})] {
            let found = asha.call("create_location", again).await;
            assert_eq!((&found["id"], &found["existing"]), (&made["id"], &json!(true)));
        }
        let changed = asha
            .call("update_location", json!({"location": "Café Mirlo", "add_aliases": ["the roastery"], "clear": ["coordinates"]}))
            .await;
        assert_eq!((&changed["row"]["lat"], &changed["row"]["version"]), (&json!(null), &json!(2)));
        let other = asha.call("create_location", json!({"name": "Other"})).await;
        let taken = asha.error("update_location", json!({"location": other["id"], "place_id": "ChIJ-1"})).await;
        assert_eq!(taken["code"], "conflict");
        let wrong = asha.error("create_location", json!({"name": "North", "lat": 91, "lng": 0})).await;
        assert_eq!(text(&wrong, "message"), "lat: give degrees from -90 to 90");
        let ghost = asha.error("create_event", json!({"title": "x", "location": "0198a0de-0000-7000-8000-000000000000"})).await;
        assert!(text(&ghost, "message").contains("nothing has the id"), "{ghost}");
    })
    .await;
}
