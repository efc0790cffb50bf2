//! A key goes to its provider and nowhere else.

use llm::{ModelErrorKind, Provider};
use secrecy::SecretString;
use stand_in_provider::Script;

use crate::asking::{ask, endpoint, models, playing, quick, request, user};

/// A key that is in no file: made when the test runs.
fn canary() -> String {
    format!("canary-{:x}-{:x}", std::process::id(), std::ptr::from_ref(&canary) as usize)
}

#[tokio::test]
async fn a_key_is_in_no_error_and_no_debug_output() {
    let key = canary();
    // A provider that repeats the key in every place it can.
    let body = |status: u16| {
        let said = format!("raw words with {key}");
        let body = serde_json::json!({"type": "error", "error": {"type": key, "code": key, "message": said}});
        Script::raw(status, "application/json", [body.to_string()]).header("request-id", &key)
    };
    let page = Script::raw(200, &format!("text/html; key={key}"), [key.clone()]);
    let in_stream = Script::raw(
        200,
        "text/event-stream",
        [format!("data: {{\"type\":\"error\",\"error\":{{\"message\":\"{key}\"}}}}\n\n")],
    )
    .header("x-should-retry", "false");
    for provider in [Provider::Claude, Provider::OpenAi, Provider::Ollama] {
        for script in [body(400), body(401), body(404), body(500), page.clone(), in_stream.clone()] {
            let stand_in = playing((0..4).map(|_| script.clone())).await;
            let mut endpoint = endpoint(provider, &format!("{}/?key={key}#", stand_in.base_url()));
            endpoint.key = Some(SecretString::from(key.clone()));
            let error = ask(&models(quick()), &endpoint, &request(vec![user("Hi")])).await.error();
            let told = format!("{error} {error:?} {} {} {endpoint:?}", error.sentence, error.log);
            let told = told.replace(&format!("/?key={key}"), ""); // the address is the caller's own
            assert!(!told.contains(&key), "{told}");
            assert!(!error.sentence.contains("raw words"), "{}", error.sentence);
        }
    }
}

#[tokio::test]
async fn a_key_that_no_header_can_carry_is_not_told_either() {
    let key = format!("{}\nx-evil: 1", canary());
    let mut endpoint = endpoint(Provider::Claude, "http://127.0.0.1:1");
    endpoint.key = Some(SecretString::from(key.clone()));
    let error = ask(&models(quick()), &endpoint, &request(vec![user("Hi")])).await.error();
    assert_eq!(error.kind, ModelErrorKind::Key);
    assert!(!format!("{error:?}").contains("canary"), "{error:?}");
}

#[tokio::test]
async fn the_key_goes_in_its_header_and_not_in_the_body() {
    let key = canary();
    for (provider, header, expected) in
        [(Provider::Claude, "x-api-key", key.clone()), (Provider::OpenAi, "authorization", format!("Bearer {key}"))]
    {
        let stand_in = playing([Script::error(400, "x", "x")]).await;
        let mut endpoint = endpoint(provider, &stand_in.base_url());
        endpoint.key = Some(SecretString::from(format!(" {key}\n"))); // as it is pasted
        ask(&models(quick()), &endpoint, &request(vec![user("Hi")])).await.error();
        let received = stand_in.received().remove(0);
        assert_eq!(received.headers[header], expected);
        assert!(!String::from_utf8_lossy(&received.bytes).contains(&key));
    }
}
