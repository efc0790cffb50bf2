//! The agent through its own door, on both databases, with a scripted model and real MCP services over HTTP.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod context;
mod crashes;
mod model;
mod model_keys;
mod notebook;
mod template;
mod tool_servers;
mod tools;
mod turns;
mod world;
