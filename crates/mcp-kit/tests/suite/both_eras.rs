//! The same service to a client of 2026-07-28, whose requests stand alone, and to one of 2025-11-25, which says hello first.

use insta::assert_json_snapshot;
use reqwest::StatusCode;
use serde_json::json;

use crate::probe::Served;

#[tokio::test]
async fn a_client_of_2026_discovers_lists_and_calls() {
    let probe = Served::local().await;
    let (status, discovered) = probe.reply(probe.request("server/discover", json!({}))).await;
    assert_eq!(status, StatusCode::OK, "{discovered}");
    assert_json_snapshot!(discovered["result"], @r#"
    {
      "resultType": "complete",
      "supportedVersions": [
        "2024-11-05",
        "2025-03-26",
        "2025-06-18",
        "2025-11-25",
        "2026-07-28"
      ],
      "capabilities": {
        "tools": {}
      },
      "instructions": "Use it to probe.",
      "ttlMs": 0,
      "cacheScope": "private",
      "_meta": {
        "io.modelcontextprotocol/serverInfo": {
          "name": "probe",
          "title": "Probe",
          "version": "1.2.3"
        }
      }
    }
    "#);

    let (_, listed) = probe.reply(probe.request("tools/list", json!({}))).await;
    assert_eq!(listed["result"]["ttlMs"], 300_000);
    assert_eq!(listed["result"]["cacheScope"], "public");
    assert_eq!(listed["result"]["resultType"], "complete");
    let names: Vec<_> = listed["result"]["tools"].as_array().unwrap().iter().map(|tool| tool["name"].clone()).collect();
    assert_eq!(
        json!(names),
        json!(["echo", "who_is_it", "much", "panic", "linger", "linger_writing", "remember", "send"])
    );

    let answer = probe.call("echo", json!({"text": "hello"})).await;
    assert_json_snapshot!(answer, @r#"
    {
      "resultType": "complete",
      "content": [
        {
          "type": "text",
          "text": "hello"
        }
      ],
      "structuredContent": {
        "said": "hello",
        "listeners": 0,
        "note": null
      },
      "isError": false
    }
    "#);
}

#[tokio::test]
async fn a_client_of_2025_says_hello_lists_and_calls() {
    let probe = Served::local().await;
    let hello =
        json!({"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "old", "version": "1"}});
    let (status, greeted) = probe.reply(probe.bare("initialize", &hello)).await;
    assert_eq!(status, StatusCode::OK, "{greeted}");
    assert_json_snapshot!(greeted["result"], @r#"
    {
      "protocolVersion": "2025-11-25",
      "capabilities": {
        "tools": {}
      },
      "serverInfo": {
        "name": "probe",
        "title": "Probe",
        "version": "1.2.3"
      },
      "instructions": "Use it to probe."
    }
    "#);

    let initialized = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
    let noted = probe.http.post(format!("{}/mcp", probe.url)).header("Accept", "application/json, text/event-stream");
    assert_eq!(noted.json(&initialized).send().await.unwrap().status(), StatusCode::ACCEPTED);

    let (_, listed) = probe.reply(probe.old_request("tools/list", &json!({}))).await;
    assert_eq!(listed["result"]["tools"].as_array().unwrap().len(), 8);
    assert!(listed["result"].get("resultType").is_none(), "the older revision has no such field");

    let call = json!({"name": "echo", "arguments": {"text": "hello"}});
    let (_, answer) = probe.reply(probe.old_request("tools/call", &call)).await;
    assert_json_snapshot!(answer["result"], @r#"
    {
      "content": [
        {
          "type": "text",
          "text": "hello"
        }
      ],
      "structuredContent": {
        "said": "hello",
        "listeners": 0,
        "note": null
      },
      "isError": false
    }
    "#);
}

#[tokio::test]
async fn the_list_is_the_same_bytes_each_time() {
    let probe = Served::local().await;
    let list = async || probe.request("tools/list", json!({})).send().await.unwrap().bytes().await.unwrap();
    assert_eq!(list().await, list().await);
}

#[tokio::test]
async fn a_tool_is_listed_with_its_schemas_and_hints() {
    let probe = Served::local().await;
    let (_, listed) = probe.reply(probe.request("tools/list", json!({}))).await;
    assert_json_snapshot!(listed["result"]["tools"][0], @r#"
    {
      "name": "echo",
      "title": "Echo",
      "description": "Says it back.",
      "inputSchema": {
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
      },
      "outputSchema": {
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
      },
      "annotations": {
        "readOnlyHint": true,
        "destructiveHint": false,
        "idempotentHint": true,
        "openWorldHint": false
      }
    }
    "#);
    assert_json_snapshot!(listed["result"]["tools"][5]["annotations"], @r#"
    {
      "readOnlyHint": false,
      "destructiveHint": true,
      "idempotentHint": false,
      "openWorldHint": false
    }
    "#);
    assert_json_snapshot!(listed["result"]["tools"][6]["_meta"], @r#"
    {
      "assistant/honours-idempotency-key": true
    }
    "#);
}

#[tokio::test]
async fn headers_must_say_what_the_body_says() {
    let probe = Served::local().await;
    let request = probe.request("tools/call", json!({"name": "echo", "arguments": {"text": "hi"}}));
    let mut request = request.build().unwrap();
    request.headers_mut().insert("Mcp-Name", "who_is_it".parse().unwrap());
    let response = probe.http.execute(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    let body: serde_json::Value = response.json().await.unwrap();
    assert_eq!(body["error"]["code"], -32020);
}

#[tokio::test]
async fn an_unknown_revision_is_refused_with_those_that_are_known() {
    let probe = Served::local().await;
    let params = json!({"_meta": {
        "io.modelcontextprotocol/protocolVersion": "2099-01-01",
        "io.modelcontextprotocol/clientCapabilities": {},
    }});
    let request = probe
        .bare("tools/list", &params)
        .header("MCP-Protocol-Version", "2099-01-01")
        .header("Mcp-Method", "tools/list");
    let (status, body) = probe.reply(request).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(body["error"]["code"], -32022);
    assert!(body["error"]["data"]["supported"].as_array().unwrap().contains(&json!("2026-07-28")), "{body}");
}
