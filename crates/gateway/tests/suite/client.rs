//! What a test asks the gateway with, and how it reads the answers.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use http::{HeaderMap, Method};
use serde_json::{Value, json};
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

/// Longer than anything here takes, so that a test that hangs fails.
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    address: SocketAddr,
    headers: Vec<(String, String)>,
}

/// An answer, read whole.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
    /// The text as JSON; null if it is none.
    pub(crate) body: Value,
}

impl Client {
    pub(crate) fn new(http: reqwest::Client, address: SocketAddr) -> Self {
        Self { http, address, headers: Vec::new() }
    }

    /// The same client with another header on every request.
    pub(crate) fn with(&self, name: &str, value: &str) -> Self {
        let mut client = self.clone();
        client.headers.retain(|(known, _)| known != name);
        client.headers.push((name.to_owned(), value.to_owned()));
        client
    }

    pub(crate) fn with_key(&self, key: &str) -> Self {
        self.with("authorization", &format!("Bearer {key}"))
    }

    /// A browser on the gateway's own page.
    pub(crate) fn with_cookie(&self, cookie: &str) -> Self {
        self.with("cookie", cookie).with("origin", &format!("http://{}", self.address))
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.ask(Method::POST, path, Some(body)).await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Answer {
        self.ask(Method::PUT, path, Some(body)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Answer {
        self.ask(Method::PATCH, path, Some(body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.ask(Method::DELETE, path, None).await
    }

    pub(crate) async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let body = body.map(|body| ("application/json", body.to_string()));
        Answer::read(self.send(method, path, body).await).await
    }

    pub(crate) async fn post_text(&self, path: &str, kind: &str, body: &str) -> Answer {
        Answer::read(self.send(Method::POST, path, Some((kind, body.to_owned()))).await).await
    }

    /// Opens a stream with a GET.
    pub(crate) async fn stream(&self, path: &str) -> Events {
        Events::new(self.with("accept", "text/event-stream").send(Method::GET, path, None).await)
    }

    /// Opens a stream with a POST.
    pub(crate) async fn post_stream(&self, path: &str, body: Value) -> Events {
        let body = Some(("application/json", body.to_string()));
        Events::new(self.with("accept", "text/event-stream").send(Method::POST, path, body).await)
    }

    /// A new thread's id.
    pub(crate) async fn thread(&self) -> String {
        let answer = self.post("/api/threads", json!({})).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer.body["id"].as_str().unwrap().to_owned()
    }

    /// Says something in a new thread and answers the turn's stream.
    pub(crate) async fn say(&self, text: &str) -> Events {
        self.post_stream("/api/chat", json!({"message": text})).await
    }

    pub(crate) async fn socket(&self) -> Socket {
        self.socket_try().await.expect("the socket opens")
    }

    pub(crate) async fn socket_try(&self) -> Result<Socket, Error> {
        let stream = TcpStream::connect(self.address).await.unwrap();
        client_async(self.upgrade(), stream).await.map(|(socket, _)| Socket(socket))
    }

    /// A socket that takes in little before it is read from.
    pub(crate) async fn socket_with_small_buffers(&self) -> Socket {
        let stream = TcpSocket::new_v4().unwrap();
        stream.set_recv_buffer_size(4_096).unwrap();
        let stream = stream.connect(self.address).await.unwrap();
        client_async(self.upgrade(), stream).await.map(|(socket, _)| Socket(socket)).expect("the socket opens")
    }

    fn upgrade(&self) -> http::Request<()> {
        let mut request = format!("ws://{}/ws", self.address).into_client_request().unwrap();
        for (name, value) in &self.headers {
            let name: http::HeaderName = name.parse().unwrap();
            request.headers_mut().insert(name, value.parse().unwrap());
        }
        request
    }

    async fn send(&self, method: Method, path: &str, body: Option<(&str, String)>) -> reqwest::Response {
        let mut request = self.http.request(method, format!("http://{}{path}", self.address)).timeout(PATIENCE);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if let Some((kind, body)) = body {
            request = request.header("content-type", kind).body(body);
        }
        request.send().await.expect("the gateway answers")
    }
}

impl Answer {
    async fn read(response: reqwest::Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.expect("the answer is text");
        let body = serde_json::from_str(&text).unwrap_or_default();
        Self { status, headers, text, body }
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Name and value of the cookie that was set.
    pub(crate) fn cookie(&self) -> String {
        self.header("set-cookie").split(';').next().unwrap().to_owned()
    }

    /// Its status and its problem's code.
    pub(crate) fn refusal(&self) -> (u16, &str) {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text);
        (self.status, self.body["code"].as_str().unwrap())
    }

    /// The body with ids and times taken out.
    pub(crate) fn shown(&self) -> Value {
        shown(&self.body)
    }
}

/// One server-sent event.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Event {
    pub(crate) id: i64,
    pub(crate) kind: String,
    pub(crate) data: Value,
}

/// A stream of server-sent events.
pub(crate) struct Events {
    pub(crate) response: reqwest::Response,
    text: String,
}

impl Events {
    fn new(response: reqwest::Response) -> Self {
        Self { response, text: String::new() }
    }

    /// The next event, or none when the stream has ended. Comments are passed over.
    pub(crate) async fn next(&mut self) -> Option<Event> {
        // around all of it: comments keep a silent stream alive for ever
        tokio::time::timeout(PATIENCE, self.read()).await.expect("the stream goes on or ends")
    }

    async fn read(&mut self) -> Option<Event> {
        loop {
            while let Some((block, rest)) = self.text.split_once("\n\n").map(|(a, b)| (a.to_owned(), b.to_owned())) {
                self.text = rest;
                let field = |name: &str| {
                    let lines: Vec<_> = block.lines().filter_map(|line| line.strip_prefix(name)).collect();
                    assert!(lines.len() < 2, "one line each: {block}");
                    lines.first().map(|line| line.trim_start().to_owned())
                };
                if let Some(data) = field("data:") {
                    let id = field("id:").unwrap().parse().unwrap();
                    return Some(Event {
                        id,
                        kind: field("event:").unwrap(),
                        data: serde_json::from_str(&data).unwrap(),
                    });
                }
            }
            // a stream that is cut is one that has ended
            let chunk = self.response.chunk().await.ok().flatten()?;
            self.text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }

    pub(crate) async fn until(&mut self, kind: &str) -> Event {
        loop {
            let event = self.next().await.unwrap_or_else(|| panic!("the stream ended before {kind}"));
            if event.kind == kind {
                return event;
            }
        }
    }

    pub(crate) async fn rest(mut self) -> Vec<Event> {
        let mut events = Vec::new();
        while let Some(event) = self.next().await {
            events.push(event);
        }
        events
    }
}

/// Types and data, ids and times taken out.
pub(crate) fn lines(events: &[Event]) -> Vec<String> {
    events.iter().map(|event| format!("{} {}", event.kind, shown(&event.data))).collect()
}

pub(crate) struct Socket(WebSocketStream<TcpStream>);

impl Socket {
    pub(crate) async fn send(&mut self, frame: Value) {
        self.send_text(&frame.to_string()).await;
    }

    pub(crate) async fn send_text(&mut self, text: &str) {
        self.0.send(Message::text(text)).await.expect("the socket is open");
    }

    pub(crate) async fn send_binary(&mut self, bytes: Vec<u8>) {
        self.0.send(Message::binary(bytes)).await.expect("the socket is open");
    }

    /// The next frame, or the code it was closed with.
    pub(crate) async fn next(&mut self) -> Result<Value, u16> {
        loop {
            match tokio::time::timeout(PATIENCE, self.0.next()).await.expect("something comes") {
                Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Close(frame))) => return Err(frame.map_or(1005, |frame| frame.code.into())),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(1006),
            }
        }
    }

    pub(crate) async fn until(&mut self, kind: &str) -> Value {
        loop {
            let frame = self.next().await.unwrap_or_else(|code| panic!("closed with {code} before {kind}"));
            if frame["type"] == kind {
                return frame;
            }
        }
    }

    /// Reads to the end and answers the code it was closed with.
    pub(crate) async fn closed(&mut self) -> u16 {
        loop {
            if let Err(code) = self.next().await {
                return code;
            }
        }
    }
}

/// JSON with what differs from run to run taken out.
pub(crate) fn shown(value: &Value) -> Value {
    match value {
        Value::String(text) if text.parse::<uuid::Uuid>().is_ok() => json!("[id]"),
        Value::String(text) if text.starts_with("ask_") => json!("[key]"),
        Value::Array(items) => items.iter().map(shown).collect(),
        Value::Object(fields) => {
            Value::Object(fields.iter().map(|(name, field)| (name.clone(), shown(field))).collect())
        }
        other => other.clone(),
    }
}
