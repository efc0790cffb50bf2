use futures_util::future::BoxFuture;
use futures_util::stream::{self, StreamExt};
use tracing::info;

use crate::answer::Answer;
use crate::anthropic::Thinking;
use crate::call::Call;
use crate::demo::DemoModel;
use crate::fault::{Fault, Retry};
use crate::{
    ChatEvent, ChatModel, ChatRequest, ChatStream, Endpoint, ModelError, Provider, Timing, anthropic, ollama, openai,
};

/// Every model there is: sends a request to whoever the endpoint names.
pub struct Models {
    client: reqwest::Client,
    timing: Timing,
}

impl Models {
    /// Models that share `client`, as [`crate::http_client`] builds it.
    pub fn new(client: reqwest::Client, timing: Timing) -> Self {
        Self { client, timing }
    }

    /// Sends the request until an answer begins, a fault is final, or the retries are used up. Returns the answer's first
    /// event, which nobody has seen yet, so that a fault before it can still be retried.
    async fn begin(
        &self,
        endpoint: &Endpoint,
        request: &ChatRequest,
    ) -> Result<(Option<ChatEvent>, Answer), ModelError> {
        let mut thinking = Thinking::Keep;
        let mut call = call(endpoint, request, thinking)?;
        let mut retry = 0;
        loop {
            let fault = match self.attempt(&call).await {
                Ok(begun) => return Ok(begun),
                Err(fault) => fault,
            };
            let wait = match fault.retry {
                Retry::No => return Err(fault.error),
                Retry::WithoutThinking if thinking == Thinking::Drop => return Err(fault.error),
                Retry::WithoutThinking => {
                    info!(fault = %fault.error, "asking again without the thinking of earlier replies");
                    thinking = Thinking::Drop;
                    call = self::call(endpoint, request, thinking)?;
                    continue;
                }
                Retry::After(wait) if wait > self.timing.wait_most => return Err(fault.error),
                Retry::After(wait) => wait,
                Retry::Later => self.timing.backoff_before(retry),
            };
            if retry == self.timing.retries {
                return Err(fault.error);
            }
            retry += 1;
            info!(fault = %fault.error, retry, wait_ms = wait.as_millis(), "asking the model again");
            tokio::time::sleep(wait).await;
        }
    }

    async fn attempt(&self, call: &Call) -> Result<(Option<ChatEvent>, Answer), Fault> {
        let mut answer = call.send(&self.client, &self.timing).await?;
        let first = answer.next().await?;
        Ok((first, answer))
    }
}

impl ChatModel for Models {
    fn stream<'a>(
        &'a self,
        endpoint: &'a Endpoint,
        request: &'a ChatRequest,
    ) -> BoxFuture<'a, Result<ChatStream, ModelError>> {
        if endpoint.provider == Provider::Demo {
            return DemoModel.stream(endpoint, request);
        }
        Box::pin(async move {
            let (first, answer) = self.begin(endpoint, request).await?;
            Ok(stream::iter(first.map(Ok)).chain(rest(answer)).boxed())
        })
    }
}

fn call(endpoint: &Endpoint, request: &ChatRequest, thinking: Thinking) -> Result<Call, ModelError> {
    match endpoint.provider {
        Provider::Claude => anthropic::call(endpoint, request, thinking),
        Provider::OpenAi => openai::call(endpoint, request),
        Provider::Ollama | Provider::Demo => ollama::call(endpoint, request),
    }
}

/// The events after the first; ends after an error.
fn rest(answer: Answer) -> impl stream::Stream<Item = Result<ChatEvent, ModelError>> {
    stream::unfold(Some(answer), |answer| async move {
        let mut answer = answer?;
        match answer.next().await {
            Ok(Some(event)) => Some((Ok(event), Some(answer))),
            Ok(None) => None,
            Err(fault) => Some((Err(fault.error), None)),
        }
    })
}
