//! The client of the tool services, against real ones and against broken ones.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use agent::ToolServers;
use agent::tool_servers::{Policy, ToolAnswer, ToolCallError, ToolCaller, ToolServer, http_client};
use clock::Clock;
use db::UserId;
use mcp_kit::{About, Answer, BoxFuture, Caller, JsonObject, ServeSettings, Service, Tool, ToolError, token};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Longer than anything here takes, shorter than anyone waits for a test.
const PATIENCE: Duration = Duration::from_secs(10);

#[tokio::test]
async fn tools_are_listed_with_what_they_may_do() {
    let journal = Running::start("journal", ServeSettings::local(Clock::system())).await;
    let mail = Running::start("google-workspace", ServeSettings::local(Clock::system())).await;
    let servers = client(vec![journal.at(), mail.at()], None);
    servers.refresh().await;

    let status = servers.status();
    assert_eq!(status.iter().map(|server| server.server.as_str()).collect::<Vec<_>>(), ["journal", "google-workspace"]);
    assert!(status.iter().all(|server| server.connected && server.detail.is_none()));
    let told = |server: &str, tool: &str| {
        let tool = servers.tool(server, tool).expect("the tool is listed");
        (tool.hints.read_only, tool.hints.destructive, tool.honours_idempotency_key, tool.policy)
    };
    assert_eq!(told("journal", "who"), (true, false, false, Policy::Allow));
    assert_eq!(told("journal", "erase"), (false, true, true, Policy::Allow));
    assert_eq!(told("google-workspace", "who"), (true, false, false, Policy::Allow));
    assert_eq!(told("google-workspace", "erase"), (false, true, true, Policy::Ask));
    assert_eq!(servers.tool("journal", "fly"), None);
}

#[tokio::test]
async fn each_call_carries_the_token_of_its_user() {
    let key = fresh_key();
    let journal = Running::start("journal", ServeSettings::guarded(Clock::system(), key.clone())).await;
    let servers = client(vec![journal.at()], Some(key));
    // Many at once over the same few connections: nobody is served as somebody else.
    let calls = (0..40).map(|n| {
        let (servers, user, household) = (servers.clone(), user(["ana", "ben"][n % 2]), n % 2 == 0);
        async move {
            let answer =
                answer(&servers, &ToolCaller { user: &user, household, time_zone: None }, "who", Some("key-1")).await;
            assert_eq!(answer.structured, Some(json!({"user": user, "household": household, "key": "key-1"})));
        }
    });
    futures_util::future::join_all(calls).await;
}

#[tokio::test]
async fn a_services_own_route_gets_the_token_too() {
    let key = fresh_key();
    let journal = Running::start("journal", ServeSettings::guarded(Clock::system(), key.clone())).await;
    let servers = client(vec![journal.at()], Some(key));
    let ana = user("ana");
    let caller = ToolCaller { user: &ana, household: true, time_zone: None };
    assert_eq!(servers.post(&caller, "journal", "/demo", PATIENCE).await, Ok(json!({"installed_for": "ana"})));
    let missing = servers.delete(&caller, "journal", "/nothing", PATIENCE).await;
    assert!(matches!(missing, Err(ToolCallError::Refused { .. })), "{missing:?}");
}

#[tokio::test]
async fn another_secret_shows_the_server_as_down_with_the_reason() {
    let journal = Running::start("journal", ServeSettings::guarded(Clock::system(), fresh_key())).await;
    let servers = client(vec![journal.at()], Some(fresh_key()));
    servers.refresh().await;
    let status = &servers.status()[0];
    assert!(!status.connected);
    insta::assert_snapshot!(status.detail.as_deref().unwrap_or_default(), @"Not authorized: the token is not signed with this service's secret.");
    let refused = call(&servers, "who").await.unwrap_err();
    assert!(matches!(refused, ToolCallError::Refused { .. }), "{refused:?}");
}

