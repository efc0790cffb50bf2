//! The stand-in through a plain HTTP client.

use reqwest::Client;
use serde_json::{Value, json};
use stand_in_provider::{Gate, Script, StandIn};

#[tokio::test]
async fn plays_a_script_and_keeps_the_request() {
    let provider =
        StandIn::start(|_| Script::new().text_deltas(["Hel", "lo"]).tool_call("toolu_1", "look", json!({"at": "it"})))
            .await
            .unwrap();
    let body = plain_request();
    let (status, answer) = ask(&provider, &body).await;
    assert_eq!(status, 200);
    let events: Vec<Value> = answer
        .lines()
        .filter_map(|line| line.strip_prefix("data: "))
        .map(|data| serde_json::from_str(data).unwrap())
        .collect();
    let kinds: Vec<&str> = events.iter().map(|event| event["type"].as_str().unwrap()).collect();
    assert_eq!(kinds.first(), Some(&"message_start"));
    assert_eq!(kinds.last(), Some(&"message_stop"));
    assert_eq!(events[2]["delta"]["text"], "Hel");
    assert_eq!(events[events.len() - 2]["delta"]["stop_reason"], "tool_use");
    assert_eq!(provider.requests(), [body]);
}

#[tokio::test]
async fn refuses_what_the_provider_would_refuse() {
    let provider = StandIn::start(|_| Script::new().text("never")).await.unwrap();
    let call = json!({"type": "tool_use", "id": "a", "name": "look", "input": {}});
    let text = |text: &str| json!([{"type": "text", "text": text}]);
    let result = json!([{"type": "tool_result", "tool_use_id": "a", "content": "seen"}]);
    let cases = [
        ("/messages", json!([]), "first message"),
        ("/messages", json!([{"role": "user", "content": text(" ")}]), "non-whitespace"),
        ("/messages", json!([{"role": "user", "content": "a"}, {"role": "user", "content": "b"}]), "alternate"),
        (
            "/messages",
            json!([{"role": "user", "content": "a"}, {"role": "assistant", "content": [call]}]),
            "without results",
        ),
        (
            "/messages",
            json!([{"role": "user", "content": "a"}, {"role": "assistant", "content": [call]}, {"role": "user", "content": "b"}]),
            "without `tool_result`",
        ),
        ("/messages", json!([{"role": "user", "content": result}]), "unexpected `tool_use_id`"),
        ("/temperatur", json!(1), "Extra inputs"),
        ("/max_tokens", json!(0), "at least 1"),
    ];
    for (place, value, rule) in cases {
        let mut body = plain_request();
        match body.pointer_mut(place) {
            Some(old) => *old = value,
            None => body[&place[1..]] = value,
        }
        let (status, answer) = ask(&provider, &body).await;
        assert_eq!(status, 400, "{body}");
        assert!(answer.contains(rule), "{answer} should name {rule}");
    }
}

#[tokio::test]
async fn waits_at_a_gate_and_breaks_off() {
    let gate = Gate::default();
    let held = gate.clone();
    let provider = StandIn::start(move |_| Script::new().text("first").wait(&held).break_off()).await.unwrap();
    let mut response = send(&provider, &plain_request()).await;
    gate.reached(1).await;
    assert!(response.chunk().await.unwrap().is_some());
    gate.open();
    while let Ok(chunk) = response.chunk().await {
        assert!(chunk.is_some(), "the answer ended as if it were whole");
    }
}

fn plain_request() -> Value {
    json!({"model": "claude-test", "max_tokens": 100, "stream": true, "messages": [{"role": "user", "content": "Hi"}]})
}

async fn ask(provider: &StandIn, body: &Value) -> (u16, String) {
    let response = send(provider, body).await;
    (response.status().as_u16(), response.text().await.expect("a whole body"))
}

async fn send(provider: &StandIn, body: &Value) -> reqwest::Response {
    drop(rustls::crypto::ring::default_provider().install_default()); // a second test finds it there
    Client::new()
        .post(format!("{}/v1/messages", provider.base_url()))
        .header("x-api-key", "made up")
        .header("anthropic-version", "2023-06-01")
        .json(body)
        .send()
        .await
        .expect("the stand-in answers")
}
