//! Schemas and arguments: small, whole, and free of what no model reads.

use insta::assert_json_snapshot;
use mcp_kit::{JsonObject, arguments};
use mcp_kit::{Service, schema_bytes};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::probe::{Echo, Probe};

#[test]
fn an_input_schema_is_inlined_and_says_optional_by_absence() {
    let probe = Probe::new();
    assert_json_snapshot!(probe.tools()[0].input_schema, @r#"
    {
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "text": {
          "type": "string",
          "description": "What to say back."
        },
        "volume": {
          "type": "string",
          "enum": [
            "soft",
            "loud"
          ],
          "description": "How loud."
        },
        "times": {
          "type": "integer",
          "description": "How often, 1 to 3.",
          "minimum": 0,
          "maximum": 255
        },
        "listeners": {
          "type": "array",
          "items": {
            "type": "object",
            "properties": {
              "name": {
                "type": "string"
              }
            },
            "required": [
              "name"
            ]
          },
          "description": "Who listens."
        }
      },
      "required": [
        "text"
      ]
    }
    "#);
}

#[test]
fn an_output_schema_says_what_is_always_there() {
    let probe = Probe::new();
    assert_json_snapshot!(probe.tools()[0].output_schema, @r#"
    {
      "type": "object",
      "properties": {
        "said": {
          "type": "string"
        },
        "listeners": {
          "type": "integer",
          "minimum": 0
        },
        "note": {
          "type": [
            "string",
            "null"
          ]
        }
      },
      "required": [
        "said",
        "listeners",
        "note"
      ]
    }
    "#);
}

#[test]
fn a_tool_without_arguments_has_a_schema_of_an_object() {
    let probe = Probe::new();
    assert_eq!(json!(probe.tools()[1].input_schema), json!({"type": "object", "properties": {}}));
}

#[test]
fn the_cost_of_the_tools_can_be_measured() {
    let probe = Probe::new();
    let bytes = schema_bytes(probe.tools());
    assert!((500..2_000).contains(&bytes), "{bytes}");
}

/// Any JSON, some of it with the names that the tool knows.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
    ];
    let name = prop_oneof!["text", "volume", "times", "listeners", "name", "\\PC{0,8}"];
    leaf.prop_recursive(3, 24, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name.clone(), inner), 0..4).prop_map(|fields| fields.into_iter().collect()),
        ]
    })
}

proptest! {
    #[test]
    fn whatever_comes_is_read_or_refused_with_a_reason(fields in prop::collection::vec(("text|volume|times|listeners|x", any_json()), 0..5)) {
        let given: JsonObject = fields.into_iter().collect();
        if let Err(error) = arguments::<Echo>(given) {
            prop_assert_eq!(&error.code, "invalid_argument");
            let field = error.field.unwrap_or_default();
            prop_assert!(!field.is_empty() && error.message.len() > field.len(), "{}", error.message);
        }
    }
}
