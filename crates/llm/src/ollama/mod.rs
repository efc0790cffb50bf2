//! Ollama's chat API: <https://docs.ollama.com/api/chat>.

mod assembler;
mod body;

use bytes::Bytes;
use reqwest::header::{AUTHORIZATION, HeaderMap};

use crate::call::{Call, key_header};
use crate::frames::Framing;
use crate::peer::Peer;
use crate::{ChatRequest, Endpoint, ModelError};
use assembler::Assembler;

pub(crate) fn call(endpoint: &Endpoint, request: &ChatRequest) -> Result<Call, ModelError> {
    let (url, peer) = Peer::at(endpoint, "http://127.0.0.1:11434", "/api/chat")?;
    let mut headers = HeaderMap::new();
    if let Some(key) = &endpoint.key {
        headers.insert(AUTHORIZATION, key_header(&peer, key, "Bearer ")?); // ollama.com, or a proxy in front of one's own
    }
    let body = Bytes::from(body::body(&endpoint.model, request).to_string());
    Ok(Call { peer, url, headers, body, framing: Framing::Lines, assembler: || Box::new(Assembler::default()) })
}
