#![doc = include_str!("../README.md")]

mod accept;
mod agent;
mod ask;
mod calls;
mod context;
mod ending;
mod error;
mod events;
mod live;
mod recovery;
mod run;
mod signal;
pub mod tool_servers;

pub use accept::{Accepted, NewMessage};
pub use agent::{Agent, AgentSettings, Limits};
pub use error::AgentError;
pub use events::TurnEvent;
pub use tool_servers::{ServerStatus, ToolInfo, ToolServers};
