use serde_json::json;

use crate::world::{Wish, on_both, on_both_with};

#[tokio::test]
async fn the_tools_are_listed_by_service() {
    let wish = || Wish { journal: true, ..Wish::default() };
    on_both_with(wish, async |world| {
        let ada = world.somebody("ada").await;
        snapshot!(ada.get("/api/tools").await.body, @r#"
        {
          "items": [
            {
              "server": "journal",
              "connected": true,
              "detail": null,
              "tools": [
                {
                  "name": "look",
                  "title": "Look",
                  "description": "Looks something up.",
                  "hints": {
                    "readOnlyHint": true,
                    "destructiveHint": false,
                    "idempotentHint": true,
                    "openWorldHint": false
                  },
                  "policy": "allow"
                }
              ]
            }
          ],
          "next_cursor": null
        }
        "#);
        let ready = world.nobody().get("/api/ready").await;
        assert_eq!(ready.status, 200);
        snapshot!(ready.body, @r#"
        {
          "status": "ok",
          "checks": [
            {
              "name": "database",
              "ok": true,
              "detail": null
            },
            {
              "name": "schema",
              "ok": true,
              "detail": null
            },
            {
              "name": "journal",
              "ok": true,
              "detail": null
            }
          ]
        }
        "#);
    })
    .await;
}

#[tokio::test]
async fn the_demo_household_moves_in_and_out() {
    let wish = || Wish { journal: true, ..Wish::default() };
    on_both_with(wish, async |world| {
        let (ada, bob) = (world.somebody("ada").await, world.somebody("bob").await);
        for demo in [true, true, false, false] {
            let answer = if demo { ada.post("/api/demo", json!({})).await } else { ada.delete("/api/demo").await };
            assert_eq!((answer.status, &answer.body), (200, &json!({"demo": demo})));
            assert_eq!(world.has_demo(), demo);
            assert_eq!(ada.get("/api/me").await.body["demo"], demo);
            assert_eq!(bob.get("/api/me").await.body["demo"], false);
        }
    })
    .await;
}

#[tokio::test]
async fn without_a_journal_the_demo_household_stays_out() {
    on_both(async |world| {
        let ada = world.somebody("ada").await;
        let answer = ada.post("/api/demo", json!({})).await;
        assert_eq!(answer.refusal(), (503, "journal_unavailable"));
        assert_eq!(answer.header("retry-after"), "2");
        assert_eq!(ada.get("/api/me").await.body["demo"], false);
    })
    .await;
}
