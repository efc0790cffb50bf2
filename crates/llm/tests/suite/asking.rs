//! What the stories share: an endpoint at a stand-in, a request, and everything that came back.

use std::sync::Mutex;
use std::time::Duration;

use futures_util::StreamExt;
use llm::{
    ChatEvent, ChatModel, ChatRequest, Endpoint, Message, ModelError, Models, Provider, Reply, Timing, http_client,
};
use secrecy::SecretString;
use serde_json::Value;
use stand_in_provider::{Script, StandIn};

/// What a person saw, and how it ended.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) texts: Vec<String>,
    pub(crate) end: Result<Reply, ModelError>,
}

impl Outcome {
    pub(crate) fn reply(self) -> Reply {
        self.end.expect("the model answers")
    }

    pub(crate) fn error(self) -> ModelError {
        self.end.expect_err("the model fails")
    }
}

/// Waits so short that a test does not notice them, and no patience with a provider that wants a second.
pub(crate) fn quick() -> Timing {
    Timing {
        connect: Duration::from_secs(5),
        first_byte: Duration::from_secs(5),
        idle: Duration::from_secs(5),
        retries: 3,
        backoff: Duration::from_millis(1),
        backoff_most: Duration::from_millis(2),
        wait_most: Duration::from_millis(500),
    }
}

pub(crate) fn models(timing: Timing) -> Models {
    Models::new(http_client(&timing).expect("a client"), timing)
}

pub(crate) fn endpoint(provider: Provider, base_url: &str) -> Endpoint {
    Endpoint {
        provider,
        base_url: Some(base_url.to_owned()),
        key: Some(SecretString::from(format!("key-{:x}", std::process::id()))),
        model: "model-under-test".into(),
    }
}

pub(crate) fn user(text: &str) -> Message {
    Message::User { text: text.into(), note: None }
}

pub(crate) fn request(messages: Vec<Message>) -> ChatRequest {
    ChatRequest { system: "You are brief.".into(), tools: vec![], messages, max_tokens: 100 }
}

/// A stand-in that plays these scripts in turn; a request too many fails the test by its status.
pub(crate) async fn playing(scripts: impl IntoIterator<Item = Script>) -> StandIn {
    let scripts = Mutex::new(scripts.into_iter().collect::<std::collections::VecDeque<_>>());
    let rule = move |_: &Value| {
        let next = scripts.lock().expect("no test panics in here").pop_front();
        next.unwrap_or_else(|| Script::error(418, "no_script_left", "the test has no answer for this request"))
    };
    StandIn::start(rule).await.expect("a free port")
}

/// Sends "Hi" to the stand-in.
pub(crate) async fn say_hi(provider: Provider, stand_in: &StandIn) -> Outcome {
    ask(&models(quick()), &endpoint(provider, &stand_in.base_url()), &request(vec![user("Hi")])).await
}

pub(crate) async fn ask(models: &Models, endpoint: &Endpoint, request: &ChatRequest) -> Outcome {
    let mut texts = Vec::new();
    let mut stream = match models.stream(endpoint, request).await {
        Ok(stream) => stream,
        Err(error) => return Outcome { texts, end: Err(error) },
    };
    while let Some(event) = stream.next().await {
        match event {
            Ok(ChatEvent::Text(text)) => texts.push(text),
            Ok(ChatEvent::Finished(reply)) => {
                assert!(stream.next().await.is_none(), "nothing follows the finished reply");
                assert_eq!(reply.text(), texts.concat(), "what was shown is what is kept");
                return Outcome { texts, end: Ok(reply) };
            }
            Err(error) => {
                assert!(stream.next().await.is_none(), "nothing follows an error");
                return Outcome { texts, end: Err(error) };
            }
        }
    }
    panic!("the stream ended without a reply or an error; shown: {texts:?}");
}

/// Server-sent events, as Anthropic names them.
pub(crate) fn events(data: &[Value]) -> String {
    data.iter().map(|data| format!("event: {}\ndata: {data}\n\n", data["type"].as_str().unwrap_or("message"))).collect()
}
