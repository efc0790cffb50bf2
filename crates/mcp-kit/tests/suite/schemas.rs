//! Schemas: small, whole, and free of what no model reads.

use insta::assert_json_snapshot;
use mcp_kit::{Service, schema_bytes};
use serde_json::json;

use crate::probe::Probe;

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
