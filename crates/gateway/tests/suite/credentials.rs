use db::UserId;
use secrecy::SecretString;
use serde_json::{Value, json};
use store::{CredentialService, Role};
use vault::MasterKey;

use crate::client::Client;
use crate::model::tail;
use crate::world::{Wish, World, on_both, on_both_with};

/// A key that is in no file: made when the test runs.
fn secret() -> String {
    format!("sk-{}", uuid::Uuid::new_v4().simple())
}

fn with_operators_key() -> Wish {
    Wish { model_key: Some("sk-of-the-operator"), ..Wish::default() }
}

/// Somebody whose key may not spend on the operator's.
async fn without_leave(world: &World, user: &str) -> Client {
    world.nobody().with_key(&world.key(user, Role::Personal, false).await)
}

async fn connect(client: &Client, service: &str, body: Value) -> crate::client::Answer {
    client.put(&format!("/api/credentials/{service}"), body).await
}

/// The model that answers, and the end of the key it is asked with.
async fn whose(client: &Client) -> String {
    let answer = client.post("/api/chat", json!({"message": "whose"})).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.body["message"]["text"].as_str().unwrap().to_owned()
}

async fn statuses(client: &Client) -> Vec<String> {
    let list = client.get("/api/credentials").await;
    let line = |item: &Value| format!("{} {}", item["service"].as_str().unwrap(), item["status"].as_str().unwrap());
    list.body["items"].as_array().unwrap().iter().map(line).collect()
}

