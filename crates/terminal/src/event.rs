use serde_json::Value;

/// What a client is told of a turn.
#[derive(Debug, PartialEq)]
pub(crate) enum Event {
    Started {
        turn: String,
        thread: Option<String>,
    },
    Text(String),
    ToolStarted {
        call: String,
        title: String,
    },
    ToolFinished {
        call: String,
        ok: bool,
        summary: String,
    },
    ApprovalRequired {
        title: String,
        preview: String,
    },
    /// The answer, whole.
    Finished(String),
    /// Why there is none.
    Failed(String),
    Cancelled,
    /// The connection broke and is being made again. Comes from this client, not from the gateway.
    Reconnecting,
    /// Something this client does not know, from a newer gateway.
    Unknown,
}

impl Event {
    /// Reads an event by its type and data. What is missing is empty: a client shows less rather than breaking.
    pub(crate) fn read(kind: &str, data: &Value) -> Self {
        let text = |field: &str| data[field].as_str().map(printable).unwrap_or_default();
        match kind {
            "turn.started" => {
                Self::Started { turn: text("turn_id"), thread: data["thread_id"].as_str().map(str::to_owned) }
            }
            "text.delta" => Self::Text(text("text")),
            "tool.started" => {
                let title = if text("title").is_empty() { text("tool") } else { text("title") };
                Self::ToolStarted { call: text("call_id"), title }
            }
            "tool.finished" => Self::ToolFinished {
                call: text("call_id"),
                ok: data["ok"].as_bool().unwrap_or(false),
                summary: text("summary"),
            },
            "approval.required" => Self::ApprovalRequired { title: text("title"), preview: text("preview") },
            "turn.finished" => Self::Finished(text("text")),
            "turn.failed" => Self::Failed(text("detail")),
            "turn.cancelled" => Self::Cancelled,
            _ => Self::Unknown,
        }
    }

    pub(crate) fn ends_the_turn(&self) -> bool {
        matches!(self, Self::Finished(_) | Self::Failed(_) | Self::Cancelled)
    }
}

/// The text without control characters: a mail that was read aloud by a model must not be able to drive the terminal.
pub(crate) fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_never_reach_the_screen() {
        let data = serde_json::json!({"text": "a\u{1b}[2Jb\r\u{7}\nc\u{9b}d"});
        assert_eq!(Event::read("text.delta", &data), Event::Text("a[2Jb\ncd".to_owned()));
    }

    #[test]
    fn an_event_of_a_newer_gateway_is_no_error() {
        assert_eq!(Event::read("agent.spawned", &serde_json::json!({})), Event::Unknown);
    }
}
