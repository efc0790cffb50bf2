//! Nobody reaches what is another's: every call of the document as the wrong user, the feeds, and random sequences of calls.

mod sequences;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::client::Client;
use crate::document::calls;
use crate::world::{Wish, World, on_both_with};

/// What somebody gets who makes this call about another user.
enum Place {
    /// It is about nobody.
    Open,
    /// It names nobody: they get their own, and no word of another's.
    Own,
    /// It names a thread, as here in the address: there is none.
    Thread,
    /// It names a turn: there is none.
    Turn,
    /// It names a thread in its body, which is this: there is none.
    ThreadInBody(fn(&str) -> Value),
    /// It goes on for ever; told in a story of its own below.
    Feed,
    /// It is for admins alone, and names what it changes.
    Admin,
}

const PLACES: [(&str, Place); 31] = [
    ("GET /api/health", Place::Open),
    ("GET /api/ready", Place::Open),
    ("POST /api/session", Place::Open),
    ("DELETE /api/session", Place::Own),
    ("GET /api/me", Place::Own),
    ("PATCH /api/me", Place::Own),
    ("POST /api/chat", Place::ThreadInBody(|thread| json!({"message": "x", "thread_id": thread}))),
    ("POST /api/threads", Place::Own),
    ("GET /api/threads", Place::Own),
    ("GET /api/threads/{id}", Place::Thread),
    ("PATCH /api/threads/{id}", Place::Thread),
    ("DELETE /api/threads/{id}", Place::Thread),
    ("POST /api/threads/{id}/restore", Place::Thread),
    ("GET /api/threads/{id}/messages", Place::Thread),
    ("POST /api/threads/{id}/messages", Place::Thread),
    ("GET /api/turns/{id}", Place::Turn),
    ("GET /api/turns/{id}/events", Place::Turn),
    ("POST /api/turns/{id}/cancel", Place::Turn),
    ("GET /api/tools", Place::Own),
    ("GET /api/events", Place::Feed),
    ("POST /api/demo", Place::Own),
    ("DELETE /api/demo", Place::Own),
    ("GET /api/audit", Place::Own),
    ("GET /api/credentials", Place::Own),
    ("PUT /api/credentials/{service}", Place::Own),
    ("DELETE /api/credentials/{service}", Place::Own),
    ("POST /api/credentials/{service}/test", Place::Own),
    ("POST /api/admin/keys", Place::Admin),
    ("GET /api/admin/keys", Place::Admin),
    ("DELETE /api/admin/keys/{id}", Place::Admin),
    ("GET /api/admin/users", Place::Admin),
];

/// Nothing here waits for the bucket to fill again: the clock stands.
fn wish() -> Wish {
    let mut wish = Wish { journal: true, ..Wish::default() };
    wish.limits.requests.burst = 100_000;
    wish
}

/// A user, what they said, and its ids.
struct Person {
    name: String,
    client: Client,
    /// A word that stands in everything that is theirs.
    mark: String,
    thread: String,
    turn: String,
    /// The id of the key they came in with.
    key: String,
}

#[test]
fn every_call_has_its_place() {
    let known: BTreeSet<String> = calls().iter().map(|(method, path, _)| format!("{method} {path}")).collect();
    let placed: BTreeSet<String> = PLACES.iter().map(|(call, _)| (*call).to_owned()).collect();
    let missing: Vec<_> = known.symmetric_difference(&placed).collect();
    assert!(
        missing.is_empty(),
        "say in isolation.rs what these calls show the wrong user, or that they are gone: {missing:?}"
    );
}

