use futures_util::StreamExt as _;
use llm::{ModelErrorKind, StopReason};
use store::TurnState;

use crate::model::{Gate, Move, say, words};
use crate::world::{World, lines, message, on_both};

#[tokio::test]
async fn a_plain_turn_streams_its_answer_and_stores_it() {
    on_both(async |db| {
        let world = World::new(db, |_| vec![say("Good "), say("morning.")]).await;
        let agent = world.agent().await;
        let accepted = world.send(&agent, "Hello").await;
        let events = world.events(&agent, accepted).await;
        assert_eq!(
            lines(&events),
            [
                "turn.started {}",
                r#"text.delta {"text":"Good "}"#,
                r#"text.delta {"text":"morning."}"#,
                r#"usage {"model":"scripted","input":10,"output":5,"cache_read":2,"cache_write":1}"#,
                r#"turn.finished {"text":"Good morning."}"#,
            ]
        );
        assert!(events.windows(2).all(|pair| pair[0].id < pair[1].id), "the numbers rise");
        assert_eq!(world.said(accepted).await, ["user: Hello", "assistant: Good morning."]);
        let turn = world.finished(&agent, accepted).await;
        assert_eq!((turn.state, turn.calls, turn.usage.input_tokens), (TurnState::Done, 1, 10));
    })
    .await;
}

#[tokio::test]
async fn a_client_that_was_away_gets_the_rest() {
    on_both(async |db| {
        let gate = Gate::closed();
        let held = gate.clone();
        let world =
            World::new(db, move |_| vec![say("one "), say("two "), Move::Wait(held.clone()), say("three")]).await;
        let agent = world.agent().await;
        let accepted = world.send(&agent, "Count").await;
        let first: Vec<_> = agent.turn_events(&world.user, accepted.turn_id, 0).await.unwrap().take(2).collect().await;
        gate.open();
        let rest =
            agent.turn_events(&world.user, accepted.turn_id, first[1].id).await.unwrap().collect::<Vec<_>>().await;
        let all = [first, rest].concat();
        assert_eq!(all, world.events(&agent, accepted).await, "cut anywhere, the events are the same");
        let text: String =
            all.iter().filter(|e| e.kind == "text.delta").map(|e| e.data["text"].as_str().unwrap()).collect();
        assert_eq!(text, "one two three");
    })
    .await;
}

#[tokio::test]
async fn the_second_message_of_a_thread_waits_for_the_first() {
    on_both(async |db| {
        let gate = Gate::closed();
        let held = gate.clone();
        let world = World::new(db, move |request| match words(request) {
            Some("first") => vec![Move::Wait(held.clone()), say("one")],
            _ => vec![say("two")],
        })
        .await;
        let agent = world.agent().await;
        let first = world.send(&agent, "first").await;
        let second = world.send_to(&agent, first.thread_id, "second").await;
        let third = world.send_to(&agent, first.thread_id, "third").await;
        agent.turn_cancel(&world.user, third.turn_id).await.unwrap();
        gate.open();
        assert_eq!(world.finished(&agent, second).await.state, TurnState::Done);
        assert_eq!(world.finished(&agent, third).await.state, TurnState::Cancelled);
        assert_eq!(lines(&world.events(&agent, third).await), ["turn.started {}", "turn.cancelled {}"]);
        let said = world.said(first).await;
        assert_eq!(said, ["user: first", "user: second", "user: third", "assistant: one", "assistant: two"]);
        assert_eq!(world.model.requests().len(), 2, "the cancelled turn asked no model");
    })
    .await;
}

#[tokio::test]
async fn a_cancelled_turn_keeps_what_it_had_said() {
    on_both(async |db| {
        let never = Gate::closed();
        let world = World::new(db, move |request| match words(request) {
            Some("go on for ever") => vec![say("Once upon"), Move::Wait(never.clone())],
            _ => vec![say("Fine.")],
        })
        .await;
        let agent = world.agent().await;
        let accepted = world.send(&agent, "go on for ever").await;
        let mut events = agent.turn_events(&world.user, accepted.turn_id, 0).await.unwrap();
        while events.next().await.expect("the turn speaks").kind != "text.delta" {}
        agent.turn_cancel(&world.user, accepted.turn_id).await.unwrap();
        assert_eq!(events.next().await.expect("a last word").kind, "turn.cancelled");
        assert!(events.next().await.is_none());
        let next = world.send_to(&agent, accepted.thread_id, "thanks").await;
        assert_eq!(world.finished(&agent, next).await.state, TurnState::Done);
        assert_eq!(world.said(accepted).await[..2], ["user: go on for ever", "assistant: Once upon"]);
    })
    .await;
}

