use serde_json::json;

use crate::client::shown;
use crate::world::on_both;

#[tokio::test]
async fn a_message_over_the_socket_is_acknowledged_and_answered() {
    on_both(async |world| {
        let ada = world.somebody("ada").await;
        let mut socket = ada.socket().await;
        let mut other = ada.socket().await;
        other.send(json!({"type": "ping"})).await;
        assert_eq!(other.next().await.unwrap(), json!({"type": "pong"}));

        let message = json!({"type": "message", "thread_id": null, "text": "hello", "client_id": "c1"});
        socket.send(message.clone()).await;
        let ack = socket.next().await.unwrap();
        snapshot!(shown(&ack), @r#"
        {
          "type": "ack",
          "client_id": "c1",
          "turn_id": "[id]",
          "thread_id": "[id]",
          "message_id": "[id]",
          "joined": false
        }
        "#);
        assert_eq!(socket.next().await.unwrap()["type"], "turn.started");
        let finished = socket.until("turn.finished").await;
        snapshot!(shown(&finished), @r#"
        {
          "id": 5,
          "type": "turn.finished",
          "data": {
            "message_id": "[id]",
            "text": "You said: hello",
            "turn_id": "[id]"
          }
        }
        "#);
        assert_eq!(other.until("turn.finished").await, finished, "every socket of the user hears it");

        socket.send(message).await;
        let again = socket.next().await.unwrap();
        assert_eq!((&again["turn_id"], &again["joined"]), (&ack["turn_id"], &json!(true)), "{again} {ack}");
        let thread = ack["thread_id"].clone();
        socket.send(json!({"type": "message", "thread_id": thread, "text": "more", "client_id": "c1"})).await;
        let more = socket.until("ack").await;
        assert_eq!((&more["thread_id"], &more["joined"]), (&thread, &json!(false)), "each thread counts for itself");
        socket.send(json!({"type": "message", "thread_id": thread, "text": "other", "client_id": "c1"})).await;
        let refused = socket.until("error").await;
        assert_eq!((&refused["code"], &refused["client_id"]), (&json!("idempotency_key_reused"), &json!("c1")));
    })
    .await;
}

#[tokio::test]
async fn a_socket_resumes_and_cancels() {
    on_both(async |world| {
        let ada = world.somebody("ada").await;
        let mut socket = ada.socket().await;
        socket.send(json!({"type": "message", "text": "wait for it"})).await;
        let turn = socket.until("ack").await["turn_id"].clone();
        let seen = socket.until("text.delta").await["id"].as_i64().unwrap();
        drop(socket);

        let mut socket = ada.socket().await;
        socket.send(json!({"type": "resume", "turn_id": turn, "after": seen - 1})).await;
        assert_eq!(socket.until("text.delta").await["data"]["text"], "one ");
        socket.send(json!({"type": "cancel", "turn_id": turn})).await;
        let mut kinds = Vec::new();
        while kinds.last().is_none_or(|kind| kind != "turn.cancelled") {
            let frame = socket.next().await.unwrap();
            assert!(frame["id"].as_i64().is_some_and(|id| id > seen), "{frame}");
            kinds.push(frame["type"].as_str().unwrap().to_owned());
        }
        socket.send(json!({"type": "ping"})).await;
        assert_eq!(socket.next().await.unwrap(), json!({"type": "pong"}), "and nothing came after it");
    })
    .await;
}

#[tokio::test]
async fn a_frame_that_makes_no_sense_is_answered_and_the_socket_stays_open() {
    on_both(async |world| {
        let (ada, bob) = (world.somebody("ada").await, world.somebody("bob").await);
        let turn = bob.post("/api/chat", json!({"message": "mine"})).await.body["turn_id"].clone();
        let mut socket = ada.socket().await;
        for (frame, code) in [
            ("nonsense".to_owned(), "frame_unreadable"),
            (json!({"type": "dance"}).to_string(), "frame_unreadable"),
            (json!({"type": "message"}).to_string(), "frame_unreadable"),
            (json!({"type": "message", "text": ""}).to_string(), "message_empty"),
            (json!({"type": "cancel", "turn_id": turn}).to_string(), "not_found"),
            (json!({"type": "resume", "turn_id": turn, "after": 0}).to_string(), "not_found"),
            (json!({"type": "approval", "approval_id": "a", "decision": "approve"}).to_string(), "not_found"),
        ] {
            socket.send_text(&frame).await;
            let answer = socket.next().await.unwrap();
            assert_eq!((&answer["type"], &answer["code"]), (&json!("error"), &json!(code)), "{frame}");
            assert!(answer["detail"].as_str().unwrap().len() > 10);
        }
        socket.send_binary(vec![1, 2, 3]).await;
        assert_eq!(socket.next().await.unwrap()["code"], "frame_unreadable");
        socket.send(json!({"type": "ping"})).await;
        assert_eq!(socket.next().await.unwrap(), json!({"type": "pong"}));

        socket.send_text(&"x".repeat((1 << 20) + 1)).await;
        assert_eq!(socket.closed().await, 1009);
    })
    .await;
}

#[tokio::test]
async fn a_socket_that_reads_too_slowly_is_closed_and_loses_nothing() {
    on_both(async |world| {
        let ada = world.somebody("ada").await;
        let mut slow = ada.socket_with_small_buffers().await;
        // far more events than the buffers between the two and the feed behind them hold together, and none is read
        let flood = ada.post("/api/chat", json!({"message": "flood me"})).await;
        let turn = flood.body["turn_id"].clone();
        assert_eq!(slow.closed().await, 1013);

        let mut socket = ada.socket().await;
        socket.send(json!({"type": "resume", "turn_id": turn, "after": 0})).await;
        let mut bytes = 0;
        loop {
            let frame = socket.next().await.unwrap();
            match frame["type"].as_str().unwrap() {
                "text.delta" => bytes += frame["data"]["text"].as_str().unwrap().len(),
                "turn.finished" => break,
                _ => {}
            }
        }
        assert_eq!(bytes, 6_000_000);
    })
    .await;
}

#[tokio::test]
async fn a_socket_needs_a_key_and_is_a_socket() {
    on_both(async |world| {
        assert!(world.nobody().socket_try().await.is_err());
        assert_eq!(world.nobody().get("/ws").await.refusal(), (401, "unauthorized"));
        assert_eq!(world.owner().await.get("/ws").await.refusal(), (400, "bad_request"));
    })
    .await;
}
