use serde_json::json;

use crate::world::on_both;

#[tokio::test]
async fn an_admin_makes_lists_and_ends_keys() {
    on_both(async |world| {
        let owner = world.owner().await;
        let new = json!({"user_id": "ada", "role": "personal", "label": "phone", "allow_operator_llm": true, "expires_at": "2027-01-01T00:00:00Z"});
        let made = owner.post("/api/admin/keys", new).await;
        assert_eq!(made.status, 201);
        snapshot!(made.shown(), @r#"
        {
          "id": "[id]",
          "user_id": "ada",
          "role": "personal",
          "label": "phone",
          "allow_operator_llm": true,
          "created_at": "2026-11-22T08:00:00Z",
          "expires_at": "2027-01-01T00:00:00Z",
          "revoked_at": null,
          "last_used_at": null,
          "key": "[key]"
        }
        "#);
        let key = made.body["key"].as_str().unwrap();
        assert_eq!(world.nobody().with_key(key).get("/api/me").await.body["user_id"], "ada");

        let list = owner.get("/api/admin/keys").await;
        assert!(!list.text.contains(key));
        assert_eq!(list.body["items"].as_array().unwrap().len(), 2);
        snapshot!(owner.get("/api/admin/users").await.body, @r#"
        {
          "items": [
            {
              "user_id": "ada",
              "display_name": "ada",
              "role": "personal",
              "created_at": "2026-11-22T08:00:00Z"
            },
            {
              "user_id": "owner",
              "display_name": "owner",
              "role": "admin",
              "created_at": "2026-11-22T08:00:00Z"
            }
          ],
          "next_cursor": null
        }
        "#);

        let path = format!("/api/admin/keys/{}", made.body["id"].as_str().unwrap());
        assert_eq!(owner.delete(&path).await.status, 204);
        assert_eq!(owner.delete(&path).await.status, 204, "twice is no harm");
        let list = owner.get("/api/admin/keys").await.body["items"].clone();
        let ended = list.as_array().unwrap().iter().find(|key| key["id"] == made.body["id"]).unwrap();
        assert_eq!(ended["revoked_at"], "2026-11-22T08:00:00Z");
        let unknown = "/api/admin/keys/00000000-0000-7000-8000-000000000000";
        assert_eq!(owner.delete(unknown).await.refusal(), (404, "not_found"));
    })
    .await;
}

#[tokio::test]
async fn nobody_else_does() {
    on_both(async |world| {
        let ada = world.somebody("ada").await;
        let answers = [
            ada.get("/api/admin/keys").await,
            ada.get("/api/admin/users").await,
            ada.post("/api/admin/keys", json!({"user_id": "ada", "role": "admin"})).await,
            ada.delete("/api/admin/keys/00000000-0000-7000-8000-000000000000").await,
        ];
        for answer in answers {
            assert_eq!(answer.refusal(), (403, "admin_only"));
        }
    })
    .await;
}

#[tokio::test]
async fn a_key_that_makes_no_sense_is_not_made() {
    on_both(async |world| {
        let owner = world.owner().await;
        for (body, code) in [
            (json!({"user_id": "Ada Lovelace"}), "user_id_invalid"),
            (json!({"user_id": "ada", "role": "cos_internal"}), "role_invalid"),
            (json!({"user_id": "ada", "label": "two\nlines"}), "label_invalid"),
            (json!({"user_id": "ada", "expires_at": "2026-11-22T08:00:00Z"}), "expires_at_invalid"),
            (json!({"user_id": "ada", "expires_at": "soon"}), "body_invalid"),
            (json!({}), "body_invalid"),
        ] {
            assert_eq!(owner.post("/api/admin/keys", body).await.refusal(), (422, code));
        }
        assert_eq!(owner.get("/api/admin/users").await.body["items"].as_array().unwrap().len(), 1);
    })
    .await;
}
