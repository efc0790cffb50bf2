#![doc = include_str!("../README.md")]

mod accept;
mod accounts;
mod agent;
mod ask;
mod calls;
mod context;
mod ending;
mod error;
mod events;
mod heartbeat;
mod lease;
mod live;
mod model_keys;
mod recovery;
mod resume;
mod rotation;
mod run;
mod secrets;
mod signal;
mod template;
pub mod tool_servers;

pub use accept::{Accepted, NewMessage};
pub use accounts::{
    AccountStatus, ConnectError, ConnectedAccount, NewAccount, WorkingAccount, account_keep, account_list,
    account_test, account_try, accounts_to_reconnect, accounts_to_reconnect_warn,
};
pub use agent::{Agent, AgentSettings, Limits};
pub use error::AgentError;
pub use events::TurnEvent;
pub use heartbeat::{DeclaredSchedule, HeartbeatError, SeededSchedule, heartbeat_parse, schedules_seed};
pub use model_keys::{KeyOwner, ModelKeys};
pub use rotation::{Rotation, data_keys_rotate};
pub use secrets::{SecretError, secret_open, secret_seal};
pub use template::{SeededTemplate, TemplateFiles, templates_built_in, templates_changed, templates_seed};
pub use tool_servers::{ServerStatus, ToolInfo, ToolServers};
