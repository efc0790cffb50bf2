use std::time::Duration;

use serde_json::{Value, json};

use crate::client::Client;
use crate::world::on_both;

#[tokio::test]
async fn a_thread_is_begun_renamed_binned_and_taken_out_again() {
    on_both(async |world| {
        let ada = world.somebody("ada").await;
        let made = ada.post("/api/threads", json!({"title": "Bread"})).await;
        assert_eq!(made.status, 201);
        let path = made.header("location").to_owned();
        snapshot!(made.shown(), @r#"
        {
          "id": "[id]",
          "title": "Bread",
          "emoji": "💬",
          "agent": "cos",
          "created_at": "2026-11-22T08:00:00Z",
          "updated_at": "2026-11-22T08:00:00Z",
          "message_count": 0,
          "usage": {
            "input": 0,
            "output": 0,
            "cache_read": 0,
            "cache_write": 0,
            "cost_micros": 0
          }
        }
        "#);
        assert_eq!(ada.get(&path).await.body, made.body);

        world.clock.advance(Duration::from_secs(1));
        let renamed = ada.patch(&path, json!({"title": " Sourdough ", "emoji": "🍞"})).await;
        assert_eq!((&renamed.body["title"], &renamed.body["emoji"]), (&json!("Sourdough"), &json!("🍞")));
        assert_eq!(renamed.body["updated_at"], made.body["updated_at"], "nothing was said");

        assert_eq!(ada.delete(&path).await.status, 204);
        for gone in [ada.get(&path).await, ada.delete(&path).await, ada.patch(&path, json!({})).await] {
            assert_eq!(gone.refusal(), (404, "not_found"));
        }
        assert_eq!(ada.get("/api/threads").await.body["items"], json!([]));
        let said = ada.post(&format!("{path}/messages"), json!({"text": "hello"})).await;
        assert_eq!(said.refusal(), (404, "not_found"));

        let restored = ada.post(&format!("{path}/restore"), json!({})).await;
        assert_eq!(restored.body, renamed.body);
        assert_eq!(ada.get("/api/threads").await.body["items"], json!([renamed.body]));
    })
    .await;
}

#[tokio::test]
async fn what_is_no_title_emoji_or_agent_is_refused() {
    on_both(async |world| {
        let ada = world.somebody("ada").await;
        let path = format!("/api/threads/{}", ada.thread().await);
        for (answer, code) in [
            (ada.post("/api/threads", json!({"title": "a".repeat(201)})).await, "title_invalid"),
            (ada.post("/api/threads", json!({"agent": "nobody"})).await, "agent_unknown"),
            (ada.patch(&path, json!({"title": "two\nlines"})).await, "title_invalid"),
            (ada.patch(&path, json!({"emoji": "bread"})).await, "emoji_invalid"),
        ] {
            assert_eq!(answer.refusal(), (422, code));
        }
    })
    .await;
}

#[tokio::test]
async fn threads_come_in_pages_the_last_spoken_in_first() {
    on_both(async |world| {
        let ada = world.somebody("ada").await;
        for number in 1..=5 {
            ada.post("/api/threads", json!({"title": format!("thread {number}")})).await;
            // two of them in the same moment: the page break falls between them
            if number != 3 {
                world.clock.advance(Duration::from_secs(1));
            }
        }
        let mut titles = Vec::new();
        let mut path = "/api/threads?limit=2".to_owned();
        loop {
            let page = ada.get(&path).await.body;
            titles.extend(titles_of(&page));
            match page["next_cursor"].as_str() {
                Some(cursor) => path = format!("/api/threads?limit=2&cursor={cursor}"),
                None => break,
            }
        }
        assert_eq!(titles.len(), 5);
        assert_eq!((&*titles[0], &*titles[3], &*titles[4]), ("thread 5", "thread 2", "thread 1"));
        for (query, code) in [
            ("limit=0", "limit_invalid"),
            ("limit=201", "limit_invalid"),
            ("limit=many", "query_invalid"),
            ("cursor=nonsense", "cursor_invalid"),
        ] {
            assert_eq!(ada.get(&format!("/api/threads?{query}")).await.refusal(), (422, code));
        }
    })
    .await;
}

#[tokio::test]
async fn search_finds_titles_and_messages_and_takes_no_operators() {
    on_both(async |world| {
        let (ada, bob) = (world.somebody("ada").await, world.somebody("bob").await);
        for text in ["What about sourdough bread?", "Call Zoë on Friday", "100% of the budget_plan"] {
            ada.say(text).await.rest().await;
            world.clock.advance(Duration::from_secs(1));
        }
        let made = ada.post("/api/threads", json!({"title": "Café plans, 50%"})).await;
        assert_eq!(made.status, 201, "{}", made.text);
        bob.say("my own bread").await.rest().await;

        let found = async |client: &Client, words: &str| {
            let words: String = words.bytes().map(|byte| format!("%{byte:02X}")).collect();
            let answer = client.get(&format!("/api/threads?q={words}")).await;
            assert_eq!(answer.status, 200, "{}", answer.text);
            titles_of(&answer.body)
        };
        assert_eq!(found(&ada, "bread").await, ["What about sourdough bread?"]);
        assert_eq!(found(&ada, "SOUR bre").await, ["What about sourdough bread?"], "beginnings, in any case and order");
        assert_eq!(found(&ada, "you said friday").await, ["Call Zoë on Friday"], "answers are searched too");
        assert_eq!(found(&ada, "café").await, ["Café plans, 50%"]);
        assert_eq!(found(&ada, "50%").await, ["Café plans, 50%"], "a percent sign is a percent sign");
        assert_eq!(found(&ada, "%%").await, [""; 0]);
        assert_eq!(found(&ada, "_").await, ["100% of the budget_plan"]);
        for operators in ["\"", "bread OR friday", "NEAR(a b)", "'; drop table threads; --", ":* & !", "'"] {
            let answer = found(&ada, operators).await;
            assert!(answer.is_empty(), "{operators}: {answer:?}");
        }
        assert_eq!(found(&ada, "-bread*\"").await, ["What about sourdough bread?"], "signs are left out");
        assert_eq!(found(&ada, "  ").await.len(), 4, "no words, no filter");
        assert_eq!(ada.get("/api/threads?agent=cos&limit=1").await.body["items"].as_array().unwrap().len(), 1);
        assert_eq!(ada.get("/api/threads?agent=other").await.body["items"], json!([]));
    })
    .await;
}

#[tokio::test]
async fn a_thread_takes_its_title_from_the_first_message() {
    on_both(async |world| {
        let ada = world.somebody("ada").await;
        let id = ada.thread().await;
        ada.post(&format!("/api/threads/{id}/messages"), json!({"text": "Plan the week\nplease"})).await;
        let thread = ada.get(&format!("/api/threads/{id}")).await;
        snapshot!(thread.shown(), @r#"
        {
          "id": "[id]",
          "title": "Plan the week",
          "emoji": "💬",
          "agent": "cos",
          "created_at": "2026-11-22T08:00:00Z",
          "updated_at": "2026-11-22T08:00:00Z",
          "message_count": 2,
          "usage": {
            "input": 10,
            "output": 5,
            "cache_read": 2,
            "cache_write": 1,
            "cost_micros": 0
          }
        }
        "#);
    })
    .await;
}

fn titles_of(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|thread| thread["title"].as_str().unwrap().to_owned()).collect()
}
