//! Reading a server's list of tools.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::status::{Hints, Policy, ToolInfo};
use super::wire;

/// The most pages of a list that are read. Ours have one.
const PAGES: usize = 16;

/// Every tool of a server, in its own order.
pub(super) async fn tools(
    server: &str,
    request: impl Fn() -> reqwest::RequestBuilder,
) -> Result<Vec<ToolInfo>, wire::Failure> {
    let mut tools = Vec::new();
    let mut cursor = None;
    for _ in 0..PAGES {
        let params = cursor.map_or_else(|| json!({}), |cursor: String| json!({ "cursor": cursor }));
        let page: Page = wire::rpc(request(), "tools/list", None, params).await?;
        tools.extend(page.tools.into_iter().map(|tool| tool_info(server, tool)));
        cursor = page.next_cursor;
        if cursor.is_none() {
            return Ok(tools);
        }
    }
    Err(wire::Failure::OutcomeUnknown("its list of tools has no end".to_owned()))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    tools: Vec<ListedTool>,
    next_cursor: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ListedTool {
    name: String,
    title: Option<String>,
    #[serde(default)]
    description: String,
    input_schema: Value,
    #[serde(default)]
    annotations: Annotations,
    #[serde(default, rename = "_meta")]
    meta: Map<String, Value>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "these are the specification's names")]
struct Annotations {
    read_only_hint: Option<bool>,
    destructive_hint: Option<bool>,
    idempotent_hint: Option<bool>,
    open_world_hint: Option<bool>,
}

fn tool_info(server: &str, tool: ListedTool) -> ToolInfo {
    let read_only = tool.annotations.read_only_hint.unwrap_or(false);
    let hints = Hints {
        read_only,
        destructive: !read_only && tool.annotations.destructive_hint.unwrap_or(true),
        idempotent: tool.annotations.idempotent_hint.unwrap_or(false),
        open_world: tool.annotations.open_world_hint.unwrap_or(true),
    };
    ToolInfo {
        title: tool.title.unwrap_or_else(|| tool.name.clone()),
        name: tool.name,
        description: tool.description,
        input_schema: tool.input_schema,
        hints,
        honours_idempotency_key: tool.meta.get(wire::HONOURS_IDEMPOTENCY_KEY) == Some(&Value::Bool(true)),
        policy: Policy::by_default(server, hints),
    }
}
