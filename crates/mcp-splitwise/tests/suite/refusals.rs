use clock::Clock;
use serde_json::json;
use tool_caller::ToolCaller;

use crate::{NOW, splitwise};

#[tokio::test]
async fn the_listing() {
    insta::assert_snapshot!(splitwise().await.looking_tools().await.join(" "), @"splitwise_get_current_user splitwise_get_balances splitwise_get_friends splitwise_get_groups splitwise_get_group splitwise_get_expenses splitwise_get_expense splitwise_get_categories");
}

#[test]
fn the_tools_cost_a_model_little() {
    let service = mcp_splitwise::service(Clock::system());
    let bytes = mcp_kit::schema_bytes(service.tools());
    assert!(bytes < 24_000, "{bytes} bytes");
}

#[tokio::test]
async fn without_the_household_it_is_not_connected() {
    let clock = Clock::fixed(NOW.parse().unwrap());
    let splitwise = ToolCaller::start(mcp_splitwise::service(clock), false).await;
    let refused = splitwise.call("splitwise_get_balances", json!({})).await;
    assert_eq!(refused.code(), "credential_missing");
    insta::assert_snapshot!(refused.text, @"Splitwise is not connected. Ask the user to connect Splitwise in the settings, or to switch on the demo household.");
}

#[tokio::test]
async fn usual_answers_are_short() {
    let splitwise = splitwise().await;
    for tool in ["splitwise_get_expenses", "splitwise_get_balances", "splitwise_get_friends", "splitwise_get_groups"] {
        let answer = splitwise.call(tool, json!({})).await;
        assert!(answer.bytes() <= 4_096, "{tool}: {} bytes", answer.bytes());
        assert_eq!(answer.structured["sandbox"], true);
        assert!(answer.text.starts_with("[demo data] "));
    }
}

#[tokio::test]
async fn arguments_that_do_not_fit() {
    let splitwise = splitwise().await;
    let cases = [
        ("splitwise_get_group", json!({"group_id": 7})),
        ("splitwise_get_expense", json!({"expense_id": 7})),
        ("splitwise_get_expenses", json!({"friend_id": 7})),
        ("splitwise_get_expenses", json!({"friend_id": 52_100_014, "group_id": 71_200_001})),
        ("splitwise_get_expenses", json!({"limit": 101})),
        ("splitwise_get_expenses", json!({"dated_after": "yesterday"})),
        ("splitwise_get_expense", json!({"expense_id": "7"})),
        ("splitwise_get_balances", json!({"friend": "Marc"})),
    ];
    let mut told = Vec::new();
    for (tool, arguments) in cases {
        let refused = splitwise.call(tool, arguments).await;
        told.push(format!("{}: {}", refused.code(), refused.structured["message"].as_str().unwrap()));
    }
    insta::assert_snapshot!(told.join("\n"), @r#"
    not_found: There is no group 7.
    not_found: There is no expense 7.
    not_found: There is no friend 7.
    invalid_argument: friend_id: give either group_id or friend_id
    invalid_argument: limit: 101 is not between 1 and 100
    invalid_argument: dated_after: “yesterday” is not a date; write YYYY-MM-DD, for example 2026-11-22
    invalid_argument: expense_id: got string "7", expected a whole number, not negative
    invalid_argument: friend: is not an argument of this tool; there are no fields
    "#);
}
