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
        let (given, expected) = rest.rsplit_once(", expected ").unwrap_or((rest, "something else"));
        return format!("got {given}, expected {}", in_words(expected));
    }
    reason.to_owned()
}

/// Serde names Rust's types.
fn in_words(expected: &str) -> &str {
    match expected {
        "u8" => "a whole number from 0 to 255",
        "u16" => "a whole number from 0 to 65535",
        "u32" | "u64" | "usize" => "a whole number, not negative",
        "i8" | "i16" | "i32" | "i64" | "isize" => "a whole number",
        "f32" | "f64" => "a number",
        "a sequence" => "a list",
        "a map" => "an object",
        other => other.strip_prefix("struct ").map_or(other, |_| "an object"),
    }
}
