use std::time::Duration;

use gateway::{GatewayLimits, Rate};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::world::{Wish, on_both, on_both_with};

#[tokio::test]
async fn failed_attempts_of_one_address_are_limited_and_lock_nobody_out() {
    on_both(async |world| {
        let wrong = world.nobody().with_key("ask_wrong");
        for _ in 0..10 {
            assert_eq!(wrong.get("/api/me").await.status, 401);
        }
        let refused = wrong.get("/api/me").await;
        assert_eq!(refused.refusal(), (429, "too_many_attempts"));
        assert_eq!(refused.header("retry-after"), "6");
        assert_eq!(world.nobody().post("/api/session", json!({"key": "wrong"})).await.status, 429);
        // whoever sits behind the same address and has a key still comes in
        assert_eq!(world.owner().await.get("/api/me").await.status, 200);
        // a proxy on this machine says who is behind it
        let elsewhere = wrong.with("x-forwarded-for", "198.51.100.1, 203.0.113.9");
        assert_eq!(elsewhere.get("/api/me").await.status, 401);
        world.clock.advance(Duration::from_secs(6));
        assert_eq!(wrong.get("/api/me").await.status, 401);
        assert_eq!(wrong.get("/api/me").await.status, 429);
    })
    .await;
}

#[tokio::test]
async fn every_key_has_its_own_rate() {
    let requests = Rate { burst: 3, per_second: 1.0 };
    let wish = move || Wish { limits: GatewayLimits { requests, ..GatewayLimits::default() }, ..Wish::default() };
    on_both_with(wish, async |world| {
        let (ada, bob) = (world.somebody("ada").await, world.somebody("bob").await);
        for _ in 0..3 {
            assert_eq!(ada.get("/api/me").await.status, 200);
        }
        let refused = ada.get("/api/me").await;
        assert_eq!(refused.refusal(), (429, "rate_limited"));
        assert_eq!(refused.header("retry-after"), "1");
        assert_eq!(bob.get("/api/me").await.status, 200);
        world.clock.advance(Duration::from_secs(1));
        assert_eq!(ada.get("/api/me").await.status, 200);

        let mut socket = bob.socket().await;
        socket.send(json!({"type": "ping"})).await;
        assert_eq!(socket.next().await.unwrap(), json!({"type": "pong"}));
        socket.send(json!({"type": "ping"})).await;
        socket.send(json!({"type": "ping"})).await;
        assert_eq!(socket.until("error").await["code"], "rate_limited");
    })
    .await;
}

#[tokio::test]
async fn a_body_that_does_not_arrive_holds_nobody_up() {
    let wish = || {
        let limits = GatewayLimits { body_within: Duration::from_millis(100), ..GatewayLimits::default() };
        Wish { limits, ..Wish::default() }
    };
    on_both_with(wish, async |world| {
        let mut slow = TcpStream::connect(world.address).await.unwrap();
        let head = "POST /api/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{";
        slow.write_all(head.as_bytes()).await.unwrap();
        let mut answer = vec![0; 12];
        let read = slow.read_exact(&mut answer);
        tokio::time::timeout(Duration::from_secs(5), read).await.expect("it does not wait for ever").unwrap();
        assert_eq!(answer, b"HTTP/1.1 408");
    })
    .await;
}

#[tokio::test]
async fn a_refusal_does_not_repeat_what_stood_in_the_wrong_place() {
    on_both(async |world| {
        let owner = world.owner().await;
        for body in [json!("a-secret, expected"), json!({"user_id": "ada", "allow_operator_llm": "a-secret"})] {
            let refused = owner.post("/api/admin/keys", body).await;
            assert_eq!(refused.refusal(), (422, "body_invalid"));
            assert!(!refused.text.contains("a-secret"), "{}", refused.text);
        }
    })
    .await;
}
