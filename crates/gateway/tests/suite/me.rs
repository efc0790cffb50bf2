use serde_json::json;

use crate::world::on_both;

#[tokio::test]
async fn i_see_and_change_myself() {
    on_both(async |world| {
        let ada = world.somebody("ada").await;
        let change = json!({"display_name": " Ada L. ", "time_zone": "europe/zurich", "locale": "de-CH", "quiet_hours": {"from": "22:00", "to": "7:00"}});
        let changed = ada.patch("/api/me", change).await;
        snapshot!(changed.body, @r#"
        {
          "user_id": "ada",
          "display_name": "Ada L.",
          "role": "personal",
          "time_zone": "Europe/Zurich",
          "locale": "de-CH",
          "quiet_hours": {
            "from": "22:00",
            "to": "07:00"
          },
          "demo": false,
          "llm": {
            "provider": "claude",
            "model": "scripted",
            "key": "operator"
          }
        }
        "#);
        assert_eq!(ada.get("/api/me").await.body, changed.body);

        let untouched = ada.patch("/api/me", json!({"locale": "fr"})).await;
        assert_eq!(untouched.body["quiet_hours"]["from"], "22:00");
        let taken_away = ada.patch("/api/me", json!({"quiet_hours": null})).await;
        assert_eq!(taken_away.body["quiet_hours"], json!(null));
    })
    .await;
}

#[tokio::test]
async fn what_makes_no_sense_changes_nothing() {
    on_both(async |world| {
        let ada = world.somebody("ada").await;
        let before = ada.get("/api/me").await.body;
        for (change, code) in [
            (json!({"display_name": "  "}), "display_name_invalid"),
            (json!({"display_name": "a\nb"}), "display_name_invalid"),
            (json!({"time_zone": "Mars/Olympus"}), "time_zone_invalid"),
            (json!({"locale": "de_CH!"}), "locale_invalid"),
            (json!({"quiet_hours": {"from": "25:00", "to": "07:00"}}), "quiet_hours_invalid"),
            (json!({"quiet_hours": "at night"}), "body_invalid"),
        ] {
            assert_eq!(ada.patch("/api/me", change).await.refusal(), (422, code));
        }
        assert_eq!(ada.get("/api/me").await.body, before);
    })
    .await;
}
