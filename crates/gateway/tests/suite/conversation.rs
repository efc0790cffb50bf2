use std::time::Duration;

use serde_json::{Value, json};

use crate::client::lines;
use crate::world::{Wish, on_both, on_both_with};

#[tokio::test]
async fn a_message_is_answered_whole() {
    on_both(async |world| {
        let ada = world.somebody("ada").await;
        let id = ada.thread().await;
        let answer = ada.post(&format!("/api/threads/{id}/messages"), json!({"text": "hello"})).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.body["thread_id"], json!(id));
        snapshot!(answer.shown(), @r#"
        {
          "turn_id": "[id]",
          "thread_id": "[id]",
          "message": {
            "id": "[id]",
            "role": "assistant",
            "text": "You said: hello",
            "blocks": [
              {
                "type": "text",
                "text": "You said: hello"
              }
            ],
            "tool_calls": [],
            "receipts": [],
            "created_at": "2026-11-22T08:00:00Z",
            "turn_id": "[id]"
          },
          "usage": {
            "input": 10,
            "output": 5,
            "cache_read": 2,
            "cache_write": 1,
            "cost_micros": 0
          },
          "state": "done",
          "error": null
        }
        "#);
        let chat = ada.post("/api/chat", json!({"message": "hello again", "thread_id": id})).await;
        assert_eq!(
            (&chat.body["thread_id"], &chat.body["message"]["text"]),
            (&json!(id), &json!("You said: hello again"))
        );
    })
    .await;
}

