//! What we send to Anthropic.

use llm::{ChatRequest, Message, Provider, ReplyBlock, ToolDefinition, ToolOutput};
use serde_json::{Value, json};
use stand_in_provider::Script;

use crate::asking::{ask, endpoint, models, playing, quick, request, user};

fn tool(name: &str) -> ToolDefinition {
    let input_schema = json!({"type": "object", "properties": {"at": {"type": "string"}}});
    ToolDefinition { name: name.into(), description: format!("Does {name}."), input_schema }
}

fn output(id: &str, content: &str, is_error: bool) -> ToolOutput {
    ToolOutput { call_id: id.into(), name: "look".into(), content: content.into(), is_error }
}

fn call(id: &str) -> ReplyBlock {
    let raw = json!({"type": "tool_use", "id": id, "name": "look", "input": {"at": "it"}});
    ReplyBlock::ToolUse { id: id.into(), name: "look".into(), input: json!({"at": "it"}), raw }
}

async fn sent(request: &ChatRequest) -> Value {
    let provider = playing([Script::new().text("Yes.")]).await;
    ask(&models(quick()), &endpoint(Provider::Claude, &provider.base_url()), request).await.reply();
    let received = provider.received().remove(0);
    assert_eq!(received.path, "/v1/messages");
    assert_eq!(received.headers["anthropic-version"], "2023-06-01");
    received.body
}

