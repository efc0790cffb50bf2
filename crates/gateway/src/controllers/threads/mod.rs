//! Conversations.

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod restore;
pub(crate) mod update;

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::Problem;

/// A conversation with one agent.
#[derive(Serialize, ToSchema)]
pub(crate) struct Thread {
    id: Uuid,
    title: String,
    /// One emoji beside the title.
    emoji: String,
    agent: String,
    created_at: Timestamp,
    /// When something was last said in it.
    updated_at: Timestamp,
    /// Both sides counted.
    message_count: i64,
    usage: Usage,
}

/// Tokens and money.
#[derive(Serialize, ToSchema)]
pub(crate) struct Usage {
    /// Tokens read at full price.
    input: i64,
    /// Tokens written.
    output: i64,
    /// Tokens read from the prompt cache.
    cache_read: i64,
    /// Tokens written into the prompt cache.
    cache_write: i64,
    /// Millionths of a US dollar; what has no known price counts as nothing.
    cost_micros: i64,
}

/// Characters of a title.
const TITLE_LENGTH: usize = 200;

impl From<store::Thread> for Thread {
    fn from(thread: store::Thread) -> Self {
        Self {
            id: thread.id,
            title: thread.title,
            emoji: thread.emoji,
            agent: thread.agent,
            created_at: thread.created_at.into(),
            updated_at: thread.updated_at.into(),
            message_count: thread.message_count,
            usage: thread.usage.into(),
        }
    }
}

impl From<store::Usage> for Usage {
    fn from(usage: store::Usage) -> Self {
        Self {
            input: usage.input_tokens,
            output: usage.output_tokens,
            cache_read: usage.cache_read_tokens,
            cache_write: usage.cache_write_tokens,
            cost_micros: usage.cost_micros,
        }
    }
}

fn title_checked(title: &str) -> Result<String, Problem> {
    let title = title.trim();
    if title.chars().count() > TITLE_LENGTH || title.contains(char::is_control) {
        return Err(Problem::invalid(
            "title_invalid",
            format!("A title is one line of at most {TITLE_LENGTH} characters."),
        ));
    }
    Ok(title.to_owned())
}
