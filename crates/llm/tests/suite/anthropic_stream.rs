//! What comes from Anthropic: every kind of block, every end.

use llm::{Provider, ReplyBlock, StopReason, Usage};
use serde_json::{Value, json};
use stand_in_provider::Script;

use crate::asking::{ask, endpoint, models, playing, quick, request, say_hi, user};

#[tokio::test]
async fn text_comes_as_it_is_written_and_is_kept() {
    let provider = playing([Script::new().text_deltas(["Good ", "morn", "ing"])]).await;
    let outcome = say_hi(Provider::Claude, &provider).await;
    assert_eq!(outcome.texts, ["Good ", "morn", "ing"]);
    let reply = outcome.reply();
    assert_eq!(reply.text(), "Good morning");
    assert_eq!(reply.stop, StopReason::EndTurn);
    assert_eq!(reply.model, "model-under-test");
}

#[tokio::test]
async fn tool_calls_are_joined_from_their_pieces() {
    let script = Script::new()
        .text("Let me see.")
        .tool_call("toolu_1", "journal__query", json!({"text": "süß \"quoted\"", "limit": 3}))
        .tool_call("toolu_2", "garmin__sleep", json!({}))
        .block(json!({"type": "tool_use", "id": "toolu_3", "name": "no_deltas", "input": {}}), vec![]);
    let reply = say_hi(Provider::Claude, &playing([script]).await).await.reply();
    assert_eq!(reply.stop, StopReason::ToolUse);
    let calls: Vec<(&str, &Value)> = reply
        .blocks
        .iter()
        .filter_map(
            |block| if let ReplyBlock::ToolUse { id, input, .. } = block { Some((id.as_str(), input)) } else { None },
        )
        .collect();
    assert_eq!(
        calls,
        [("toolu_1", &json!({"text": "süß \"quoted\"", "limit": 3})), ("toolu_2", &json!({})), ("toolu_3", &json!({})),]
    );
}

#[tokio::test]
async fn arguments_that_were_cut_off_reach_the_tool_as_they_are_and_the_provider_as_an_object() {
    let cut = json!({"type": "input_json_delta", "partial_json": "{\"text\": \"half a sen"});
    let start = json!({"type": "tool_use", "id": "toolu_1", "name": "write", "input": {}});
    let provider = playing([Script::new().block(start, vec![cut]).stop("max_tokens")]).await;
    let reply = say_hi(Provider::Claude, &provider).await.reply();
    assert_eq!(reply.stop, StopReason::MaxTokens);
    let ReplyBlock::ToolUse { input, raw, .. } = &reply.blocks[0] else { panic!("a tool call: {reply:?}") };
    assert_eq!(input, &json!("{\"text\": \"half a sen"));
    assert_eq!(raw["input"], json!({}));
}

#[tokio::test]
async fn every_reason_to_stop_is_told_apart() {
    for (reason, stop) in [
        ("end_turn", StopReason::EndTurn),
        ("tool_use", StopReason::ToolUse),
        ("max_tokens", StopReason::MaxTokens),
        ("stop_sequence", StopReason::StopSequence),
        ("pause_turn", StopReason::PauseTurn),
        ("refusal", StopReason::Refusal),
        ("model_context_window_exceeded", StopReason::ContextWindowExceeded),
        ("invented_tomorrow", StopReason::Unknown("invented_tomorrow".into())),
    ] {
        let provider = playing([Script::new().text("…").stop(reason)]).await;
        assert_eq!(say_hi(Provider::Claude, &provider).await.reply().stop, stop);
    }
}

