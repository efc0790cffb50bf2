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
mod model_keys;
mod recovery;
mod run;
mod secrets;
mod signal;
pub mod tool_servers;

pub use accept::{Accepted, NewMessage};
pub use agent::{Agent, AgentSettings, Limits};
pub use error::AgentError;
pub use events::TurnEvent;
pub use model_keys::{KeyOwner, ModelKeys, provider_of};
pub use secrets::{SecretError, secret_open, secret_rewrap, secret_seal};
pub use tool_servers::{ServerStatus, ToolInfo, ToolServers};
