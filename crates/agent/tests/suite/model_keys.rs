//! Whose key asks the model, also after a crash.

use agent::{AgentError, NewAccount, NewMessage, account_keep, account_try};
use db::Db;
use store::{CredentialService, TurnState};

use crate::crashes::{killed, text_is_stored};
use crate::model::{Gate, Move, say, words};
use crate::world::{World, message, on_both};

/// A world with an operator's key, in which “Tell me” takes until the process dies.
async fn world(db: &Db) -> World {
    let never = Gate::closed();
    let mut world = World::new(db.clone(), move |request| match words(request) {
        Some("Tell me") => vec![say("Once upon"), Move::Wait(never.clone())],
        _ => vec![say(" a time.")],
    })
    .await;
    world.operator_key = Some("the-operators-key".into());
    world
}

#[tokio::test]
async fn without_a_key_of_ones_own_and_without_leave_nothing_is_asked() {
    on_both(async |db| {
        let world = world(&db).await;
        let agent = world.agent().await;
        let refused = agent.message_accept(&world.user, message("Tell me")).await;
        assert!(matches!(refused, Err(AgentError::NoModelKey)), "{refused:?}");
        assert!(world.model.requests().is_empty());
    })
    .await;
}

#[tokio::test]
async fn leave_to_use_the_operators_key_outlives_the_process() {
    on_both(async |db| {
        let world = world(&db).await;
        let died = world.agent().await;
        let allowed = NewMessage { allow_operator_llm: true, ..message("Tell me") };
        let accepted = died.message_accept(&world.user, allowed).await.unwrap();
        text_is_stored(&world, accepted.turn_id).await;
        killed(&db, &world).await;
        let agent = world.agent().await;
        assert_eq!(world.finished(&agent, accepted).await.state, TurnState::Done);
    })
    .await;
}

#[tokio::test]
async fn a_turn_that_began_with_ones_own_key_never_goes_on_with_the_operators() {
    on_both(async |db| {
        let world = world(&db).await;
        let died = world.agent().await;
        let service = CredentialService::LlmAnthropic;
        let new = NewAccount { service, secret: "my-own-key".into(), preferred_model: None };
        let works = account_try(died.keys(), died.model(), new).await.unwrap();
        let mut tx = db.begin(&world.user).await.unwrap();
        account_keep(&mut tx, &world.clock, Some(&world.vault()), &world.user, works).await.unwrap();
        tx.commit().await.unwrap();

        let accepted = world.send(&died, "Tell me").await;
        text_is_stored(&world, accepted.turn_id).await;
        killed(&db, &world).await;
        let mut tx = db.begin(&world.user).await.unwrap();
        assert!(store::credential_delete(&mut tx, &world.user, service).await.unwrap());
        tx.commit().await.unwrap();

        let asked = world.model.requests().len();
        let agent = world.agent().await;
        let turn = world.finished(&agent, accepted).await;
        assert_eq!((turn.state, turn.error_code.as_deref()), (TurnState::Failed, Some("llm_key_missing")));
        assert_eq!(world.model.requests().len(), asked, "nobody was asked");
    })
    .await;
}
