//! OpenAI's chat completions, and the servers that speak them almost.

use llm::{
    ChatRequest, Message, ModelErrorKind, Provider, Reply, ReplyBlock, StopReason, ToolDefinition, ToolOutput, Usage,
};
use serde_json::{Value, json};
use stand_in_provider::{Script, StandIn};

use crate::asking::{ask, endpoint, models, playing, quick, request, say_hi, user};

fn stream(chunks: &[Value]) -> Script {
    let body: String = chunks.iter().map(|chunk| format!("data: {chunk}\n\n")).collect();
    Script::raw(200, "text/event-stream", [body + "data: [DONE]\n\n"])
}

#[expect(clippy::needless_pass_by_value, reason = "so that a test can write json!({…}) in place")]
fn delta(delta: Value) -> Value {
    json!({"id": "chatcmpl-1", "model": "gpt-under-test", "choices": [{"index": 0, "delta": delta, "finish_reason": null}]})
}

fn finish(reason: &str) -> Value {
    json!({"model": "gpt-under-test", "choices": [{"index": 0, "delta": {}, "finish_reason": reason}]})
}

async fn answered(chunks: &[Value]) -> Reply {
    say_hi(Provider::OpenAi, &playing([stream(chunks)]).await).await.reply()
}

#[tokio::test]
async fn text_and_usage() {
    let usage = json!({"prompt_tokens": 1000, "completion_tokens": 7, "prompt_tokens_details": {"cached_tokens": 900}});
    let chunks = [
        delta(json!({"role": "assistant", "content": ""})),
        delta(json!({"content": "Good "})),
        delta(json!({"content": "day"})),
        finish("stop"),
        json!({"model": "gpt-under-test", "choices": [], "usage": usage}),
    ];
    let outcome = say_hi(Provider::OpenAi, &playing([stream(&chunks)]).await).await;
    assert_eq!(outcome.texts, ["Good ", "day"]);
    let reply = outcome.reply();
    assert_eq!(reply.stop, StopReason::EndTurn);
    assert_eq!(reply.model, "gpt-under-test");
    assert_eq!(reply.usage, Usage { input: 100, output: 7, cache_read: 900, cache_write: 0 });
}

