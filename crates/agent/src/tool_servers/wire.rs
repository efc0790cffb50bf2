//! One request and its answer: JSON-RPC over HTTP as the MCP revision 2026-07-28 has it (“Streamable HTTP”, “Sending messages”).

use std::error::Error as _;
use std::time::Duration;

use reqwest::{RequestBuilder, Response, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::{ToolAnswer, ToolCallError};

/// The revision that is spoken.
const REVISION: &str = "2026-07-28";

/// Where a request's `_meta` holds the idempotency key.
const IDEMPOTENCY_KEY: &str = "assistant/idempotency-key";

/// Where a tool's `_meta` says that it honours the key.
pub(super) const HONOURS_IDEMPOTENCY_KEY: &str = "assistant/honours-idempotency-key";

/// The most that is read of one answer, in bytes. Our services stop at a tenth of it.
const ANSWER_LIMIT: usize = 1 << 20;

/// JSON-RPC 2.0, section 5.1: “Internal error”. The server had begun.
const INTERNAL_ERROR: i64 = -32603;

/// How long a connection to a service may take to be made.
const CONNECT_LIMIT: Duration = Duration::from_secs(3);

/// How long an idle connection is kept: much less than a service keeps it (75 seconds), so that no call goes into one that is
/// just being closed, of which nobody could say whether it arrived.
const IDLE_LIMIT: Duration = Duration::from_secs(20);

/// The HTTP client for the services. It follows no redirect and goes through no proxy: a token is for one service alone.
pub fn http_client() -> Result<reqwest::Client, reqwest::Error> {
    // The client panics without a TLS provider. If the program has already chosen one, that stays.
    drop(rustls::crypto::ring::default_provider().install_default());
    reqwest::Client::builder()
        .connect_timeout(CONNECT_LIMIT)
        .pool_idle_timeout(IDLE_LIMIT)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
}

/// Why a request has no answer; the server's name is added where it is known.
#[derive(Debug)]
pub(super) enum Failure {
    NotSent(String),
    OutcomeUnknown(String),
    Refused { code: i64, message: String },
}

impl Failure {
    pub(super) fn of(self, server: &str) -> ToolCallError {
        let server = server.to_owned();
        match self {
            Self::NotSent(detail) => ToolCallError::NotSent { server, detail },
            Self::OutcomeUnknown(detail) => ToolCallError::OutcomeUnknown { server, detail },
            Self::Refused { code, message } => ToolCallError::Refused { server, code, message },
        }
    }

    pub(super) fn detail(self) -> String {
        match self {
            Self::NotSent(detail) | Self::OutcomeUnknown(detail) => detail,
            Self::Refused { message, .. } => message,
        }
    }
}

/// Calls a tool.
pub(super) async fn tool_call(
    request: RequestBuilder,
    tool: &str,
    arguments: Map<String, Value>,
    idempotency_key: Option<&str>,
) -> Result<ToolAnswer, Failure> {
    let mut params = json!({ "name": tool, "arguments": arguments });
    if let Some(key) = idempotency_key {
        params["_meta"] = json!({ IDEMPOTENCY_KEY: key });
    }
    let result: CallResult = rpc(request, "tools/call", Some(tool), params).await?;
    let text = result.content.into_iter().map(Content::text).collect::<Vec<_>>().join("\n");
    Ok(ToolAnswer { structured: result.structured_content, text, is_error: result.is_error })
}

/// Sends one JSON-RPC request. `name` is the tool it is about, which the revision wants among the headers.
pub(super) async fn rpc<Answer: DeserializeOwned>(
    request: RequestBuilder,
    method: &str,
    name: Option<&str>,
    mut params: Value,
) -> Result<Answer, Failure> {
    params["_meta"]["io.modelcontextprotocol/protocolVersion"] = REVISION.into();
    params["_meta"]["io.modelcontextprotocol/clientInfo"] =
        json!({"name": "assistant", "version": env!("CARGO_PKG_VERSION")});
    params["_meta"]["io.modelcontextprotocol/clientCapabilities"] = json!({});
    let mut request = request
        .header("Accept", "application/json, text/event-stream")
        .header("MCP-Protocol-Version", REVISION)
        .header("Mcp-Method", method);
    if let Some(name) = name {
        request = request.header("Mcp-Name", name);
    }
    // The answer belongs to this exchange, so the id tells nothing more and may always be the same.
    let request = request.json(&json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}));
    let (status, body) = exchange(request).await?;
    let reply: Reply<Answer> = serde_json::from_slice(&body).map_err(|_| unreadable(status, &body))?;
    match reply {
        Reply { error: Some(error), .. } => Err(refused(status, error)),
        Reply { result: Some(result), .. } if status.is_success() => Ok(result),
        Reply { .. } => Err(unreadable(status, &body)),
    }
}

