//! Questions by filters.

use insta::{allow_duplicates, assert_json_snapshot, assert_snapshot};
use serde_json::{Value, json};

use crate::served::{User, ids_hidden, on_both, text, without_ids};

async fn filled(asha: &User) {
    for (title, start, people) in [
        ("Stand-up", "2026-01-05T09:30", vec!["Dario", "Sam"]),
        ("Stand-up", "2026-01-31T23:30", vec!["Dario"]),
        ("Book club: 100% pure_salt", "2026-02-01T00:30", vec!["Iris"]),
        ("Ágora", "2026-02-11T20:00", vec![]),
        ("Dentist", "2025-12-31T12:00", vec![]),
    ] {
        asha.call(
            "create_event",
            json!({"title": title, "start": start, "participants": people, "tags": [title.to_lowercase()]}),
        )
        .await;
    }
}

#[tokio::test]
async fn filters_find_what_they_say() {
    on_both(async |journal| {
        let asha = journal.asha();
        filled(&asha).await;
        let found = async |filter: Value| {
            let rows = asha
                .call("query", json!({"entity": "events", "where": filter, "order_by": "start", "descending": false}))
                .await;
            rows["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|row| text(row, "date")[2..].to_owned())
                .collect::<Vec<_>>()
                .join(" ")
        };
        for (filter, dates) in [
            (json!({}), "25-12-31 26-01-05 26-01-31 26-02-01 26-02-11"),
            (json!({"date": "2026-01"}), "26-01-05 26-01-31"),
            (json!({"start": "2026-01"}), "26-01-05 26-01-31"),
            (json!({"date": "2026"}), "26-01-05 26-01-31 26-02-01 26-02-11"),
            (json!({"date": {"gt": "2026-01"}}), "26-02-01 26-02-11"),
            (json!({"date": {"gte": "2026-01-31", "lt": "2026-02-11"}}), "26-01-31 26-02-01"),
            (json!({"date": {"neq": "2026"}}), "25-12-31"),
            (json!({"start": {"gte": "2026-01-31T23:30:00+01:00"}}), "26-01-31 26-02-01 26-02-11"),
            (json!({"title": "Stand-up"}), "26-01-05 26-01-31"),
            (json!({"title": {"contains": "stand"}}), "26-01-05 26-01-31"),
            (json!({"title": {"contains": "100% pure_"}}), "26-02-01"),
            (json!({"title": {"contains": "100_"}}), ""),
            (json!({"title": {"startsWith": "Ágo"}}), "26-02-11"),
            (json!({"title": {"in": ["Dentist", "Ágora"]}}), "25-12-31 26-02-11"),
            (json!({"title": {"notIn": ["Dentist", "Stand-up"]}}), "26-02-01 26-02-11"),
            (json!({"participants": "Sam"}), "26-01-05"),
            (json!({"participants.name": {"contains": "dar"}}), "26-01-05 26-01-31"),
            (json!({"participants": {"neq": "Dario"}}), "25-12-31 26-02-01 26-02-11"),
            (json!({"participants": {"isNull": true}}), "25-12-31 26-02-11"),
            (json!({"tags": "dentist"}), "25-12-31"),
            (json!({"tags": {"overlaps": ["dentist", "ágora"]}}), "25-12-31 26-02-11"),
            (json!({"location": null}), "25-12-31 26-01-05 26-01-31 26-02-01 26-02-11"),
            (json!({"duration_min": {"gt": 5}}), ""),
            (json!({"demo": false, "all_day": {"neq": true}}), "25-12-31 26-01-05 26-01-31 26-02-01 26-02-11"),
            (json!({"title": "x' or '1'='1"}), ""),
        ] {
            assert_eq!(found(filter.clone()).await, dates, "{filter}");
        }
    })
    .await;
}

#[tokio::test]
async fn pages_follow_one_another() {
    on_both(async |journal| {
        let asha = journal.asha();
        filled(&asha).await;
        let mut seen = Vec::new();
        let mut offset = json!(0);
        while offset.is_number() {
            let page = asha.call("query", json!({"entity": "events", "limit": 2, "offset": offset})).await;
            assert_eq!(page["total"], 5);
            seen.extend(page["items"].as_array().unwrap().iter().map(|row| text(row, "id").to_owned()));
            offset = page["next_offset"].clone();
        }
        assert_eq!(seen.len(), 5);
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 5, "no row twice");
        let said = asha.text("query", json!({"entity": "events", "limit": 2})).await;
        allow_duplicates! {
            assert_snapshot!(ids_hidden(&said), @r"
            5 events found; 1 to 2
            - Wed 2026-02-11 20:00 Ágora (generic) ([id])
            - Sun 2026-02-01 00:30 Book club: 100% pure_salt (generic), with Iris ([id])
            More: offset 2
            ");
        }
    })
    .await;
}

#[tokio::test]
async fn a_wrong_question_is_told_what_would_be_right() {
    on_both(async |journal| {
        let asha = journal.asha();
        let message = async |arguments: Value| text(&asha.error("query", arguments).await, "message").to_owned();
        for (arguments, told) in [
            (json!({"entity": "plans", "where": {"when": 1}}), "where: plans have no field “when”; valid: id, plan_date, plan_version, source, notes, demo, created_at"),
            (json!({"entity": "events", "where": {"date": {"contains": "2026"}}}), "where.date.contains: takes eq, neq, gt, gte, lt, lte, in, notIn, isNull"),
            (json!({"entity": "events", "where": {"date": "last week"}}), "where.date: “last week” is no date; give it as 2026-01-31"),
            (json!({"entity": "events", "where": {"id": "7"}}), "where.id.eq: takes ids, as answers give them"),
            (json!({"entity": "events", "limit": 500}), "limit: give a number from 1 to 200"),
            (json!({"entity": "tables"}), "entity: “tables” is not valid; expected one of `events`, `workouts`, `meals`, `sleeps`, `people`, `person_facts`, `locations`, `journal_entries`, `plans`, `plan_items`, `changes`"),
            (json!({"entity": "events", "order_by": "participants"}), "order_by: rows have many participants: order by another field"),
        ] {
            assert_eq!(message(arguments).await, told);
        }
    })
    .await;
}

#[tokio::test]
async fn what_was_changed_can_be_asked_for() {
    on_both(async |journal| {
        let asha = journal.asha();
        let event = asha.call("create_event", json!({"title": "Call"})).await;
        asha.call("delete_entity", json!({"entity": "event", "id": event["id"]})).await;
        let changes = json!({"entity": "changes", "where": {"entity_id": event["id"]}, "order_by": "tool"});
        let changes = asha.call("query", changes).await;
        allow_duplicates! {
            assert_json_snapshot!(without_ids(&changes), @r#"
            {
              "entity": "changes",
              "total": 2,
              "offset": 0,
              "items": [
                {
                  "id": "[id]",
                  "at": "2026-03-20T13:00:00+01:00",
                  "date": "2026-03-20",
                  "weekday": "Friday",
                  "tool": "create_event",
                  "entity_type": "event",
                  "entity_id": "[id]"
                },
                {
                  "id": "[id]",
                  "at": "2026-03-20T13:00:00+01:00",
                  "date": "2026-03-20",
                  "weekday": "Friday",
                  "tool": "delete_entity",
                  "entity_type": "event",
                  "entity_id": "[id]"
                }
              ]
            }
            "#);
        }
    })
    .await;
}
