#![doc = include_str!("../README.md")]

mod answer;
mod anthropic;
mod call;
mod complaint;
pub mod demo;
mod error;
mod fault;
mod frames;
mod models;
mod ollama;
mod openai;
mod peer;
mod prices;
mod reply;
mod request;
mod timing;
mod verify;

use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;

pub use error::{ModelError, ModelErrorKind};
pub use models::Models;
pub use prices::{Prices, PricesError};
pub use reply::{ChatEvent, Reply, ReplyBlock, StopReason, Usage};
pub use request::{ChatRequest, Endpoint, Message, Provider, ToolDefinition, ToolOutput};
pub use timing::{Timing, http_client};
pub use verify::verify;

/// A model one can talk to: a provider's, the demo model, or a scripted one in a test.
pub trait ChatModel: Send + Sync {
    /// Sends the request and streams the answer. An error here means that nothing was shown to anybody yet; one inside the
    /// stream comes after output and is never retried. The stream ends with exactly one `ChatEvent::Finished`, or an error.
    /// Dropping the stream stops the request.
    fn stream<'a>(
        &'a self,
        endpoint: &'a Endpoint,
        request: &'a ChatRequest,
    ) -> BoxFuture<'a, Result<ChatStream, ModelError>>;
}

/// The events of one answer.
pub type ChatStream = BoxStream<'static, Result<ChatEvent, ModelError>>;
