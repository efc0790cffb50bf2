//! Workouts and meals: an event and its details in one call.

use insta::{allow_duplicates, assert_json_snapshot, assert_snapshot};
use serde_json::json;

use crate::served::{ids_hidden, on_both, text, without_ids};

#[tokio::test]
async fn a_workout_keeps_its_exercises_and_sets() {
    on_both(async |journal| {
        let asha = journal.asha();
        let saved = asha
            .call(
                "create_workout",
                json!({
                    "sport": "strength", "subtype": "push day", "start": "2026-03-19T18:00", "duration_min": 50, "location": "Gym",
                    "perceived_effort": 7, "score": "12 rounds",
                    "exercises": [
                        {"name": "Bench press", "category": "strength", "rest_s": 120, "sets": [
                            {"reps": 10, "weight_kg": 40, "set_type": "warmup"}, {"reps": 8, "weight_kg": 60, "rpe": 8.5}]},
                        {"name": "Plank", "sets": [{"duration_s": 60}]},
                        {"name": "Sled push", "sets": [{"distance_m": 20}]}
                    ]
                }),
            )
            .await;
        // a plank has only a duration; effort and score are kept
        allow_duplicates! {
            assert_json_snapshot!(without_ids(&saved["row"]["workout"]), @r#"
            {
              "sport": "strength",
              "subtype": "push day",
              "perceived_effort": 7,
              "score": "12 rounds",
              "exercises": [
                {
                  "name": "Bench press",
                  "category": "strength",
                  "rest_s": 120,
                  "sets": [
                    {
                      "set_type": "warmup",
                      "reps": 10,
                      "weight_kg": 40.0
                    },
                    {
                      "reps": 8,
                      "weight_kg": 60.0,
                      "rpe": 8.5
                    }
                  ]
                },
                {
                  "name": "Plank",
                  "sets": [
                    {
                      "duration_s": 60
                    }
                  ]
                },
                {
                  "name": "Sled push",
                  "sets": [
                    {
                      "distance_m": 20.0
                    }
                  ]
                }
              ]
            }
            "#);
        }
        let empty = json!({"sport": "strength", "exercises": [{"name": "Row", "sets": [{"weight_kg": 50}]}]});
        assert_eq!(
            asha.error("create_workout", empty).await["message"],
            "exercises[0].sets[0]: give at least one of reps, duration_s and distance_m"
        );
        assert_eq!(asha.call("query", json!({"entity": "events"})).await["total"], 1, "a refused call leaves nothing behind");

        let id = text(&saved, "id");
        let replaced = json!({"event_id": id, "workout": {"avg_hr": 128, "exercises": [{"name": "bench press", "sets": [{"reps": 5}]}]}});
        let changed = asha.call("update_event", replaced).await;
        allow_duplicates! {
            assert_json_snapshot!(without_ids(&changed["row"]["workout"]), @r#"
            {
              "sport": "strength",
              "subtype": "push day",
              "avg_hr": 128,
              "perceived_effort": 7,
              "score": "12 rounds",
              "exercises": [
                {
                  "name": "Bench press",
                  "category": "strength",
                  "sets": [
                    {
                      "reps": 5
                    }
                  ]
                }
              ]
            }
            "#);
        }
        let found = asha.call("query", json!({"entity": "workouts", "where": {"exercises": {"contains": "bench"}}})).await;
        assert_eq!(found["total"], 1);
    })
    .await;
}

#[tokio::test]
async fn a_run_is_found_by_distance_and_tells_its_pace() {
    on_both(async |journal| {
        let asha = journal.asha();
        let run = json!({"sport": "running", "start": "2026-03-19T07:00", "duration_min": 50, "distance_m": 10_000, "avg_hr": 150});
        asha.call("create_workout", run).await;
        asha.call("create_workout", json!({"sport": "running", "start": "2026-03-18T07:00", "duration_min": 20, "distance_m": 4_000})).await;
        let long = asha.call("query", json!({"entity": "workouts", "where": {"distance_m": {"gte": 5000}}})).await;
        assert_eq!((&long["total"], &long["items"][0]["workout"]["pace_s_per_km"]), (&json!(1), &json!(300)));
        let half_hour = json!({"entity": "workouts", "where": {"duration_min": {"gt": 30}}});
        assert_eq!(asha.call("query", half_hour).await["total"], 1);
        let error = asha.error("create_workout", json!({"sport": "running", "avg_hr": 500})).await;
        assert_eq!(error["message"], "avg_hr: 500 is not from 20 to 260");
    })
    .await;
}

#[tokio::test]
async fn a_meal_keeps_what_was_eaten_and_where_it_came_from() {
    on_both(async |journal| {
        let asha = journal.asha();
        let meal = json!({
            "meal": "brunch", "start": "2026-03-20T11:00", "source": "buffet", "cuisine": "spanish", "context": "birthday",
            "participants": ["Lucía"], "items": [{"name": "tortilla", "quantity": 2, "unit": "slices", "kcal": 380, "protein_g": 14},
            {"name": "coffee"}]
        });
        let saved = asha.call("create_meal", meal.clone()).await;
        allow_duplicates! {
            assert_json_snapshot!(without_ids(&saved["row"]), @r#"
            {
              "id": "[id]",
              "kind": "meal",
              "title": "Brunch: tortilla, coffee",
              "start": "2026-03-20T11:00:00+01:00",
              "date": "2026-03-20",
              "weekday": "Friday",
              "participants": [
                {
                  "id": "[id]",
                  "name": "Lucía"
                }
              ],
              "meal": {
                "meal": "brunch",
                "source": "buffet",
                "cuisine": "spanish",
                "context": "birthday",
                "items": [
                  {
                    "name": "tortilla",
                    "quantity": 2.0,
                    "unit": "slices",
                    "kcal": 380.0,
                    "protein_g": 14.0
                  },
                  {
                    "name": "coffee"
                  }
                ]
              },
              "category": "food",
              "version": 1
            }
            "#);
        }
        let said = asha.text("create_meal", json!({"meal": "dessert", "items": [{"name": "lemon ice"}]})).await;
        allow_duplicates! {
            assert_snapshot!(ids_hidden(&said), @"Saved: Fri 2026-03-20 13:00 Dessert: lemon ice (meal) (id [id])");
        }
        let tortilla = json!({"entity": "meals", "where": {"items": "tortilla", "cuisine": {"eq": "spanish"}}});
        assert_eq!(asha.call("query", tortilla).await["items"][0]["meal"]["items"][0]["kcal"], 380.0);
        let wrong = asha.error("create_meal", json!({"meal": "elevenses"})).await;
        allow_duplicates! {
            assert_snapshot!(text(&wrong, "message"), @"meal: “elevenses” is not valid; expected one of `breakfast`, `brunch`, `lunch`, `dinner`, `snack`, `dessert`, `drink`");
        }
    })
    .await;
}
