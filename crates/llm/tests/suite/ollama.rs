//! Ollama's chat API.

use llm::{
    ChatRequest, Message, ModelErrorKind, Provider, Reply, ReplyBlock, StopReason, ToolDefinition, ToolOutput, Usage,
};
use serde_json::{Value, json};
use stand_in_provider::Script;

use crate::asking::{ask, endpoint, models, playing, quick, request, say_hi, user};

fn lines(lines: &[Value]) -> Script {
    Script::raw(200, "application/x-ndjson", [lines.iter().map(|line| format!("{line}\n")).collect::<String>()])
}

#[expect(clippy::needless_pass_by_value, reason = "so that a test can write json!({…}) in place")]
fn part(message: Value) -> Value {
    json!({"model": "qwen-under-test", "created_at": "2026-01-01T00:00:00Z", "message": message, "done": false})
}

fn done(reason: &str) -> Value {
    json!({"model": "qwen-under-test", "message": {"role": "assistant", "content": ""}, "done": true, "done_reason": reason,
           "total_duration": 5, "prompt_eval_count": 26, "eval_count": 298})
}

async fn answered(parts: &[Value]) -> Reply {
    say_hi(Provider::Ollama, &playing([lines(parts)]).await).await.reply()
}

#[tokio::test]
async fn thinking_text_tools_and_usage() {
    let call = |name: &str, arguments: Value| json!({"function": {"name": name, "arguments": arguments}});
    let reply = answered(&[
        part(json!({"role": "assistant", "content": "", "thinking": "The person "})),
        part(json!({"role": "assistant", "content": "", "thinking": "says hi."})),
        part(json!({"role": "assistant", "content": "Let me "})),
        part(json!({"role": "assistant", "content": "look."})),
        part(json!({"role": "assistant", "content": "", "tool_calls": [call("look", json!({"at": "it"})), call("now", json!({}))]})),
        part(json!({"role": "assistant", "content": "", "tool_calls": [call("look", json!({"at": "that"}))]})),
        done("stop"),
    ])
    .await;
    assert_eq!(reply.text(), "Let me look.");
    assert_eq!(reply.stop, StopReason::ToolUse);
    assert_eq!(reply.usage, Usage { input: 26, output: 298, ..Usage::default() });
    assert_eq!(reply.blocks[0], ReplyBlock::Other { raw: json!({"thinking": "The person says hi."}) });
    let mut ids: Vec<&str> = reply
        .blocks
        .iter()
        .filter_map(|block| if let ReplyBlock::ToolUse { id, .. } = block { Some(id.as_str()) } else { None })
        .collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 3, "Ollama gives no ids, so each call gets one of ours");
}

#[tokio::test]
async fn every_reason_to_stop_is_told_apart() {
    for (reason, stop) in [
        ("stop", StopReason::EndTurn),
        ("length", StopReason::MaxTokens),
        ("unload", StopReason::Unknown("unload".into())),
    ] {
        assert_eq!(answered(&[part(json!({"content": "…"})), done(reason)]).await.stop, stop);
    }
}

#[tokio::test]
async fn an_error_line_ends_the_answer() {
    let provider =
        playing([lines(&[part(json!({"content": "Once"})), json!({"error": "model runner has stopped"})])]).await;
    let outcome = say_hi(Provider::Ollama, &provider).await;
    assert_eq!(outcome.texts, ["Once"]);
    assert_eq!(outcome.error().kind, ModelErrorKind::Unavailable);
}

#[tokio::test]
async fn a_missing_model_is_named() {
    let not_found = Script::raw(404, "application/json", [r#"{"error":"model 'model-under-test' not found"}"#]);
    let error = say_hi(Provider::Ollama, &playing([not_found]).await).await.error();
    assert_eq!(error.kind, ModelErrorKind::UnknownModel);
    assert_eq!(error.sentence, "Ollama has no model named \"model-under-test\". Pull it there, or choose another one.");
}

#[tokio::test]
async fn what_we_send() {
    let provider = playing([lines(&[
        part(json!({"thinking": "Hm.", "content": "I look.", "tool_calls": [{"function": {"name": "look", "arguments": {"at": "it"}}}]})),
        done("stop"),
    ]), lines(&[part(json!({"content": "Seen."})), done("stop")])])
    .await;
    let (models, endpoint) = (models(quick()), endpoint(Provider::Ollama, &provider.base_url()));
    let mut request = ChatRequest {
        tools: vec![ToolDefinition {
            name: "look".into(),
            description: "Looks.".into(),
            input_schema: json!({"type": "object"}),
        }],
        ..request(vec![user("Look.")])
    };
    let blocks = ask(&models, &endpoint, &request).await.reply().blocks;
    let Some(ReplyBlock::ToolUse { id, .. }) = blocks.last() else { panic!("{blocks:?}") };
    let output = ToolOutput { call_id: id.clone(), name: "look".into(), content: "seen".into(), is_error: true };
    request
        .messages
        .extend([Message::Reply { provider: Provider::Ollama, blocks }, Message::Results { outputs: vec![output] }]);
    ask(&models, &endpoint, &request).await.reply();
    assert_eq!(provider.received()[1].path, "/api/chat");
    insta::assert_json_snapshot!(provider.requests()[1], @r#"
    {
      "model": "model-under-test",
      "stream": true,
      "truncate": false,
      "options": {
        "num_predict": 100
      },
      "messages": [
        {
          "role": "system",
          "content": "You are brief."
        },
        {
          "role": "user",
          "content": "Look."
        },
        {
          "role": "assistant",
          "content": "I look.",
          "thinking": "Hm.",
          "tool_calls": [
            {
              "function": {
                "name": "look",
                "arguments": {
                  "at": "it"
                }
              }
            }
          ]
        },
        {
          "role": "tool",
          "tool_name": "look",
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