#[tokio::test]
async fn a_server_that_is_down_is_shown_so_and_the_others_go_on() {
    let journal = Running::start("journal", ServeSettings::local(Clock::system())).await;
    let nobody = nobody_listens().await;
    let servers = client(vec![server("garmin", nobody), journal.at()], None);
    let watched = Watched::start(&servers);
    watched.until(|status| status[1].connected && status[0].detail.as_deref() != Some("not looked at yet")).await;

    let status = servers.status();
    assert!(!status[0].connected && status[0].tools.is_empty());
    assert!(status[0].detail.as_deref().is_some_and(|detail| detail.contains("refused")), "{status:?}");
    let owner = UserId::owner();
    let caller = ToolCaller { user: &owner, household: false, time_zone: None };
    let error = servers.call(&caller, "garmin", "who", JsonObject::new(), None, PATIENCE).await.unwrap_err();
    assert!(matches!(&error, ToolCallError::NotSent { server, .. } if server == "garmin"), "{error:?}");
    let error = servers.call(&caller, "nowhere", "who", JsonObject::new(), None, PATIENCE).await.unwrap_err();
    assert!(matches!(error, ToolCallError::NotSent { .. }), "{error:?}");
    assert!(!answer(&servers, &caller, "who", None).await.is_error);
}

#[tokio::test]
async fn a_server_that_went_away_is_noticed_and_so_is_its_return_with_other_tools() {
    let journal = Running::start("journal", ServeSettings::local(Clock::system())).await;
    let address = journal.address;
    let servers = client(vec![journal.at()], None);
    let watched = Watched::start(&servers);
    watched.until(|status| status[0].connected).await;
    assert_eq!(servers.status()[0].tools.len(), 4);

    journal.stop().await;
    watched.until(|status| !status[0].connected).await;
    assert_eq!(servers.status()[0].tools.len(), 4, "what it had is still known");

    let _again = Running::start_at(address, Desk::newer("journal"), ServeSettings::local(Clock::system())).await;
    watched.until(|status| status[0].connected && status[0].tools.len() == 5).await;
}

#[tokio::test]
async fn a_server_that_lacks_something_is_away_with_its_reason_until_it_has_it() {
    let pens = Arc::new(AtomicBool::new(false));
    let settings = ServeSettings::local(Clock::system());
    let journal =
        Running::start_at(([127, 0, 0, 1], 0).into(), Desk::with_pens("journal", pens.clone()), settings).await;
    let servers = client(vec![journal.at()], None);
    let watched = Watched::start(&servers);
    watched.until(|status| status[0].detail.as_deref() == Some("There are no pens.")).await;
    assert!(matches!(call(&servers, "who").await, Err(ToolCallError::NotSent { .. })));
    pens.store(true, Ordering::Relaxed);
    assert!(call(&servers, "who").await.is_ok(), "it is asked before it is given up");
    watched.until(|status| status[0].connected).await;
}

#[tokio::test]
async fn a_server_that_takes_connections_and_never_answers_is_away_and_holds_no_call_up() {
    let silent = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let servers = client(vec![server("journal", silent.local_addr().expect("it is bound"))], None);
    let watched = Watched::start(&servers);
    watched.until(|status| status[0].detail.as_deref() != Some("not looked at yet")).await;
    assert!(!servers.status()[0].connected);
    // had it been sent, its outcome would be unknown, and only when its time was over
    let error = call(&servers, "who").await.unwrap_err();
    assert!(matches!(error, ToolCallError::NotSent { .. }), "{error:?}");
}

#[tokio::test]
async fn a_failed_call_is_noticed_at_once() {
    let journal = Running::start("journal", ServeSettings::local(Clock::system())).await;
    let servers = client(vec![journal.at()], None);
    servers.refresh().await;
    assert!(servers.status()[0].connected);
    journal.stop().await;
    let error = call(&servers, "who").await.unwrap_err();
    assert!(matches!(error, ToolCallError::NotSent { .. }), "{error:?}");
    assert!(!servers.status()[0].connected);
}

#[tokio::test]
async fn a_tools_own_failure_is_an_answer() {
    let journal = Running::start("journal", ServeSettings::local(Clock::system())).await;
    let servers = client(vec![journal.at()], None);
    let owner = UserId::owner();
    let failed = answer(&servers, &ToolCaller { user: &owner, household: false, time_zone: None }, "erase", None).await;
    assert!(failed.is_error);
    assert_eq!(failed.structured.expect("an error has fields")["code"], "not_found");
    assert!(failed.text.starts_with("There is no thing."), "{}", failed.text);
}

#[tokio::test]
async fn an_unknown_tool_is_refused_with_the_servers_words() {
    let journal = Running::start("journal", ServeSettings::local(Clock::system())).await;
    let servers = client(vec![journal.at()], None);
    let refused = call(&servers, "fly").await.unwrap_err();
    assert_eq!(
        refused,
        ToolCallError::Refused { server: "journal".into(), code: -32602, message: "Unknown tool: fly".into() }
    );
}

