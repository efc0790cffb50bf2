use std::time::Duration;

use futures_util::StreamExt as _;
use tokio::time::timeout;

use crate::{ChatEvent, ChatModel, ChatRequest, Endpoint, Message, ModelError, ModelErrorKind, Provider};

/// A person waits for it in front of a form.
const WITHIN: Duration = Duration::from_secs(15);

/// Whether the endpoint answers with its key and its model: a real answer of one token, within 15 seconds. The error's
/// sentence says what to change.
pub async fn verify(model: &dyn ChatModel, endpoint: &Endpoint) -> Result<(), ModelError> {
    match timeout(WITHIN, answer(model, endpoint)).await {
        Ok(Err(error)) if is_only_too_short(&error) => Ok(()),
        Ok(answered) => answered,
        Err(_) => Err(too_slow(endpoint.provider)),
    }
}

async fn answer(model: &dyn ChatModel, endpoint: &Endpoint) -> Result<(), ModelError> {
    let request = ChatRequest {
        system: String::new(),
        tools: Vec::new(),
        messages: vec![Message::User { text: "Say yes.".to_owned(), note: None }],
        max_tokens: 1,
    };
    let mut events = model.stream(endpoint, &request).await?;
    while let Some(event) = events.next().await {
        if let ChatEvent::Finished(_) = event? {
            return Ok(());
        }
    }
    unreachable!("a stream ends with Finished or an error")
}

/// OpenAI's reasoning models spend the one token on a thought and may then answer 400 "Could not finish the message because
/// `max_tokens` or model output limit was reached": the key and the model were good.
fn is_only_too_short(error: &ModelError) -> bool {
    error.kind == ModelErrorKind::Refused && error.log.contains("output limit was reached")
}

fn too_slow(provider: Provider) -> ModelError {
    let seconds = WITHIN.as_secs();
    ModelError {
        kind: ModelErrorKind::Unavailable,
        sentence: format!("The provider gave no answer within {seconds} seconds. Try again in a moment."),
        log: format!("{provider:?} gave no answer within {seconds} s"),
    }
}
