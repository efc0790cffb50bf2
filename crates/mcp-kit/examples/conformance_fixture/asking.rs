//! Tools that say or ask something before they answer: progress and log messages, and, of clients before 2026-07-28,
//! sampling and elicitation.
#![expect(deprecated, reason = "the revisions before 2026-07-28 have sampling and logging, and the suite tests them")]

use rmcp::RoleServer;
use rmcp::model::{CallToolRequestParams, ClientCapabilities, ClientResult, ErrorData, ServerRequest};
use rmcp::service::RequestContext;
use serde_json::{Value, json};

use crate::handler::read;

/// The tools that take no argument.
pub(crate) const TOOLS: &[&str] = &[
    "test_tool_with_logging",
    "test_logging_tool",
    "test_tool_with_progress",
    "test_missing_capability",
    "test_elicitation_sep1034_defaults",
    "test_elicitation_sep1330_enums",
];

/// The text such a tool answers.
pub(crate) async fn tool(
    name: &str,
    request: CallToolRequestParams,
    context: &RequestContext<RoleServer>,
) -> Result<String, ErrorData> {
    let arguments = request.arguments.unwrap_or_default();
    let argument = |name: &str| arguments.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    match name {
        "test_tool_with_logging" => {
            for told in ["Tool execution started", "Tool processing data", "Tool execution completed"] {
                let message = read(json!({"level": "info", "data": told}));
                context.peer.notify_logging_message(message).await.map_err(lost)?;
            }
            Ok("It logged three messages.".to_owned())
        }
        // This client has asked for no log messages, so there are none.
        "test_logging_tool" => Ok("It logged nothing.".to_owned()),
        "test_tool_with_progress" => {
            if let Some(token) = context.meta.get_progress_token() {
                for progress in [0, 50, 100] {
                    let told = read(json!({"progressToken": token, "progress": progress, "total": 100}));
                    context.peer.notify_progress(told).await.map_err(lost)?;
                }
            }
            Ok("It went on to the end.".to_owned())
        }
        "test_missing_capability" => {
            let able = context.client_capabilities().is_some_and(|capabilities| capabilities.sampling.is_some());
            let sampling: ClientCapabilities = read(json!({"sampling": {}}));
            if able {
                Ok("The client can sample.".to_owned())
            } else {
                Err(ErrorData::missing_required_client_capability(sampling))
            }
        }
        "test_sampling" => {
            let message = json!({"role": "user", "content": {"type": "text", "text": argument("prompt")}});
            let asked =
                json!({"method": "sampling/createMessage", "params": {"messages": [message], "maxTokens": 100}});
            ask(context, ServerRequest::CreateMessageRequest(read(asked)))
                .await
                .map(|reply| format!("LLM response: {reply}"))
        }
        "test_elicitation" => {
            let properties = json!({
                "username": {"type": "string", "description": "User's response"},
                "email": {"type": "string", "description": "User's email address"},
            });
            let schema = json!({"type": "object", "properties": properties, "required": ["username", "email"]});
            elicit(context, &argument("message"), schema).await.map(|reply| format!("User response: {reply}"))
        }
        "test_elicitation_sep1034_defaults" => {
            let schema = json!({"type": "object", "properties": {
                "name": {"type": "string", "default": "John Doe"},
                "age": {"type": "integer", "default": 30},
                "score": {"type": "number", "default": 95.5},
                "status": {"type": "string", "enum": ["active", "inactive", "pending"], "default": "active"},
                "verified": {"type": "boolean", "default": true},
            }});
            elicit(context, "All of these have defaults", schema)
                .await
                .map(|reply| format!("Elicitation completed: {reply}"))
        }
        "test_elicitation_sep1330_enums" => {
            elicit(context, "Choose", enum_schema()).await.map(|reply| format!("Elicitation completed: {reply}"))
        }
        _ => Err(ErrorData::invalid_params(format!("Unknown tool: {name}"), None)),
    }
}

/// Each of the five ways to offer a choice (SEP-1330).
fn enum_schema() -> Value {
    let titled = |values: [&str; 3]| {
        values.map(|value| json!({"const": value, "title": format!("Title of {value}")})).into_iter().collect::<Value>()
    };
    json!({"type": "object", "properties": {
        "untitledSingle": {"type": "string", "enum": ["option1", "option2", "option3"]},
        "titledSingle": {"type": "string", "oneOf": titled(["value1", "value2", "value3"])},
        "legacyEnum": {"type": "string", "enum": ["opt1", "opt2", "opt3"], "enumNames": ["Option One", "Option Two", "Option Three"]},
        "untitledMulti": {"type": "array", "items": {"type": "string", "enum": ["option1", "option2", "option3"]}},
        "titledMulti": {"type": "array", "items": {"anyOf": titled(["value1", "value2", "value3"])}},
    }})
}

async fn elicit(context: &RequestContext<RoleServer>, message: &str, schema: Value) -> Result<String, ErrorData> {
    let asked = json!({"method": "elicitation/create", "params": {"message": message, "requestedSchema": schema}});
    ask(context, ServerRequest::ElicitRequest(read(asked))).await
}

async fn ask(context: &RequestContext<RoleServer>, request: ServerRequest) -> Result<String, ErrorData> {
    let reply: ClientResult = context.peer.send_request(request).await.map_err(lost)?;
    Ok(serde_json::to_string(&reply).expect("a reply that was read can be written"))
}

fn lost(error: impl std::fmt::Display) -> ErrorData {
    ErrorData::internal_error(error.to_string(), None)
}
