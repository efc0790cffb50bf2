//! A served journal, and its users.

use std::sync::Arc;

use clock::Clock;
use db::Db;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use mcp_journal::{Journal, MIGRATIONS};
use mcp_kit::{ServeSettings, token};
use serde_json::{Value, json};
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

/// Friday, 20 March 2026, 13:00 in Madrid.
pub(crate) const NOON: &str = "2026-03-20T12:00:00Z";

/// A journal on a port of its own; it stops when dropped.
pub(crate) struct Served {
    url: String,
    key: token::Key,
    pub(crate) clock: Clock,
    pub(crate) db: Db,
    _stop: DropGuard,
}

/// Tells a story to a journal on SQLite and to one on PostgreSQL, at noon.
pub(crate) async fn on_both(story: impl AsyncFn(Served)) {
    throwaway_postgres::on_both(&MIGRATIONS, async |db| story(Served::start(db, NOON).await).await).await;
}

impl Served {
    pub(crate) async fn start(db: Db, now: &str) -> Self {
        let clock = Clock::fixed(now.parse::<Timestamp>().unwrap());
        let zone = TimeZone::get("Europe/Madrid").unwrap();
        let journal = Journal::open(db.clone(), clock.clone(), zone).await.unwrap();
        let key = token::Key::new(&clock.id().simple().to_string().into()).unwrap();
        let settings = ServeSettings::guarded(clock.clone(), key.clone());
        let listener = mcp_kit::listen(([127, 0, 0, 1], 0).into(), &settings).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let stop = CancellationToken::new();
        let tasks = TaskTracker::new();
        tasks.spawn(mcp_kit::serve(mcp_kit::router(Arc::new(journal), settings), listener, stop.clone()));
        Self { url, key, clock, db, _stop: stop.drop_guard() }
    }

    pub(crate) fn user(&self, name: &str) -> User {
        // a second test finds it installed, which is as good
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().build().unwrap();
        User {
            name: name.to_owned(),
            time_zone: None,
            url: self.url.clone(),
            key: self.key.clone(),
            clock: self.clock.clone(),
            http,
        }
    }

    /// The user of most stories.
    pub(crate) fn asha(&self) -> User {
        self.user("asha")
    }
}

/// Somebody who calls tools.
pub(crate) struct User {
    pub(crate) name: String,
    /// What the gateway says of where they are.
    pub(crate) time_zone: Option<String>,
    url: String,
    key: token::Key,
    clock: Clock,
    http: reqwest::Client,
}

impl User {
    /// The structured answer of a call that goes well.
    pub(crate) async fn call(&self, tool: &str, arguments: Value) -> Value {
        let result = self.result(tool, arguments.clone(), None).await;
        assert!(!result["isError"].as_bool().unwrap_or(false), "{tool} {arguments}: {result}");
        result["structuredContent"].clone()
    }

    /// The text of a call that goes well.
    pub(crate) async fn text(&self, tool: &str, arguments: Value) -> String {
        let result = self.result(tool, arguments, None).await;
        result["content"][0]["text"].as_str().unwrap().to_owned()
    }

    /// The error of a call that does not.
    pub(crate) async fn error(&self, tool: &str, arguments: Value) -> Value {
        let result = self.result(tool, arguments.clone(), None).await;
        assert_eq!(result["isError"], true, "{tool} {arguments}: {result}");
        result["structuredContent"].clone()
    }

    /// What a call gives, whichever way it goes.
    pub(crate) async fn result(&self, tool: &str, arguments: Value, idempotency_key: Option<&str>) -> Value {
        let mut params = json!({"name": tool, "arguments": arguments});
        if let Some(key) = idempotency_key {
            params["_meta"]["assistant/idempotency-key"] = json!(key);
        }
        let body = self.rpc("tools/call", params).await;
        body["result"].clone()
    }

    pub(crate) async fn rpc(&self, method: &str, mut params: Value) -> Value {
        params["_meta"]["io.modelcontextprotocol/protocolVersion"] = json!("2026-07-28");
        params["_meta"]["io.modelcontextprotocol/clientCapabilities"] = json!({});
        let mut request = self
            .http
            .post(format!("{}/mcp", self.url))
            .bearer_auth(self.token())
            .header("Accept", "application/json, text/event-stream")
            .header("MCP-Protocol-Version", "2026-07-28")
            .header("Mcp-Method", method);
        if let Some(name) = params["name"].as_str() {
            request = request.header("Mcp-Name", name);
        }
        let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
        let response = request.json(&body).send().await.unwrap();
        assert!(response.status().is_success(), "{}: {}", response.status(), response.text().await.unwrap());
        response.json().await.unwrap()
    }

    /// A request to a route beside the tools; its body.
    pub(crate) async fn send(&self, method: reqwest::Method, path: &str) -> Value {
        let request = self.http.request(method, format!("{}{path}", self.url)).bearer_auth(self.token());
        let response = request.send().await.unwrap();
        assert!(response.status().is_success(), "{}", response.status());
        response.json().await.unwrap()
    }

    fn token(&self) -> String {
        let claims = token::Claims {
            service: "journal".to_owned(),
            user: self.name.clone(),
            household: false,
            time_zone: self.time_zone.clone(),
        };
        token::mint(&self.key, &self.clock, &claims)
    }
}

/// The same with every id as `[id]`, for snapshots.
pub(crate) fn without_ids(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(ids_hidden(text)),
        Value::Array(values) => values.iter().map(without_ids).collect(),
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), without_ids(value))).collect(),
        other => other.clone(),
    }
}

/// The text with every id as `[id]`.
pub(crate) fn ids_hidden(text: &str) -> String {
    const LENGTH: usize = 36;
    let is_id =
        |part: &str| part.len() == LENGTH && part.matches('-').count() == 4 && part.parse::<uuid::Uuid>().is_ok();
    let mut hidden = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if rest.get(..LENGTH).is_some_and(is_id) {
            hidden.push_str("[id]");
            rest = &rest[LENGTH..];
        } else {
            hidden.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    hidden
}

/// A string field of an answer.
pub(crate) fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_else(|| panic!("{field} in {value}"))
}
