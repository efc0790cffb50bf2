use agent::TurnEvent;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// What a client says.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum ClientFrame {
    /// Something to the assistant. A repeat under the same `client_id` joins the turn that the first one started.
    Message {
        thread_id: Option<Uuid>,
        text: String,
        client_id: Option<String>,
        agent: Option<String>,
        model: Option<String>,
    },
    /// Stop a turn.
    Cancel { turn_id: Uuid },
    /// A word on something that waits for it.
    Approval {
        approval_id: String,
        #[expect(dead_code, reason = "the contract has it; there is nothing to decide yet")]
        decision: String,
    },
    /// Tell me what I missed of a turn, and what is to come of it.
    Resume {
        turn_id: Uuid,
        #[serde(default)]
        after: i64,
    },
    /// Are you there?
    Ping,
}

/// What the gateway says beside events.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum ServerFrame<'a> {
    /// The message is on disk.
    Ack { client_id: Option<String>, turn_id: Uuid, thread_id: Uuid, message_id: Uuid, joined: bool },
    /// What was asked for was not done.
    Error {
        code: &'a str,
        detail: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        client_id: Option<&'a str>,
    },
    /// I am here.
    Pong,
    /// An event of a turn: its type is its own.
    #[serde(untagged)]
    Event {
        id: i64,
        #[serde(rename = "type")]
        kind: &'a str,
        data: &'a Value,
    },
}

impl ClientFrame {
    /// What the client calls its message.
    pub(super) fn client_id(&self) -> Option<&str> {
        if let Self::Message { client_id, .. } = self { client_id.as_deref() } else { None }
    }
}

impl<'a> ServerFrame<'a> {
    pub(super) fn error(code: &'a str, detail: &'a str) -> Self {
        Self::Error { code, detail, client_id: None }
    }

    pub(super) fn event(event: &'a TurnEvent) -> Self {
        Self::Event { id: event.id, kind: &event.kind, data: &event.data }
    }

    pub(super) fn text(&self) -> String {
        serde_json::to_string(self).expect("texts, numbers and JSON are JSON")
    }
}