#[tokio::test]
async fn parallel_tool_calls_are_merged_by_index() {
    let part = |index: u64, rest: Value| {
        let mut part = json!({"index": index});
        part.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        delta(json!({"tool_calls": [part]}))
    };
    let reply = answered(&[
        delta(json!({"role": "assistant", "content": null})),
        part(0, json!({"id": "call_a", "type": "function", "function": {"name": "look", "arguments": ""}})),
        part(0, json!({"function": {"arguments": "{\"at\":"}})),
        part(1, json!({"id": "call_b", "type": "function", "function": {"name": "now", "arguments": ""}})),
        part(0, json!({"function": {"arguments": "\"it\"}"}, "extra_content": {"signature": "c2ln"}})),
        part(2, json!({"id": "call_c", "type": "function", "function": {"name": "cut", "arguments": "{\"half"}})),
        finish("tool_calls"),
    ])
    .await;
    assert_eq!(reply.stop, StopReason::ToolUse);
    insta::assert_json_snapshot!(reply.blocks, @r#"
    [
      {
        "kind": "tool_use",
        "id": "call_a",
        "name": "look",
        "input": {
          "at": "it"
        },
        "raw": {
          "id": "call_a",
          "type": "function",
          "extra_content": {
            "signature": "c2ln"
          },
          "function": {
            "name": "look",
            "arguments": "{\"at\":\"it\"}"
          }
        }
      },
      {
        "kind": "tool_use",
        "id": "call_b",
        "name": "now",
        "input": {},
        "raw": {
          "id": "call_b",
          "type": "function",
          "function": {
            "name": "now",
            "arguments": "{}"
          }
        }
      },
      {
        "kind": "tool_use",
        "id": "call_c",
        "name": "cut",
        "input": "{\"half",
        "raw": {
          "id": "call_c",
          "type": "function",
          "function": {
            "name": "cut",
            "arguments": "{}"
          }
        }
      }
    ]
    "#);
}

/// Some servers leave out the index, repeat or empty the id, or finish with "stop".
#[tokio::test]
async fn servers_that_speak_it_almost() {
    let whole = |id: &str| json!({"tool_calls": [{"id": id, "type": "function", "function": {"name": "look", "arguments": "{}"}}]});
    let reply = answered(&[delta(whole("call_a")), delta(whole("call_b")), finish("stop")]).await;
    assert_eq!((ids(&reply), reply.stop), (vec!["call_a".into(), "call_b".into()], StopReason::ToolUse));

    let part = |id: Value, name: &str, arguments: &str| {
        delta(json!({"tool_calls": [{"index": 0, "id": id, "function": {"name": name, "arguments": arguments}}]}))
    };
    let reply = answered(&[
        part(json!("call_a"), "look", "{\"a\""),
        part(json!(""), "", ": "),
        part(json!("call_a"), "look", "1}"),
        finish("tool_calls"),
    ])
    .await;
    let ReplyBlock::ToolUse { id, name, input, .. } = &reply.blocks[0] else { panic!("{reply:?}") };
    assert_eq!((id.as_str(), name.as_str(), input, reply.blocks.len()), ("call_a", "look", &json!({"a": 1}), 1));
}

#[tokio::test]
async fn every_reason_to_stop_is_told_apart() {
    for (reason, stop) in [
        ("stop", StopReason::EndTurn),
        ("length", StopReason::MaxTokens),
        ("content_filter", StopReason::Refusal),
        ("invented", StopReason::Unknown("invented".into())),
    ] {
        assert_eq!(answered(&[delta(json!({"content": "…"})), finish(reason)]).await.stop, stop);
    }
}

#[tokio::test]
async fn a_refusal_is_shown_and_told_apart() {
    let reply =
        answered(&[delta(json!({"refusal": "I can"})), delta(json!({"refusal": "not."})), finish("stop")]).await;
    assert_eq!(reply.text(), "I cannot.");
    assert_eq!(reply.stop, StopReason::Refusal);
}

#[tokio::test]
async fn an_error_inside_the_stream() {
    let error = json!({"error": {"message": "upstream", "type": "server_error", "code": 502}});
    let provider = playing([stream(&[delta(json!({"content": "Once"})), error])]).await;
    let outcome = say_hi(Provider::OpenAi, &provider).await;
    assert_eq!(outcome.texts, ["Once"]);
    assert_eq!(outcome.error().kind, ModelErrorKind::Unavailable);
}

#[tokio::test]
async fn what_we_send() {
    let own = json!({"id": "call_a", "type": "function", "function": {"name": "look", "arguments": "{ \"at\":\"it\" }"}, "extra": 1});
    let blocks = vec![
        ReplyBlock::Text { text: "I look.".into(), raw: json!({"type": "text", "text": "I look."}) },
        ReplyBlock::ToolUse { id: "call_a".into(), name: "look".into(), input: json!({"at": "it"}), raw: own },
    ];
    let foreign = vec![
        ReplyBlock::Other { raw: json!({"type": "thinking", "thinking": "", "signature": "x"}) },
        ReplyBlock::ToolUse {
            id: "toolu_1".into(),
            name: "look".into(),
            input: json!({}),
            raw: json!({"type": "tool_use"}),
        },
    ];
    let output =
        |id: &str, is_error| ToolOutput { call_id: id.into(), name: "look".into(), content: "seen".into(), is_error };
    let provider = playing([stream(&[delta(json!({"content": "Yes"})), finish("stop")])]).await;
    let request = ChatRequest {
        system: "You are brief.".into(),
        tools: vec![ToolDefinition {
            name: "look".into(),
            description: "Looks.".into(),
            input_schema: json!({"type": "object"}),
        }],
        messages: vec![
            Message::User { text: "Look.".into(), note: Some("It is Monday.".into()) },
            Message::Reply { provider: Provider::OpenAi, blocks },
            Message::Results { outputs: vec![output("call_a", false)] },
            Message::Reply { provider: Provider::Claude, blocks: foreign },
            Message::Results { outputs: vec![output("toolu_1", true)] },
        ],
        max_tokens: 1000,
    };
    ask(&models(quick()), &endpoint(Provider::OpenAi, &provider.base_url()), &request).await.reply();
    insta::assert_json_snapshot!(provider.requests()[0], @r#"
    {
      "model": "model-under-test",
      "max_completion_tokens": 1000,
      "stream": true,
      "stream_options": {
        "include_usage": true
      },
      "messages": [
        {
          "role": "system",
          "content": "You are brief."
        },
        {
          "role": "user",
          "content": "Look.\n\nIt is Monday."
        },
        {
          "role": "assistant",
          "content": "I look.",
          "tool_calls": [
            {
              "id": "call_a",
              "type": "function",
              "function": {
                "name": "look",
                "arguments": "{ \"at\":\"it\" }"
              },
              "extra": 1
            }
          ]
        },
        {
          "role": "tool",
          "tool_call_id": "call_a",
          "content": "seen"
        },
        {
          "role": "assistant",
          "tool_calls": [
            {
              "id": "toolu_1",
              "type": "function",
              "function": {
                "name": "look",
                "arguments": "{}"
              }
            }
          ]
        },
        {
          "role": "tool",
          "tool_call_id": "toolu_1",
          "content": "Error: seen"
        }
      ],
      "tools": [
        {
          "type": "function",
          "function": {
            "name": "look",
            "description": "Looks.",
            "parameters": {
              "type": "object"
            }
          }
        }
      ]
    }
    "#);
}

#[tokio::test]
async fn a_base_url_with_or_without_the_version() {
    for suffix in ["", "/", "/v1", "/v1/", "/proxy/v1"] {
        let provider: StandIn = playing([stream(&[delta(json!({"content": "Yes"})), finish("stop")])]).await;
        let mut endpoint = endpoint(Provider::OpenAi, &format!("{}{suffix}", provider.base_url()));
        endpoint.key = None; // as for a server at home
        ask(&models(quick()), &endpoint, &request(vec![user("Hi")])).await.reply();
        let proxy = suffix.strip_suffix("/v1").unwrap_or_default();
        assert_eq!(provider.received()[0].path, format!("{proxy}/v1/chat/completions"));
        assert!(!provider.received()[0].headers.contains_key("authorization"));
    }
}

fn ids(reply: &Reply) -> Vec<String> {
    let id = |block: &ReplyBlock| if let ReplyBlock::ToolUse { id, .. } = block { Some(id.clone()) } else { None };
    reply.blocks.iter().filter_map(id).collect()
}
