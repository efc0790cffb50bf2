//! A service to probe the kit with, served on a port of its own, and a client that speaks either era.

use std::sync::Arc;
use std::time::Duration;

use clock::Clock;
use mcp_kit::{About, Answer, BoxFuture, Caller, JsonObject, ServeSettings, Service, Tool, ToolError, token};
use reqwest::{RequestBuilder, StatusCode};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How long the tool `linger` takes, unless it is given up before.
const LONG: Duration = Duration::from_hours(1);

/// A served probe. It stops when dropped.
pub(crate) struct Served {
    pub(crate) url: String,
    pub(crate) http: reqwest::Client,
    pub(crate) stop: CancellationToken,
    pub(crate) tasks: TaskTracker,
}

impl Drop for Served {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl Served {
    pub(crate) async fn start(settings: ServeSettings) -> Self {
        let listener = mcp_kit::listen(([127, 0, 0, 1], 0).into(), &settings).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = mcp_kit::router(Arc::new(Probe::new()), settings);
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        tasks.spawn(mcp_kit::serve(router, listener, stop.clone()));
        tasks.close();
        Self { url, http: http_client(), stop, tasks }
    }

    /// A service without a key, as a person runs it on their machine.
    pub(crate) async fn local() -> Self {
        Self::start(ServeSettings::local(Clock::system())).await
    }

    /// A JSON-RPC request of the 2026-07-28 revision.
    pub(crate) fn request(&self, method: &str, mut params: Value) -> RequestBuilder {
        params["_meta"]["io.modelcontextprotocol/protocolVersion"] = json!("2026-07-28");
        params["_meta"]["io.modelcontextprotocol/clientCapabilities"] = json!({});
        let mut request =
            self.bare(method, &params).header("MCP-Protocol-Version", "2026-07-28").header("Mcp-Method", method);
        if let Some(name) = params["name"].as_str() {
            request = request.header("Mcp-Name", name);
        }
        request
    }

    /// A JSON-RPC request of the revisions before.
    pub(crate) fn old_request(&self, method: &str, params: &Value) -> RequestBuilder {
        self.bare(method, params).header("MCP-Protocol-Version", "2025-11-25")
    }

    pub(crate) fn bare(&self, method: &str, params: &Value) -> RequestBuilder {
        self.http
            .post(format!("{}/mcp", self.url))
            .header("Accept", "application/json, text/event-stream")
            .json(&json!({"jsonrpc": "2.0", "id": 7, "method": method, "params": params}))
    }

    /// The result of a tool call.
    pub(crate) async fn call(&self, tool: &str, arguments: Value) -> Value {
        let (status, body) =
            self.reply(self.request("tools/call", json!({"name": tool, "arguments": arguments}))).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        body["result"].clone()
    }

    pub(crate) async fn reply(&self, request: RequestBuilder) -> (StatusCode, Value) {
        let response = request.send().await.unwrap();
        let status = response.status();
        let text = response.text().await.unwrap();
        (status, serde_json::from_str(&text).unwrap_or_else(|_| panic!("{status} is not JSON: {text}")))
    }
}

pub(crate) fn http_client() -> reqwest::Client {
    // A second test finds it installed, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().build().unwrap()
}

/// A key as long as it must be, different in each run.
pub(crate) fn fresh_key() -> token::Key {
    let id = Clock::system().id().simple().to_string();
    token::Key::new(&id.into()).unwrap()
}

pub(crate) struct Probe {
    about: About,
    tools: Vec<Tool>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Echo {
    /// What to say back.
    pub(crate) text: String,
    /// How loud.
    pub(crate) volume: Option<Volume>,
    /// How often, 1 to 3.
    pub(crate) times: Option<u8>,
    /// Who listens.
    #[serde(default)]
    pub(crate) listeners: Vec<Listener>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Volume {
    Soft,
    Loud,
}

#[derive(Deserialize, JsonSchema)]
pub(crate) struct Listener {
    pub(crate) name: String,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct Echoed {
    said: String,
    listeners: usize,
    note: Option<String>,
}

#[derive(Deserialize, JsonSchema)]
pub(crate) struct Nothing {}

#[derive(Serialize, JsonSchema)]
pub(crate) struct WhoIsIt {
    user: String,
    household: bool,
    idempotency_key: Option<String>,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct Amount {
    filler: String,
}

#[derive(Deserialize, JsonSchema)]
pub(crate) struct HowMuch {
    bytes: usize,
}

impl Probe {
    pub(crate) fn new() -> Self {
        let about = About {
            name: "probe".into(),
            title: "Probe".into(),
            version: "1.2.3".into(),
            instructions: "Use it to probe.".into(),
        };
        let tools = vec![
            Tool::read::<Echo, Echoed>("echo", "Echo", "Says it back."),
            Tool::read::<Nothing, WhoIsIt>("who_is_it", "Who is it", "Tells for whom it was called."),
            Tool::read::<HowMuch, Amount>("much", "Much", "Answers with so many bytes."),
            Tool::read::<Nothing, Amount>("panic", "Panic", "Panics."),
            Tool::read::<Nothing, Amount>("linger", "Linger", "Takes an hour."),
            Tool::write::<Nothing, Amount>("linger_writing", "Linger writing", "Takes an hour to write.").destructive(),
            Tool::write::<Nothing, WhoIsIt>("remember", "Remember", "Writes once per key.").honours_idempotency_key(),
            Tool::write::<Nothing, Amount>("send", "Send", "Sends something out.").open_world(),
        ];
        Self { about, tools }
    }
}

impl Service for Probe {
    fn about(&self) -> &About {
        &self.about
    }

    fn tools(&self) -> &[Tool] {
        &self.tools
    }

    fn call<'a>(
        &'a self,
        caller: &'a Caller,
        tool: &'a str,
        arguments: JsonObject,
    ) -> BoxFuture<'a, Result<Answer, ToolError>> {
        assert_ne!(tool, "panic", "a panic before the first await");
        Box::pin(async move {
            match tool {
                "echo" => echo(&mcp_kit::arguments(arguments)?),
                "who_is_it" | "remember" => {
                    let Caller { user, household, idempotency_key, .. } = caller.clone();
                    Answer::of(&WhoIsIt { user: user.clone(), household, idempotency_key }, user)
                }
                "much" => {
                    let HowMuch { bytes } = mcp_kit::arguments(arguments)?;
                    Answer::of(&Amount { filler: "x".repeat(bytes) }, "much")
                }
                "linger" | "linger_writing" => {
                    tokio::time::sleep(LONG).await;
                    Err(ToolError::not_found("end"))
                }
                _ => Err(ToolError::rate_limited("The upstream", Some(7))),
            }
        })
    }

    fn routes(&self) -> axum::Router {
        let who = |axum::Extension(caller): axum::Extension<Caller>| std::future::ready(caller.user);
        axum::Router::new().route("/who", axum::routing::post(who))
    }
}

fn echo(echo: &Echo) -> Result<Answer, ToolError> {
    let times = echo.times.unwrap_or(1);
    if !(1..=3).contains(&times) {
        return Err(ToolError::invalid_argument("times", format_args!("{times} is out of range; from 1 to 3")));
    }
    let said = echo.text.repeat(times.into());
    let said = if matches!(echo.volume, Some(Volume::Loud)) { said.to_uppercase() } else { said };
    let names: Vec<_> = echo.listeners.iter().map(|listener| listener.name.as_str()).collect();
    let note = (!names.is_empty()).then(|| names.join(", "));
    Answer::of(&Echoed { said: said.clone(), listeners: names.len(), note }, said)
}
