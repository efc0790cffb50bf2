//! Tools and a prompt that need something of the client first, as the 2026-07-28 revision has it: the answer says what is
//! required, and the client calls again with it (SEP-2322).

use jsonwebtoken::{Algorithm, Header, Validation};
use rmcp::RoleServer;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ErrorData, GetPromptRequestParams, GetPromptResponse,
    InputRequiredResult, InputResponses,
};
use rmcp::service::RequestContext;
use serde_json::{Value, json};

use crate::handler::{Fixture, complete, read};

/// The tools.
pub(crate) const TOOLS: &[&str] = &[
    "test_input_required_result_elicitation",
    "test_input_required_result_sampling",
    "test_input_required_result_list_roots",
    "test_input_required_result_request_state",
    "test_input_required_result_multiple_inputs",
    "test_input_required_result_multi_round",
    "test_input_required_result_tampered_state",
    "test_input_required_result_capabilities",
    "test_streaming_elicitation",
];

/// The prompt.
pub(crate) const PROMPT: &str = "test_input_required_result_prompt";

/// A round of such a tool.
pub(crate) fn tool(
    fixture: &Fixture,
    request: &CallToolRequestParams,
    context: &RequestContext<RoleServer>,
) -> Result<CallToolResponse, ErrorData> {
    let round = request.request_state.as_deref().map(|state| fixture.open(state)).transpose()?.unwrap_or(0);
    let has = |key: &str| answered(request.input_responses.as_ref(), key);
    let name = || elicitation("What is your name?", "name", "string");
    let confirm = || json!({"confirm": elicitation("Please confirm", "ok", "boolean")});
    let response = match &*request.name {
        "test_input_required_result_elicitation" | "test_streaming_elicitation" => match has("user_name") {
            Some(reply) => done(&format!("Hello, {}!", reply["content"]["name"].as_str().unwrap_or("you"))),
            None => required(&json!({"user_name": name()}), None),
        },
        "test_input_required_result_sampling" => match has("capital_question") {
            Some(reply) => done(&reply["content"]["text"].to_string()),
            None => required(&json!({"capital_question": sampling("What is the capital of France?")}), None),
        },
        "test_input_required_result_list_roots" => match has("client_roots") {
            Some(reply) => done(&reply["roots"].to_string()),
            None => required(&json!({"client_roots": {"method": "roots/list", "params": {}}}), None),
        },
        "test_input_required_result_request_state" | "test_input_required_result_tampered_state" => {
            match (has("confirm"), round) {
                (Some(_), 1) => done("state-ok"),
                _ => required(&confirm(), Some(fixture.seal(1))),
            }
        }
        "test_input_required_result_multiple_inputs" => {
            match (has("user_name"), has("greeting"), has("client_roots")) {
                (Some(_), Some(_), Some(_)) if round == 1 => done("All three came."),
                _ => {
                    let roots = json!({"method": "roots/list", "params": {}});
                    let all = json!({"user_name": name(), "greeting": sampling("Generate a greeting"), "client_roots": roots});
                    required(&all, Some(fixture.seal(1)))
                }
            }
        }
        "test_input_required_result_multi_round" => match round {
            1 if has("step1").is_some() => {
                let color = elicitation("Step 2: What is your favorite color?", "color", "string");
                required(&json!({"step2": color}), Some(fixture.seal(2)))
            }
            2 if has("step2").is_some() => done("Both steps are done."),
            _ => {
                let first = elicitation("Step 1: What is your name?", "name", "string");
                required(&json!({"step1": first}), Some(fixture.seal(1)))
            }
        },
        _ => {
            let can = context.client_capabilities().unwrap_or_default();
            let mut requests = json!({});
            if can.sampling.is_some() {
                requests["greeting"] = sampling("Generate a greeting");
            }
            if can.elicitation.is_some() {
                requests["user_name"] = name();
            }
            required(&requests, None)
        }
    };
    Ok(response)
}

/// A round of the prompt.
pub(crate) fn prompt(request: &GetPromptRequestParams) -> GetPromptResponse {
    let Some(reply) = answered(request.input_responses.as_ref(), "user_context") else {
        let asked = elicitation("What context should the prompt use?", "context", "string");
        return GetPromptResponse::InputRequired(input_required(&json!({"user_context": asked}), None));
    };
    let text = format!("Use this context: {}", reply["content"]["context"]);
    let message = json!({"role": "user", "content": {"type": "text", "text": text}});
    GetPromptResponse::Complete(complete(json!({ "messages": [message] })))
}

/// The client's reply under `key`, if it is one: every kind of reply is an object.
fn answered<'a>(responses: Option<&'a InputResponses>, key: &str) -> Option<&'a Value> {
    responses?.get(key).filter(|reply| reply.is_object())
}

fn elicitation(message: &str, field: &str, kind: &str) -> Value {
    let schema = json!({"type": "object", "properties": {field: {"type": kind}}, "required": [field]});
    json!({"method": "elicitation/create", "params": {"mode": "form", "message": message, "requestedSchema": schema}})
}

fn sampling(question: &str) -> Value {
    let message = json!({"role": "user", "content": {"type": "text", "text": question}});
    json!({"method": "sampling/createMessage", "params": {"messages": [message], "maxTokens": 100}})
}

fn required(requests: &Value, state: Option<String>) -> CallToolResponse {
    input_required(requests, state).into()
}

fn input_required(requests: &Value, state: Option<String>) -> InputRequiredResult {
    InputRequiredResult::new(Some(read(requests.clone())), state)
}

fn done(text: &str) -> CallToolResponse {
    complete::<CallToolResult>(json!({"content": [{"type": "text", "text": text}]})).into()
}

impl Fixture {
    /// The round, signed: the client carries it and must not change it.
    fn seal(&self, round: u64) -> String {
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &json!({ "round": round }), &self.signing)
            .expect("a number can be signed")
    }

    fn open(&self, state: &str) -> Result<u64, ErrorData> {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.required_spec_claims.clear();
        validation.validate_exp = false;
        jsonwebtoken::decode::<Value>(state, &self.checking, &validation)
            .ok()
            .and_then(|state| state.claims["round"].as_u64())
            .ok_or_else(|| ErrorData::invalid_params("requestState is not as it was given", None))
    }
}
