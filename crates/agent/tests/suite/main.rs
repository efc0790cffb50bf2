//! The agent through its own door, on both databases, with a scripted model and real MCP services over HTTP.

mod context;
mod crashes;
mod model;
mod notebook;
mod tools;
mod turns;
mod world;