#[tokio::test]
async fn a_model_that_fails_ends_the_turn_with_a_sentence_and_the_thread_goes_on() {
    on_both(async |db| {
        let world = World::new(db, |request| match words(request) {
            Some("break") => vec![say("Well"), Move::Fail(ModelErrorKind::BrokenStream)],
            Some("refuse") => vec![Move::Stop(StopReason::Refusal)],
            Some("say nothing") => vec![],
            Some("too long") => vec![say("a lot"), Move::Stop(StopReason::MaxTokens)],
            _ => vec![say("Here I am.")],
        })
        .await;
        let agent = world.agent().await;
        let broken = world.send(&agent, "break").await;
        let events = world.events(&agent, broken).await;
        let last = lines(&events).pop().unwrap();
        assert_eq!(
            last,
            r#"turn.failed {"code":"model_broken_stream","detail":"The model is away. Try again later."}"#
        );
        for (text, code) in [("refuse", "model_refused"), ("say nothing", "empty_answer")] {
            let turn = world.send_to(&agent, broken.thread_id, text).await;
            let turn = world.finished(&agent, turn).await;
            assert_eq!((turn.state, turn.error_code.as_deref()), (TurnState::Failed, Some(code)));
            assert_eq!(turn.usage.output_tokens, 5, "what it cost is counted");
        }
        let cut = world.send_to(&agent, broken.thread_id, "too long").await;
        assert_eq!(world.finished(&agent, cut).await.state, TurnState::Done);
        let well = world.send_to(&agent, broken.thread_id, "still there?").await;
        assert_eq!(world.finished(&agent, well).await.state, TurnState::Done);
        let said = world.said(broken).await;
        assert!(said.iter().any(|line| line.starts_with("assistant: a lot\n\n*(Cut off")), "{said:?}");
    })
    .await;
}

#[tokio::test]
async fn a_repeated_key_joins_the_turn_and_another_message_under_it_is_refused() {
    on_both(async |db| {
        let world = World::new(db, |_| vec![say("Noted.")]).await;
        let agent = world.agent().await;
        let keyed = |text: &str| agent::NewMessage { idempotency_key: Some("k-1".to_owned()), ..message(text) };
        let (a, b) = tokio::join!(
            agent.message_accept(&world.user, keyed("once")),
            agent.message_accept(&world.user, keyed("once"))
        );
        let (a, b) = (a.unwrap(), b.unwrap());
        assert_eq!((a.turn_id, a.message_id), (b.turn_id, b.message_id));
        assert!(a.joined != b.joined, "one of the two was first");
        let other = agent.message_accept(&world.user, keyed("something else")).await;
        assert!(matches!(other, Err(agent::AgentError::IdempotencyConflict)));
        world.finished(&agent, a).await;
        assert_eq!(world.said(a).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn what_is_no_message_is_refused_with_what_to_change() {
    on_both(async |db| {
        let world = World::new(db, |_| vec![say("Hm.")]).await;
        let agent = world.agent().await;
        let elsewhere = agent::NewMessage { thread: Some(world.clock.id()), ..message("hello") };
        let keyed = |key: &str| agent::NewMessage { idempotency_key: Some(key.to_owned()), ..message("hello") };
        let mut refused = Vec::new();
        for wrong in
            [message("  \n"), message("a\0b"), message(&"x".repeat(200_001)), elsewhere, keyed(""), keyed("a b")]
        {
            refused.push(agent.message_accept(&world.user, wrong).await.unwrap_err().to_string());
        }
        assert_eq!(
            refused,
            [
                "the message is empty: write something",
                "the message holds a NUL character: send text only",
                "the message is longer than 200000 bytes: send it in parts",
                "there is no such thread",
                "an Idempotency-Key has 1 to 200 visible ASCII characters",
                "an Idempotency-Key has 1 to 200 visible ASCII characters",
            ]
        );
    })
    .await;
}
