//! Every kind of failure is told apart and said in a sentence that a person can act on.

use std::time::Duration;

use futures_util::StreamExt;
use llm::{ChatModel, ModelErrorKind, Provider, Timing};
use stand_in_provider::{Gate, Script};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::asking::{Outcome, ask, endpoint, models, playing, quick, request, say_hi, user};

async fn fails_with(provider: Provider, status: u16, body: &str) -> (ModelErrorKind, String) {
    let stand_in = playing((0..4).map(|_| Script::raw(status, "application/json", [body.to_owned()]))).await;
    let error = say_hi(provider, &stand_in).await.error();
    assert!(!error.sentence.contains("raw words"), "{}", error.sentence);
    let host = stand_in.base_url().replace("http://", "");
    (error.kind, error.sentence.replace(&host, "HOST"))
}

#[tokio::test]
async fn statuses_and_bodies() {
    use ModelErrorKind::{Credit, Key, RateLimited, Refused, Unavailable, UnknownModel};
    let cases = [
        (
            Provider::Claude,
            401,
            r#"{"type":"error","error":{"type":"authentication_error","message":"raw words"}}"#,
            Key,
        ),
        (Provider::Claude, 403, r#"{"type":"error","error":{"type":"permission_error","message":"raw words"}}"#, Key),
        (Provider::Claude, 402, r#"{"type":"error","error":{"type":"billing_error","message":"raw words"}}"#, Credit),
        (
            Provider::Claude,
            400,
            r#"{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the API. raw words"}}"#,
            Credit,
        ),
        (
            Provider::Claude,
            404,
            r#"{"type":"error","error":{"type":"not_found_error","message":"model: raw words"}}"#,
            UnknownModel,
        ),
        (Provider::Claude, 404, "<html>raw words</html>", Refused),
        (
            Provider::Claude,
            400,
            r#"{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 9 > 8 raw words"}}"#,
            Refused,
        ),
        (
            Provider::Claude,
            413,
            r#"{"type":"error","error":{"type":"request_too_large","message":"raw words"}}"#,
            Refused,
        ),
        (
            Provider::Claude,
            429,
            r#"{"type":"error","error":{"type":"rate_limit_error","message":"raw words"}}"#,
            RateLimited { retry_after: None },
        ),
        (Provider::Claude, 502, "<html>raw words</html>", Unavailable),
        (Provider::Claude, 529, "", Unavailable),
        (
            Provider::OpenAi,
            401,
            r#"{"error":{"message":"raw words","type":"invalid_request_error","code":"invalid_api_key"}}"#,
            Key,
        ),
        (
            Provider::OpenAi,
            429,
            r#"{"error":{"message":"raw words","type":"insufficient_quota","code":"insufficient_quota"}}"#,
            Credit,
        ),
        (
            Provider::OpenAi,
            404,
            r#"{"error":{"message":"raw words","type":"invalid_request_error","code":"model_not_found"}}"#,
            UnknownModel,
        ),
        (
            Provider::OpenAi,
            400,
            r#"{"error":{"message":"raw words","type":"invalid_request_error","code":"context_length_exceeded"}}"#,
            Refused,
        ),
        (Provider::OpenAi, 422, r#"{"detail":[{"msg":"raw words"}]}"#, Refused),
        (Provider::Ollama, 404, r#"{"error":"model 'raw words' not found"}"#, UnknownModel),
        (Provider::Ollama, 400, r#"{"error":"raw words does not support tools"}"#, Refused),
    ];
    let mut told = Vec::new();
    for (provider, status, body, expected) in cases {
        let (kind, sentence) = fails_with(provider, status, body).await;
        assert_eq!(kind, expected, "{status} {body}");
        told.push(sentence);
    }
    told.sort();
    told.dedup();
    insta::assert_snapshot!(told.join("\n"), @r#"
    At HOST there is nothing that speaks Anthropic's language. Check the address of the model.
    Ollama has no model named "model-under-test". Pull it there, or choose another one.
    The account at the model server has no credit left. Add credit there, or choose another model.
    The conversation has become too long for this model. Start a new thread.
    The model server allows no more requests for the moment. Try again in a minute.
    The model server did not accept the API key. Check in the settings that it is complete and may use this model.
    The model server has no model named "model-under-test", or not for this key. Choose another one.
    The model server is overloaded or out of order. Try again in a moment.
    The model server refused the request. If it happens again in this thread, start a new one.
    This model cannot use tools, which the assistant needs. Choose one that can.
    "#);
}

#[tokio::test]
async fn a_web_page_or_another_format_is_no_answer() {
    for (content_type, body, what) in [
        ("text/html; charset=utf-8", "<!doctype html><title>Sign in to the Wi-Fi</title>", "a web page"),
        ("application/json", "{\"content\": []}", "something else"),
    ] {
        let provider = playing([Script::raw(200, content_type, [body])]).await;
        let error = say_hi(Provider::Claude, &provider).await.error();
        assert_eq!(error.kind, ModelErrorKind::BrokenStream);
        assert!(error.sentence.contains(what) && error.sentence.contains("Check its address."), "{}", error.sentence);
        assert_eq!(provider.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_stream_of_nonsense_is_no_answer() {
    for body in [
        &b"data: {\"type\": \n\n"[..],
        b"data: \xff\xfe\n\n",
        b"data: 5\n\ndata: {\"type\": \"message_stop\"}\n\n",
        b"hello",
    ] {
        let provider = playing((0..4).map(|_| Script::raw(200, "text/event-stream", [body.to_vec()]))).await;
        assert_eq!(say_hi(Provider::Claude, &provider).await.error().kind, ModelErrorKind::BrokenStream);
    }
}

#[tokio::test]
async fn a_server_that_falls_silent_is_left() {
    let gate = Gate::default();
    let silent: [String; 0] = [];
    let timing = Timing { first_byte: Duration::from_millis(50), idle: Duration::from_millis(50), ..quick() };
    for (script, shown) in [
        (Script::new().text("Wait").wait(&gate), vec!["Wait"]),
        (Script::raw(200, "text/event-stream", silent).wait(&gate), vec![]),
    ] {
        let provider = playing([script]).await;
        let outcome =
            ask(&models(timing), &endpoint(Provider::Claude, &provider.base_url()), &request(vec![user("Hi")])).await;
        assert_eq!(outcome.texts, shown);
        let error = outcome.error();
        assert_eq!(error.kind, ModelErrorKind::BrokenStream);
        assert_eq!(error.sentence, "The model server stopped answering. Try again in a moment.");
        assert_eq!(provider.requests().len(), 1);
    }
    gate.open();
}

#[tokio::test]
async fn an_error_body_without_end_is_not_read_to_its_end() {
    let gate = Gate::default();
    let body = vec!["x".repeat(1024); 65];
    let provider = playing([Script::raw(400, "text/plain", body).wait(&gate)]).await;
    // It never ends, so an answer at all is the proof.
    assert_eq!(say_hi(Provider::Claude, &provider).await.error().kind, ModelErrorKind::Refused);
    gate.open();
}

#[tokio::test]
async fn nobody_there() {
    let port = {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap().port()
    };
    let ask_at = async |provider, base: &str| -> Outcome {
        ask(&models(quick()), &endpoint(provider, base), &request(vec![user("Hi")])).await
    };
    let error = ask_at(Provider::Ollama, &format!("http://127.0.0.1:{port}")).await.error();
    assert_eq!(error.kind, ModelErrorKind::Unreachable);
    assert_eq!(
        error.sentence,
        format!("Ollama cannot be reached at 127.0.0.1:{port}. Check that it is running there.")
    );

    for address in ["", "localhost:11434", "ftp://example.com", "http://", "nonsense"] {
        let error = ask_at(Provider::OpenAi, address).await.error();
        assert_eq!(error.kind, ModelErrorKind::Unreachable, "{address}");
        assert!(error.sentence.contains("is not a web address"), "{}", error.sentence);
    }
}

#[tokio::test]
async fn no_key_is_said_before_anything_is_sent() {
    let mut endpoint = endpoint(Provider::Claude, "http://127.0.0.1:1");
    endpoint.key = None;
    let error = ask(&models(quick()), &endpoint, &request(vec![user("Hi")])).await.error();
    assert_eq!(error.kind, ModelErrorKind::Key);
}

#[tokio::test]
async fn dropping_the_stream_stops_the_request() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = endpoint(Provider::Ollama, &format!("http://{}", listener.local_addr().unwrap()));
    let server = async {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut read = Vec::with_capacity(64 * 1024);
        socket.read_buf(&mut read).await.unwrap();
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/x-ndjson\r\n\r\n";
        let line = r#"{"message":{"content":"Once"},"done":false}"#;
        socket.write_all(format!("{head}{line}\n").as_bytes()).await.unwrap();
        while socket.read_buf(&mut read).await.is_ok_and(|count| count > 0) {}
    };
    let client = async {
        let models = models(quick());
        let request = request(vec![user("Hi")]);
        let mut stream = models.stream(&endpoint, &request).await.unwrap();
        stream.next().await.unwrap().unwrap();
    };
    // The server's half ends only when the client has hung up.
    tokio::join!(server, client);
}
