use std::time::{Duration, Instant};

use serde_json::json;
use stand_in_provider::{Gate, Script, StandIn};

use crate::program::{Client, json, serve_up, up};

#[tokio::test]
async fn a_turn_in_flight_is_stored_by_a_stop_and_finished_after_the_next_start() {
    let gate = Gate::default();
    let held = gate.clone();
    let provider =
        StandIn::start(move |_| Script::new().text("Half of it, ").wait(&held).text("and the rest.")).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let with_provider = || {
        let mut command = up(folder.path());
        command.env("ANTHROPIC_API_KEY", "a-key-of-the-test").env("ANTHROPIC_BASE_URL", provider.base_url());
        command
    };

    let mut serving = serve_up(&mut with_provider()).await;
    let client = Client::of(folder.path(), &serving.url).await;
    let mut stream = client
        .post("/api/chat", &json!({"message": "tell me"}))
        .header("accept", "text/event-stream")
        .send()
        .await
        .unwrap();
    let mut seen = String::new();
    while !seen.contains("Half of it") {
        let chunk = stream.chunk().await.unwrap().expect("the stream goes on");
        seen.push_str(&String::from_utf8_lossy(&chunk));
    }
    let turn = seen.split("\"turn_id\":\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();

    let asked = Instant::now();
    serving.signal("TERM").await;
    assert_eq!(serving.ended().await, Some(0));
    assert!(asked.elapsed() < Duration::from_secs(5), "it took {:?}", asked.elapsed());

    gate.open();
    let serving = serve_up(&mut with_provider()).await;
    let client = client.at(&serving.url);
    // ends with the turn's last event
    let events = client.get(&format!("/api/turns/{turn}/events")).send().await.unwrap().text().await.unwrap();
    assert!(events.contains("event: turn.finished"), "{events}");
    assert_eq!(json(client.get(&format!("/api/turns/{turn}"))).await["state"], "done");
}

#[tokio::test]
async fn an_idle_assistant_stops_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut serving = serve_up(&mut up(folder.path())).await;
    let asked = Instant::now();
    serving.signal("INT").await;
    assert_eq!(serving.ended().await, Some(0));
    assert!(asked.elapsed() < Duration::from_secs(2), "it took {:?}", asked.elapsed());
    assert!(!folder.path().join("data/gateway.url").exists());
}
