//! Single requests, for commands beside the conversation.

use reqwest::Method;
use serde::Deserialize;

use crate::client::Client;
use crate::{Gateway, TerminalError};

/// One of the gateway's tool services.
#[derive(Debug, Deserialize)]
pub struct ToolServer {
    /// Its name.
    pub server: String,
    /// Whether the gateway reaches it.
    pub connected: bool,
}

/// Moves the demo household in: a synthetic person with 90 days of data.
pub async fn demo_install(gateway: &Gateway) -> Result<(), TerminalError> {
    Client::new(gateway)?.demo(Method::POST).await
}

/// Moves the demo household out, with all that came with it.
pub async fn demo_remove(gateway: &Gateway) -> Result<(), TerminalError> {
    Client::new(gateway)?.demo(Method::DELETE).await
}

/// The gateway's tool services as it sees them.
pub async fn tool_servers(gateway: &Gateway) -> Result<Vec<ToolServer>, TerminalError> {
    Client::new(gateway)?.tools().await
}
