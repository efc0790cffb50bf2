//! A key is tried by asking with it.

use llm::{ModelErrorKind, Provider, verify};
use serde_json::json;
use stand_in_provider::Script;

use crate::asking::{endpoint, events, models, playing, quick};

async fn tried(provider: Provider, script: Script) -> Result<(), (ModelErrorKind, String)> {
    let stand_in = playing([script]).await;
    let endpoint = endpoint(provider, &stand_in.base_url());
    verify(&models(quick()), &endpoint).await.map_err(|error| (error.kind, error.sentence))
}

#[tokio::test]
async fn one_token_is_asked_for_and_is_enough() {
    let stand_in = playing([Script::new().text("Yes").stop("max_tokens")]).await;
    verify(&models(quick()), &endpoint(Provider::Claude, &stand_in.base_url())).await.expect("the key works");
    let request = stand_in.requests().remove(0);
    assert_eq!((&request["max_tokens"], &request["model"]), (&json!(1), &json!("model-under-test")));
    assert!(request.get("system").is_none() && request.get("tools").is_none(), "{request}");
}

#[tokio::test]
async fn a_reasoning_model_that_gets_no_further_than_its_first_thought_has_taken_the_key() {
    let silent = json!({"choices": [{"index": 0, "delta": {}, "finish_reason": "length"}], "model": "o"});
    let stream = format!("{}data: [DONE]\n\n", events(&[silent]));
    assert_eq!(tried(Provider::OpenAi, Script::raw(200, "text/event-stream", [stream])).await, Ok(()));

    let words = "Could not finish the message because max_tokens or model output limit was reached. Please try again.";
    let body = json!({"error": {"message": words, "type": "invalid_request_error", "param": null, "code": null}});
    assert_eq!(tried(Provider::OpenAi, Script::raw(400, "application/json", [body.to_string()])).await, Ok(()));
}

#[tokio::test]
async fn what_is_wrong_is_said() {
    let refused = tried(Provider::Claude, Script::error(401, "authentication_error", "invalid x-api-key")).await;
    let (kind, sentence) = refused.expect_err("a wrong key");
    assert_eq!(kind, ModelErrorKind::Key);
    assert!(sentence.contains("did not accept the API key"), "{sentence}");

    let unknown = tried(Provider::Claude, Script::error(404, "not_found_error", "model: model-under-test")).await;
    assert_eq!(unknown.expect_err("no such model").0, ModelErrorKind::UnknownModel);

    let words = "Your credit balance is too low";
    let poor =
        tried(Provider::Claude, Script::error(400, "invalid_request_error", &format!("{words} to use this"))).await;
    assert_eq!(poor.expect_err("no credit").0, ModelErrorKind::Credit);
}
