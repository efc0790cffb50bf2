//! What happens when a process dies or stops. A dead process is an agent that is never stopped, whose tasks hang for ever
//! at a gate and no longer renew their lease; the real `kill -9` is played by the suite of the binary.

use std::time::Duration;

use db::{Db, Dialect};
use futures_util::StreamExt as _;
use llm::Message;
use serde_json::json;
use store::TurnState;

use crate::model::{Gate, Move, results, say, words};
use crate::world::{World, on_both};

/// On PostgreSQL the agent of this test is still present at the server, as a killed process is not: the turns are given to
/// one that never was.
pub(crate) async fn killed(db: &Db, world: &World) {
    if db.dialect() == Dialect::Postgres {
        let mut tx = db.begin(&world.user).await.unwrap();
        db::execute!(tx, "update turns set worker = 'killed' where state = 'running'").unwrap();
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn an_answer_that_broke_off_goes_on_where_it_stopped() {
    on_both(async |db| {
        let never = Gate::closed();
        let world = World::new(db.clone(), move |request| match words(request) {
            Some("Tell me") => vec![say("Once upon"), Move::Wait(never.clone())],
            _ => vec![say(" a time.")],
        })
        .await;
        let died = world.agent().await;
        let accepted = world.send(&died, "Tell me").await;
        text_is_stored(&world, accepted.turn_id).await;
        killed(&db, &world).await;
        let agent = world.agent().await;
        assert_eq!(world.finished(&agent, accepted).await.state, TurnState::Done);
        assert_eq!(world.said(accepted).await, ["user: Tell me", "assistant: Once upon a time."]);
        let events = world.events(&agent, accepted).await;
        let text: String =
            events.iter().filter(|e| e.kind == "text.delta").map(|e| e.data["text"].as_str().unwrap()).collect();
        assert_eq!(text, "Once upon a time.");
        assert_eq!(events.iter().filter(|e| e.kind == "turn.started").count(), 1);
        assert!(events.windows(2).all(|pair| pair[0].id < pair[1].id));
        let Some(Message::User { note: Some(note), .. }) = world.model.requests()[1].messages.last().cloned() else {
            panic!("the model is asked to go on");
        };
        assert!(note.contains("Go on exactly where it stops"), "{note}");
    })
    .await;
}

#[tokio::test]
async fn a_write_whose_outcome_is_unknown_is_not_repeated_unless_its_key_is_honoured() {
    on_both(async |db| {
        let world = World::new(db.clone(), |request| match (words(request), results(request).as_slice()) {
            (Some("write"), _) => vec![Move::Call("journal__note_slowly", json!({"text": "plain"}))],
            (Some("write once"), _) => vec![Move::Call("journal__note_once_slowly", json!({"text": "keyed"}))],
            (_, [result]) if result.starts_with("outcome unknown, check first") => vec![say("Please check.")],
            _ => vec![say("Written.")],
        })
        .await;
        let died = world.agent().await;
        let plain = world.send(&died, "write").await;
        let keyed = world.send(&died, "write once").await;
        notes_are(&world, 2).await;
        killed(&db, &world).await;
        let agent = world.agent().await;
        assert_eq!(world.finished(&agent, plain).await.state, TurnState::Done);
        // what the dead process would still say when its calls return is not heard
        world.notebook.gate.open();
        assert_eq!(world.finished(&agent, keyed).await.state, TurnState::Done);
        assert_eq!(world.said(plain).await[1], "assistant: Please check.");
        assert_eq!(world.said(keyed).await[1], "assistant: Written.");
        let mut notes = world.notebook.notes();
        notes.sort();
        assert_eq!(notes, ["keyed", "plain"], "nothing was written twice");
    })
    .await;
}

#[tokio::test]
async fn a_stop_stores_the_turns_in_flight_and_the_next_start_finishes_them() {
    on_both(async |db| {
        let gate = Gate::closed();
        let held = gate.clone();
        let world = World::new(db.clone(), move |request| match words(request) {
            Some("first") => vec![say("One"), Move::Wait(held.clone())],
            Some("second") => vec![say("Three.")],
            _ => vec![say(" and two.")],
        })
        .await;
        let stopped = world.agent().await;
        let first = world.send(&stopped, "first").await;
        let second = world.send_to(&stopped, first.thread_id, "second").await;
        let mut events = stopped.turn_events(&world.user, first.turn_id, 0).await.unwrap();
        while events.next().await.expect("the turn speaks").kind != "text.delta" {}
        stopped.stop().await;
        assert!(events.next().await.is_none(), "whoever listens is let go");
        let late = stopped.message_accept(&world.user, crate::world::message("too late")).await;
        assert!(matches!(late, Err(agent::AgentError::Stopping)));
        gate.open();
        let agent = world.agent().await;
        assert_eq!(world.finished(&agent, second).await.state, TurnState::Done);
        assert_eq!(
            world.said(first).await,
            ["user: first", "user: second", "assistant: One and two.", "assistant: Three."]
        );
    })
    .await;
}

#[tokio::test]
async fn a_turn_that_is_interrupted_again_and_again_is_given_up() {
    on_both(async |db| {
        let never = Gate::closed();
        let mut world = World::new(db.clone(), move |_| vec![Move::Wait(never.clone())]).await;
        world.limits.attempts = 2;
        let accepted = world.send(&world.agent().await, "hello").await;
        for _ in 0..2 {
            killed(&db, &world).await;
            world.agent().await;
        }
        killed(&db, &world).await;
        let agent = world.agent().await;
        let turn = world.finished(&agent, accepted).await;
        assert_eq!(turn.error_code.as_deref(), Some("turn_given_up"));
    })
    .await;
}

pub(crate) async fn text_is_stored(world: &World, turn: uuid::Uuid) {
    until(async || {
        let mut tx = world.db.read(&world.user).await.unwrap();
        !store::turn_event_texts(&mut tx, &world.user, turn).await.unwrap().is_empty()
    })
    .await;
}

async fn notes_are(world: &World, count: usize) {
    until(async || world.notebook.notes().len() == count).await;
}

/// Waits for what nobody announces: a row that another task stores.
async fn until(holds: impl AsyncFn() -> bool) {
    let wait = async {
        while !holds().await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), wait).await.expect("it comes to pass");
}

/// Invariant 12: any gateway can serve any request.
#[tokio::test]
async fn a_turn_is_followed_and_stopped_through_another_gateway() {
    let database = throwaway_postgres::database().await;
    let db = database.migrated(&store::MIGRATIONS).await;
    let never = Gate::closed();
    let world = World::new(db, move |_| vec![say("Once upon"), Move::Wait(never.clone())]).await;
    let (here, there) = (world.agent().await, world.agent().await);
    let mut feed = there.live_events(&world.user);
    let accepted = world.send(&here, "Tell me").await;
    let mut events = there.turn_events(&world.user, accepted.turn_id, 0).await.unwrap();
    while events.next().await.expect("the turn speaks").kind != "text.delta" {}
    while feed.next().await.expect("the other gateway passes it on").kind != "text.delta" {}
    there.turn_cancel(&world.user, accepted.turn_id).await.unwrap();
    assert_eq!(events.next().await.expect("a last word").kind, "turn.cancelled");
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn a_gateway_that_stops_hands_its_turns_to_the_other() {
    let database = throwaway_postgres::database().await;
    let db = database.migrated(&store::MIGRATIONS).await;
    let never = Gate::closed();
    let world = World::new(db, move |request| match words(request) {
        Some("Tell me") => vec![say("Once upon"), Move::Wait(never.clone())],
        _ => vec![say(" a time.")],
    })
    .await;
    let (stops, stays) = (world.agent().await, world.agent().await);
    let accepted = world.send(&stops, "Tell me").await;
    text_is_stored(&world, accepted.turn_id).await;
    stops.stop().await;
    assert_eq!(world.finished(&stays, accepted).await.state, TurnState::Done);
    assert_eq!(world.said(accepted).await[1], "assistant: Once upon a time.");
}
