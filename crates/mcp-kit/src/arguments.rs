//! Reading a call's arguments.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{JsonObject, ToolError};

/// Reads a call's arguments into the struct whose schema was listed. An argument that does not fit is told by its path, the
/// reason and what would be valid.
pub fn arguments<T: DeserializeOwned>(arguments: JsonObject) -> Result<T, ToolError> {
    serde_path_to_error::deserialize(Value::Object(arguments)).map_err(|error| {
        let path = error.path().to_string();
        let reason = error.inner().to_string();
        ToolError::invalid_argument(&field(&path, &reason), sentence(&reason))
    })
}

/// The path of the argument that is wrong. For one that is missing or unknown, serde names it in the reason only.
fn field(path: &str, reason: &str) -> String {
    let parent = if path == "." { "" } else { path };
    let named = ["missing field `", "unknown field `"].iter().find_map(|start| reason.strip_prefix(start));
    match named.and_then(|rest| rest.split('`').next()) {
        // An unknown field is already the last part of the path.
        Some(name) if parent == name || parent.ends_with(&format!(".{name}")) => parent.to_owned(),
        Some(name) if parent.is_empty() => name.to_owned(),
        Some(name) => format!("{parent}.{name}"),
        None => parent.to_owned(),
    }
}

/// The reason in words that need no Rust.
fn sentence(reason: &str) -> String {
    if reason.starts_with("missing field") {
        return "is required".to_owned();
    }
    if let Some(rest) = reason.strip_prefix("unknown field `") {
        let valid = rest.split_once("`, ").map_or("", |(_, valid)| valid);
        return format!("is not an argument of this tool; {valid}");
    }
    if let Some(rest) = reason.strip_prefix("unknown variant `") {
        return rest.split_once("`, ").map_or_else(
            || "is not one of the valid values".to_owned(),
            |(given, valid)| format!("“{given}” is not valid; {valid}"),
        );
    }
    if let Some(rest) = reason.strip_prefix("invalid type: ").or_else(|| reason.strip_prefix("invalid value: ")) {
        return format!("got {rest}");
    }
    reason.to_owned()
}