#[tokio::test]
async fn a_call_that_outlasts_its_limit_has_an_unknown_outcome() {
    let journal = Running::start("journal", ServeSettings::local(Clock::system())).await;
    let servers = client(vec![journal.at()], None);
    let owner = UserId::owner();
    let caller = ToolCaller { user: &owner, household: false, time_zone: None };
    let limit = Duration::from_millis(100);
    let late = servers.call(&caller, "journal", "linger", JsonObject::new(), None, limit).await.unwrap_err();
    assert_eq!(late, ToolCallError::OutcomeUnknown { server: "journal".into(), detail: "it took too long".into() });
}

#[tokio::test]
async fn a_connection_that_is_cut_after_the_call_has_an_unknown_outcome() {
    for said in ["", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"jsonrpc\""] {
        let error = call_to_a_server_that_says(said).await;
        assert!(matches!(error, ToolCallError::OutcomeUnknown { .. }), "after “{said}”: {error:?}");
    }
}

#[tokio::test]
async fn what_is_no_answer_of_ours_is_told_from_a_refusal() {
    let html = "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\n<p/>";
    let error = call_to_a_server_that_says(html).await;
    assert!(matches!(error, ToolCallError::OutcomeUnknown { .. }), "{error:?}");
    let html = "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\n<p/>";
    let error = call_to_a_server_that_says(html).await;
    assert!(matches!(error, ToolCallError::Refused { code: 404, .. }), "{error:?}");
    let internal = r#"{"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"it broke"}}"#;
    let reply = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{internal}",
        internal.len()
    );
    let error = call_to_a_server_that_says(&reply).await;
    assert!(matches!(error, ToolCallError::OutcomeUnknown { .. }), "{error:?}");
}

#[tokio::test]
async fn an_answer_without_end_is_not_read_to_its_end() {
    let huge = format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{}", "[".repeat(3 << 20));
    let error = call_to_a_server_that_says(&huge).await;
    assert_eq!(
        error,
        ToolCallError::OutcomeUnknown { server: "journal".into(), detail: "its answer is larger than 1 MiB".into() }
    );
}

#[test]
fn an_address_that_cannot_be_called_is_refused_without_repeating_it() {
    for url in ["", "localhost:3333", "ftp://localhost/mcp", "http://user:hunter2@localhost/mcp"] {
        let error = ToolServer::new("journal", url).unwrap_err().to_string();
        assert_eq!(
            error,
            "the URL of the journal service is not one to call: it should look like http://127.0.0.1:3333/mcp"
        );
    }
}

/// Calls a server that reads the call, says `reply` and hangs up.
async fn call_to_a_server_that_says(reply: &str) -> ToolCallError {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let servers = client(vec![server("journal", listener.local_addr().expect("it is bound"))], None);
    let hang_up = async {
        let (mut stream, _) = listener.accept().await.expect("the call comes");
        let mut read = [0; 4096];
        let mut request = Vec::new();
        // The whole call, so that closing does not reset the connection under the reply.
        while !request.ends_with(b"}") {
            let count = stream.read(&mut read).await.expect("the call can be read");
            request.extend_from_slice(&read[..count]);
        }
        // The client may have heard enough before the end.
        stream.write_all(reply.as_bytes()).await.ok();
        stream.shutdown().await.ok();
    };
    let (result, ()) = tokio::join!(call(&servers, "who"), hang_up);
    result.expect_err("this is no answer")
}

async fn call(servers: &ToolServers, tool: &str) -> Result<ToolAnswer, ToolCallError> {
    let owner = UserId::owner();
    let caller = ToolCaller { user: &owner, household: false, time_zone: None };
    servers.call(&caller, "journal", tool, JsonObject::new(), None, PATIENCE).await
}

async fn answer(servers: &ToolServers, caller: &ToolCaller<'_>, tool: &str, key: Option<&str>) -> ToolAnswer {
    servers.call(caller, "journal", tool, JsonObject::new(), key, PATIENCE).await.expect("the service answers")
}

fn client(servers: Vec<ToolServer>, key: Option<token::Key>) -> ToolServers {
    ToolServers::new(http_client().expect("TLS is there"), servers, key, Clock::system())
}

fn server(name: &str, address: SocketAddr) -> ToolServer {
    ToolServer::new(name, &format!("http://{address}")).expect("an address makes a URL")
}

fn user(name: &str) -> UserId {
    UserId::parse(name).expect("a plain name")
}

fn fresh_key() -> token::Key {
    token::Key::new(&Clock::system().id().simple().to_string().into()).expect("32 characters")
}

async fn nobody_listens() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    listener.local_addr().expect("it is bound")
}

