//! Events: recorded by names, changed piece by piece.

use insta::{allow_duplicates, assert_json_snapshot, assert_snapshot};
use serde_json::json;

use crate::served::{ids_hidden, on_both, text, without_ids};

#[tokio::test]
async fn an_event_is_recorded_with_people_and_a_place_that_are_made_on_the_way() {
    on_both(async |journal| {
        let asha = journal.asha();
        let saved = asha
            .call(
                "create_event",
                json!({
                    "title": "Dinner with the neighbours", "kind": "social", "start": "2026-03-19T20:30", "duration_min": 150,
                    "location": "Casa Montaña", "participants": ["Iris Beck", "Jonas"], "category": "social",
                    "significance": "notable", "tags": ["neighbours"]
                }),
            )
            .await;
        allow_duplicates! {
            assert_json_snapshot!(without_ids(&saved), @r#"
            {
              "entity": "event",
              "id": "[id]",
              "existing": false,
              "also_created": [
                {
                  "entity": "location",
                  "id": "[id]",
                  "name": "Casa Montaña"
                },
                {
                  "entity": "person",
                  "id": "[id]",
                  "name": "Iris Beck"
                },
                {
                  "entity": "person",
                  "id": "[id]",
                  "name": "Jonas"
                }
              ],
              "row": {
                "id": "[id]",
                "kind": "social",
                "title": "Dinner with the neighbours",
                "start": "2026-03-19T20:30:00+01:00",
                "end": "2026-03-19T23:00:00+01:00",
                "date": "2026-03-19",
                "weekday": "Thursday",
                "duration_min": 150,
                "location": {
                  "id": "[id]",
                  "name": "Casa Montaña"
                },
                "participants": [
                  {
                    "id": "[id]",
                    "name": "Iris Beck"
                  },
                  {
                    "id": "[id]",
                    "name": "Jonas"
                  }
                ],
                "category": "social",
                "significance": "notable",
                "tags": [
                  "neighbours"
                ],
                "version": 1
              }
            }
            "#);
        }
        let said = asha.text("create_event", json!({"title": "Call", "start": "2026-03-20T09:00", "participants": ["iris"]})).await;
        allow_duplicates! {
            assert_snapshot!(ids_hidden(&said), @"Saved: Fri 2026-03-20 09:00 Call (generic), with Iris Beck (id [id])");
        }
    })
    .await;
}

#[tokio::test]
async fn an_update_changes_what_it_names_and_nothing_else() {
    on_both(async |journal| {
        let asha = journal.asha();
        let saved = asha
            .call(
                "create_event",
                json!({"title": "Lunch", "start": "2026-03-19T13:00", "end": "2026-03-19T14:00", "participants": ["Iris", "Jonas"],
                       "location": "Canteen", "notes": "soup"}),
            )
            .await;
        let id = text(&saved, "id");
        let changed = asha
            .call(
                "update_event",
                json!({"event_id": id, "start": "2026-03-19T13:30", "add_participants": ["Marc"], "remove_participants": ["Jonas"],
                       "clear": ["notes"], "expected_version": 1}),
            )
            .await;
        // the list of people is never replaced by an update
        allow_duplicates! {
            assert_json_snapshot!(without_ids(&changed["row"]), @r#"
            {
              "id": "[id]",
              "kind": "generic",
              "title": "Lunch",
              "start": "2026-03-19T13:30:00+01:00",
              "end": "2026-03-19T14:30:00+01:00",
              "date": "2026-03-19",
              "weekday": "Thursday",
              "duration_min": 60,
              "location": {
                "id": "[id]",
                "name": "Canteen"
              },
              "participants": [
                {
                  "id": "[id]",
                  "name": "Iris"
                },
                {
                  "id": "[id]",
                  "name": "Marc"
                }
              ],
              "version": 2
            }
            "#);
        }

        let stale = asha.error("update_event", json!({"event_id": id, "title": "Late lunch", "expected_version": 1})).await;
        assert_eq!(stale["code"], "conflict");
        let nobody = asha.error("update_event", json!({"event_id": id, "remove_participants": ["Zoe"]})).await;
        assert_eq!(nobody["message"], "There is no participant “Zoe” of this event.");
    })
    .await;
}

#[tokio::test]
async fn an_event_may_become_any_kind_and_details_follow_the_kind() {
    on_both(async |journal| {
        let asha = journal.asha();
        let saved =
            asha.call("create_event", json!({"title": "Rest", "start": "2026-03-19T23:00", "duration_min": 480})).await;
        let id = text(&saved, "id");
        assert_eq!(saved["row"]["date"], "2026-03-19");
        // every kind is known, and the quality of sleep has a column of its own
        for kind in ["work", "reflection", "commute", "entertainment", "social", "workout", "meal", "generic"] {
            let changed = asha.call("update_event", json!({"event_id": id, "kind": kind})).await;
            assert_eq!(changed["row"]["kind"], kind);
        }
        let unfit = asha.error("update_event", json!({"event_id": id, "sleep": {"quality": 8}})).await;
        assert_eq!(unfit["message"], "sleep: the event is of kind generic; give kind too to change that");
        let sleep = json!({"quality": 8, "interruptions": 2, "dream": "a lighthouse"});
        let changed = asha.call("update_event", json!({"event_id": id, "kind": "sleep", "sleep": sleep})).await;
        allow_duplicates! {
            assert_json_snapshot!(without_ids(&changed["row"]), @r#"
            {
              "id": "[id]",
              "kind": "sleep",
              "title": "Rest",
              "start": "2026-03-19T23:00:00+01:00",
              "end": "2026-03-20T07:00:00+01:00",
              "date": "2026-03-20",
              "weekday": "Friday",
              "duration_min": 480,
              "sleep": {
                "quality": 8,
                "interruptions": 2,
                "dream": "a lighthouse"
              },
              "version": 10
            }
            "#);
        }
    })
    .await;
}

#[tokio::test]
async fn times_are_read_as_people_write_them_and_told_with_offset_date_and_weekday() {
    on_both(async |journal| {
        let asha = journal.asha();
        let start = async |arguments: serde_json::Value| {
            let saved = asha.call("create_event", arguments).await;
            (
                text(&saved["row"], "start").to_owned(),
                text(&saved["row"], "date").to_owned(),
                text(&saved["row"], "weekday").to_owned(),
            )
        };
        let told = |start: &str, date: &str, weekday: &str| (start.to_owned(), date.to_owned(), weekday.to_owned());
        // the zone of the service, an offset, a zone of the call
        assert_eq!(
            start(json!({"title": "a", "start": "2026-03-19T08:00"})).await,
            told("2026-03-19T08:00:00+01:00", "2026-03-19", "Thursday")
        );
        assert_eq!(
            start(json!({"title": "b", "start": "2026-03-19T23:30:00Z"})).await,
            told("2026-03-20T00:30:00+01:00", "2026-03-20", "Friday")
        );
        assert_eq!(
            start(json!({"title": "c", "start": "2026-03-19T08:00", "time_zone": "Asia/Kolkata"})).await,
            told("2026-03-19T08:00:00+05:30", "2026-03-19", "Thursday")
        );
        // no start: now; only a length: it ended now
        assert_eq!(start(json!({"title": "d"})).await, told("2026-03-20T13:00:00+01:00", "2026-03-20", "Friday"));
        assert_eq!(
            start(json!({"title": "e", "duration_min": 45})).await,
            told("2026-03-20T12:15:00+01:00", "2026-03-20", "Friday")
        );
        let whole = asha.call("create_event", json!({"title": "f", "start": "2026-03-19"})).await;
        assert_eq!((&whole["row"]["all_day"], &whole["row"]["start"]), (&json!(true), &json!(null)));

        for (arguments, message) in [
            (json!({"title": "x", "start": "yesterday"}), "start: “yesterday” is no date; give it as 2026-01-31"),
            (
                json!({"title": "x", "start": "2026-03-19T10:00", "end": "2026-03-19T09:00"}),
                "end: is before start; past midnight, give the next day's date",
            ),
            (
                json!({"title": "x", "time_zone": "Madrid"}),
                "time_zone: “Madrid” is no time zone; give an IANA name: Europe/Madrid",
            ),
            (json!({"title": "  "}), "title: give a name"),
            (json!({"title": "x\u{0}"}), "title: holds the character U+0000: leave it out"),
        ] {
            assert_eq!(asha.error("create_event", arguments).await["message"], message);
        }
        let unknown = asha.error("create_event", json!({"title": "x", "place": "Home"})).await;
        assert!(text(&unknown, "message").starts_with("place: is not an argument of this tool"), "{unknown}");
    })
    .await;
}

#[tokio::test]
async fn an_event_with_an_outside_id_is_recorded_once_and_deleted_rows_come_back() {
    on_both(async |journal| {
        let asha = journal.asha();
        let run = json!({"sport": "running", "start": "2026-03-19T07:00", "duration_min": 40,
                         "external_ref": {"source": "garmin", "id": "9001"}});
        let first = asha.call("create_workout", run.clone()).await;
        let again = asha.call("create_workout", run).await;
        assert_eq!((&again["id"], &again["existing"]), (&first["id"], &json!(true)));
        let by_ref = asha.call("query", json!({"entity": "workouts", "where": {"external_id": "9001"}})).await;
        assert_eq!(by_ref["items"][0]["id"], first["id"]);

        let target = json!({"entity": "event", "id": first["id"]});
        asha.call("delete_entity", target.clone()).await;
        assert_eq!(asha.call("query", json!({"entity": "events"})).await["total"], 0);
        assert_eq!(asha.error("delete_entity", target.clone()).await["code"], "not_found");
        assert_eq!(
            asha.error("update_event", json!({"event_id": first["id"], "title": "x"})).await["code"],
            "not_found"
        );
        asha.call("restore_entity", target).await;
        assert_eq!(asha.call("query", json!({"entity": "events"})).await["total"], 1);
    })
    .await;
}
