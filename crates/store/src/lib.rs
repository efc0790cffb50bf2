#![doc = include_str!("../README.md")]

mod agent_template;
mod api_key;
mod audit_entry;
mod credential;
mod data_key;
mod message;
mod message_list;
mod schedule;
mod session;
mod sign_in_link;
mod step;
mod thread;
mod thread_list;
mod tool_call;
mod turn;
mod turn_event;
mod user;

pub use agent_template::{AgentTemplate, agent_template_get, agent_template_list, agent_template_put};
pub use api_key::{
    ApiKey, api_key_get, api_key_get_by_hash, api_key_insert, api_key_list, api_key_revoke, api_key_touch,
};
pub use audit_entry::{AuditEntry, AuditOrigin, audit_entry_insert, audit_entry_list};
pub use credential::{
    Credential, CredentialService, credential_delete, credential_get, credential_list, credential_put, credential_tried,
};
pub use data_key::{DataKey, data_key_get, data_key_insert, data_key_replace, data_key_rewrap};
pub use message::{Message, MessageRole, message_insert, message_of_turn};
pub use message_list::{PlacedMessage, message_get_of_turn, message_list};
pub use schedule::{Schedule, schedule_insert, schedule_list};
pub use session::{Session, session_delete, session_delete_expired, session_get_by_hash, session_insert};
pub use sign_in_link::{SignInLink, sign_in_link_get_by_hash, sign_in_link_insert, sign_in_link_use};
pub use step::{Step, step_insert, step_list, step_list_of_turns};
pub use thread::{Thread, Usage, thread_add_usage, thread_get, thread_insert, thread_lock, thread_set_context_from};
pub use thread_list::{ThreadFilter, thread_delete, thread_list, thread_rename, thread_restore};
pub use tool_call::{
    ToolCall, ToolCallState, tool_call_finish, tool_call_insert, tool_call_list, tool_call_list_of_turns,
    tool_call_start,
};
pub use turn::{
    NewTurn, OpenTurn, Turn, TurnState, turn_add_usage, turn_cancel_request, turn_claim, turn_claim_next, turn_end,
    turn_get, turn_get_by_key, turn_insert, turn_list_from, turn_list_open, turn_next_seq, turn_release, turn_renew,
    turn_set_model,
};
pub use turn_event::{TurnEvent, turn_event_insert, turn_event_last_id, turn_event_list, turn_event_texts};
pub use user::{Role, User, user_get, user_insert, user_list, user_set_demo, user_update};

use db::{Migration, Migrations, Right};

/// The schema of `assistant_system`.
pub const MIGRATIONS: Migrations = Migrations {
    steps: &[
        Migration {
            version: 1,
            description: "conversation",
            sqlite: include_str!("../migrations/0001_conversation.sqlite.sql"),
            postgres: include_str!("../migrations/0001_conversation.postgres.sql"),
        },
        Migration {
            version: 2,
            description: "household",
            sqlite: include_str!("../migrations/0002_household.sqlite.sql"),
            postgres: include_str!("../migrations/0002_household.postgres.sql"),
        },
    ],
    rights: &[
        Right { table: "users", verbs: "select, insert, update" },
        Right { table: "api_keys", verbs: "select, insert, update" },
        Right { table: "sign_in_links", verbs: "select, insert, update, delete" },
        Right { table: "sessions", verbs: "select, insert, delete" },
        Right { table: "threads", verbs: "select, insert, update" },
        Right { table: "turns", verbs: "select, insert, update" },
        Right { table: "messages", verbs: "select, insert" },
        Right { table: "steps", verbs: "select, insert" },
        Right { table: "tool_calls", verbs: "select, insert, update" },
        Right { table: "turn_events", verbs: "select, insert" },
        Right { table: "data_keys", verbs: "select, insert, update" },
        Right { table: "credentials", verbs: "select, insert, update, delete" },
        Right { table: "audit_entries", verbs: "select, insert" },
        Right { table: "agent_templates", verbs: "select" },
        Right { table: "schedules", verbs: "select, insert" },
    ],
};
