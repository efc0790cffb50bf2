//! Anthropic's Messages API: <https://platform.claude.com/docs/en/api/messages>.

mod assembler;
mod body;

use bytes::Bytes;
use reqwest::header::{HeaderMap, HeaderValue};

use crate::call::{Call, key_header};
use crate::fault::Fault;
use crate::frames::Framing;
use crate::peer::Peer;
use crate::{ChatRequest, Endpoint, ModelError};
use assembler::Assembler;

/// What happens to the thinking in earlier replies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Thinking {
    /// Sent back intact.
    Keep,
    /// Left out, after the provider refused it.
    Drop,
}

pub(crate) fn call(endpoint: &Endpoint, request: &ChatRequest, thinking: Thinking) -> Result<Call, ModelError> {
    let (url, peer) = Peer::at(endpoint, "https://api.anthropic.com", "/v1/messages")?;
    let key = endpoint.key.as_ref().ok_or_else(|| Fault::no_key(&peer, "no key is set for Anthropic"))?;
    let mut headers = HeaderMap::new();
    headers.insert("x-api-key", key_header(&peer, key, "")?);
    headers.insert("anthropic-version", HeaderValue::from_static("2023-06-01"));
    let body = Bytes::from(body::body(&endpoint.model, request, thinking).to_string());
    Ok(Call { peer, url, headers, body, framing: Framing::Events, assembler: || Box::new(Assembler::default()) })
}
