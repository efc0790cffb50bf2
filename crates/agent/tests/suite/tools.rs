use serde_json::json;
use store::TurnState;

use crate::model::{Move, results, say};
use crate::world::{World, lines, on_both};

#[tokio::test]
async fn calls_that_read_go_out_together_and_their_results_come_back_in_order() {
    on_both(async |db| {
        let world = World::new(db, |request| match results(request).as_slice() {
            [] => vec![
                say("Let me look."),
                Move::Call("journal__look_together", json!({"text": "a"})),
                Move::Call("journal__look_together", json!({"text": "b"})),
            ],
            found => vec![say(&format!("Found {}.", found.join(" and ")))],
        })
        .await;
        let agent = world.agent().await;
        let accepted = world.send(&agent, "Look twice").await;
        let events = world.events(&agent, accepted).await;
        insta::allow_duplicates! { insta::assert_snapshot!(lines(&events).join("\n"), @r#"
        turn.started {}
        text.delta {"text":"Let me look."}
        usage {"model":"scripted","input":10,"output":5,"cache_read":2,"cache_write":1}
        tool.started {"server":"journal","tool":"look_together","title":"Look together"}
        tool.started {"server":"journal","tool":"look_together","title":"Look together"}
        tool.finished {"ok":true,"summary":"look_together: a"}
        tool.finished {"ok":true,"summary":"look_together: b"}
        text.delta {"text":"\n\nFound {\"id\":\"n-a\",\"title\":\"a\"} and {\"id\":\"n-b\",\"title\":\"b\"}."}
        usage {"model":"scripted","input":10,"output":5,"cache_read":2,"cache_write":1}
        turn.finished {"text":"Let me look.\n\nFound {\"id\":\"n-a\",\"title\":\"a\"} and {\"id\":\"n-b\",\"title\":\"b\"}."}
        "#); }
        let mut tx = world.db.read(&world.user).await.unwrap();
        let calls = store::tool_call_list_of_turns(&mut tx, &world.user, &[accepted.turn_id]).await.unwrap();
        assert_eq!(calls[0].receipts.as_deref(), Some(r#"[{"server":"journal","id":"n-a","title":"a"}]"#));
    })
    .await;
}

#[tokio::test]
async fn a_call_that_cannot_be_made_tells_the_model_why() {
    on_both(async |db| {
        let world = World::new(db, |request| match results(request).as_slice() {
            [] => vec![
                Move::Call("journal__dance", json!({})),
                Move::Call("mail__send", json!({"text": "hello"})),
                Move::Call("journal__note", json!("not an object")),
                Move::Call("journal__note", json!({"text": 5})),
            ],
            refused => vec![say(&refused.join("\n"))],
        })
        .await;
        let agent = world.agent().await;
        let accepted = world.send(&agent, "Do what you cannot").await;
        world.finished(&agent, accepted).await;
        let said = world.said(accepted).await;
        insta::allow_duplicates! { insta::assert_snapshot!(said[1], @r#"
        assistant: there is no tool named journal__dance
        not made: this action needs the person's approval, and this version cannot ask for it yet; nothing was changed
        the arguments are not a JSON object
        {"code":"invalid_argument","message":"text: got integer `5`, expected a string","field":"text","retriable":false,"remedy":"Correct the argument and call again."}
        "#); }
        assert_eq!((world.notebook.notes().len(), world.mailbox.sent.lock().unwrap().len()), (0, 0));
    })
    .await;
}

#[tokio::test]
async fn writes_go_out_one_after_the_other() {
    on_both(async |db| {
        let world = World::new(db, |request| match results(request).len() {
            0 => (1..=4).map(|n| Move::Call("journal__note", json!({"text": n.to_string()}))).collect(),
            _ => vec![say("Noted.")],
        })
        .await;
        let agent = world.agent().await;
        let accepted = world.send(&agent, "Note").await;
        assert_eq!(world.finished(&agent, accepted).await.state, TurnState::Done);
        assert_eq!(world.notebook.notes(), ["1", "2", "3", "4"]);
    })
    .await;
}

#[tokio::test]
async fn a_model_that_never_stops_calling_is_stopped() {
    on_both(async |db| {
        let mut world = World::new(db, |_| vec![Move::Call("journal__look", json!({"text": "again"}))]).await;
        world.limits.rounds = 3;
        let agent = world.agent().await;
        let accepted = world.send(&agent, "Loop").await;
        let turn = world.finished(&agent, accepted).await;
        assert_eq!(turn.error_code.as_deref(), Some("too_many_rounds"));
        assert_eq!(
            turn.error_detail.unwrap(),
            "The answer needed more than 3 steps and was stopped. Ask for less at a time."
        );
        assert_eq!(turn.calls, 3);
    })
    .await;
}
