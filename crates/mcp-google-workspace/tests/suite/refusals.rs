use clock::Clock;
use serde_json::json;
use tool_caller::ToolCaller;

use crate::{NOW, workspace};

#[tokio::test]
async fn the_listing() {
    insta::assert_snapshot!(workspace().await.looking_tools().await.join(" "), @"search_emails get_email_content list_calendars list_events get_event list_tasklists list_tasks get_sheet_values");
}

#[test]
fn the_tools_cost_a_model_little() {
    let service = mcp_google_workspace::service(Clock::system());
    let bytes = mcp_kit::schema_bytes(service.tools());
    assert!(bytes < 24_000, "{bytes} bytes");
}

#[tokio::test]
async fn without_the_household_it_is_not_connected() {
    let clock = Clock::fixed(NOW.parse().unwrap());
    let workspace = ToolCaller::start(mcp_google_workspace::service(clock), false).await;
    let refused = workspace.call("search_emails", json!({})).await;
    assert_eq!(refused.code(), "credential_missing");
    insta::assert_snapshot!(refused.text, @"Google Workspace is not connected. Ask the user to connect Google Workspace in the settings, or to switch on the demo household.");
}

#[tokio::test]
async fn usual_answers_are_short() {
    let workspace = workspace().await;
    let cases = [
        ("search_emails", json!({})),
        ("list_events", json!({"start_date": "2026-11-01", "end_date": "2026-11-30"})),
        ("list_tasks", json!({"show_completed": true})),
        ("get_sheet_values", json!({"spreadsheet_id": "household-budget", "range": "Months"})),
    ];
    for (tool, arguments) in cases {
        let answer = workspace.call(tool, arguments).await;
        let structured = answer.structured.to_string().len();
        assert!(structured <= 4_096, "{tool}: {structured} bytes");
        assert_eq!(answer.structured["sandbox"], true);
        assert!(answer.text.starts_with("[demo data] "));
    }
}

#[tokio::test]
async fn arguments_that_do_not_fit() {
    let workspace = workspace().await;
    let cases = [
        ("search_emails", json!({"start_date": "2026-11-19", "end_date": "2026-11-19"})),
        ("search_emails", json!({"query": "in:spam money"})),
        ("search_emails", json!({"max_results": 51})),
        ("get_email_content", json!({"email_id": "0000000000000000"})),
        ("list_events", json!({"start_date": "2026-11-19"})),
        ("list_events", json!({"start_date": "2026-11-19T10:00:00", "end_date": "2026-11-20"})),
        ("list_events", json!({"start_date": "2026-11-19", "end_date": "2026-11-20", "calendar_id": "nobody"})),
        ("get_event", json!({"event_id": "hv0"})),
        ("list_tasks", json!({"tasklist_id": "nobody"})),
        ("get_sheet_values", json!({"spreadsheet_id": "secret", "range": "A1"})),
    ];
    let mut told = Vec::new();
    for (tool, arguments) in cases {
        let refused = workspace.call(tool, arguments).await;
        told.push(format!("{}: {}", refused.code(), refused.structured["message"].as_str().unwrap()));
    }
    insta::assert_snapshot!(told.join("\n"), @"
    invalid_argument: end_date: 2026-11-19 is not after start_date 2026-11-19; the end is not included
    invalid_argument: query: the operator in: is not known here; use the other arguments
    invalid_argument: max_results: 51 is not between 1 and 50
    not_found: There is no mail 0000000000000000.
    invalid_argument: end_date: is required
    invalid_argument: start_date: “2026-11-19T10:00:00” is not a date; write YYYY-MM-DD, for example 2026-11-22
    not_found: There is no calendar nobody.
    not_found: There is no event hv0.
    not_found: There is no task list nobody.
    not_found: There is no spreadsheet secret; there is household-budget.
    ");
}
