//! Plans of a day, and what became of them.

use insta::{allow_duplicates, assert_json_snapshot, assert_snapshot};
use serde_json::json;

use crate::served::{ids_hidden, on_both, without_ids};

#[tokio::test]
async fn a_plan_is_kept_worked_through_and_compared_with_what_happened() {
    on_both(async |journal| {
        let asha = journal.asha();
        let plan = asha
            .call(
                "create_daily_plan",
                json!({
                    "plan_date": "2026-03-20", "source": "chief of staff", "time_budget": {"work": 360, "break": 60},
                    "items": [
                        {"title": "Easy run", "start": "07:00", "end": "07:45", "category": "health", "item_type": "workout"},
                        {"title": "Write the report", "start": "09:00", "end": "11:00", "category": "work", "priority": "high"},
                        {"title": "Call the plumber"}
                    ]
                }),
            )
            .await;
        allow_duplicates! {
            assert_json_snapshot!(without_ids(&plan["row"]), @r#"
            {
              "id": "[id]",
              "plan_date": "2026-03-20",
              "weekday": "Friday",
              "plan_version": 1,
              "source": "chief of staff",
              "time_budget": {
                "work": 360,
                "break": 60
              },
              "items": [
                {
                  "id": "[id]",
                  "title": "Easy run",
                  "start": "2026-03-20T07:00:00+01:00",
                  "end": "2026-03-20T07:45:00+01:00",
                  "category": "health",
                  "item_type": "workout",
                  "priority": "medium",
                  "status": "planned",
                  "version": 1
                },
                {
                  "id": "[id]",
                  "title": "Write the report",
                  "start": "2026-03-20T09:00:00+01:00",
                  "end": "2026-03-20T11:00:00+01:00",
                  "category": "work",
                  "item_type": "other",
                  "priority": "high",
                  "status": "planned",
                  "version": 1
                },
                {
                  "id": "[id]",
                  "title": "Call the plumber",
                  "category": "personal",
                  "item_type": "other",
                  "priority": "medium",
                  "status": "planned",
                  "version": 1
                }
              ]
            }
            "#);
        }
        let run = asha.call("create_workout", json!({"sport": "running", "title": "Run", "start": "2026-03-20T07:10", "duration_min": 50})).await;
        asha.call("create_event", json!({"title": "Neighbour came by", "start": "2026-03-20T10:00", "duration_min": 20})).await;

        let items = &plan["row"]["items"];
        let compared = asha.call("get_plan_vs_actual", json!({})).await;
        assert_eq!(compared["items"][0]["maybe_event_id"], run["id"]);
        let linked = json!({"item_id": items[0]["id"], "status": "completed", "actual_event_id": run["id"]});
        asha.call("update_plan_item", linked).await;
        asha.call("update_plan_item", json!({"item_id": items[1]["id"], "status": "skipped", "status_notes": "no quiet hour"})).await;

        let compared = asha.call("get_plan_vs_actual", json!({"plan_date": "2026-03-20"})).await;
        allow_duplicates! {
            assert_json_snapshot!(without_ids(&compared), @r#"
            {
              "plan": {
                "id": "[id]",
                "plan_date": "2026-03-20",
                "weekday": "Friday",
                "plan_version": 1,
                "source": "chief of staff",
                "time_budget": {
                  "work": 360,
                  "break": 60
                }
              },
              "items": [
                {
                  "id": "[id]",
                  "title": "Easy run",
                  "start": "2026-03-20T07:00:00+01:00",
                  "end": "2026-03-20T07:45:00+01:00",
                  "category": "health",
                  "item_type": "workout",
                  "priority": "medium",
                  "status": "completed",
                  "actual_event_id": "[id]",
                  "version": 2,
                  "resolution": "linked",
                  "start_delta_min": 10,
                  "end_delta_min": 15
                },
                {
                  "id": "[id]",
                  "title": "Write the report",
                  "start": "2026-03-20T09:00:00+01:00",
                  "end": "2026-03-20T11:00:00+01:00",
                  "category": "work",
                  "item_type": "other",
                  "priority": "high",
                  "status": "skipped",
                  "status_notes": "no quiet hour",
                  "version": 2,
                  "resolution": "skipped"
                },
                {
                  "id": "[id]",
                  "title": "Call the plumber",
                  "category": "personal",
                  "item_type": "other",
                  "priority": "medium",
                  "status": "planned",
                  "version": 1,
                  "resolution": "pending"
                }
              ],
              "unplanned": [
                {
                  "id": "[id]",
                  "title": "Neighbour came by",
                  "start": "2026-03-20T10:00:00+01:00",
                  "end": "2026-03-20T10:20:00+01:00"
                }
              ],
              "summary": {
                "total": 3,
                "completed": 1,
                "skipped": 1,
                "in_progress": 0,
                "pending": 1,
                "completion_rate_pct": 33,
                "avg_end_time_delta_minutes": 15
              }
            }
            "#);
        }
        let said = asha.text("get_plan_vs_actual", json!({})).await;
        allow_duplicates! {
            assert_snapshot!(ids_hidden(&said), @r"
            Plan of Friday 2026-03-20 (version 1): 1 of 3 done
            - 07:00–07:45 Easy run [linked] (id [id])
            - 09:00–11:00 Write the report [skipped] (id [id])
            - any time Call the plumber [pending] (id [id])
            ");
        }
    })
    .await;
}

#[tokio::test]
async fn approving_again_makes_the_next_version() {
    on_both(async |journal| {
        let asha = journal.asha();
        assert_eq!(
            asha.error("get_plan_vs_actual", json!({})).await["message"],
            "There is no plan for Friday 2026-03-20."
        );
        for (title, version) in [("one", 1), ("two", 2)] {
            let plan = asha.call("create_daily_plan", json!({"items": [{"title": title}]})).await;
            assert_eq!(plan["row"]["plan_version"], version);
        }
        let latest = asha.call("get_plan_vs_actual", json!({})).await;
        assert_eq!((&latest["plan"]["plan_version"], &latest["items"][0]["title"]), (&json!(2), &json!("two")));
        let first = asha.call("get_plan_vs_actual", json!({"version": 1})).await;
        assert_eq!(first["items"][0]["title"], "one");
        let both = asha.call("query", json!({"entity": "plans", "include": ["plan_items"]})).await;
        assert_eq!((&both["total"], &both["items"][0]["items"][0]["title"]), (&json!(2), &json!("two")));
    })
    .await;
}
