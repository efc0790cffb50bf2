use std::time::Duration;

use reqwest::{Method, RequestBuilder, Response, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::event::printable;
use crate::{TerminalError, ToolServer};

/// Where the gateway is and who is asking.
#[derive(Clone, Debug)]
pub struct Gateway {
    /// Its address, for example `http://127.0.0.1:8080`.
    pub url: String,
    /// An API key.
    pub key: SecretString,
}

/// The HTTP side of a conversation.
pub(crate) struct Client {
    http: reqwest::Client,
    gateway: Gateway,
}

/// The person and the model that answers them.
#[derive(Debug, Deserialize)]
pub(crate) struct Me {
    pub(crate) display_name: String,
    pub(crate) llm: Llm,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Llm {
    pub(crate) provider: String,
    pub(crate) model: String,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Thread {
    pub(crate) id: String,
    pub(crate) title: String,
    #[serde(default)]
    pub(crate) message_count: i64,
    pub(crate) updated_at: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Message {
    pub(crate) role: String,
    pub(crate) text: String,
}

#[derive(Deserialize)]
struct List<T> {
    items: Vec<T>,
}

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// A stream is kept alive with a comment every few seconds; one that is silent for this long is dead.
const READ_TIMEOUT: Duration = Duration::from_mins(1);
/// For everything that is not a stream.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(20);
/// Ninety days are written.
const DEMO_TIMEOUT: Duration = Duration::from_mins(1);
/// No list or error page is larger; what is, is not ours.
const ANSWER_LIMIT: usize = 4 << 20;

impl Client {
    pub(crate) fn new(gateway: &Gateway) -> Result<Self, TerminalError> {
        let mut gateway = gateway.clone();
        gateway.url.truncate(gateway.url.trim_end_matches('/').len());
        let http = reqwest::Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .read_timeout(READ_TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|source| TerminalError::Unreachable { url: gateway.url.clone(), source })?;
        Ok(Self { http, gateway })
    }

    pub(crate) fn url(&self) -> &str {
        &self.gateway.url
    }

    pub(crate) async fn me(&self) -> Result<Me, TerminalError> {
        self.json(self.request(Method::GET, "/api/me")).await
    }

    /// The newest threads first; with `search`, those whose title or messages match.
    pub(crate) async fn threads(&self, search: Option<&str>) -> Result<Vec<Thread>, TerminalError> {
        let mut query = vec![("limit", "20")];
        query.extend(search.map(|words| ("q", words)));
        let list: List<Thread> = self.json(self.request(Method::GET, &path_with("/api/threads", &query))).await?;
        Ok(list
            .items
            .into_iter()
            .map(|thread| Thread { title: printable(&thread.title).replace('\n', " "), ..thread })
            .collect())
    }

    pub(crate) async fn messages(&self, thread: &str) -> Result<Vec<Message>, TerminalError> {
        let list: List<Message> =
            self.json(self.request(Method::GET, &format!("/api/threads/{thread}/messages"))).await?;
        Ok(list.items.into_iter().map(|message| Message { text: printable(&message.text), ..message }).collect())
    }

    pub(crate) async fn turn_cancel(&self, turn: &str) -> Result<(), TerminalError> {
        self.answer(self.request(Method::POST, &format!("/api/turns/{turn}/cancel")).timeout(ANSWER_TIMEOUT))
            .await
            .map(drop)
    }

    /// Sends a message and opens the stream of its turn.
    pub(crate) async fn send(
        &self,
        thread: Option<&str>,
        text: &str,
        idempotency_key: &str,
    ) -> Result<Response, TerminalError> {
        let mut body = serde_json::json!({ "message": text });
        if let Some(thread) = thread {
            body["thread_id"] = Value::from(thread);
        }
        self.answer(
            self.request(Method::POST, "/api/chat")
                .header("accept", "text/event-stream")
                .header("idempotency-key", idempotency_key)
                .json(&body),
        )
        .await
    }

    /// Opens the stream of a turn behind the event `after`.
    pub(crate) async fn turn_events(&self, turn: &str, after: &str) -> Result<Response, TerminalError> {
        self.answer(
            self.request(Method::GET, &format!("/api/turns/{turn}/events"))
                .header("accept", "text/event-stream")
                .header("last-event-id", after),
        )
        .await
    }

    /// Moves the demo household in (`POST`) or out (`DELETE`).
    pub(crate) async fn demo(&self, method: Method) -> Result<(), TerminalError> {
        self.answer(self.request(method, "/api/demo").timeout(DEMO_TIMEOUT)).await.map(drop)
    }

    pub(crate) async fn tools(&self) -> Result<Vec<ToolServer>, TerminalError> {
        let list: List<ToolServer> = self.json(self.request(Method::GET, "/api/tools")).await?;
        Ok(list.items)
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.gateway.url)).bearer_auth(self.gateway.key.expose_secret())
    }

    async fn json<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, TerminalError> {
        let response = self.answer(request.timeout(ANSWER_TIMEOUT)).await?;
        let body = self.body(response).await?;
        serde_json::from_slice(&body).map_err(|error| self.foreign(error.to_string()))
    }

    /// Sends the request; an answer outside 2xx becomes the sentence the gateway gave.
    async fn answer(&self, request: RequestBuilder) -> Result<Response, TerminalError> {
        let response = request
            .send()
            .await
            .map_err(|source| TerminalError::Unreachable { url: self.gateway.url.clone(), source })?;
        if response.status().is_success() {
            return Ok(response);
        }
        let status = response.status();
        let body = self.body(response).await?;
        let problem: Value = serde_json::from_slice(&body).unwrap_or_default();
        let detail = problem["detail"].as_str().or(problem["title"].as_str()).map(printable);
        Err(match (status, detail) {
            // the gateway is there and cannot answer now: as if the connection had broken
            (StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT, _) => {
                TerminalError::Lost(self.gateway.url.clone())
            }
            (StatusCode::UNAUTHORIZED, _) => TerminalError::Refused(
                "the gateway does not know this key: make one with `assistant keys create` and give it in ASSISTANT_API_KEY"
                    .to_owned(),
            ),
            (_, Some(detail)) => TerminalError::Refused(detail),
            (status, None) => self.foreign(format!("HTTP status {status}")),
        })
    }

    async fn body(&self, mut response: Response) -> Result<Vec<u8>, TerminalError> {
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.foreign(error.to_string()))? {
            if body.len() + chunk.len() > ANSWER_LIMIT {
                return Err(self.foreign(format!("more than {ANSWER_LIMIT} bytes")));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }

    fn foreign(&self, reason: String) -> TerminalError {
        TerminalError::Foreign { url: self.gateway.url.clone(), reason }
    }
}

/// The path with a query: reqwest's own builder for this is a feature we do not carry.
fn path_with(path: &str, query: &[(&str, &str)]) -> String {
    let base = "http://query.invalid";
    let mut url = reqwest::Url::parse(base).expect("a constant address");
    url.set_path(path);
    url.query_pairs_mut().extend_pairs(query);
    url.as_str()[base.len()..].to_owned()
}
