#![doc = include_str!("../README.md")]

mod check;
mod gate;
mod script;
mod server;

use serde_json::Value;

pub use gate::Gate;
pub use script::Script;
pub use server::{Received, StandIn};

/// The text of the request's last message, the first block of it where there are several; `None` if that message begins with
/// tool results.
pub fn last_text(request: &Value) -> Option<&str> {
    let content = &request["messages"].as_array()?.last()?["content"];
    content.as_str().or_else(|| content[0]["text"].as_str())
}
