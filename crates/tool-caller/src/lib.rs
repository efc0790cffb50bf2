#![doc = include_str!("../README.md")]

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use clock::Clock;
use mcp_kit::{ServeSettings, Service};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// The revision of MCP that is spoken, and the header that says so.
const REVISION: &str = "2026-07-28";

/// A service that is being served, and the way to it. Dropping it stops the service.
pub struct ToolCaller {
    url: String,
    client: reqwest::Client,
    stop: CancellationToken,
    _serving: JoinSet<()>,
}

/// What a call gave.
#[derive(Clone, Debug)]
pub struct Called {
    /// The structured content, of an error too.
    pub structured: Value,
    /// The text.
    pub text: String,
    /// Whether the tool failed.
    pub is_error: bool,
}

impl ToolCaller {
    /// Serves `service` for one user, with the demo household on or off.
    pub async fn start(service: Arc<dyn Service>, household: bool) -> Self {
        // Tests of one process share the provider; whoever comes second finds it there.
        drop(rustls::crypto::ring::default_provider().install_default());
        let settings = ServeSettings { sandbox: household, ..ServeSettings::local(Clock::system()) };
        let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let listener = mcp_kit::listen(anywhere, &settings).await.expect("loopback has a free port");
        let address = listener.local_addr().expect("a listener has an address");
        let stop = CancellationToken::new();
        let mut serving = JoinSet::new();
        serving.spawn(mcp_kit::serve(mcp_kit::router(service, settings), listener, stop.clone()));
        Self { url: format!("http://{address}/mcp"), client: reqwest::Client::new(), stop, _serving: serving }
    }

    /// Calls a tool.
    pub async fn call(&self, tool: &str, arguments: Value) -> Called {
        let result = self.request("tools/call", Some(tool), json!({"name": tool, "arguments": arguments})).await;
        Called {
            structured: result["structuredContent"].clone(),
            text: result["content"][0]["text"].as_str().unwrap_or_default().to_owned(),
            is_error: result["isError"] == true,
        }
    }

    /// The tools as they are listed.
    pub async fn tools(&self) -> Vec<Value> {
        let mut result = self.request("tools/list", None, json!({})).await;
        result["tools"].as_array_mut().map(std::mem::take).expect("a listing has tools")
    }

    /// The names of the tools, of a service that only looks things up outside: each says so, and has a schema for its answer.
    pub async fn looking_tools(&self) -> Vec<String> {
        let tools = self.tools().await;
        for tool in &tools {
            let name = &tool["name"];
            assert_eq!(tool["annotations"]["readOnlyHint"], true, "{name} is a read");
            assert_eq!(tool["annotations"]["openWorldHint"], true, "{name} reaches an outside system");
            assert_eq!(tool["outputSchema"]["properties"]["sandbox"]["type"], "boolean", "{name} marks its answers");
            assert_eq!(tool["inputSchema"]["additionalProperties"], false, "{name} refuses what it does not know");
        }
        tools.iter().map(|tool| tool["name"].as_str().expect("a name is a string").to_owned()).collect()
    }

    async fn request(&self, method: &str, name: Option<&str>, mut params: Value) -> Value {
        params["_meta"] = json!({
            "io.modelcontextprotocol/protocolVersion": REVISION,
            "io.modelcontextprotocol/clientInfo": {"name": "tool-caller", "version": env!("CARGO_PKG_VERSION")},
            "io.modelcontextprotocol/clientCapabilities": {},
        });
        let mut request = self
            .client
            .post(&self.url)
            .header("Accept", "application/json, text/event-stream")
            .header("MCP-Protocol-Version", REVISION)
            .header("Mcp-Method", method);
        if let Some(name) = name {
            request = request.header("Mcp-Name", name);
        }
        let request = request.json(&json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}));
        let response = request.send().await.expect("the service answers");
        let mut reply: Value = response.json().await.expect("the service answers in JSON");
        assert_eq!(reply["error"], Value::Null, "{method} was refused");
        reply["result"].take()
    }
}

impl Called {
    /// The code of the error that it is.
    pub fn code(&self) -> &str {
        assert!(self.is_error, "{}", self.text);
        self.structured["code"].as_str().expect("an error has a code")
    }

    /// How large it is, in bytes.
    pub fn bytes(&self) -> usize {
        self.structured.to_string().len() + self.text.len()
    }
}

/// Both renderings, for snapshots.
impl fmt::Display for Called {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.is_error { "error: " } else { "" };
        write!(formatter, "{mark}{}\n{:#}", self.text, self.structured)
    }
}

impl Drop for ToolCaller {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}