#[tokio::test]
async fn usage_is_the_last_count_of_each_field() {
    let start = json!({"input_tokens": 7, "output_tokens": 1, "cache_read_input_tokens": 900, "cache_creation_input_tokens": 50});
    let body = crate::asking::events(&[
        json!({"type": "message_start", "message": {"model": "m", "usage": start}}),
        json!({"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 20}}),
        json!({"type": "message_delta", "delta": {}, "usage": {"output_tokens": 42, "input_tokens": 9, "cache_read_input_tokens": null}}),
        json!({"type": "message_stop"}),
    ]);
    let provider = playing([Script::raw(200, "text/event-stream", [body])]).await;
    let usage = say_hi(Provider::Claude, &provider).await.reply().usage;
    assert_eq!(usage, Usage { input: 9, output: 42, cache_read: 900, cache_write: 50 });
}

#[tokio::test]
async fn pings_comments_and_events_of_tomorrow_are_passed_over() {
    let script = Script::new()
        .bytes("event: ping\ndata: {\"type\": \"ping\"}\n\n")
        .bytes(": a comment\n\nevent: weather\r\ndata: {\"type\": \"weather\", \"is\": \"fine\"}\r\n\r\n")
        .text("Hello");
    assert_eq!(say_hi(Provider::Claude, &playing([script]).await).await.reply().text(), "Hello");
}

/// Thinking, server tools, citations and what nobody has thought of yet: kept as they came, and sent back so.
#[tokio::test]
async fn every_block_goes_back_intact() {
    let delta = |kind: &str, field: &str, value: Value| json!({"type": kind, field: value});
    let script = Script::new()
        .block(
            json!({"type": "thinking", "thinking": "", "signature": ""}),
            vec![
                delta("thinking_delta", "thinking", json!("The person ")),
                delta("thinking_delta", "thinking", json!("says hi.")),
                delta("signature_delta", "signature", json!("c2lnbmVk")),
            ],
        )
        .block(json!({"type": "redacted_thinking", "data": "ZGFyaw=="}), vec![])
        .block(
            json!({"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {}}),
            vec![
                delta("input_json_delta", "partial_json", json!("{\"query\":")),
                delta("input_json_delta", "partial_json", json!(" \"hi\"}")),
            ],
        )
        .block(
            json!({"type": "web_search_tool_result", "tool_use_id": "srvtoolu_1",
                   "content": [{"type": "web_search_result", "url": "https://example.com", "encrypted_content": "eA=="}]}),
            vec![],
        )
        .block(
            json!({"type": "text", "text": "", "citations": null}),
            vec![
                delta("text_delta", "text", json!("Hi is a greeting")),
                delta("citations_delta", "citation", json!({"type": "web_search_result_location", "cited_text": "hi"})),
                delta("text_delta", "text", json!(".")),
                delta("citations_delta", "citation", json!({"type": "page_location", "start_page_number": 1})),
            ],
        )
        .block(
            json!({"type": "hologram", "frames": [1], "depth": 0.5}),
            vec![json!({"type": "hologram_delta", "frames": [2, 3], "title": "cat"})],
        );
    let provider = playing([script, Script::new().text("Bye")]).await;

    let reply = say_hi(Provider::Claude, &provider).await.reply();
    assert_eq!(reply.text(), "Hi is a greeting.");
    let blocks = reply.blocks.clone();
    let again = request(vec![user("Hi"), llm::Message::Reply { provider: Provider::Claude, blocks }, user("Bye")]);
    ask(&models(quick()), &endpoint(Provider::Claude, &provider.base_url()), &again).await.reply();

    insta::assert_json_snapshot!(provider.requests()[1]["messages"][1], @r#"
    {
      "role": "assistant",
      "content": [
        {
          "type": "thinking",
          "thinking": "The person says hi.",
          "signature": "c2lnbmVk"
        },
        {
          "type": "redacted_thinking",
          "data": "ZGFyaw=="
        },
        {
          "type": "server_tool_use",
          "id": "srvtoolu_1",
          "name": "web_search",
          "input": {
            "query": "hi"
          }
        },
        {
          "type": "web_search_tool_result",
          "tool_use_id": "srvtoolu_1",
          "content": [
            {
              "type": "web_search_result",
              "url": "https://example.com",
              "encrypted_content": "eA=="
            }
          ]
        },
        {
          "type": "text",
          "text": "Hi is a greeting.",
          "citations": [
            {
              "type": "web_search_result_location",
              "cited_text": "hi"
            },
            {
              "type": "page_location",
              "start_page_number": 1
            }
          ]
        },
        {
          "type": "hologram",
          "frames": [
            1,
            2,
            3
          ],
          "depth": 0.5,
          "title": "cat"
        }
      ]
    }
    "#);
}

/// The API sends empty text blocks and refuses them; a reply without any block cannot be sent at all.
#[tokio::test]
async fn empty_text_is_never_sent_back() {
    let empty = || Script::new().block(json!({"type": "text", "text": ""}), vec![]);
    let call = empty().tool_call("toolu_1", "look", json!({}));
    let provider = playing([call, empty(), Script::new().text("There")]).await;
    let (models, endpoint) = (models(quick()), endpoint(Provider::Claude, &provider.base_url()));

    let mut messages = vec![user("Hi")];
    for _ in 0..2 {
        let reply = ask(&models, &endpoint, &request(messages.clone())).await.reply();
        let calls = reply.blocks.iter().any(|block| matches!(block, ReplyBlock::ToolUse { .. }));
        messages.push(llm::Message::Reply { provider: Provider::Claude, blocks: reply.blocks });
        messages.push(if calls {
            let output = llm::ToolOutput {
                call_id: "toolu_1".into(),
                name: "look".into(),
                content: String::new(),
                is_error: false,
            };
            llm::Message::Results { outputs: vec![output] }
        } else {
            user("Are you there?")
        });
    }
    // The stand-in refuses what the provider refuses: that there is an answer is the proof.
    assert_eq!(ask(&models, &endpoint, &request(messages)).await.reply().text(), "There");
    assert_eq!(provider.requests().len(), 3);
}
