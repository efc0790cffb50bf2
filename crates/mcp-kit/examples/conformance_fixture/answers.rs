//! What is answered without asking anyone: the suite's descriptions name each text, address and kind.

use serde_json::{Value, json};

/// The smallest PNG: one transparent pixel.
const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgAAIAAAUAAXpeqz8AAAAASUVORK5CYII=";

/// A WAV file of no samples.
const WAV: &str = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA=";

/// The tools that answer at once.
pub(crate) const TOOLS: &[&str] = &[
    "test_simple_text",
    "test_image_content",
    "test_audio_content",
    "test_embedded_resource",
    "test_multiple_content_types",
    "test_error_handling",
];

/// The result of such a tool.
pub(crate) fn tool(name: &str) -> Option<Value> {
    let image = json!({"type": "image", "data": PNG, "mimeType": "image/png"});
    let resource = |uri: &str, kind: &str, text: &str| json!({"type": "resource", "resource": {"uri": uri, "mimeType": kind, "text": text}});
    let content = match name {
        "test_simple_text" => json!([text("This is a simple text response for testing.")]),
        "test_image_content" => json!([image]),
        "test_audio_content" => json!([{"type": "audio", "data": WAV, "mimeType": "audio/wav"}]),
        "test_embedded_resource" => {
            json!([resource("test://embedded-resource", "text/plain", "This is an embedded resource content.")])
        }
        "test_multiple_content_types" => json!([
            text("Multiple content types test:"),
            image,
            resource("test://mixed-content-resource", "application/json", r#"{"test":"data","value":123}"#),
        ]),
        "test_error_handling" => {
            let told = text("This tool intentionally returns an error for testing");
            return Some(json!({"content": [told], "isError": true}));
        }
        _ => return None,
    };
    Some(json!({ "content": content }))
}

/// The list of prompts.
pub(crate) fn prompts() -> Value {
    let wants = |names: &[&str]| {
        let wanted = |name: &&str| json!({"name": name, "description": "For testing", "required": true});
        names.iter().map(wanted).collect::<Value>()
    };
    json!({"prompts": [
        {"name": "test_simple_prompt", "description": "No arguments"},
        {"name": "test_prompt_with_arguments", "description": "Two arguments", "arguments": wants(&["arg1", "arg2"])},
        {"name": "test_prompt_with_embedded_resource", "description": "A resource", "arguments": wants(&["resourceUri"])},
        {"name": "test_prompt_with_image", "description": "An image"},
        {"name": crate::input_required::PROMPT, "description": "Asks first"},
    ]})
}

/// The messages of a prompt.
pub(crate) fn prompt(name: &str, arguments: &Value) -> Option<Value> {
    let given = |name: &str| arguments[name].as_str().unwrap_or_default().to_owned();
    let user = |content: Value| json!({"role": "user", "content": content});
    let messages = match name {
        "test_simple_prompt" => json!([user(text("This is a simple prompt for testing."))]),
        "test_prompt_with_arguments" => {
            let said = format!("Prompt with arguments: arg1='{}', arg2='{}'", given("arg1"), given("arg2"));
            json!([user(text(&said))])
        }
        "test_prompt_with_embedded_resource" => {
            let told = "Embedded resource content for testing.";
            let resource = json!({"uri": given("resourceUri"), "mimeType": "text/plain", "text": told});
            json!([
                user(json!({"type": "resource", "resource": resource})),
                user(text("Please process the embedded resource above.")),
            ])
        }
        "test_prompt_with_image" => json!([
            user(json!({"type": "image", "data": PNG, "mimeType": "image/png"})),
            user(text("Please analyze the image above.")),
        ]),
        _ => return None,
    };
    Some(messages)
}

/// The list of resources.
pub(crate) fn resources() -> Value {
    json!({"resources": [
        {"uri": "test://static-text", "name": "Static text", "mimeType": "text/plain"},
        {"uri": "test://static-binary", "name": "Static binary", "mimeType": "image/png"},
        {"uri": "test://watched-resource", "name": "Watched resource", "mimeType": "text/plain"},
    ]})
}

/// The list of templates.
pub(crate) fn resource_templates() -> Value {
    let template = "test://template/{id}/data";
    json!({"resourceTemplates": [{"uriTemplate": template, "name": "Template", "mimeType": "application/json"}]})
}

/// The contents of a resource.
pub(crate) fn resource(uri: &str) -> Option<Value> {
    let contents = match uri {
        "test://static-text" => {
            json!({"mimeType": "text/plain", "text": "This is the content of the static text resource."})
        }
        "test://static-binary" => json!({"mimeType": "image/png", "blob": PNG}),
        "test://watched-resource" => json!({"mimeType": "text/plain", "text": "Watched resource content"}),
        _ => {
            let id = uri.strip_prefix("test://template/")?.strip_suffix("/data")?;
            let data = json!({"id": id, "templateTest": true, "data": format!("Data for ID: {id}")});
            json!({"mimeType": "application/json", "text": data.to_string()})
        }
    };
    let mut contents = contents;
    contents["uri"] = uri.into();
    Some(contents)
}

fn text(text: &str) -> Value {
    json!({"type": "text", "text": text})
}
