//! The fixture as an MCP handler.

use jsonwebtoken::{DecodingKey, EncodingKey};
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, CompleteRequestParams, CompleteResult, ErrorData,
    GetPromptRequestParams, GetPromptResponse, ListPromptsResult, ListResourceTemplatesResult, ListResourcesResult,
    ListToolsResult, PaginatedRequestParams, ReadResourceRequestParams, ReadResourceResponse, ReadResourceResult,
    ServerCapabilities, ServerConfig, SubscribeRequestParams, SubscriptionFilter, UnsubscribeRequestParams,
};
use rmcp::service::RequestContext;
use rmcp::{RoleServer, ServerHandler};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::{answers, asking, input_required};

/// Everything the suite looks for.
pub(crate) struct Fixture {
    /// Signs the state that a client carries for us from one round to the next.
    pub(crate) signing: EncodingKey,
    pub(crate) checking: DecodingKey,
}

impl Fixture {
    pub(crate) fn new() -> Self {
        let secret = clock::Clock::system().id();
        Self {
            signing: EncodingKey::from_secret(secret.as_bytes()),
            checking: DecodingKey::from_secret(secret.as_bytes()),
        }
    }
}

/// Reads what the protocol's types hold from the JSON that the suite's own descriptions show.
pub(crate) fn read<T: DeserializeOwned>(json: Value) -> T {
    serde_json::from_value(json).expect("the fixture speaks the protocol")
}

/// Reads a result that is complete, which the 2026-07-28 revision wants said and the SDK takes out for older clients.
pub(crate) fn complete<T: DeserializeOwned>(mut result: Value) -> T {
    result["resultType"] = "complete".into();
    read(result)
}

impl ServerHandler for Fixture {
    fn get_info(&self) -> ServerConfig {
        let capabilities: ServerCapabilities = read(
            json!({"tools": {}, "prompts": {}, "resources": {"subscribe": true}, "completions": {}, "logging": {}}),
        );
        ServerConfig::new(capabilities)
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let nothing = || json!({"type": "object"});
        let wants =
            |name: &str| json!({"type": "object", "properties": {name: {"type": "string"}}, "required": [name]});
        let tool = |name: &str, schema: Value| json!({"name": name, "description": format!("Conformance: {name}"), "inputSchema": schema});
        let mut tools: Vec<Value> = answers::TOOLS
            .iter()
            .chain(input_required::TOOLS)
            .chain(asking::TOOLS)
            .map(|name| tool(name, nothing()))
            .collect();
        tools.push(tool("test_sampling", wants("prompt")));
        tools.push(tool("test_elicitation", wants("message")));
        Ok(complete(json!({ "tools": tools })))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let name = request.name.to_string();
        if let Some(result) = answers::tool(&name) {
            return Ok(complete::<CallToolResult>(result).into());
        }
        if input_required::TOOLS.contains(&name.as_str()) {
            return input_required::tool(self, &request, &context);
        }
        let text = asking::tool(&name, request, &context).await?;
        Ok(complete::<CallToolResult>(json!({"content": [{"type": "text", "text": text}]})).into())
    }

    async fn list_prompts(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        Ok(complete(answers::prompts()))
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        if request.name == input_required::PROMPT {
            return Ok(input_required::prompt(&request));
        }
        let arguments = request.arguments.map_or(Value::Null, Value::Object);
        let unknown = || ErrorData::invalid_params(format!("Unknown prompt: {}", request.name), None);
        let messages = answers::prompt(&request.name, &arguments).ok_or_else(unknown)?;
        Ok(GetPromptResponse::Complete(complete(json!({ "messages": messages }))))
    }

    async fn list_resources(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        Ok(complete(answers::resources()))
    }

    async fn list_resource_templates(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        Ok(complete(answers::resource_templates()))
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        let uri = json!({"uri": request.uri});
        let missing = || ErrorData::resource_not_found(format!("Resource not found: {}", request.uri), Some(uri));
        let contents = answers::resource(&request.uri).ok_or_else(missing)?;
        Ok(complete::<ReadResourceResult>(json!({ "contents": [contents] })).into())
    }

    async fn complete(
        &self,
        _: CompleteRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CompleteResult, ErrorData> {
        Ok(complete(json!({"completion": {"values": ["testing", "tested"], "total": 2, "hasMore": false}})))
    }

    fn accepted_subscription_filter(&self, requested: &SubscriptionFilter) -> Option<SubscriptionFilter> {
        Some(requested.clone())
    }

    #[expect(deprecated, reason = "the revisions before 2026-07-28 have it, and the suite tests it")]
    async fn set_level(
        &self,
        _: rmcp::model::SetLevelRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        only_before_2026(&context, "logging/setLevel")
    }

    async fn subscribe(&self, _: SubscribeRequestParams, _: RequestContext<RoleServer>) -> Result<(), ErrorData> {
        Ok(())
    }

    async fn unsubscribe(&self, _: UnsubscribeRequestParams, _: RequestContext<RoleServer>) -> Result<(), ErrorData> {
        Ok(())
    }
}

/// The 2026-07-28 revision has no such method any more.
fn only_before_2026(context: &RequestContext<RoleServer>, method: &'static str) -> Result<(), ErrorData> {
    match context.protocol_version() {
        Some(version) if version.as_str() >= "2026-07-28" => {
            Err(ErrorData::new(rmcp::model::ErrorCode::METHOD_NOT_FOUND, method, None))
        }
        _ => Ok(()),
    }
}
