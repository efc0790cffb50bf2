//! What is known of a server and its tools.

use std::sync::{Arc, PoisonError};

use jiff::Timestamp;
use serde_json::Value;

use super::{Inner, Server};

/// A server as last seen.
#[derive(Clone, Debug)]
pub struct ServerStatus {
    /// Its name: `journal`.
    pub server: String,
    /// Whether it answered when last looked at.
    pub connected: bool,
    /// If not: why, for a person.
    pub detail: Option<String>,
    /// Its tools in its own order. A server that is down keeps those it had.
    pub tools: Arc<[ToolInfo]>,
}

/// A tool as its server lists it.
#[derive(Clone, Debug, PartialEq)]
pub struct ToolInfo {
    /// Its name on its server: `create_event`.
    pub name: String,
    /// Its name for people.
    pub title: String,
    /// What it does, for the model.
    pub description: String,
    /// The JSON schema of its arguments.
    pub input_schema: Value,
    /// What it may do.
    pub hints: Hints,
    /// Whether two calls with one idempotency key do the work once.
    pub honours_idempotency_key: bool,
    /// What happens when a model wants to call it.
    pub policy: Policy,
}

/// What a tool may do. What a server does not say is taken at its worst, as the MCP specification has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "the specification has these four independent hints")]
pub struct Hints {
    /// It changes nothing.
    pub read_only: bool,
    /// It may remove or overwrite something.
    pub destructive: bool,
    /// Calling it again with the same arguments changes nothing more.
    pub idempotent: bool,
    /// It reaches an outside system or other people.
    pub open_world: bool,
}

/// What happens when a model wants to call a tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// It is called.
    Allow,
    /// The user is asked first.
    Ask,
    /// It is not called.
    Deny,
}

impl Policy {
    /// The policy of a tool that nobody set one for: reads and the user's own journal are allowed, all else asks.
    pub fn by_default(server: &str, hints: Hints) -> Self {
        if hints.read_only || server == "journal" { Self::Allow } else { Self::Ask }
    }

    /// `allow`, `ask` or `deny`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Ask => "ask",
            Self::Deny => "deny",
        }
    }
}

/// What the watcher of a server last saw.
pub(super) struct Seen {
    pub(super) standing: Standing,
    pub(super) tools: Arc<[ToolInfo]>,
    pub(super) listed_at: Timestamp,
}

/// What is known of a server.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Standing {
    /// Nothing yet.
    Unseen,
    /// It answered, in this version.
    Answers(String),
    /// It did not answer, for this reason.
    Away(String),
}

impl Seen {
    pub(super) fn never() -> Self {
        Self { standing: Standing::Unseen, tools: Arc::new([]), listed_at: Timestamp::MIN }
    }
}

impl Server {
    pub(super) fn status(&self) -> ServerStatus {
        let seen = self.seen.read().unwrap_or_else(PoisonError::into_inner);
        ServerStatus {
            server: self.at.name.clone(),
            connected: matches!(seen.standing, Standing::Answers(_)),
            detail: match &seen.standing {
                Standing::Unseen => Some("not looked at yet".to_owned()),
                Standing::Answers(_) => None,
                Standing::Away(detail) => Some(detail.clone()),
            },
            tools: seen.tools.clone(),
        }
    }
}

impl Inner {
    /// Notes that a server answered, with its tools.
    pub(super) fn came(&self, server: &Server, version: String, tools: Vec<ToolInfo>) {
        let changed = {
            let mut seen = server.seen.write().unwrap_or_else(PoisonError::into_inner);
            let same_tools = *seen.tools == *tools;
            let news = !matches!(seen.standing, Standing::Answers(_)) || !same_tools;
            if news {
                tracing::info!(server = server.at.name, version, tools = tools.len(), "connected to a tool service");
            }
            seen.standing = Standing::Answers(version);
            seen.listed_at = self.clock.now();
            if !same_tools {
                seen.tools = tools.into();
            }
            news
        };
        if changed {
            self.changed.send_modify(|changes| *changes += 1);
        }
    }

    /// Notes that a server does not answer.
    pub(super) fn went_away(&self, server: &Server, detail: &str) {
        let changed = {
            let mut seen = server.seen.write().unwrap_or_else(PoisonError::into_inner);
            let away = Standing::Away(detail.to_owned());
            let news = seen.standing != away;
            if news {
                tracing::warn!(server = server.at.name, detail, "a tool service is down");
            }
            seen.standing = away;
            news
        };
        if changed {
            self.changed.send_modify(|changes| *changes += 1);
        }
    }
}