#[tokio::test]
async fn every_call_as_the_wrong_user_reaches_nothing() {
    on_both_with(wish, async |world| {
        let (asha, ben) = (Person::new(world, "asha").await, Person::new(world, "ben").await);
        let connected = asha.client.put("/api/credentials/llm_anthropic", json!({"secret": asha.mark})).await;
        assert_eq!(connected.status, 200, "{}", connected.text);
        let before = asha.everything().await;
        for (method, path, operation) in calls() {
            let call = format!("{method} {path}");
            let Some((_, place)) = PLACES.iter().find(|(placed, _)| **placed == call) else { continue };
            let named = path.replace("{service}", "llm_anthropic");
            let mut body =
                operation["requestBody"].is_object().then(|| json!({"text": "x", "title": "x", "secret": "x"}));
            let named = match place {
                Place::Thread => named.replace("{id}", &asha.thread),
                Place::Turn => named.replace("{id}", &asha.turn),
                Place::ThreadInBody(make) => {
                    body = Some(make(&asha.thread));
                    named
                }
                Place::Admin => named.replace("{id}", &asha.key),
                Place::Feed => continue,
                Place::Open | Place::Own => named,
            };
            let answer = ben.client.ask(method, &named, body).await;
            match place {
                Place::Thread | Place::Turn | Place::ThreadInBody(_) => {
                    assert_eq!(answer.refusal(), (404, "not_found"), "{call}");
                }
                Place::Admin => assert_eq!(answer.refusal(), (403, "admin_only"), "{call}"),
                Place::Open | Place::Own | Place::Feed => asha.is_not_in(&answer.text, &call),
            }
        }
        let search = format!("/api/threads?q={}", asha.mark);
        assert_eq!(ben.client.get(&search).await.body["items"], json!([]));
        assert_eq!(asha.everything().await, before, "nothing of asha's has changed");
    })
    .await;
}

#[tokio::test]
async fn feeds_and_sockets_tell_of_ones_own_turns_alone() {
    on_both_with(wish, async |world| {
        let (asha, ben) = (Person::new(world, "asha").await, Person::new(world, "ben").await);
        let (mut feed, mut socket) = (ben.client.stream("/api/events").await, ben.client.socket().await);
        socket.send(json!({"type": "ping"})).await;
        socket.until("pong").await;
        asha.client.post("/api/chat", json!({"message": asha.mark})).await;
        for frame in [
            json!({"type": "message", "thread_id": asha.thread, "text": "x"}),
            json!({"type": "resume", "turn_id": asha.turn, "after": 0}),
            json!({"type": "cancel", "turn_id": asha.turn}),
        ] {
            socket.send(frame.clone()).await;
            let answer = socket.next().await.unwrap();
            assert_eq!((&answer["type"], &answer["code"]), (&json!("error"), &json!("not_found")), "{frame}");
        }
        // the first turn that ben hears of is his own
        let said = ben.client.post("/api/chat", json!({"message": "of ben"})).await;
        assert_eq!(feed.next().await.unwrap().data["turn_id"], said.body["turn_id"]);
        assert_eq!(socket.next().await.unwrap()["data"]["turn_id"], said.body["turn_id"]);
    })
    .await;
}

impl Person {
    /// Somebody new who has said something.
    async fn new(world: &World, name: &str) -> Self {
        let client = world.somebody(name).await;
        let mark = format!("mark-of-{name}-{}", uuid::Uuid::new_v4().simple());
        let said = client.post("/api/chat", json!({"message": mark})).await;
        assert_eq!(said.status, 200, "{}", said.text);
        let id = |field: &str| said.body[field].as_str().unwrap().to_owned();
        let (thread, turn) = (id("thread_id"), id("turn_id"));
        let title = client.patch(&format!("/api/threads/{thread}"), json!({"title": mark})).await;
        assert_eq!(title.status, 200, "{}", title.text);
        let keys = gateway::accounts::key_list(&world.db).await.unwrap();
        let key = keys.iter().find(|key| key.user_id.as_str() == name).unwrap().id.to_string();
        Self { name: name.to_owned(), client, mark, thread, turn, key }
    }

    /// What they see of what is theirs.
    async fn everything(&self) -> Vec<Value> {
        let Self { thread, turn, .. } = self;
        let mut all = Vec::new();
        for path in [
            "/api/me",
            "/api/threads",
            "/api/audit",
            "/api/credentials",
            &format!("/api/threads/{thread}"),
            &format!("/api/threads/{thread}/messages"),
            &format!("/api/turns/{turn}"),
        ] {
            let answer = self.client.get(path).await;
            assert_eq!(answer.status, 200, "{path}: {}", answer.text);
            all.push(answer.body);
        }
        all
    }

    /// Whether an answer to somebody else holds nothing of them.
    fn is_not_in(&self, text: &str, call: &str) {
        for theirs in [&self.mark, &self.thread, &self.turn, &self.name] {
            assert!(!text.contains(theirs.as_str()), "{call} shows another user's {theirs}: {text}");
        }
    }
}
