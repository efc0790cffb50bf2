use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Response, Url};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use tokio::time::timeout;

use crate::answer::{Answer, Assemble, causes};
use crate::complaint::Complaint;
use crate::fault::Fault;
use crate::frames::Framing;
use crate::peer::Peer;
use crate::timing::retry_after;
use crate::{ModelError, Timing};

/// The most of an error body that is read; a page of HTML says nothing more after that.
const ERROR_MOST: usize = 64 * 1024;
/// How long an error body may take.
const ERROR_WAIT: Duration = Duration::from_secs(10);

/// A request, ready to be sent as often as needed.
pub(crate) struct Call {
    pub(crate) peer: Peer,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) framing: Framing,
    pub(crate) assembler: fn() -> Box<dyn Assemble>,
}

impl Call {
    /// Sends it once; the answer's head has come when this returns.
    pub(crate) async fn send(&self, client: &Client, timing: &Timing) -> Result<Answer, Fault> {
        let request = client
            .post(self.url.clone())
            .headers(self.headers.clone())
            .header(CONTENT_TYPE, "application/json")
            .body(self.body.clone());
        let response = timeout(timing.first_byte, request.send())
            .await
            .map_err(|_| Fault::stalled(&self.peer, timing.first_byte))?
            .map_err(|error| Fault::unreachable(&self.peer, &causes(&error)))?;
        if !response.status().is_success() {
            return Err(self.refusal(response).await);
        }
        let content_type = header(response.headers(), CONTENT_TYPE).to_ascii_lowercase();
        let is_ours = match self.framing {
            Framing::Events => content_type.starts_with("text/event-stream"),
            // Proxies are known to rename the line format to plain JSON.
            Framing::Lines => {
                ["application/x-ndjson", "application/json"].iter().any(|ours| content_type.starts_with(ours))
            }
        };
        if !is_ours {
            return Err(Fault::not_a_stream(&self.peer, &content_type));
        }
        Ok(Answer::new(self.peer.clone(), response, self.framing, (self.assembler)(), timing))
    }

    async fn refusal(&self, mut response: Response) -> Fault {
        let status = response.status().as_u16();
        let headers = std::mem::take(response.headers_mut());
        let body = timeout(ERROR_WAIT, start_of_body(&mut response)).await.unwrap_or_default();
        let complaint = serde_json::from_slice::<Value>(&body).ok().and_then(|body| Complaint::read(&body));
        let request_id = ["request-id", "x-request-id"].iter().find_map(|name| headers.get(*name)?.to_str().ok());
        let wish = match header(&headers, HeaderName::from_static("x-should-retry")) {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        };
        Fault::refused(&self.peer, status, &complaint.unwrap_or_default(), request_id, wish, retry_after(&headers))
    }
}

/// A header that carries a key and never shows it.
pub(crate) fn key_header(peer: &Peer, key: &SecretString, prefix: &str) -> Result<HeaderValue, ModelError> {
    let mut value = HeaderValue::from_str(&format!("{prefix}{}", key.expose_secret().trim()))
        .map_err(|_| Fault::no_key(peer, "the key holds letters that no header can carry"))?;
    value.set_sensitive(true);
    Ok(value)
}

async fn start_of_body(response: &mut Response) -> Vec<u8> {
    let mut body = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        body.extend_from_slice(&chunk);
        if body.len() >= ERROR_MOST {
            body.truncate(ERROR_MOST);
            break;
        }
    }
    body
}

fn header(headers: &HeaderMap, name: HeaderName) -> &str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// An id for a tool call that came without one: our own protocol needs it to match call and result.
pub(crate) fn made_up_id() -> String {
    format!("call_{:016x}", rand::random::<u64>())
}
