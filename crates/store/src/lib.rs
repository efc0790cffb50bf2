#![doc = include_str!("../README.md")]

mod message;
mod step;
mod thread;
mod tool_call;
mod turn;
mod turn_event;

pub use message::{Message, MessageRole, message_insert};
pub use step::{Step, step_insert, step_list};
pub use thread::{Thread, Usage, thread_add_usage, thread_get, thread_insert, thread_lock, thread_set_context_from};
pub use tool_call::{
    ToolCall, ToolCallState, tool_call_finish, tool_call_insert, tool_call_list, tool_call_list_of_turns, tool_call_start,
};
pub use turn::{
    NewTurn, OpenTurn, Turn, TurnState, turn_add_usage, turn_cancel_request, turn_claim, turn_claim_next, turn_end, turn_get,
    turn_get_by_key, turn_insert, turn_list_from, turn_list_open, turn_next_seq, turn_release, turn_renew, turn_set_model,
};
pub use turn_event::{TurnEvent, turn_event_insert, turn_event_last_id, turn_event_list, turn_event_texts};

use db::{Migration, Migrations};

/// The schema of `assistant_system`.
pub const MIGRATIONS: Migrations = Migrations(&[Migration {
    version: 1,
    description: "conversation",
    sqlite: include_str!("../migrations/0001_conversation.sqlite.sql"),
    postgres: include_str!("../migrations/0001_conversation.postgres.sql"),
}]);
