//! Talks through a provider that fails often: `under_faults ADDRESS`, where `llmock` serves. Each conversation asks, calls a tool
//! and asks again. What the client must retry it retries; when an answer breaks off after the person has seen some of it, the
//! person asks again, more patiently each time. `tests/faults` starts `llmock`, runs this, and prints llmock's verdict.

use std::time::Duration;

use anyhow::Context;
use futures_util::StreamExt;
use futures_util::future::join_all;
use llm::{
    ChatEvent, ChatModel, ChatRequest, Endpoint, Message, ModelError, ModelErrorKind, Models, Provider, Reply,
    ReplyBlock, Timing, ToolDefinition, ToolOutput, http_client,
};
use secrecy::SecretString;
use serde_json::json;

/// Conversations with each provider.
const CONVERSATIONS: usize = 20;
/// How often the person asks before giving up.
const PATIENCE: u32 = 4;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let address = std::env::args().nth(1).context("usage: under_faults ADDRESS")?;
    let client = http_client(&Timing::default())?;
    let places = [(Provider::Claude, format!("{address}/anthropic")), (Provider::OpenAi, address)];
    let conversations = places.iter().flat_map(|(provider, base)| {
        (0..CONVERSATIONS).map(|number| conversation(&client, endpoint(*provider, base), number))
    });
    let ends = join_all(conversations).await;

    let failed: Vec<_> = ends.iter().filter_map(|end| end.as_ref().err()).collect();
    for error in &failed {
        report(&format!("gave up: {error}"));
    }
    report(&format!("{} conversations, {} came to their end", ends.len(), ends.len() - failed.len()));
    // With six of ten requests refused and three of ten answers cut, three attempts do not bring everybody through.
    anyhow::ensure!((ends.len() - failed.len()) * 4 > ends.len(), "most of the conversations failed");
    Ok(())
}

#[expect(clippy::print_stdout, reason = "what this program is for")]
fn report(line: &str) {
    println!("{line}");
}

fn endpoint(provider: Provider, base: &str) -> Endpoint {
    Endpoint {
        provider,
        base_url: Some(base.to_owned()),
        key: Some(SecretString::from("made-up")),
        model: if provider == Provider::Claude { "claude-sonnet-4-5" } else { "gpt-4.1" }.into(),
    }
}

/// A question, the tool call it leads to, and the answer.
async fn conversation(client: &reqwest::Client, endpoint: Endpoint, number: usize) -> Result<(), ModelError> {
    let input_schema = json!({"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]});
    let mut request = ChatRequest {
        system: "You are brief.".into(),
        tools: vec![ToolDefinition {
            name: "get_weather".into(),
            description: "The weather in a city.".into(),
            input_schema,
        }],
        messages: vec![Message::User { text: format!("What is the weather in city number {number}?"), note: None }],
        max_tokens: 1000,
    };
    for _ in 0..3 {
        let reply = ask_patiently(client, &endpoint, &request).await?;
        let outputs: Vec<ToolOutput> = reply.blocks.iter().filter_map(weather).collect();
        if outputs.is_empty() {
            break;
        }
        request.messages.push(Message::Reply { provider: endpoint.provider, blocks: reply.blocks });
        request.messages.push(Message::Results { outputs });
    }
    Ok(())
}

fn weather(block: &ReplyBlock) -> Option<ToolOutput> {
    let ReplyBlock::ToolUse { id, name, .. } = block else { return None };
    Some(ToolOutput { call_id: id.clone(), name: name.clone(), content: "21 °C".into(), is_error: false })
}

/// Asks again when an answer broke off. Each time the waits begin where they ended the time before, so that llmock, which sees
/// one call in it, sees one back-off.
async fn ask_patiently(
    client: &reqwest::Client,
    endpoint: &Endpoint,
    request: &ChatRequest,
) -> Result<Reply, ModelError> {
    let mut backoff = Duration::from_millis(400);
    for asked in 1.. {
        let timing = Timing { retries: 2, backoff, backoff_most: backoff * 4, ..Timing::default() };
        match ask(&Models::new(client.clone(), timing), endpoint, request).await {
            Err(error) if error.kind == ModelErrorKind::BrokenStream && asked < PATIENCE => {
                tokio::time::sleep(backoff * 3).await;
                backoff *= 5;
            }
            end => return end,
        }
    }
    unreachable!("the last time is returned")
}

async fn ask(models: &Models, endpoint: &Endpoint, request: &ChatRequest) -> Result<Reply, ModelError> {
    let mut events = models.stream(endpoint, request).await?;
    while let Some(event) = events.next().await {
        if let ChatEvent::Finished(reply) = event? {
            return Ok(reply);
        }
    }
    unreachable!("a stream ends with a reply or an error")
}
