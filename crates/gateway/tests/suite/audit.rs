use std::time::Duration;

use db::UserId;
use serde_json::{Value, json};
use store::Role;

use crate::world::{Wish, World, on_both, on_both_with};

/// So that the entries have an order.
const A_MOMENT: Duration = Duration::from_secs(1);

#[tokio::test]
async fn what_is_done_to_keys_is_told_to_their_user_and_to_the_admin_who_did_it() {
    on_both(async |world| {
        let owner = world.owner().await;
        world.clock.advance(A_MOMENT);
        let new = json!({"user_id": "ada", "label": "phone", "allow_operator_llm": true});
        let made = owner.post("/api/admin/keys", new).await;
        let (id, key) = (made.body["id"].as_str().unwrap(), made.body["key"].as_str().unwrap());
        let ada = world.nobody().with_key(key);
        let theirs = ada.get("/api/audit").await;
        snapshot!(told(&theirs.body), @r#"
        [
          "owner, key, 127.0.0.1: key.created key [id] (personal key “phone” of ada, may spend on the operator’s model key)"
        ]
        "#);
        assert!(!theirs.text.contains(key));

        world.clock.advance(A_MOMENT);
        assert_eq!(owner.delete(&format!("/api/admin/keys/{id}")).await.status, 204);
        snapshot!(told(&owner.get("/api/audit").await.body), @r#"
        [
          "owner, key, 127.0.0.1: key.revoked key [id] (personal key “phone” of ada, may spend on the operator’s model key)",
          "owner, key, 127.0.0.1: key.created key [id] (personal key “phone” of ada, may spend on the operator’s model key)",
          "operator, command, -: key.created key [id] (admin key “test” of owner, may spend on the operator’s model key)"
        ]
        "#);
        world.clock.advance(A_MOMENT);
        let ada = world.somebody("ada").await.get("/api/audit").await;
        assert_eq!(ada.body["items"][1]["action"], "key.revoked");
        assert_eq!(ada.body["items"].as_array().unwrap().len(), 3, "nothing of the owner's own");
    })
    .await;
}

#[tokio::test]
async fn signing_in_and_out_and_the_household_are_told() {
    let wish = || Wish { journal: true, ..Wish::default() };
    on_both_with(wish, async |world| {
        let key = world.key("owner", Role::Admin, false).await;
        world.clock.advance(A_MOMENT);
        let link = world.link().await;
        world.clock.advance(A_MOMENT);
        let browser = world.nobody().post("/api/session", json!({"link": link})).await;
        let browser = world.nobody().with_cookie(&browser.cookie());
        world.clock.advance(A_MOMENT);
        assert_eq!(browser.post("/api/demo", json!({})).await.status, 200);
        world.clock.advance(A_MOMENT);
        assert_eq!(browser.delete("/api/demo").await.status, 200);
        world.clock.advance(A_MOMENT);
        assert_eq!(browser.delete("/api/session").await.status, 204);
        world.clock.advance(A_MOMENT);
        assert_eq!(world.nobody().post("/api/session", json!({"key": key})).await.status, 204);
        let owner = world.nobody().with_key(&key);
        snapshot!(told(&owner.get("/api/audit").await.body), @r#"
        [
          "owner, session, 127.0.0.1: session.begun session (with key [id])",
          "owner, session, 127.0.0.1: session.ended session (-)",
          "owner, session, 127.0.0.1: demo.removed demo household (-)",
          "owner, session, 127.0.0.1: demo.installed demo household (-)",
          "owner, session, 127.0.0.1: session.begun session (with a one-time link)",
          "assistant, program, -: sign_in_link.created user owner (works once, until 2026-11-22T08:15:01Z)",
          "operator, command, -: key.created key [id] (admin key “test” of owner)"
        ]
        "#);
    })
    .await;
}

#[tokio::test]
async fn it_comes_in_pages_newest_first() {
    on_both(async |world| {
        let owner = world.owner().await;
        for number in 0..6 {
            world.clock.advance(Duration::from_secs(number % 2));
            owner.post("/api/admin/keys", json!({"user_id": "ada", "label": number.to_string()})).await;
        }
        let whole = owner.get("/api/audit").await.body["items"].as_array().unwrap().clone();
        let (mut pages, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = owner.get(&format!("/api/audit?limit=2{cursor}")).await.body;
            pages.extend(page["items"].as_array().unwrap().clone());
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(pages, whole);
        assert!(whole.is_sorted_by(|newer, older| newer["at"].as_str() >= older["at"].as_str()));
        assert_eq!(owner.get("/api/audit?cursor=x").await.refusal(), (422, "cursor_invalid"));
        assert_eq!(owner.get("/api/audit?limit=0").await.refusal(), (422, "limit_invalid"));
    })
    .await;
}

#[tokio::test]
async fn nobody_changes_what_was_noted() {
    on_both(async |world| {
        let owner = world.owner().await;
        let before = owner.get("/api/audit").await.body;
        for statement in ["update audit_entries set actor = 'nobody'", "delete from audit_entries"] {
            assert_eq!(touched(world, statement).await, 0, "{statement}");
        }
        assert_eq!(owner.get("/api/audit").await.body, before);
    })
    .await;
}

/// How many rows a statement of the owner themself touches. SQLite's triggers refuse it; on PostgreSQL the program's role has
/// no right to it, and no policy would show it a row.
async fn touched(world: &World, statement: &'static str) -> u64 {
    let mut tx = world.db.begin(&UserId::owner()).await.unwrap();
    match db::execute!(tx, statement) {
        Ok(rows) => {
            tx.commit().await.unwrap();
            rows
        }
        Err(error) => {
            let error = error.to_string();
            assert!(error.contains("audit entries are never") || error.contains("permission denied"), "{error}");
            0
        }
    }
}

/// Each entry in one line, with ids taken out.
fn told(list: &Value) -> Vec<String> {
    let line = |entry: &Value| {
        let text = |name: &str| entry[name].as_str().unwrap_or("-").to_owned();
        let words = |text: String| {
            let word = |word: &str| if word.len() == 36 { "[id]".to_owned() } else { word.to_owned() };
            text.split(' ').map(word).collect::<Vec<_>>().join(" ")
        };
        format!(
            "{}, {}, {}: {} {} ({})",
            text("actor"),
            text("origin"),
            text("address"),
            text("action"),
            words(text("subject")),
            words(text("detail"))
        )
    };
    list["items"].as_array().unwrap().iter().map(line).collect()
}
