#![doc = include_str!("../README.md")]

mod chat;
mod client;
mod command;
mod error;
mod event;
mod live;
mod markdown;
mod prompt;
mod request;
mod screen;
mod sse;
mod turn;

pub use chat::{ChatOptions, ask, chat};
pub use client::Gateway;
pub use error::TerminalError;
pub use request::{ToolServer, demo_install, demo_remove, tool_servers};
pub use screen::Screen;
