use std::time::Duration;

use gateway::accounts::{self, NewKey};
use gateway::audit::Doer;
use secrecy::ExposeSecret;
use serde_json::json;
use store::Role;

use crate::world::on_both;

#[tokio::test]
async fn a_key_opens_the_door_in_either_header() {
    on_both(async |world| {
        let key = world.key("ada", Role::Personal, false).await;
        assert!(key.starts_with("ask_") && key.len() == 47, "{key}");
        for client in [world.nobody().with_key(&key), world.nobody().with("x-api-key", &key)] {
            assert_eq!(client.get("/api/me").await.body["user_id"], "ada");
        }
    })
    .await;
}

#[tokio::test]
async fn nothing_and_nonsense_do_not_open_it() {
    on_both(async |world| {
        let nobody = world.nobody();
        let missing = nobody.get("/api/me").await;
        assert_eq!(missing.refusal(), (401, "unauthorized"));
        assert_eq!(missing.header("www-authenticate"), "Bearer realm=\"assistant\"");
        let wrong = format!("ask_{}", "A".repeat(43));
        for client in [
            nobody.with_key(&wrong),
            nobody.with_key(""),
            nobody.with("authorization", "Basic YTpi"),
            nobody.with("x-api-key", "undefined"),
            nobody.with("cookie", "assistant_session=none"),
        ] {
            assert_eq!(client.get("/api/me").await.refusal(), (401, "unauthorized"));
        }
    })
    .await;
}

#[tokio::test]
async fn an_expired_key_is_none() {
    on_both(async |world| {
        let user = db::UserId::parse("ada").unwrap();
        let expires_at = Some(world.clock.now() + Duration::from_mins(5));
        let new = NewKey { user, role: Role::Personal, label: String::new(), allow_operator_llm: false, expires_at };
        let created = accounts::key_create(&world.db, &world.clock, new, &Doer::command()).await.unwrap();
        let client = world.nobody().with_key(created.key.expose_secret());
        assert_eq!(client.get("/api/me").await.status, 200);
        world.clock.advance(Duration::from_mins(5));
        assert_eq!(client.get("/api/me").await.refusal(), (401, "unauthorized"));
    })
    .await;
}

#[tokio::test]
async fn the_use_of_a_key_is_noted_once_a_minute() {
    on_both(async |world| {
        let owner = world.owner().await;
        let used = async || owner.get("/api/admin/keys").await.body["items"][0]["last_used_at"].clone();
        assert_eq!(used().await, "2026-11-22T08:00:00Z");
        world.clock.advance(Duration::from_secs(59));
        assert_eq!(used().await, "2026-11-22T08:00:00Z");
        world.clock.advance(Duration::from_secs(1));
        assert_eq!(used().await, "2026-11-22T08:01:00Z");
    })
    .await;
}

#[tokio::test]
async fn what_is_revoked_ends_at_once_also_what_is_open() {
    on_both(async |world| {
        let owner = world.owner().await;
        let made = owner.post("/api/admin/keys", json!({"user_id": "ada", "label": "phone"})).await;
        let ada = world.nobody().with_key(made.body["key"].as_str().unwrap());
        let signed_in = world.nobody().post("/api/session", json!({"key": made.body["key"]})).await;
        let browser = world.nobody().with_cookie(&signed_in.cookie());
        assert_eq!(browser.get("/api/me").await.body["user_id"], "ada");
        let mut turn = ada.say("wait for me").await;
        turn.until("text.delta").await;
        let mut feed = browser.stream("/api/events").await;
        let mut socket = ada.socket().await;
        socket.send(json!({"type": "ping"})).await;
        socket.until("pong").await;

        let id = made.body["id"].as_str().unwrap();
        assert_eq!(owner.delete(&format!("/api/admin/keys/{id}")).await.status, 204);

        assert_eq!(ada.get("/api/me").await.refusal(), (401, "unauthorized"));
        assert_eq!(browser.get("/api/me").await.refusal(), (401, "unauthorized"));
        assert_eq!(turn.next().await, None);
        assert_eq!(feed.next().await, None);
        assert_eq!(socket.closed().await, 1008);
        assert!(ada.socket_try().await.is_err());
    })
    .await;
}

#[tokio::test]
async fn the_operators_model_is_for_those_who_may_use_it() {
    let wish = || crate::world::Wish { model_key: Some("sk-canary"), ..Default::default() };
    crate::world::on_both_with(wish, async |world| {
        let without = world.nobody().with_key(&world.key("ada", Role::Personal, false).await);
        assert_eq!(without.get("/api/me").await.body["llm"]["key"], "none");
        let refused = without.post("/api/chat", json!({"message": "hello"})).await;
        assert_eq!(refused.refusal(), (403, "llm_key_missing"));
        let mut socket = without.socket().await;
        socket.send(json!({"type": "message", "text": "hello"})).await;
        assert_eq!(socket.until("error").await["code"], "llm_key_missing");

        let allowed = world.nobody().with_key(&world.key("bob", Role::Personal, true).await);
        let me = allowed.get("/api/me").await;
        assert_eq!(me.body["llm"]["key"], "operator");
        assert!(!me.text.contains("sk-canary"));
        assert_eq!(allowed.post("/api/chat", json!({"message": "hello"})).await.status, 200);
    })
    .await;
}
