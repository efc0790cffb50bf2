//! One day in order.

use insta::{allow_duplicates, assert_json_snapshot, assert_snapshot};
use serde_json::{Value, json};

use crate::served::{ids_hidden, on_both, text, without_ids};

#[tokio::test]
async fn a_day_is_told_in_order_with_its_gaps() {
    on_both(async |journal| {
        let asha = journal.asha();
        asha.call(
            "create_event",
            json!({"title": "Night", "kind": "sleep", "start": "2026-03-18T23:15", "end": "2026-03-19T07:00", "sleep": {"quality": 7}}),
        )
        .await;
        asha.call("create_workout", json!({"sport": "running", "start": "2026-03-19T07:10", "duration_min": 40, "distance_m": 7200})).await;
        asha.call("create_meal", json!({"meal": "dinner", "start": "2026-03-19T21:00", "end": "2026-03-19T23:59", "location": "Home",
            "participants": ["Iris"], "items": [{"name": "soup"}]})).await;
        asha.call("create_event", json!({"title": "San José", "start": "2026-03-19"})).await;
        asha.call("log_journal_entry", json!({"text": "A quiet day.", "at": "2026-03-19T20:00"})).await;
        asha.call("create_event", json!({"title": "Tomorrow's", "start": "2026-03-20T00:00"})).await;

        let day = asha.call("get_timeline", json!({"date": "2026-03-19"})).await;
        allow_duplicates! {
            assert_json_snapshot!(without_ids(&day), @r#"
            {
              "date": "2026-03-19",
              "weekday": "Thursday",
              "time_zone": "Europe/Madrid",
              "items": [
                {
                  "type": "event",
                  "id": "[id]",
                  "kind": "sleep",
                  "title": "Night",
                  "start": "2026-03-18T23:15:00+01:00",
                  "end": "2026-03-19T07:00:00+01:00",
                  "detail": "7 h 45 min, quality 7 of 10"
                },
                {
                  "type": "event",
                  "id": "[id]",
                  "kind": "generic",
                  "title": "San José",
                  "all_day": true
                },
                {
                  "type": "event",
                  "id": "[id]",
                  "kind": "workout",
                  "title": "Running",
                  "start": "2026-03-19T07:10:00+01:00",
                  "end": "2026-03-19T07:50:00+01:00",
                  "detail": "40 min, 7.2 km, running"
                },
                {
                  "type": "gap",
                  "start": "2026-03-19T07:50:00+01:00",
                  "end": "2026-03-19T21:00:00+01:00",
                  "minutes": 790
                },
                {
                  "type": "entry",
                  "id": "[id]",
                  "at": "2026-03-19T20:00:00+01:00",
                  "text": "A quiet day."
                },
                {
                  "type": "event",
                  "id": "[id]",
                  "kind": "meal",
                  "title": "Dinner: soup",
                  "start": "2026-03-19T21:00:00+01:00",
                  "end": "2026-03-19T23:59:00+01:00",
                  "location": "Home",
                  "participants": [
                    "Iris"
                  ]
                }
              ],
              "summary": {
                "events": 4,
                "entries": 1,
                "workouts": 1,
                "meals": 1,
                "sleep_min": 465,
                "gap_min": 790
              }
            }
            "#);
        }
        let said = asha.text("get_timeline", json!({"date": "2026-03-19"})).await;
        allow_duplicates! {
            assert_snapshot!(ids_hidden(&said), @r"
            Thursday 2026-03-19: 4 events, 1 entry
            - 23:15–07:00 Night: 7 h 45 min, quality 7 of 10 (sleep [id])
            - all day San José (generic [id])
            - 07:10–07:50 Running: 40 min, 7.2 km, running (workout [id])
            - 20:00 “A quiet day.” (entry [id])
            - 21:00–23:59 Dinner: soup at Home with Iris (meal [id])
            ");
        }
    })
    .await;
}

#[tokio::test]
async fn a_night_belongs_to_two_timelines_and_to_the_day_of_waking() {
    on_both(async |journal| {
        let asha = journal.asha();
        let night = json!({"title": "Night", "kind": "sleep", "start": "2026-03-18T23:15", "end": "2026-03-19T07:00"});
        let saved = asha.call("create_event", night).await;
        assert_eq!(saved["row"]["date"], "2026-03-19");
        for date in ["2026-03-18", "2026-03-19"] {
            let day = asha.call("get_timeline", json!({"date": date})).await;
            assert!(titles(&day).contains(&"Night".to_owned()), "{date}");
            assert_eq!(day["summary"]["sleep_min"], if date == "2026-03-19" { 465 } else { 0 }, "{date}");
        }
        // sleep is sleep
        let slept = asha.call("query", json!({"entity": "sleeps", "where": {"date": "2026-03-19"}})).await;
        assert_eq!(slept["total"], 1);
    })
    .await;
}

#[tokio::test]
async fn days_of_23_and_25_hours_have_as_many() {
    on_both(async |journal| {
        journal.clock.advance(std::time::Duration::from_hours(24 * 300));
        let asha = journal.asha();
        for (date, hours) in [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24)] {
            let day = asha.call("get_timeline", json!({"date": date})).await;
            assert_eq!(day["summary"]["gap_min"], hours * 60, "{date}");
        }
        // 02:30 does not exist on the first and occurs twice on the second
        let skipped = asha.call("create_event", json!({"title": "x", "start": "2026-03-29T02:30"})).await;
        assert_eq!(skipped["row"]["start"], "2026-03-29T03:30:00+02:00");
        let twice =
            asha.call("create_event", json!({"title": "y", "start": "2026-10-25T02:30", "duration_min": 60})).await;
        assert_eq!(twice["row"]["start"], "2026-10-25T02:30:00+02:00");
        assert_eq!(twice["row"]["end"], "2026-10-25T02:30:00+01:00");
    })
    .await;
}

#[tokio::test]
async fn today_has_no_gap_after_now_and_is_the_default() {
    on_both(async |journal| {
        let day = journal.asha().call("get_timeline", json!({})).await;
        assert_eq!((&day["date"], &day["weekday"]), (&json!("2026-03-20"), &json!("Friday")));
        assert_eq!(day["summary"]["gap_min"], 13 * 60);
        let wrong = journal.asha().error("get_timeline", json!({"date": "20.03.2026"})).await;
        assert_eq!(text(&wrong, "message"), "date: “20.03.2026” is no date; give it as 2026-01-31");
    })
    .await;
}

#[tokio::test]
async fn a_day_is_the_callers_own() {
    on_both(async |journal| {
        let mut asha = journal.asha();
        asha.time_zone = Some("Asia/Tokyo".to_owned());
        let made = asha.call("create_event", json!({"title": "Tea", "start": "2026-03-20T08:00"})).await;
        assert_eq!(made["row"]["start"], "2026-03-20T08:00:00+09:00");
        assert_eq!(titles(&asha.call("get_timeline", json!({"date": "2026-03-20"})).await), ["Tea"]);
        asha.time_zone = Some("Moon/Tranquility".to_owned());
        let made = asha.call("create_event", json!({"title": "Dust", "start": "2026-03-20T08:00"})).await;
        assert_eq!(made["row"]["start"], "2026-03-20T08:00:00+01:00", "an unknown zone falls back to the service's");
    })
    .await;
}

fn titles(day: &Value) -> Vec<String> {
    day["items"].as_array().unwrap().iter().filter_map(|item| item["title"].as_str()).map(str::to_owned).collect()
}
