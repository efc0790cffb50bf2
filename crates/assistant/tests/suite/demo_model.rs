//! The demo model against the real services with the demo household: everything that it says it understands.

use llm::demo::families;
use serde_json::{Value, json};

use crate::program::{Client, assistant, json, run, serve_up, up};

/// What an answer says when something did not work.
const TROUBLE: &[&str] = &["I cannot", "I could not", "did not understand", "knows of no", "has nothing"];

#[tokio::test]
async fn every_documented_request_is_answered_from_tool_results() {
    let folder = tempfile::tempdir().unwrap();
    let serving = serve_up(&mut up(folder.path())).await;
    let moved_in = run(assistant(folder.path()).args(["demo", "install"])).await;
    assert_eq!(moved_in.code, Some(0), "{moved_in:?}");
    let client = Client::of(folder.path(), &serving.url).await;
    for family in families() {
        for example in family.examples {
            let answer = json(client.post("/api/chat", &json!({"message": example}))).await;
            let message = &answer["message"];
            let text = message["text"].as_str().unwrap_or_default();
            let is_fine = answer["state"] == "done" && !TROUBLE.iter().any(|trouble| text.contains(trouble));
            assert!(is_fine, "{example}: {answer:#}");
            let calls = message["tool_calls"].as_array().map_or(&[][..], Vec::as_slice);
            // Before dawn the first look finds that the night is not over, and the next one the night before.
            let called = calls.last().is_some_and(|call| call["ok"] == true);
            assert_eq!(called, family.title != "Hello and help", "{example}: {answer:#}");
        }
    }
}

#[tokio::test]
async fn what_was_told_is_found_again() {
    let folder = tempfile::tempdir().unwrap();
    let serving = serve_up(&mut up(folder.path())).await;
    let client = Client::of(folder.path(), &serving.url).await;
    let say = async |text: &str| {
        let answer = json(client.post("/api/chat", &json!({"message": text}))).await;
        answer["message"]["text"].as_str().map(str::to_owned).unwrap_or_default()
    };
    say("I had lunch with Asha at Blue Door yesterday at 12:30").await;
    say("Note: the garden gate needs oil").await;
    let day = say("What did I do yesterday?").await;
    assert!(day.contains("12:30 **Lunch with Asha at Blue Door**"), "{day}");
    let last = say("When did I last see Asha?").await;
    assert!(last.contains("**yesterday**"), "{last}");
    let found = say("Search my journal for garden gate").await;
    assert!(found.contains("the garden gate needs oil"), "{found}");
    let mail = say("Show my unread mail").await;
    assert!(mail.contains("not connected") && mail.contains("demo household"), "{mail}");
}

#[tokio::test]
async fn it_says_what_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let serving = serve_up(&mut up(folder.path())).await;
    let client = Client::of(folder.path(), &serving.url).await;
    for text in ["Hello", "Help", "Why is the sky blue?"] {
        let answer: Value = json(client.post("/api/chat", &json!({"message": text}))).await;
        assert!(answer["message"]["text"].as_str().unwrap_or_default().contains("demo model"), "{answer:#}");
    }
    let me = json(client.get("/api/me")).await;
    assert_eq!(
        (&me["llm"]["provider"], &me["llm"]["model"], &me["llm"]["key"]),
        (&json!("demo"), &json!("demo"), &json!("demo"))
    );
    assert!(serving.greeting.contains("demo model"), "{}", serving.greeting);
}
