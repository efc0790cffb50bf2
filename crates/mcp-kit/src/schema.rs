//! Small JSON schemas: a model pays for every byte of them at every turn.

use schemars::JsonSchema;
use schemars::generate::{Contract, SchemaSettings};
use serde_json::Value;

use crate::{JsonObject, Tool};

/// What the tools cost a model that is shown them, in bytes: names, descriptions and input schemas. Output schemas are for
/// programs and are not sent to models. About four bytes make a token; a service stays under 24,000 bytes (6k tokens).
pub fn schema_bytes(tools: &[Tool]) -> usize {
    tools
        .iter()
        .map(|tool| {
            let schema = serde_json::to_string(&tool.input_schema).expect("a JSON object serializes");
            tool.name.len() + tool.description.len() + schema.len()
        })
        .sum()
}

/// The schema of what a tool takes.
pub(crate) fn input<T: JsonSchema>() -> JsonObject {
    let mut schema = generate::<T>(Contract::Deserialize);
    trim(&mut schema, &accept_absence_only);
    schema
}

/// The schema of what a tool gives.
pub(crate) fn output<T: JsonSchema>() -> JsonObject {
    let mut schema = generate::<T>(Contract::Serialize);
    trim(&mut schema, &|_| ());
    schema
}

fn generate<T: JsonSchema>(contract: Contract) -> JsonObject {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.meta_schema = None;
        settings.inline_subschemas = true;
        settings.contract = contract;
    });
    let mut generator = settings.into_generator();
    let schema = generator.root_schema_for::<T>();
    let Value::Object(mut object) = schema.to_value() else {
        panic!("the schema of a tool's arguments or answer is a struct's")
    };
    // The type's own name and documentation say nothing that the tool's do not.
    object.remove("title");
    object.remove("description");
    // Both are required of a tool's schema, and a struct without fields has no properties.
    object.entry("type").or_insert_with(|| "object".into());
    object.entry("properties").or_insert_with(|| JsonObject::new().into());
    object
}

/// Removes what neither a model nor a validator needs, at every depth.
fn trim(schema: &mut JsonObject, also: &dyn Fn(&mut JsonObject)) {
    also(schema);
    // "uint32", "int64", "double": Rust's names of sizes. The formats that mean something stay ("date", "date-time").
    let sized = |format: &str| {
        format.starts_with("uint") || format.starts_with("int") || format == "double" || format == "float"
    };
    if schema.get("format").and_then(Value::as_str).is_some_and(sized) {
        schema.remove("format");
    }
    if schema.get("default").is_some_and(Value::is_null) {
        schema.remove("default");
    }
    for (keyword, value) in schema.iter_mut() {
        match (keyword.as_str(), value) {
            // Under these the keys are names of fields, and the values are schemas.
            ("properties" | "$defs" | "patternProperties", Value::Object(fields)) => {
                fields.values_mut().filter_map(Value::as_object_mut).for_each(|field| trim(field, also));
            }
            // What may stand in a field is data, not a schema.
            ("enum" | "const" | "default" | "examples" | "required" | "type", _) => {}
            (_, Value::Object(inner)) => trim(inner, also),
            (_, Value::Array(list)) => {
                list.iter_mut().filter_map(Value::as_object_mut).for_each(|inner| trim(inner, also));
            }
            _ => {}
        }
    }
}

/// An optional argument is left out, not set to null: `["string","null"]` becomes `"string"`.
/// (A null is still taken when it comes.)
fn accept_absence_only(schema: &mut JsonObject) {
    if let Some(Value::Array(kinds)) = schema.get_mut("type") {
        kinds.retain(|kind| kind != "null");
        if let [only] = kinds.as_slice() {
            let only = only.clone();
            schema.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(values)) = schema.get_mut("enum") {
        values.retain(|value| !value.is_null());
    }
    if let Some(Value::Array(choices)) = schema.get_mut("anyOf") {
        choices.retain(|choice| choice.get("type").is_none_or(|kind| kind != "null"));
        if let [Value::Object(only)] = choices.as_slice() {
            let only = only.clone();
            schema.remove("anyOf");
            for (keyword, value) in only {
                schema.entry(keyword).or_insert(value);
            }
        }
    }
}
