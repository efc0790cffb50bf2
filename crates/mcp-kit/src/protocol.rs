//! A [`Service`] as an MCP handler: the only place that turns calls into answers.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use rmcp::model::{
    CacheScope, CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, ErrorData, Implementation,
    ListToolsResult, MetaObject, PaginatedRequestParams, ServerCapabilities, ServerConfig, Tool as ListedTool,
    ToolAnnotations,
};
use rmcp::service::RequestContext;
use rmcp::{RoleServer, ServerHandler};
use serde_json::Value;

use crate::{Answer, Caller, HARD_LIMIT, JsonObject, Service, Tool, ToolError};

/// Where a request's `_meta` holds the idempotency key.
pub(crate) const IDEMPOTENCY_KEY: &str = "assistant/idempotency-key";

/// Where a tool's `_meta` says that it honours the key.
pub(crate) const HONOURS_IDEMPOTENCY_KEY: &str = "assistant/honours-idempotency-key";

/// How long a client may keep the list of tools, in milliseconds. It changes only when the service is replaced; then the
/// client loses its connection and lists anew.
const LIST_LIFETIME_MS: u64 = 5 * 60 * 1000;

/// Cheap to clone: one per request.
#[derive(Clone)]
pub(crate) struct Protocol {
    service: Arc<dyn Service>,
    about: Arc<ServerConfig>,
    listed: Arc<[ListedTool]>,
    /// Who calls over stdio. Over HTTP the gate says it.
    local: Option<Caller>,
    call_limit: Duration,
}

impl Protocol {
    pub(crate) fn new(service: Arc<dyn Service>, local: Option<Caller>, call_limit: Duration) -> Self {
        let about = service.about();
        let mut implementation = Implementation::new(&about.name, &about.version);
        implementation.title = Some(about.title.clone());
        let about = ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(implementation)
            .with_instructions(&about.instructions);
        let listed = service.tools().iter().map(listed).collect();
        Self { service, about: Arc::new(about), listed, local, call_limit }
    }

    fn caller(&self, request: &CallToolRequestParams, context: &RequestContext<RoleServer>) -> Option<Caller> {
        let mut caller = match &self.local {
            Some(caller) => caller.clone(),
            None => context.extensions.get::<http::request::Parts>()?.extensions.get::<Caller>()?.clone(),
        };
        let key = |meta: &MetaObject| meta.0.get(IDEMPOTENCY_KEY).and_then(Value::as_str).map(str::to_owned);
        caller.idempotency_key = key(&context.meta.0).or_else(|| request.meta.as_ref().and_then(|meta| key(&meta.0)));
        Some(caller)
    }

    /// Makes the call, within its time and whatever happens in it.
    async fn answer(&self, caller: &Caller, tool: &Tool, arguments: JsonObject) -> Result<Answer, ToolError> {
        let work = AssertUnwindSafe(async { self.service.call(caller, &tool.name, arguments).await }).catch_unwind();
        let answer = match tokio::time::timeout(self.call_limit, work).await {
            Ok(Ok(answer)) => answer?,
            // The panic's own text is in the log, by the panic hook; it may hold the user's data.
            Ok(Err(_panic)) => return Err(ToolError::internal(format_args!("the tool {} panicked", tool.name))),
            Err(_elapsed) => return Err(out_of_time(tool, self.call_limit)),
        };
        if answer.bytes() > HARD_LIMIT {
            return Err(too_large(&answer));
        }
        Ok(answer)
    }
}

impl ServerHandler for Protocol {
    fn get_info(&self) -> ServerConfig {
        (*self.about).clone()
    }

    fn get_tool(&self, name: &str) -> Option<ListedTool> {
        self.listed.iter().find(|tool| tool.name == name).cloned()
    }

    async fn list_tools(
        &self,
        _page: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(self.listed.to_vec())
            .with_ttl_ms(LIST_LIFETIME_MS)
            .with_cache_scope(CacheScope::Public))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        // The specification's own example of a protocol error: -32602 “Unknown tool” (server/tools, “Error handling”).
        let Some(tool) = self.service.tools().iter().find(|tool| tool.name == request.name) else {
            return Err(ErrorData::invalid_params(format!("Unknown tool: {}", request.name), None));
        };
        let Some(caller) = self.caller(&request, &context) else {
            return Err(ErrorData::internal_error("The request reached the tools without a caller.", None));
        };
        let result = match self.answer(&caller, tool, request.arguments.unwrap_or_default()).await {
            Ok(answer) => success(answer),
            Err(error) => failure(&tool.name, &error),
        };
        Ok(result.into())
    }
}

fn listed(tool: &Tool) -> ListedTool {
    let hints = ToolAnnotations::from_raw(
        None,
        Some(tool.hints.read_only),
        Some(tool.hints.destructive),
        Some(tool.hints.idempotent),
        Some(tool.hints.open_world),
    );
    let listed = ListedTool::new(tool.name.clone(), tool.description.clone(), Arc::new(tool.input_schema.clone()))
        .with_title(&tool.title)
        .with_raw_output_schema(Arc::new(tool.output_schema.clone()))
        .with_annotations(hints);
    if !tool.honours_idempotency_key {
        return listed;
    }
    let mut meta = MetaObject::new();
    meta.0.insert(HONOURS_IDEMPOTENCY_KEY.to_owned(), Value::Bool(true));
    listed.with_meta(meta)
}

fn success(answer: Answer) -> CallToolResult {
    let mut result = CallToolResult::success(vec![ContentBlock::text(answer.text)]);
    result.structured_content = Some(Value::Object(answer.structured));
    result
}

fn failure(tool: &str, error: &ToolError) -> CallToolResult {
    tracing::info!(tool, code = error.code, retriable = error.retriable, "a tool call failed");
    let text = format!("{}. {}", error.message.trim_end_matches('.'), error.remedy);
    let mut result = CallToolResult::error(vec![ContentBlock::text(text.trim_end())]);
    result.structured_content = serde_json::to_value(error).ok();
    result
}

fn out_of_time(tool: &Tool, limit: Duration) -> ToolError {
    let harmless = tool.hints.read_only || tool.honours_idempotency_key;
    let remedy =
        if harmless { "Ask for less, or try again." } else { "Check whether it took effect before trying again." };
    let mut error = ToolError::new(
        "timed_out",
        format!("{} did not finish within {} seconds.", tool.title, limit.as_secs_f32()),
        remedy,
    );
    error.retriable = harmless;
    error
}

fn too_large(answer: &Answer) -> ToolError {
    let kilobytes = answer.bytes() / 1000;
    ToolError::new(
        "result_too_large",
        format!("The answer has {kilobytes} kB, more than the {} kB that fit.", HARD_LIMIT / 1000),
        "Narrow the question: a shorter range, a filter, a smaller limit.",
    )
}