/// A client that watches its servers until this is dropped.
struct Watched {
    servers: ToolServers,
    stop: CancellationToken,
}

impl Watched {
    fn start(servers: &ToolServers) -> Self {
        let stop = CancellationToken::new();
        let (watching, until) = (servers.clone(), stop.clone());
        TaskTracker::new().spawn(async move { watching.run(until).await });
        Self { servers: servers.clone(), stop }
    }

    async fn until(&self, hoped: impl Fn(&[agent::ServerStatus]) -> bool) {
        let mut changes = self.servers.changes();
        let seen = async {
            while !hoped(&self.servers.status()) {
                changes.changed().await.expect("the client is there");
            }
        };
        let seen = tokio::time::timeout(PATIENCE, seen).await;
        assert!(seen.is_ok(), "it did not come to that: {:?}", self.servers.status());
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// A service that runs until stopped or dropped.
struct Running {
    name: String,
    address: SocketAddr,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Running {
    async fn start(name: &str, settings: ServeSettings) -> Self {
        Self::start_at(([127, 0, 0, 1], 0).into(), Desk::new(name), settings).await
    }

    async fn start_at(address: SocketAddr, desk: Desk, settings: ServeSettings) -> Self {
        let listener = mcp_kit::listen(address, &settings).await.expect("the port is free");
        let address = listener.local_addr().expect("it is bound");
        let name = desk.about.name.clone();
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        tasks.spawn(mcp_kit::serve(mcp_kit::router(Arc::new(desk), settings), listener, stop.clone()));
        tasks.close();
        Self { name, address, stop, tasks }
    }

    fn at(&self) -> ToolServer {
        server(&self.name, self.address)
    }

    async fn stop(self) {
        self.stop.cancel();
        self.tasks.wait().await;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// A service with a few tools.
struct Desk {
    about: About,
    tools: Vec<Tool>,
    pens: Arc<AtomicBool>,
}

#[derive(Deserialize, JsonSchema)]
struct Nothing {}

#[derive(Serialize, JsonSchema)]
struct Who {
    user: String,
    household: bool,
    key: Option<String>,
}

impl Desk {
    /// One whose pens are gone when they are.
    fn with_pens(name: &str, pens: Arc<AtomicBool>) -> Self {
        Self { pens, ..Self::new(name) }
    }

    fn new(name: &str) -> Self {
        let about = About {
            name: name.to_owned(),
            title: "Desk".to_owned(),
            version: "1.0.0".to_owned(),
            instructions: String::new(),
        };
        let tools = vec![
            Tool::read::<Nothing, Who>("who", "Who", "Tells for whom it was called."),
            Tool::read::<Nothing, Who>("linger", "Linger", "Never ends."),
            Tool::write::<Nothing, Who>("add", "Add", "Adds."),
            Tool::write::<Nothing, Who>("erase", "Erase", "Erases.").destructive().honours_idempotency_key(),
        ];
        Self { about, tools, pens: Arc::new(AtomicBool::new(true)) }
    }

    /// The next version, with one more tool.
    fn newer(name: &str) -> Self {
        let mut desk = Self::new(name);
        desk.about.version.push_str("-newer");
        desk.tools.push(Tool::read::<Nothing, Who>("more", "More", "New in this version."));
        desk
    }
}

impl Service for Desk {
    fn about(&self) -> &About {
        &self.about
    }

    fn tools(&self) -> &[Tool] {
        &self.tools
    }

    fn lacks(&self) -> BoxFuture<'_, Option<String>> {
        let lacks = (!self.pens.load(Ordering::Relaxed)).then(|| "There are no pens.".to_owned());
        Box::pin(std::future::ready(lacks))
    }

    fn call<'a>(
        &'a self,
        caller: &'a Caller,
        tool: &'a str,
        _: JsonObject,
    ) -> BoxFuture<'a, Result<Answer, ToolError>> {
        Box::pin(async move {
            match tool {
                "linger" => std::future::pending().await,
                "erase" => Err(ToolError::not_found("thing")),
                _ => {
                    let Caller { user, household, idempotency_key: key, .. } = caller.clone();
                    Answer::of(&Who { user, household, key }, "you")
                }
            }
        })
    }

    fn routes(&self) -> axum::Router {
        let install = |axum::Extension(caller): axum::Extension<Caller>| {
            std::future::ready(axum::Json(json!({"installed_for": caller.user})))
        };
        axum::Router::new().route("/demo", axum::routing::post(install))
    }
}
