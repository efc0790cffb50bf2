//! OpenAI's chat completions: <https://platform.openai.com/docs/api-reference/chat>, which many other servers speak.

mod assembler;
mod body;

use bytes::Bytes;
use reqwest::header::{AUTHORIZATION, HeaderMap};

use crate::call::{Call, key_header};
use crate::fault::Fault;
use crate::frames::Framing;
use crate::peer::Peer;
use crate::{ChatRequest, Endpoint, ModelError};
use assembler::Assembler;
pub(crate) use body::{marked, messages, tool};

pub(crate) fn call(endpoint: &Endpoint, request: &ChatRequest) -> Result<Call, ModelError> {
    let (url, peer) = Peer::at(endpoint, "https://api.openai.com", "/v1/chat/completions")?;
    let mut headers = HeaderMap::new();
    match &endpoint.key {
        Some(key) => drop(headers.insert(AUTHORIZATION, key_header(&peer, key, "Bearer ")?)),
        // A server at home that speaks the protocol often wants none.
        None if endpoint.base_url.is_some() => {}
        None => return Err(Fault::no_key(&peer, "no key is set for OpenAI")),
    }
    let body = Bytes::from(body::body(&endpoint.model, request).to_string());
    Ok(Call { peer, url, headers, body, framing: Framing::Events, assembler: || Box::new(Assembler::default()) })
}
