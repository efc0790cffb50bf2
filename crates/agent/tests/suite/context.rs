use llm::{ChatRequest, Message};
use serde_json::json;

use crate::model::{Move, results, say, words};
use crate::world::{World, on_both};

/// Invariant 9: cheap prompts. What one request said, the next one begins with, to the byte.
#[tokio::test]
async fn each_request_begins_with_the_whole_request_before_it() {
    on_both(async |db| {
        let world = World::new(db, |request| match (words(request), results(request).len()) {
            (Some("look"), _) => vec![say("Looking."), Move::Call("journal__look", json!({"text": "x"}))],
            (_, 1) => vec![say("Seen.")],
            _ => vec![say("Yes.")],
        })
        .await;
        let agent = world.agent().await;
        let first = world.send(&agent, "hello").await;
        world.finished(&agent, first).await;
        for text in ["look", "and?", "look", "thanks"] {
            let next = world.send_to(&agent, first.thread_id, text).await;
            world.finished(&agent, next).await;
        }
        let requests = world.model.requests();
        assert_eq!(requests.len(), 7);
        for pair in requests.windows(2) {
            assert_eq!((&pair[0].system, &pair[0].tools), (&pair[1].system, &pair[1].tools));
            assert!(pair[1].messages.starts_with(&pair[0].messages), "{:#?}", pair[1].messages);
        }
        let Message::User { text, note: Some(note) } = &requests[0].messages[0] else {
            panic!("the person speaks first")
        };
        assert_eq!(text, "hello");
        assert!(note.starts_with("Now: ") && note.ends_with(", Europe/Berlin."), "{note}");
    })
    .await;
}

#[tokio::test]
async fn what_a_turn_costs_does_not_grow_with_its_thread() {
    on_both(async |db| {
        let mut world = World::new(db, |_| vec![say(&"word ".repeat(40))]).await;
        world.limits.context_bytes = 4_000;
        let agent = world.agent().await;
        let first = world.send(&agent, "turn 0").await;
        world.finished(&agent, first).await;
        for turn in 1..60 {
            let next = world.send_to(&agent, first.thread_id, &format!("turn {turn}")).await;
            world.finished(&agent, next).await;
        }
        let requests = world.model.requests();
        let longest = requests.iter().map(|request| format!("{:?}", request.messages).len()).max().unwrap();
        assert!(longest < 12_000, "{longest} bytes of debug text for a limit of 4,000 bytes of conversation");
        let moved = requests.windows(2).filter(|pair| begins_elsewhere(&pair[0], &pair[1])).count();
        assert!((1..10).contains(&moved), "the prefix changed {moved} times in 60 turns");
        let Message::User { note: Some(note), .. } = &requests[59].messages[0] else {
            panic!("the person speaks first")
        };
        assert!(note.contains("earlier exchanges of this conversation are not shown here"), "{note}");
        assert_eq!(words(&requests[59]), Some("turn 59"));
    })
    .await;
}

fn begins_elsewhere(before: &ChatRequest, after: &ChatRequest) -> bool {
    before.messages[0] != after.messages[0]
}