/// Sends a request that is no JSON-RPC and reads the JSON it answers, `null` if its body is empty.
pub(super) async fn plain(request: RequestBuilder) -> Result<Value, Failure> {
    let (status, body) = exchange(request).await?;
    if status.is_success() {
        return if body.is_empty() {
            Ok(Value::Null)
        } else {
            serde_json::from_slice(&body).map_err(|_| unreadable(status, &body))
        };
    }
    match serde_json::from_slice::<Reply<Value>>(&body) {
        Ok(Reply { error: Some(error), .. }) => Err(refused(status, error)),
        _ => Err(unreadable(status, &body)),
    }
}

async fn exchange(request: RequestBuilder) -> Result<(StatusCode, Vec<u8>), Failure> {
    let response = request.send().await.map_err(|error| {
        let cause = cause(&error);
        // A request that could not be built or a connection that was never made: nothing left this machine.
        if error.is_connect() || error.is_builder() { Failure::NotSent(cause) } else { Failure::OutcomeUnknown(cause) }
    })?;
    let status = response.status();
    Ok((status, body(response).await?))
}

async fn body(mut response: Response) -> Result<Vec<u8>, Failure> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| Failure::OutcomeUnknown(cause(&error)))? {
        if body.len() + chunk.len() > ANSWER_LIMIT {
            return Err(Failure::OutcomeUnknown("its answer is larger than 1 MiB".to_owned()));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn refused(status: StatusCode, error: WireError) -> Failure {
    let begun = error.code == INTERNAL_ERROR || status.is_server_error() || status == StatusCode::REQUEST_TIMEOUT;
    if begun {
        Failure::OutcomeUnknown(error.message)
    } else {
        Failure::Refused { code: error.code, message: error.message }
    }
}

/// An answer that is not in the language spoken here: perhaps a proxy's, perhaps not an MCP server at all.
fn unreadable(status: StatusCode, body: &[u8]) -> Failure {
    if status.is_client_error() && status != StatusCode::REQUEST_TIMEOUT {
        return Failure::Refused { code: status.as_u16().into(), message: format!("it answered {status}") };
    }
    tracing::warn!(%status, bytes = body.len(), "a tool service sent an answer that cannot be read");
    Failure::OutcomeUnknown(format!("it answered {status} with something that cannot be read"))
}

/// The innermost reason of a failed request: “connection refused” tells more than “error sending request”.
fn cause(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "it took too long".to_owned();
    }
    let mut source = error.source();
    let mut told = None;
    while let Some(inner) = source {
        told = Some(inner.to_string());
        source = inner.source();
    }
    told.unwrap_or_else(|| "the request failed".to_owned())
}

#[derive(Deserialize)]
struct Reply<Answer> {
    result: Option<Answer>,
    error: Option<WireError>,
}

#[derive(Deserialize)]
struct WireError {
    code: i64,
    message: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CallResult {
    #[serde(default)]
    content: Vec<Content>,
    structured_content: Option<Value>,
    #[serde(default)]
    is_error: bool,
}

#[derive(Deserialize)]
struct Content {
    #[serde(rename = "type")]
    kind: String,
    text: Option<String>,
}

impl Content {
    fn text(self) -> String {
        self.text.unwrap_or_else(|| format!("[{}]", self.kind))
    }
}