#[tokio::test]
async fn a_message_is_answered_as_a_stream() {
    on_both(async |world| {
        let ada = world.somebody("ada").await;
        let events = ada.say("hello").await;
        let headers = events.response.headers().clone();
        assert_eq!(headers["content-type"], "text/event-stream");
        assert_eq!(headers["x-accel-buffering"], "no");
        let events = events.rest().await;
        assert!(events.windows(2).all(|pair| pair[0].id < pair[1].id), "numbers rise");
        snapshot!(lines(&events), @r#"
        [
          "turn.started {\"thread_id\":\"[id]\",\"turn_id\":\"[id]\"}",
          "text.delta {\"text\":\"You said: \",\"turn_id\":\"[id]\"}",
          "text.delta {\"text\":\"hello\",\"turn_id\":\"[id]\"}",
          "usage {\"model\":\"scripted\",\"input\":10,\"output\":5,\"cache_read\":2,\"cache_write\":1,\"cost_micros\":null,\"turn_id\":\"[id]\"}",
          "turn.finished {\"message_id\":\"[id]\",\"text\":\"You said: hello\",\"turn_id\":\"[id]\"}"
        ]
        "#);
    })
    .await;
}

#[tokio::test]
async fn what_the_assistant_did_stands_with_its_answer() {
    on_both_with(with_journal, async |world| {
        let ada = world.somebody("ada").await;
        let answer = ada.post("/api/chat", json!({"message": "look it up"})).await;
        snapshot!(answer.shown()["message"], @r#"
        {
          "id": "[id]",
          "role": "assistant",
          "text": "Let me look. \n\nI found: {\"id\":\"e-1\",\"title\":\"here\"}",
          "blocks": [
            {
              "type": "text",
              "text": "Let me look. "
            },
            {
              "type": "tool_call",
              "call_id": "call_1"
            },
            {
              "type": "text",
              "text": "I found: {\"id\":\"e-1\",\"title\":\"here\"}"
            }
          ],
          "tool_calls": [
            {
              "call_id": "call_1",
              "server": "journal",
              "tool": "look",
              "title": "Look",
              "arguments": {
                "text": "here"
              },
              "state": "done",
              "ok": true,
              "summary": "a note about here"
            }
          ],
          "receipts": [
            {
              "server": "journal",
              "id": "e-1",
              "title": "here"
            }
          ],
          "created_at": "2026-11-22T08:00:00Z",
          "turn_id": "[id]"
        }
        "#);
        let turn = ada.get(&format!("/api/turns/{}", answer.body["turn_id"].as_str().unwrap())).await;
        snapshot!(turn.shown(), @r#"
        {
          "id": "[id]",
          "thread_id": "[id]",
          "state": "done",
          "provider": "claude",
          "model": "scripted",
          "steps": [
            {
              "round": 0,
              "text": "Let me look. ",
              "tool_calls": [
                {
                  "call_id": "call_1",
                  "server": "journal",
                  "tool": "look",
                  "title": "Look",
                  "arguments": {
                    "text": "here"
                  },
                  "state": "done",
                  "ok": true,
                  "summary": "a note about here"
                }
              ]
            },
            {
              "round": 1,
              "text": "I found: {\"id\":\"e-1\",\"title\":\"here\"}",
              "tool_calls": []
            }
          ],
          "usage": {
            "input": 20,
            "output": 10,
            "cache_read": 4,
            "cache_write": 2,
            "cost_micros": 0
          },
          "calls": 2,
          "error": null,
          "created_at": "2026-11-22T08:00:00Z",
          "started_at": "2026-11-22T08:00:00Z",
          "finished_at": "2026-11-22T08:00:00Z"
        }
        "#);
        let thread = answer.body["thread_id"].as_str().unwrap();
        let messages = ada.get(&format!("/api/threads/{thread}/messages")).await;
        assert_eq!(messages.body["items"][1], answer.body["message"]);
    })
    .await;
}

#[tokio::test]
async fn a_turn_that_fails_says_why() {
    on_both(async |world| {
        let ada = world.somebody("ada").await;
        let answer = ada.post("/api/chat", json!({"message": "fail now"})).await;
        assert_eq!(answer.status, 200);
        assert_eq!((&answer.body["state"], &answer.body["message"]), (&json!("failed"), &json!(null)));
        assert_eq!(answer.body["error"]["detail"], "The model is away. Try again later.");
        let turn = ada.get(&format!("/api/turns/{}", answer.body["turn_id"].as_str().unwrap())).await;
        assert_eq!(turn.body["error"], answer.body["error"]);
    })
    .await;
}

#[tokio::test]
async fn the_same_key_joins_the_same_turn() {
    on_both(async |world| {
        let ada = world.somebody("ada").await.with("idempotency-key", "one");
        let first = ada.post("/api/chat", json!({"message": "hello"})).await;
        let again = ada.post("/api/chat", json!({"message": "hello"})).await;
        assert_eq!(again.body, first.body);
        let other = ada.post("/api/chat", json!({"message": "something else"})).await;
        assert_eq!(other.refusal(), (422, "idempotency_key_reused"));
        assert_eq!(ada.get("/api/threads").await.body["items"].as_array().unwrap().len(), 1);
        // another user's key is another key
        let bob = world.somebody("bob").await.with("idempotency-key", "one");
        assert_ne!(bob.post("/api/chat", json!({"message": "hello"})).await.body["turn_id"], first.body["turn_id"]);
        let spaced = ada.with("idempotency-key", "two words");
        assert_eq!(
            spaced.post("/api/chat", json!({"message": "hello"})).await.refusal(),
            (422, "idempotency_key_invalid")
        );

        // at the same moment, one as a stream
        let ada = ada.with("idempotency-key", "two");
        let (whole, stream) = tokio::join!(ada.post("/api/chat", json!({"message": "hi"})), ada.say("hi"));
        let finished = stream.rest().await.pop().unwrap();
        assert_eq!(finished.data["turn_id"], whole.body["turn_id"]);
        assert_eq!(finished.data["message_id"], whole.body["message"]["id"]);
    })
    .await;
}

#[tokio::test]
async fn a_second_message_waits_for_the_first() {
    on_both(async |world| {
        let ada = world.somebody("ada").await;
        let id = ada.thread().await;
        let path = format!("/api/threads/{id}/messages");
        let mut first = ada.post_stream(&path, json!({"text": "wait for it"})).await;
        first.until("text.delta").await;
        let second = ada.post_stream(&path, json!({"text": "and then?"}));
        let open_gate = async {
            // the second one is there, behind the first
            while ada.get(&path).await.body["items"].as_array().unwrap().len() < 2 {
                tokio::task::yield_now().await;
            }
            let queued = ada.get(&path).await.body["items"][1]["turn_id"].as_str().unwrap().to_owned();
            assert_eq!(ada.get(&format!("/api/turns/{queued}")).await.body["state"], "queued");
            world.gate.open();
        };
        let (second, ()) = tokio::join!(second, open_gate);
        assert_eq!(first.until("turn.finished").await.data["text"], "one two");
        assert_eq!(second.rest().await.last().unwrap().data["text"], "You said: and then?");
        let said = ada.get(&path).await.body;
        assert_eq!(texts(&said), ["wait for it", "one two", "and then?", "You said: and then?"]);
    })
    .await;
}

#[tokio::test]
async fn a_turn_is_stopped_and_keeps_what_it_said() {
    on_both(async |world| {
        let ada = world.somebody("ada").await;
        let mut events = ada.say("wait for it").await;
        let delta = events.until("text.delta").await;
        let turn = delta.data["turn_id"].as_str().unwrap();
        assert_eq!(ada.post(&format!("/api/turns/{turn}/cancel"), json!({})).await.status, 202);
        events.until("turn.cancelled").await;
        assert_eq!(events.next().await, None);
        let stopped = ada.get(&format!("/api/turns/{turn}")).await;
        assert_eq!(stopped.body["state"], "cancelled");
        assert_eq!(ada.post(&format!("/api/turns/{turn}/cancel"), json!({})).await.status, 202, "twice is no harm");
        let thread = stopped.body["thread_id"].as_str().unwrap();
        let said = ada.get(&format!("/api/threads/{thread}/messages")).await.body;
        assert_eq!(texts(&said), ["wait for it", "one "]);
    })
    .await;
}

#[tokio::test]
async fn whoever_goes_away_stops_nothing() {
    on_both(async |world| {
        let ada = world.somebody("ada").await;
        let mut events = ada.say("wait for it").await;
        let turn = events.until("text.delta").await.data["turn_id"].as_str().unwrap().to_owned();
        drop(events);
        world.gate.open();
        let rest = ada.stream(&format!("/api/turns/{turn}/events")).await.rest().await;
        assert_eq!(rest.last().unwrap().data["text"], "one two");
    })
    .await;
}

#[tokio::test]
async fn messages_come_in_pages_the_last_ones_first_each_in_order() {
    on_both(async |world| {
        let ada = world.somebody("ada").await;
        let path = format!("/api/threads/{}/messages", ada.thread().await);
        for number in 1..=3 {
            ada.post(&path, json!({"text": number.to_string()})).await;
            world.clock.advance(Duration::from_secs(1));
        }
        let page = ada.get(&format!("{path}?limit=4")).await.body;
        assert_eq!(texts(&page), ["2", "You said: 2", "3", "You said: 3"]);
        let cursor = page["next_cursor"].as_str().unwrap();
        let page = ada.get(&format!("{path}?limit=4&cursor={cursor}")).await.body;
        assert_eq!(texts(&page), ["1", "You said: 1"]);
        assert_eq!(page["next_cursor"], json!(null));
        let odd = ada.get(&format!("{path}?limit=1")).await.body;
        let cursor = odd["next_cursor"].as_str().unwrap();
        assert_eq!(texts(&ada.get(&format!("{path}?limit=1&cursor={cursor}")).await.body), ["3"]);
    })
    .await;
}

#[tokio::test]
async fn what_is_no_message_is_refused() {
    on_both(async |world| {
        let ada = world.somebody("ada").await;
        for (body, code) in [
            (json!({"message": "  "}), "message_empty"),
            (json!({"message": "x".repeat(200_001)}), "message_too_long"),
            (json!({"message": "a", "agent": "nobody"}), "agent_unknown"),
            (json!({}), "body_invalid"),
            (json!({"message": 7}), "body_invalid"),
            (json!({"message": "a", "thread_id": "7"}), "body_invalid"),
        ] {
            assert_eq!(ada.post("/api/chat", body).await.refusal(), (422, code));
        }
        let nowhere = json!({"message": "a", "thread_id": "00000000-0000-7000-8000-000000000000"});
        assert_eq!(ada.post("/api/chat", nowhere).await.refusal(), (404, "not_found"));
        assert_eq!(ada.get("/api/threads").await.body["items"], json!([]), "nothing was begun");
    })
    .await;
}

fn with_journal() -> Wish {
    Wish { journal: true, ..Wish::default() }
}

fn texts(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|message| message["text"].as_str().unwrap()).collect()
}
