//! Writes the requests that go to Anthropic into a folder, one JSON file each: `sent_requests FOLDER`. They are taken from the
//! wire of a stand-in, after conversations with everything that can be in one. `tests/provider-types` checks them against the
//! provider's own types.

use std::path::PathBuf;
use std::sync::Mutex;

use anyhow::Context;
use futures_util::StreamExt;
use llm::{
    ChatEvent, ChatModel, ChatRequest, Endpoint, Message, Models, Provider, Reply, ReplyBlock, Timing, ToolDefinition,
    ToolOutput, http_client,
};
use secrecy::SecretString;
use serde_json::{Value, json};
use stand_in_provider::{Script, StandIn};

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let folder = PathBuf::from(std::env::args().nth(1).context("usage: sent_requests FOLDER")?);
    let scripts = Mutex::new(scripts().into_iter());
    let provider =
        StandIn::start(move |_| scripts.lock().expect("nothing panics in here").next().unwrap_or_default()).await?;

    let timing = Timing::default();
    let models = Models::new(http_client(&timing)?, timing);
    let endpoint = Endpoint {
        provider: Provider::Claude,
        base_url: Some(provider.base_url()),
        key: Some(SecretString::from("made-up")),
        model: "claude-sonnet-5-5".into(),
    };
    let mut request = ChatRequest {
        system: "You are brief.".into(),
        tools: vec![tool("journal__query_events"), tool("garmin__sleep")],
        messages: vec![user("How did I sleep, and what did I do?")],
        max_tokens: 4096,
    };
    for _ in 0..4 {
        let reply = ask(&models, &endpoint, &request).await?;
        request.messages.extend(what_follows(reply));
    }
    // The conversation goes on after a stretch with another provider, without tools and without a system prompt.
    request.messages.extend(elsewhere());
    ask(&models, &endpoint, &request).await?;
    ask(&models, &endpoint, &ChatRequest { tools: vec![], system: String::new(), ..request }).await?;

    for (number, body) in provider.requests().iter().enumerate() {
        let path = folder.join(format!("request-{number}.json"));
        std::fs::write(&path, body.to_string()).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

/// Four replies: thinking and two calls at once, cited text beside an empty block, a turn that pauses, the end.
fn scripts() -> Vec<Script> {
    let thinking = json!({"type": "thinking", "thinking": "Two look-ups.", "signature": "c2lnbmVk"});
    let search =
        json!({"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {"query": "sleep"}});
    let found = json!({"type": "web_search_tool_result", "tool_use_id": "srvtoolu_1", "content": [
        {"type": "web_search_result", "url": "https://example.com", "title": "Sleep", "encrypted_content": "eA==", "page_age": null},
    ]});
    let cited = json!({"type": "citations_delta", "citation": {
        "type": "web_search_result_location", "url": "https://example.com", "title": "Sleep", "encrypted_index": "eA==",
        "cited_text": "Seven hours",
    }});
    vec![
        Script::new()
            .block(thinking, vec![])
            .block(json!({"type": "redacted_thinking", "data": "ZGFyaw=="}), vec![])
            .text("Let me look.")
            .tool_call("toolu_1", "garmin__sleep", json!({"date": "2026-03-01"}))
            .tool_call("toolu_2", "journal__query_events", json!({})),
        Script::new().text("Looking further.").block(search.clone(), vec![]).block(found, vec![]).stop("pause_turn"),
        Script::new()
            .block(json!({"type": "text", "text": "Seven hours.", "citations": null}), vec![cited])
            .block(json!({"type": "text", "text": ""}), vec![]),
        Script::new().text("You are welcome."),
    ]
}

fn what_follows(reply: Reply) -> Vec<Message> {
    let outputs: Vec<ToolOutput> = reply
        .blocks
        .iter()
        .filter_map(|block| match block {
            ReplyBlock::ToolUse { id, name, .. } => Some(ToolOutput {
                call_id: id.clone(),
                name: name.clone(),
                content: if name == "garmin__sleep" { json!({"hours": 7}).to_string() } else { String::new() },
                is_error: name != "garmin__sleep",
            }),
            _ => None,
        })
        .collect();
    let paused = reply.stop == llm::StopReason::PauseTurn;
    let reply = Message::Reply { provider: Provider::Claude, blocks: reply.blocks };
    if paused {
        vec![reply]
    } else if outputs.is_empty() {
        vec![reply, user("Thank you.")]
    } else {
        vec![reply, Message::Results { outputs }]
    }
}

fn elsewhere() -> [Message; 3] {
    let call =
        ReplyBlock::ToolUse { id: "call.1".into(), name: "garmin__sleep".into(), input: json!({}), raw: Value::Null };
    let text = ReplyBlock::Text { text: "Again.".into(), raw: Value::Null };
    let output =
        ToolOutput { call_id: "call.1".into(), name: "garmin__sleep".into(), content: "7 h".into(), is_error: false };
    [
        Message::Reply { provider: Provider::Ollama, blocks: vec![text, call] },
        Message::Results { outputs: vec![output] },
        user("And today?"),
    ]
}

fn tool(name: &str) -> ToolDefinition {
    let input_schema = json!({"type": "object", "properties": {"date": {"type": "string", "format": "date"}}});
    ToolDefinition { name: name.into(), description: "Looks something up.".into(), input_schema }
}

fn user(text: &str) -> Message {
    Message::User { text: text.into(), note: Some("It is Sunday, 2026-03-01, 08:00.".into()) }
}

async fn ask(models: &Models, endpoint: &Endpoint, request: &ChatRequest) -> anyhow::Result<Reply> {
    let mut events = models.stream(endpoint, request).await?;
    while let Some(event) = events.next().await {
        if let ChatEvent::Finished(reply) = event? {
            return Ok(reply);
        }
    }
    anyhow::bail!("the stream ended without a reply")
}