#[tokio::test]
async fn a_whole_conversation() {
    let body = sent(&ChatRequest {
        system: "You are brief.".into(),
        tools: vec![tool("look"), tool("garmin__sleep")],
        messages: vec![
            Message::User { text: "Look at both.".into(), note: Some("It is Monday.".into()) },
            Message::Reply { provider: Provider::Claude, blocks: vec![call("toolu_1"), call("toolu_2")] },
            Message::Results { outputs: vec![output("toolu_1", "seen", false), output("toolu_2", "gone", true)] },
            Message::User { text: "And now?".into(), note: Some("It is Tuesday.".into()) },
        ],
        max_tokens: 1000,
    })
    .await;
    insta::assert_json_snapshot!(body, @r#"
    {
      "model": "model-under-test",
      "max_tokens": 1000,
      "stream": true,
      "system": [
        {
          "type": "text",
          "text": "You are brief.",
          "cache_control": {
            "type": "ephemeral"
          }
        }
      ],
      "tools": [
        {
          "name": "look",
          "description": "Does look.",
          "input_schema": {
            "type": "object",
            "properties": {
              "at": {
                "type": "string"
              }
            }
          }
        },
        {
          "name": "garmin__sleep",
          "description": "Does garmin__sleep.",
          "input_schema": {
            "type": "object",
            "properties": {
              "at": {
                "type": "string"
              }
            }
          }
        }
      ],
      "messages": [
        {
          "role": "user",
          "content": [
            {
              "type": "text",
              "text": "Look at both.",
              "cache_control": {
                "type": "ephemeral"
              }
            },
            {
              "type": "text",
              "text": "It is Monday."
            }
          ]
        },
        {
          "role": "assistant",
          "content": [
            {
              "type": "tool_use",
              "id": "toolu_1",
              "name": "look",
              "input": {
                "at": "it"
              }
            },
            {
              "type": "tool_use",
              "id": "toolu_2",
              "name": "look",
              "input": {
                "at": "it"
              }
            }
          ]
        },
        {
          "role": "user",
          "content": [
            {
              "type": "tool_result",
              "tool_use_id": "toolu_1",
              "content": "seen"
            },
            {
              "type": "tool_result",
              "tool_use_id": "toolu_2",
              "content": "gone",
              "is_error": true
            },
            {
              "type": "text",
              "text": "And now?",
              "cache_control": {
                "type": "ephemeral"
              }
            },
            {
              "type": "text",
              "text": "It is Tuesday."
            }
          ]
        }
      ]
    }
    "#);
}

#[tokio::test]
async fn a_conversation_that_grows_begins_with_the_same_bytes() {
    let mut messages = vec![user("One")];
    let mut bodies = vec![sent(&request(messages.clone())).await];
    for n in 0..3 {
        let id = format!("toolu_{n}");
        messages.push(Message::Reply { provider: Provider::Claude, blocks: vec![call(&id)] });
        messages.push(Message::Results { outputs: vec![output(&id, "seen", false)] });
        bodies.push(sent(&request(messages.clone())).await);
    }
    for pair in bodies.windows(2) {
        assert!(markers(&pair[1]) <= 4);
        let [before, after] = [&pair[0], &pair[1]].map(|body| without_markers(body).to_string());
        let same = before.strip_suffix("]}").unwrap();
        assert!(after.starts_with(same), "{after}\ndoes not begin with\n{same}");
    }
    assert_eq!(markers(bodies.last().unwrap()), 3);
}

#[tokio::test]
async fn without_a_system_prompt_the_last_tool_is_marked() {
    let mut request = request(vec![user("Hi")]);
    request.system = " ".into();
    request.tools = vec![tool("a"), tool("b")];
    let body = sent(&request).await;
    assert!(body.get("system").is_none());
    assert!(body["tools"][0].get("cache_control").is_none());
    assert_eq!(body["tools"][1]["cache_control"], json!({"type": "ephemeral"}));
}

#[tokio::test]
async fn another_providers_reply_is_sent_as_what_it_means() {
    let blocks = vec![
        ReplyBlock::Other { raw: json!({"thinking": "not for you"}) },
        ReplyBlock::Text { text: "I look.".into(), raw: json!({"content": "I look."}) },
        ReplyBlock::ToolUse {
            id: "call.1/ä".into(),
            name: "look".into(),
            input: json!("no object"),
            raw: json!({"function": {}}),
        },
    ];
    let body = sent(&request(vec![
        user("Look."),
        Message::Reply { provider: Provider::Ollama, blocks },
        Message::Results { outputs: vec![output("call.1/ä", "bad arguments", true)] },
    ]))
    .await;
    insta::assert_json_snapshot!(json!([body["messages"][1], body["messages"][2]]), @r#"
    [
      {
        "role": "assistant",
        "content": [
          {
            "type": "text",
            "text": "I look."
          },
          {
            "type": "tool_use",
            "id": "call_1__",
            "name": "look",
            "input": {}
          }
        ]
      },
      {
        "role": "user",
        "content": [
          {
            "type": "tool_result",
            "tool_use_id": "call_1__",
            "content": "bad arguments",
            "is_error": true,
            "cache_control": {
              "type": "ephemeral"
            }
          }
        ]
      }
    ]
    "#);
}

/// A turn that failed leaves two messages of the person behind one another; the API wants them to alternate.
#[tokio::test]
async fn messages_of_one_role_become_one() {
    let body = sent(&request(vec![
        user("One"),
        user("Two"),
        Message::Reply { provider: Provider::Claude, blocks: vec![] },
        user("Three"),
    ]))
    .await;
    let texts: Vec<&str> = body["messages"][0]["content"]
        .as_array()
        .unwrap()
        .iter()
        .map(|block| block["text"].as_str().unwrap())
        .collect();
    assert_eq!(texts, ["One", "Two", "Three"]);
    assert_eq!(body["messages"].as_array().unwrap().len(), 1);
}

/// A paused turn goes on when the reply is sent back as the last message.
#[tokio::test]
async fn a_paused_reply_can_be_the_last_message() {
    let raw = json!({"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {"query": "x"}});
    let paused = Message::Reply { provider: Provider::Claude, blocks: vec![ReplyBlock::Other { raw: raw.clone() }] };
    let body = sent(&request(vec![user("Search."), paused])).await;
    assert_eq!(body["messages"][1]["content"], json!([raw]));
}

/// Newer models bind thinking to all that came before it, and refuse it when the conversation was shortened since.
#[tokio::test]
async fn thinking_that_is_refused_is_left_out() {
    let thinking =
        |text: &str| ReplyBlock::Other { raw: json!({"type": "thinking", "thinking": text, "signature": "c2ln"}) };
    let text = |text: &str| ReplyBlock::Text { text: text.into(), raw: json!({"type": "text", "text": text}) };
    let refusal = "messages.1.content.0: Invalid `signature` in `thinking` block. The block is bound to a different conversation.";
    let provider =
        playing([Script::error(400, "invalid_request_error", refusal), Script::new().text("Still here.")]).await;
    let request = request(vec![
        user("Hi"),
        Message::Reply { provider: Provider::Claude, blocks: vec![thinking("hm"), text("Hello")] },
        user("And?"),
    ]);
    let outcome = ask(&models(quick()), &endpoint(Provider::Claude, &provider.base_url()), &request).await;
    assert_eq!(outcome.reply().text(), "Still here.");
    let sent = provider.requests();
    assert_eq!(sent[0]["messages"][1]["content"].as_array().unwrap().len(), 2);
    assert_eq!(sent[1]["messages"][1]["content"], json!([{"type": "text", "text": "Hello"}]));
}

fn markers(value: &Value) -> usize {
    value.to_string().matches("cache_control").count()
}

fn without_markers(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let kept = fields.iter().filter(|(name, _)| *name != "cache_control");
            Value::Object(kept.map(|(name, value)| (name.clone(), without_markers(value))).collect())
        }
        Value::Array(values) => values.iter().map(without_markers).collect(),
        other => other.clone(),
    }
}
