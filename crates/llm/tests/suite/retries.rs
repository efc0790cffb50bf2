//! When a request is sent again, and when not.

use std::time::{Duration, Instant};

use llm::{ModelErrorKind, Provider};
use stand_in_provider::Script;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::asking::{ask, endpoint, models, playing, quick, request, say_hi, user};

fn error(status: u16) -> Script {
    Script::error(status, "some_error", "no")
}

const OVERLOADED: &str =
    "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n";

#[tokio::test]
async fn what_may_pass_is_tried_again_until_the_retries_are_used_up() {
    for status in [408, 409, 429, 500, 502, 503, 504, 529] {
        let provider = playing([error(status), error(status), Script::new().text("At last")]).await;
        assert_eq!(say_hi(Provider::Claude, &provider).await.reply().text(), "At last");

        let provider = playing((0..9).map(|_| error(status))).await;
        say_hi(Provider::Claude, &provider).await.error();
        assert_eq!(provider.requests().len(), 1 + 3, "status {status}");
    }
}

#[tokio::test]
async fn what_cannot_pass_is_not_tried_again() {
    for status in [400, 401, 402, 403, 404, 413, 422, 302] {
        let provider = playing((0..9).map(|_| error(status))).await;
        say_hi(Provider::Claude, &provider).await.error();
        assert_eq!(provider.requests().len(), 1, "status {status}");
    }
}

#[tokio::test]
async fn the_providers_own_word_wins() {
    let provider = playing([error(400).header("x-should-retry", "true"), Script::new().text("At last")]).await;
    assert_eq!(say_hi(Provider::Claude, &provider).await.reply().text(), "At last");

    let provider = playing([error(529).header("x-should-retry", "false")]).await;
    assert_eq!(say_hi(Provider::Claude, &provider).await.error().kind, ModelErrorKind::Unavailable);
    assert_eq!(provider.requests().len(), 1);
}

#[tokio::test]
async fn milliseconds_win_over_seconds() {
    let limited = error(429).header("retry-after-ms", "40").header("retry-after", "3600");
    let provider = playing([limited, Script::new().text("At last")]).await;
    let start = Instant::now();
    assert_eq!(say_hi(Provider::Claude, &provider).await.reply().text(), "At last");
    assert!(start.elapsed() >= Duration::from_millis(40), "waited as long as it was told");
}

#[tokio::test]
async fn a_wait_beyond_the_limit_is_told_and_not_waited() {
    for (header, value) in
        [("retry-after", "3600"), ("retry-after", "Wed, 21 Oct 2015 08:28:00 GMT"), ("retry-after-ms", "3600000")]
    {
        let limited = error(429).header(header, value).header("date", "Wed, 21 Oct 2015 07:28:00 GMT");
        let provider = playing([limited]).await;
        let error = say_hi(Provider::Claude, &provider).await.error();
        assert_eq!(error.kind, ModelErrorKind::RateLimited { retry_after: Some(Duration::from_hours(1)) });
        assert_eq!(error.sentence, "The model server allows no more requests for now. Try again in 60 minutes.");
    }
}

#[tokio::test]
async fn a_wait_that_makes_no_sense_is_not_believed() {
    for value in ["soon", "-5", "NaN", "1e300", "Wed, 21 Oct 2015 06:28:00 GMT"] {
        let limited = error(429).header("retry-after", value).header("date", "Wed, 21 Oct 2015 07:28:00 GMT");
        let provider = playing([limited, Script::new().text("At last")]).await;
        assert_eq!(say_hi(Provider::Claude, &provider).await.reply().text(), "At last", "{value}");
    }
}

#[tokio::test]
async fn an_error_in_the_stream_before_any_text_is_tried_again() {
    let thought = serde_json::json!({"type": "thinking", "thinking": "hm", "signature": "c2ln"});
    for broken in [
        Script::new().bytes(OVERLOADED),
        Script::new().block(thought, vec![]).bytes(OVERLOADED),
        Script::new().tool_call("toolu_1", "write", serde_json::json!({})).break_off(),
        Script::new().break_off(),
    ] {
        let provider = playing([broken, Script::new().text("At last")]).await;
        assert_eq!(say_hi(Provider::Claude, &provider).await.reply().text(), "At last");
    }
}

#[tokio::test]
async fn nothing_is_tried_again_once_a_person_has_seen_text() {
    for (broken, kind) in [
        (Script::new().text("Once ").bytes(OVERLOADED), ModelErrorKind::Unavailable),
        (Script::new().text("Once ").break_off(), ModelErrorKind::BrokenStream),
    ] {
        let provider = playing([broken]).await;
        let outcome = say_hi(Provider::Claude, &provider).await;
        assert_eq!(outcome.texts, ["Once "]);
        assert_eq!(outcome.error().kind, kind);
        assert_eq!(provider.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_lost_connection_is_tried_again() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = endpoint(Provider::Ollama, &format!("http://{}", listener.local_addr().unwrap()));
    let server = async {
        drop(listener.accept().await.unwrap()); // hangs up before the answer's head
        let (mut socket, _) = listener.accept().await.unwrap();
        let line =
            r#"{"model":"m","message":{"role":"assistant","content":"At last"},"done":true,"done_reason":"stop"}"#;
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/x-ndjson\r\nconnection: close\r\n\r\n";
        socket.read_buf(&mut Vec::with_capacity(64 * 1024)).await.unwrap();
        socket.write_all(format!("{head}{line}\n").as_bytes()).await.unwrap();
    };
    let models = models(quick());
    let request = request(vec![user("Hi")]);
    let (outcome, ()) = tokio::join!(ask(&models, &endpoint, &request), server);
    assert_eq!(outcome.reply().text(), "At last");
}

#[tokio::test]
async fn a_redirect_is_not_followed_because_the_key_would_go_along() {
    let elsewhere = playing([Script::new().text("Thanks for the key")]).await;
    let redirect = error(307).header("location", &format!("{}/v1/messages", elsewhere.base_url()));
    let provider = playing([redirect]).await;
    assert_eq!(say_hi(Provider::Claude, &provider).await.error().kind, ModelErrorKind::Refused);
    assert!(elsewhere.requests().is_empty());
}
