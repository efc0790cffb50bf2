//! Plants every kind of secret, uses the real program a thousand times, well and badly, and then looks for each of them in
//! whatever the program said, wrote and stored.

mod needles;
mod planted;
mod worlds;

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::program::http;
use needles::Needles;
use planted::Planted;
use worlds::World;

/// How often somebody asks for something.
const OPERATIONS: usize = 1_000;
/// How many of them do it at once.
const TALKERS: usize = 8;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_secret_gets_out_on_sqlite_and_into_no_log_in_lines() {
    story(World::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_secret_gets_out_on_postgresql_and_into_no_log_in_json() {
    story(World::postgres().await).await;
}

async fn story(mut world: World) {
    let planted = world.planted.clone();
    let mut talkers = JoinSet::new();
    for talker in 0..TALKERS {
        let (url, planted) = (world.url.clone(), planted.clone());
        talkers.spawn(async move {
            let (http, mut heard) = (http(), Vec::new());
            for number in (talker..OPERATIONS).step_by(TALKERS) {
                heard.push(ask(&http, &url, &planted, number).await);
            }
            heard
        });
    }
    let mut heard = Vec::new();
    while let Some(talker) = talkers.join_next().await {
        heard.extend(talker.expect("a talker comes to an end"));
    }
    let refused = heard.iter().filter(|(_, answer)| !answer.starts_with('2')).count();
    assert!(
        (OPERATIONS / 4..OPERATIONS * 9 / 10).contains(&refused),
        "{refused} of {OPERATIONS} were refused: too few kinds"
    );

    let needles = Needles::new(planted.all());
    for (operation, answer) in &heard {
        needles.assert_not_in(operation, answer.as_bytes());
    }
    for (place, bytes) in world.stop_and_read().await {
        needles.assert_not_in(&place, &bytes);
    }
}

/// One operation of many kinds; answers what it was and all that came back.
async fn ask(http: &reqwest::Client, url: &str, planted: &Planted, number: usize) -> (String, String) {
    let to = |method: Method, path: &str| http.request(method, format!("{url}{path}"));
    let (get, post) = (|path: &str| to(Method::GET, path), |path: &str| to(Method::POST, path));
    let key = &planted.keys[number % planted.keys.len()];
    let wrong = &planted.wrong_key;
    let say = |text: &str| post("/api/chat").bearer_auth(key).json(&json!({"message": text}));
    let (what, request): (&str, RequestBuilder) = match number % 29 {
        0 => ("a good message", say("hello")),
        1 => ("a provider that echoes the key", say("echo")),
        2 => ("a provider that sends no JSON", say("garbage")),
        3 => ("a provider that breaks off", say("break")),
        4 => ("a provider that is overloaded", say("overloaded")),
        5 => ("a message that calls a tool", say("tool")),
        6 => ("a wrong key", get("/api/me").bearer_auth(wrong)),
        7 => ("a wrong key in the other header", get("/api/threads").header("x-api-key", wrong)),
        8 => ("a wrong cookie", get("/api/me").header("cookie", format!("assistant_session={wrong}"))),
        9 => ("a key as a thread's id", get(&format!("/api/threads/{key}")).bearer_auth(key)),
        10 => ("a key as a page", get(&format!("/{key}"))),
        11 => ("a key in the query", get(&format!("/api/threads?limit={key}")).bearer_auth(key)),
        12 => ("a key as the cursor", get(&format!("/api/audit?cursor={key}")).bearer_auth(key)),
        13 => ("a wrong key to sign in with", post("/api/session").json(&json!({"key": wrong}))),
        14 => ("a body that is only the key", post("/api/session").json(key)),
        15 => ("a body cut within the key", cut(post("/api/session"), &json!({"key": key}))),
        16 => (
            "a key where a number belongs",
            post("/api/admin/keys").bearer_auth(key).json(&json!({"user_id": 1, "label": [key]})),
        ),
        17 => (
            "a key as a user's name",
            post("/api/admin/keys").bearer_auth(key).json(&json!({"user_id": "x", "role": key})),
        ),
        18 => (
            "a key as a time",
            post("/api/admin/keys").bearer_auth(key).json(&json!({"user_id": "x", "expires_at": key})),
        ),
        19 => (
            "an own model key that is refused",
            own_key(to(Method::PUT, OWN), planted, &planted.settings.refused_model_key, "refusing"),
        ),
        20 => {
            ("an own model key that is taken", own_key(to(Method::PUT, OWN), planted, &planted.own_model_key, "taking"))
        }
        21 => (
            "an own model key that is no object",
            to(Method::PUT, OWN).bearer_auth(key).json(&json!(planted.own_model_key)),
        ),
        22 => ("another try of the own model key", post(&format!("{OWN}/test")).bearer_auth(&planted.connected_key)),
        23 => ("the connected accounts", get("/api/credentials").bearer_auth(&planted.connected_key)),
        24 => ("the account of deeds", get("/api/audit").bearer_auth(key)),
        25 => ("all keys", get("/api/admin/keys").bearer_auth(key)),
        26 => ("all threads", get("/api/threads?limit=5").bearer_auth(key)),
        27 => ("whether all is well", get("/api/ready")),
        _ => ("the browser's session", get("/api/me").header("cookie", &planted.cookie)),
    };
    let response = request.timeout(crate::program::PATIENCE).send().await.expect("the gateway answers");
    let (status, headers) = (response.status(), format!("{:?}", response.headers()));
    let body = response.bytes().await.unwrap_or_default();
    (what.to_owned(), format!("{status} {headers} {}", String::from_utf8_lossy(&body)))
}

const OWN: &str = "/api/credentials/llm_anthropic";

fn own_key(put: RequestBuilder, planted: &Planted, secret: &str, model: &str) -> RequestBuilder {
    put.bearer_auth(&planted.connected_key).json(&json!({"secret": secret, "preferred_model": model}))
}

/// JSON that ends too early.
fn cut(request: RequestBuilder, body: &Value) -> RequestBuilder {
    let mut text = body.to_string();
    text.truncate(text.len() - 4);
    request.header("content-type", "application/json").body(text)
}
