use agent::{ServerStatus, ToolInfo};
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::Gateway;
use crate::auth::Caller;
use crate::page::Page;

/// A tool service and what it offers.
#[derive(Serialize, ToSchema)]
#[expect(clippy::struct_field_names, reason = "the contract's names")]
pub(crate) struct Server {
    server: String,
    /// Whether it answered when last looked at.
    connected: bool,
    /// If not: why.
    detail: Option<String>,
    /// Its tools; when it is away, those it had.
    tools: Vec<Tool>,
}

/// One tool.
#[derive(Serialize, ToSchema)]
pub(crate) struct Tool {
    name: String,
    title: String,
    description: String,
    hints: Hints,
    /// What happens when the assistant wants to use it: `allow`, `ask` (you are asked first) or `deny`.
    policy: &'static str,
}

/// What a tool may do, in the words of MCP.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "MCP has these independent hints")]
pub(crate) struct Hints {
    read_only_hint: bool,
    destructive_hint: bool,
    idempotent_hint: bool,
    open_world_hint: bool,
}

/// What the assistant can use.
#[utoipa::path(get, path = "/api/tools", tag = "tools", responses((status = 200, body = Page<Server>, description = "The services and their tools.")))]
pub(crate) async fn tool_list(State(gateway): State<Gateway>, _caller: Caller) -> Json<Page<Server>> {
    Json(Page::whole(gateway.agent.tools().into_iter().map(Server::from).collect()))
}

impl From<ServerStatus> for Server {
    fn from(status: ServerStatus) -> Self {
        Self {
            server: status.server,
            connected: status.connected,
            detail: status.detail,
            tools: status.tools.iter().map(Tool::from).collect(),
        }
    }
}

impl From<&ToolInfo> for Tool {
    fn from(tool: &ToolInfo) -> Self {
        Self {
            name: tool.name.clone(),
            title: tool.title.clone(),
            description: tool.description.clone(),
            hints: Hints {
                read_only_hint: tool.hints.read_only,
                destructive_hint: tool.hints.destructive,
                idempotent_hint: tool.hints.idempotent,
                open_world_hint: tool.hints.open_world,
            },
            policy: tool.policy.as_str(),
        }
    }
}
