use http::Method;
use serde_json::{Value, json};

use crate::world::on_both;

#[tokio::test]
async fn the_contract_is_published() {
    on_both(async |world| {
        let answer = world.nobody().get("/api/openapi.json").await;
        assert_eq!(answer.header("content-type"), "application/json");
        assert_eq!(answer.body["openapi"], "3.1.0");
        assert_eq!(answer.body, serde_json::to_value(gateway::openapi()).unwrap());
    })
    .await;
}

/// What clients rely on: a change here is a change for them.
#[test]
fn the_contract_is_as_it_was() {
    insta::assert_snapshot!("openapi", gateway::openapi().to_pretty_json().unwrap());
}

#[tokio::test]
async fn every_call_but_the_open_ones_needs_a_key() {
    on_both(async |world| {
        let mut open = Vec::new();
        for (method, path, operation) in calls() {
            let answer = world.nobody().ask(method.clone(), &path.replace("{id}", SOMEBODY_ELSES), None).await;
            if operation["security"] == json!([{}]) {
                open.push(format!("{method} {path}"));
                assert_ne!(answer.status, 401, "{method} {path}");
            } else {
                assert_eq!(answer.refusal(), (401, "unauthorized"), "{method} {path}");
            }
        }
        assert_eq!(open, ["GET /api/health", "GET /api/ready", "POST /api/session"]);
    })
    .await;
}

#[tokio::test]
async fn what_is_another_users_is_not_there() {
    on_both(async |world| {
        let (ada, bob) = (world.owner().await, world.somebody("bob").await);
        let theirs = bob.post("/api/chat", json!({"message": "mine alone"})).await.body;
        let (thread, turn) = (theirs["thread_id"].as_str().unwrap(), theirs["turn_id"].as_str().unwrap());
        for (method, path, operation) in
            calls().into_iter().filter(|(_, path, _)| path.contains("{id}") && !path.contains("/keys/"))
        {
            let id = if path.contains("/turns/") { turn } else { thread };
            let body = operation["requestBody"].is_object().then(|| json!({"text": "x", "title": "x"}));
            let path = path.replace("{id}", id);
            assert_eq!(
                ada.ask(method.clone(), &path, body.clone()).await.refusal(),
                (404, "not_found"),
                "{method} {path}"
            );
        }
        assert_eq!(ada.get("/api/threads").await.body["items"], json!([]));
        assert_eq!(ada.get("/api/threads?q=alone").await.body["items"], json!([]));
        let into = ada.post("/api/chat", json!({"message": "x", "thread_id": thread})).await;
        assert_eq!(into.refusal(), (404, "not_found"));
        assert_eq!(bob.get(&format!("/api/threads/{thread}")).await.body["message_count"], 2, "untouched");
    })
    .await;
}

const SOMEBODY_ELSES: &str = "00000000-0000-7000-8000-000000000000";

/// Every call of the document.
pub(crate) fn calls() -> Vec<(Method, String, Value)> {
    let document = serde_json::to_value(gateway::openapi()).unwrap();
    let mut calls = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            if let Some(operation) = item.get(method.as_str().to_lowercase()) {
                calls.push((method, path.clone(), operation.clone()));
            }
        }
    }
    assert!(calls.len() > 20);
    calls
}
