//! What a call gives back when something is wrong.

use std::time::Duration;

use clock::Clock;
use insta::assert_json_snapshot;
use mcp_kit::ServeSettings;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::probe::Served;

async fn error_of(probe: &Served, tool: &str, arguments: Value) -> Value {
    let result = probe.call(tool, arguments).await;
    assert_eq!(result["isError"], true, "{result}");
    result["structuredContent"].clone()
}

#[tokio::test]
async fn an_argument_that_does_not_fit_is_named_with_what_would() {
    let probe = Served::local().await;
    assert_json_snapshot!(error_of(&probe, "echo", json!({})).await, @r#"
    {
      "code": "invalid_argument",
      "message": "text: is required",
      "field": "text",
      "retriable": false,
      "remedy": "Correct the argument and call again."
    }
    "#);
    assert_json_snapshot!(error_of(&probe, "echo", json!({"text": 7})).await, @r#"
    {
      "code": "invalid_argument",
      "message": "text: got integer `7`, expected a string",
      "field": "text",
      "retriable": false,
      "remedy": "Correct the argument and call again."
    }
    "#);
    assert_json_snapshot!(error_of(&probe, "echo", json!({"text": "a", "volume": "shout"})).await, @r#"
    {
      "code": "invalid_argument",
      "message": "volume: “shout” is not valid; expected `soft` or `loud`",
      "field": "volume",
      "retriable": false,
      "remedy": "Correct the argument and call again."
    }
    "#);
    assert_json_snapshot!(error_of(&probe, "echo", json!({"text": "a", "loudness": 3})).await, @r#"
    {
      "code": "invalid_argument",
      "message": "loudness: is not an argument of this tool; expected one of `text`, `volume`, `times`, `listeners`",
      "field": "loudness",
      "retriable": false,
      "remedy": "Correct the argument and call again."
    }
    "#);
    assert_json_snapshot!(error_of(&probe, "echo", json!({"text": "a", "times": 9})).await, @r#"
    {
      "code": "invalid_argument",
      "message": "times: 9 is out of range; from 1 to 3",
      "field": "times",
      "retriable": false,
      "remedy": "Correct the argument and call again."
    }
    "#);
    assert_json_snapshot!(error_of(&probe, "echo", json!({"text": "a", "times": 900})).await, @r#"
    {
      "code": "invalid_argument",
      "message": "times: got integer `900`, expected a whole number from 0 to 255",
      "field": "times",
      "retriable": false,
      "remedy": "Correct the argument and call again."
    }
    "#);
    assert_json_snapshot!(error_of(&probe, "echo", json!({"text": "a", "listeners": [{"name": "x"}, {}]})).await, @r#"
    {
      "code": "invalid_argument",
      "message": "listeners[1].name: is required",
      "field": "listeners[1].name",
      "retriable": false,
      "remedy": "Correct the argument and call again."
    }
    "#);
}

#[tokio::test]
async fn an_error_reads_well_as_text_too() {
    let probe = Served::local().await;
    let result = probe.call("send", json!({})).await;
    assert_json_snapshot!(result, @r#"
    {
      "resultType": "complete",
      "content": [
        {
          "type": "text",
          "text": "The upstream wants fewer requests. Wait, then call again."
        }
      ],
      "structuredContent": {
        "code": "rate_limited",
        "message": "The upstream wants fewer requests.",
        "retriable": true,
        "retry_after_s": 7,
        "remedy": "Wait, then call again."
      },
      "isError": true
    }
    "#);
}

#[tokio::test]
async fn a_null_for_an_optional_argument_is_taken() {
    let probe = Served::local().await;
    let answer = probe.call("echo", json!({"text": "a", "volume": null, "times": null})).await;
    assert_eq!(answer["structuredContent"]["said"], "a");
}

#[tokio::test]
async fn an_unknown_tool_is_a_fault_of_the_protocol() {
    let probe = Served::local().await;
    let call = json!({"name": "fly", "arguments": {}});
    for request in [probe.request("tools/call", call.clone()), probe.old_request("tools/call", &call)] {
        let (_, body) = probe.reply(request).await;
        assert_eq!(body["error"], json!({"code": -32602, "message": "Unknown tool: fly"}));
    }
}

#[tokio::test]
async fn a_panic_is_an_error_and_the_next_call_goes_on() {
    let probe = Served::local().await;
    assert_json_snapshot!(error_of(&probe, "panic", json!({})).await, @r#"
    {
      "code": "internal",
      "message": "The tool failed by a fault of its own.",
      "retriable": false,
      "remedy": "Tell the user; the service's log has the cause."
    }
    "#);
    assert_eq!(probe.call("echo", json!({"text": "still here"})).await["isError"], false);
}

#[tokio::test]
async fn an_answer_beyond_the_limit_is_an_error_that_says_how_to_get_less() {
    let probe = Served::local().await;
    assert_eq!(probe.call("much", json!({"bytes": 90_000})).await["isError"], false);
    assert_json_snapshot!(error_of(&probe, "much", json!({"bytes": 250_000})).await, @r#"
    {
      "code": "result_too_large",
      "message": "The answer has 250 kB, more than the 100 kB that fit.",
      "retriable": false,
      "remedy": "Narrow the question: a shorter range, a filter, a smaller limit."
    }
    "#);
}

#[tokio::test]
async fn a_call_that_takes_too_long_says_whether_to_try_again() {
    let mut settings = ServeSettings::local(Clock::system());
    settings.call_limit = Duration::from_millis(50);
    let probe = Served::start(settings).await;
    assert_json_snapshot!(error_of(&probe, "linger", json!({})).await, @r#"
    {
      "code": "timed_out",
      "message": "Linger did not finish within 0.05 seconds.",
      "retriable": true,
      "remedy": "Ask for less, or try again."
    }
    "#);
    assert_json_snapshot!(error_of(&probe, "linger_writing", json!({})).await, @r#"
    {
      "code": "timed_out",
      "message": "Linger writing did not finish within 0.05 seconds.",
      "retriable": false,
      "remedy": "Check whether it took effect before trying again."
    }
    "#);
}

#[tokio::test]
async fn a_method_that_is_not_offered_is_not_found() {
    let probe = Served::local().await;
    let (status, body) = probe.reply(probe.request("resources/list", json!({}))).await;
    assert_eq!((status, &body["error"]["code"]), (StatusCode::NOT_FOUND, &json!(-32601)));
}