#[tokio::test]
async fn ones_own_key_is_tried_kept_used_and_never_given_back() {
    on_both_with(with_operators_key, async |world| {
        let (ada, secret) = (without_leave(world, "ada").await, secret());
        let refused = ada.post("/api/chat", json!({"message": "whose"})).await;
        assert_eq!(refused.refusal(), (403, "llm_key_missing"));
        assert!(refused.body["detail"].as_str().unwrap().contains("connect your own"), "{}", refused.text);

        let kept = connect(&ada, "llm_anthropic", json!({"secret": format!(" {secret}\n")})).await;
        assert_eq!(kept.status, 200, "{}", kept.text);
        snapshot!(kept.body, @r#"
        {
          "service": "llm_anthropic",
          "status": "ok",
          "scopes": null,
          "preferred_model": null,
          "expires_at": null,
          "last_ok_at": "2026-11-22T08:00:00Z",
          "last_error": null
        }
        "#);
        let list = ada.get("/api/credentials").await;
        assert_eq!(list.body, json!({"items": [kept.body], "next_cursor": null}));
        let me = ada.get("/api/me").await;
        assert_eq!(me.body["llm"]["key"], "own");
        assert_eq!(whose(&ada).await, format!("scripted {}", tail(&secret)));
        let tested = ada.post("/api/credentials/llm_anthropic/test", json!({})).await;
        assert_eq!((tested.status, &tested.body["status"]), (200, &json!("ok")));
        let audit = ada.get("/api/audit").await;
        assert!(
            audit.text.contains(r#""action":"credential.connected","subject":"credential llm_anthropic""#),
            "{}",
            audit.text
        );
        for answer in [&kept, &list, &me, &tested, &audit] {
            assert!(!answer.text.contains(&secret), "{}", answer.text);
        }

        assert_eq!(ada.delete("/api/credentials/llm_anthropic").await.status, 204);
        assert_eq!(ada.delete("/api/credentials/llm_anthropic").await.refusal(), (404, "not_found"));
        assert_eq!(ada.post("/api/credentials/llm_anthropic/test", json!({})).await.refusal(), (404, "not_found"));
        assert_eq!(ada.get("/api/me").await.body["llm"]["key"], "none");
        assert_eq!(ada.post("/api/chat", json!({"message": "whose"})).await.refusal(), (403, "llm_key_missing"));
    })
    .await;
}

#[tokio::test]
async fn ones_own_key_comes_before_the_operators_and_the_usual_providers_before_the_other() {
    on_both_with(with_operators_key, async |world| {
        let (ada, openai, anthropic) = (world.somebody("ada").await, secret(), secret());
        assert_eq!(whose(&ada).await, "scripted ator");
        let kept = connect(&ada, "llm_openai", json!({"secret": openai, "preferred_model": "gpt-x"})).await;
        assert_eq!(kept.body["preferred_model"], "gpt-x");
        assert_eq!(whose(&ada).await, format!("gpt-x {}", tail(&openai)));
        connect(&ada, "llm_anthropic", json!({"secret": anthropic, "preferred_model": "claude-x"})).await;
        assert_eq!(whose(&ada).await, format!("claude-x {}", tail(&anthropic)));
        let me = ada.get("/api/me").await;
        assert_eq!(me.body["llm"], json!({"provider": "claude", "model": "claude-x", "key": "own"}));
        assert_eq!(whose(&world.somebody("bob").await).await, "scripted ator", "theirs alone");
    })
    .await;
}

#[tokio::test]
async fn what_does_not_work_is_not_kept_and_the_problem_says_why() {
    on_both(async |world| {
        let (ada, wrong) = (world.somebody("ada").await, format!("{}-wrong", secret()));
        let refused = connect(&ada, "llm_anthropic", json!({"secret": wrong})).await;
        assert_eq!(refused.refusal(), (422, "model_key_refused"));
        assert_eq!(
            refused.body["detail"],
            "The model did not accept the key. Check that it is complete. Nothing was saved."
        );
        for service in ["google", "garmin", "splitwise"] {
            let refused = connect(&ada, service, json!({"secret": wrong})).await;
            assert_eq!(refused.refusal(), (422, "service_not_available"));
        }
        for (body, code) in [
            (json!({"secret": ""}), "secret_invalid"),
            (json!({"secret": format!("{wrong} {wrong}")}), "secret_invalid"),
            (json!({"secret": "ключ"}), "secret_invalid"),
            (json!({"secret": secret(), "preferred_model": "x".repeat(201)}), "preferred_model_invalid"),
            (json!({"secret": secret()}), "preferred_model_missing"),
            (json!({}), "body_invalid"),
            (json!(wrong), "body_invalid"),
            (json!({"secret": [wrong]}), "body_invalid"),
        ] {
            let refused = connect(&ada, "llm_openai", body).await;
            assert_eq!(refused.refusal(), (422, code), "{}", refused.text);
            assert!(!refused.text.contains(&wrong), "{}", refused.text);
        }
        assert_eq!(connect(&ada, "nothing", json!({"secret": "x"})).await.refusal(), (404, "not_found"));
        assert!(statuses(&ada).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_secret_moved_to_another_user_or_service_does_not_open() {
    on_both_with(with_operators_key, async |world| {
        let (ada, bob) = (without_leave(world, "ada").await, without_leave(world, "bob").await);
        for client in [&ada, &bob] {
            let body = json!({"secret": secret(), "preferred_model": "x"});
            assert_eq!(connect(client, "llm_anthropic", body.clone()).await.status, 200);
            assert_eq!(connect(client, "llm_openai", body).await.status, 200);
        }
        let (ada_id, bob_id) = (UserId::parse("ada").unwrap(), UserId::parse("bob").unwrap());
        // whoever can write the database: ada's secrets into bob's rows, and ada's own two exchanged
        let [anthropic, openai] = [CredentialService::LlmAnthropic, CredentialService::LlmOpenai];
        let mut tx = world.db.begin(&ada_id).await.unwrap();
        let first = store::credential_get(&mut tx, &ada_id, anthropic).await.unwrap().unwrap();
        let second = store::credential_get(&mut tx, &ada_id, openai).await.unwrap().unwrap();
        for (row, sealed) in [(&first, &second.sealed), (&second, &first.sealed)] {
            let swapped = store::Credential { sealed: sealed.clone(), ..row.clone() };
            store::credential_put(&mut tx, &ada_id, &swapped).await.unwrap();
        }
        tx.commit().await.unwrap();
        let mut tx = world.db.begin(&bob_id).await.unwrap();
        for row in [&first, &second] {
            store::credential_put(&mut tx, &bob_id, row).await.unwrap();
        }
        tx.commit().await.unwrap();

        for client in [&ada, &bob] {
            assert_eq!(statuses(client).await, ["llm_anthropic reconnect", "llm_openai reconnect"]);
            assert_eq!(client.get("/api/me").await.body["llm"]["key"], "none");
            let tested = client.post("/api/credentials/llm_openai/test", json!({})).await;
            assert_eq!(tested.refusal(), (409, "credential_reconnect"));
            assert!(tested.body["detail"].as_str().unwrap().contains("connect llm_openai again"), "{}", tested.text);
        }
    })
    .await;
}

#[tokio::test]
async fn a_restart_keeps_secrets_and_a_lost_master_key_loses_nothing_else() {
    throwaway_postgres::on_both(&store::MIGRATIONS, async |db| {
        let master_key = MasterKey::random_hex();
        let start = async |master_key: &SecretString| {
            World::new(db.clone(), Wish { master_key: master_key.clone(), ..with_operators_key() }).await
        };
        let world = start(&master_key).await;
        let key = world.key("ada", Role::Personal, false).await;
        let at = |world: &World| world.nobody().with_key(&key);
        let (first, second) = (secret(), secret());
        connect(&at(&world), "llm_anthropic", json!({"secret": first})).await;
        connect(&at(&world), "llm_openai", json!({"secret": secret(), "preferred_model": "x"})).await;
        drop(world);

        let world = start(&master_key).await;
        assert_eq!(whose(&at(&world)).await, format!("scripted {}", tail(&first)));
        drop(world);

        let world = start(&MasterKey::random_hex()).await;
        let ada = at(&world);
        assert_eq!(statuses(&ada).await, ["llm_anthropic reconnect", "llm_openai reconnect"]);
        assert_eq!(ada.get("/api/threads").await.body["items"].as_array().unwrap().len(), 1);
        assert_eq!(ada.post("/api/chat", json!({"message": "whose"})).await.refusal(), (403, "llm_key_missing"));
        connect(&ada, "llm_anthropic", json!({"secret": second})).await;
        assert_eq!(statuses(&ada).await, ["llm_anthropic ok", "llm_openai reconnect"], "the other is not forgotten");
        assert_eq!(whose(&ada).await, format!("scripted {}", tail(&second)));
    })
    .await;
}

#[tokio::test]
async fn a_key_that_stops_working_says_so_when_it_is_tried() {
    on_both(async |world| {
        let (ada, id) = (world.somebody("ada").await, UserId::parse("ada").unwrap());
        connect(&ada, "llm_anthropic", json!({"secret": secret(), "preferred_model": "x"})).await;
        let mut tx = world.db.begin(&id).await.unwrap();
        let row = store::credential_get(&mut tx, &id, CredentialService::LlmAnthropic).await.unwrap().unwrap();
        let later = world.clock.now().into();
        store::credential_tried(&mut tx, &id, &row, Some("The key was withdrawn."), later).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(statuses(&ada).await, ["llm_anthropic failing"]);
        let tested = ada.post("/api/credentials/llm_anthropic/test", json!({})).await;
        assert_eq!((&tested.body["status"], &tested.body["last_error"]), (&json!("ok"), &Value::Null));
    })
    .await;
}
