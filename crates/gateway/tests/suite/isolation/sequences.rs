use proptest::prelude::{Just, Strategy, any};
use proptest::prop_oneof;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::json;

use super::{Person, wish};
use crate::world::on_both_with;

/// How many sequences on each database.
const SEQUENCES: usize = 24;
const USERS: usize = 4;

/// One call: who makes it, and whose ids they use in it.
#[derive(Clone, Debug)]
struct Step {
    actor: usize,
    owner: usize,
    call: Call,
}

#[derive(Clone, Debug)]
enum Call {
    Get,
    Rename,
    Delete,
    Restore,
    Messages,
    Say,
    Chat,
    Turn,
    Events,
    Cancel,
    List,
    Search,
    Audit,
    Me,
    Credentials,
}

fn sequence() -> impl Strategy<Value = Vec<Step>> {
    let call = prop_oneof![
        Just(Call::Get),
        Just(Call::Rename),
        Just(Call::Delete),
        Just(Call::Restore),
        Just(Call::Messages),
        Just(Call::Say),
        Just(Call::Chat),
        Just(Call::Turn),
        Just(Call::Events),
        Just(Call::Cancel),
        Just(Call::List),
        Just(Call::Search),
        Just(Call::Audit),
        Just(Call::Me),
        Just(Call::Credentials),
    ];
    let step = (any::<usize>(), any::<usize>(), call);
    let step = step.prop_map(|(actor, owner, call)| Step { actor: actor % USERS, owner: owner % USERS, call });
    proptest::collection::vec(step, 1..24)
}

/// Whoever uses another's ids is told that there is nothing, whatever was called before by whom; and no answer holds a word of
/// another's. The server lives on from one sequence to the next.
#[tokio::test]
async fn no_sequence_of_calls_leads_to_anothers_data() {
    on_both_with(wish, async |world| {
        let mut people = Vec::new();
        for name in ["asha", "benno", "clara", "dario"] {
            people.push(Person::new(world, name).await);
        }
        let mut runner = TestRunner::default();
        for _ in 0..SEQUENCES {
            let steps = sequence().new_tree(&mut runner).expect("nothing is filtered").current();
            for (number, step) in steps.iter().enumerate() {
                let (status, text) = make(step, &people).await;
                let at = format!("step {number} of {steps:?}: {status}");
                assert!(status < 500, "{at} {text}");
                if step.actor != step.owner && step.call.names_something() {
                    assert_eq!(status, 404, "{at}");
                }
                for (number, person) in people.iter().enumerate() {
                    if number != step.actor {
                        person.is_not_in(&text, &at);
                    }
                }
            }
        }
        // whatever the others tried, each still has the own thread, under the own name
        for person in &people {
            let restored = person.client.post(&format!("/api/threads/{}/restore", person.thread), json!({})).await;
            assert_eq!((restored.status, &restored.body["title"]), (200, &json!(person.mark)));
        }
    })
    .await;
}

async fn make(step: &Step, people: &[Person]) -> (u16, String) {
    let (client, own) = (&people[step.actor].client, &people[step.actor].mark);
    let Person { thread, turn, mark, .. } = &people[step.owner];
    let thread_path = format!("/api/threads/{thread}");
    let answer = match step.call {
        Call::Get => client.get(&thread_path).await,
        Call::Rename => client.patch(&thread_path, json!({"title": own})).await,
        Call::Delete => client.delete(&thread_path).await,
        Call::Restore => client.post(&format!("{thread_path}/restore"), json!({})).await,
        Call::Messages => client.get(&format!("{thread_path}/messages")).await,
        Call::Say => client.post(&format!("{thread_path}/messages"), json!({"text": own})).await,
        Call::Chat => client.post("/api/chat", json!({"message": own, "thread_id": thread})).await,
        Call::Turn => client.get(&format!("/api/turns/{turn}")).await,
        Call::Events => client.get(&format!("/api/turns/{turn}/events")).await,
        Call::Cancel => client.post(&format!("/api/turns/{turn}/cancel"), json!({})).await,
        Call::List => client.get("/api/threads").await,
        Call::Search => client.get(&format!("/api/threads?q={mark}")).await,
        Call::Audit => client.get("/api/audit").await,
        Call::Me => client.get("/api/me").await,
        Call::Credentials => client.get("/api/credentials").await,
    };
    (answer.status, answer.text)
}

impl Call {
    /// Whether its address or body holds an id.
    fn names_something(&self) -> bool {
        !matches!(self, Self::List | Self::Search | Self::Audit | Self::Me | Self::Credentials)
    }
}
