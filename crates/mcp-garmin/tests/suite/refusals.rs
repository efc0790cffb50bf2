use clock::Clock;
use serde_json::json;
use tool_caller::ToolCaller;

use crate::{NOW, at, garmin};

#[tokio::test]
async fn the_listing() {
    insta::assert_snapshot!(garmin().await.looking_tools().await.join(" "), @"get_activities_by_date get_activity get_activity_splits get_activity_hr_in_timezones get_user_summary get_sleep_data get_sleep_summary get_body_battery_events get_hrv_data get_daily_briefing get_training_readiness get_personal_record");
}

#[test]
fn the_tools_cost_a_model_little() {
    let service = mcp_garmin::service(Clock::system());
    let bytes = mcp_kit::schema_bytes(service.tools());
    assert!(bytes < 24_000, "{bytes} bytes");
}

#[tokio::test]
async fn without_the_household_it_is_not_connected() {
    let clock = Clock::fixed(NOW.parse().unwrap());
    let garmin = ToolCaller::start(mcp_garmin::service(clock), false).await;
    insta::assert_snapshot!(garmin.call("get_user_summary", json!({"date": "2026-11-19"})).await, @r#"
    error: Garmin is not connected. Ask the user to connect Garmin in the settings, or to switch on the demo household.
    {
      "code": "credential_missing",
      "message": "Garmin is not connected.",
      "retriable": false,
      "remedy": "Ask the user to connect Garmin in the settings, or to switch on the demo household."
    }
    "#);
}

#[tokio::test]
async fn usual_answers_are_short() {
    let garmin = garmin().await;
    for (tool, arguments) in [
        ("get_activities_by_date", json!({"start_date": "2026-09-01", "end_date": "2026-11-19"})),
        ("get_sleep_summary", json!({"start_date": "2026-11-06", "end_date": "2026-11-19"})),
        ("get_daily_briefing", json!({"date": "2026-11-19"})),
    ] {
        let answer = garmin.call(tool, arguments).await;
        let structured = answer.structured.to_string().len();
        assert!(structured <= 4_096, "{tool}: {structured} bytes");
        assert_eq!(answer.structured["sandbox"], true);
        assert!(answer.text.starts_with("[demo data] "));
    }
}

#[tokio::test]
async fn a_day_to_come_has_no_data_yet() {
    let garmin = garmin().await;
    for tool in ["get_user_summary", "get_sleep_data", "get_hrv_data", "get_body_battery_events", "get_daily_briefing"]
    {
        assert_eq!(garmin.call(tool, json!({"date": "2026-11-20"})).await.code(), "no_data_yet", "{tool}");
    }
    insta::assert_snapshot!(garmin.call("get_user_summary", json!({"date": "2026-11-20"})).await.text, @"There is no day summary for 2026-11-20 yet: today is 2026-11-19. Ask again when that day has come, or ask for an earlier one.");
}

#[tokio::test]
async fn a_night_that_is_not_over_has_no_data_yet() {
    let sleep = at("2026-11-19T03:00:00Z").await.call("get_sleep_data", json!({"date": "2026-11-19"})).await;
    assert_eq!(sleep.code(), "no_data_yet");
}

#[tokio::test]
async fn a_day_before_the_records_has_no_data() {
    let summary = garmin().await.call("get_user_summary", json!({"date": "2026-01-01"})).await;
    assert_eq!(summary.code(), "no_data");
    insta::assert_snapshot!(summary.text, @"There is no day summary for 2026-01-01: the records begin on 2026-08-22. Ask for a later day.");
}

#[tokio::test]
async fn arguments_that_do_not_fit() {
    let garmin = garmin().await;
    let cases = [
        ("get_user_summary", json!({"date": "19.11.2026"})),
        ("get_user_summary", json!({"date": "2026-02-30"})),
        ("get_user_summary", json!({})),
        ("get_user_summary", json!({"date": "2026-11-19", "user": "x"})),
        ("get_activities_by_date", json!({"start_date": "2026-11-19", "end_date": "2026-11-18"})),
        ("get_activities_by_date", json!({"start_date": "2026-01-01", "end_date": "2026-11-18"})),
        ("get_activities_by_date", json!({"start_date": "2026-11-01", "end_date": "2026-11-18", "limit": 0})),
        ("get_activities_by_date", json!({"start_date": "2026-11-01", "end_date": "2026-11-18", "cursor": "x"})),
        (
            "get_activities_by_date",
            json!({"start_date": "2026-11-01", "end_date": "2026-11-18", "activity_type": "chess"}),
        ),
        ("get_sleep_summary", json!({"start_date": "2026-10-01", "end_date": "2026-11-18"})),
    ];
    let mut told = Vec::new();
    for (tool, arguments) in cases {
        let refused = garmin.call(tool, arguments).await;
        assert_eq!(refused.code(), "invalid_argument");
        told.push(refused.structured["message"].as_str().unwrap().to_owned());
    }
    insta::assert_snapshot!(told.join("\n"), @"
    date: “19.11.2026” is not a date; write YYYY-MM-DD, for example 2026-11-22
    date: “2026-02-30” is not a date; write YYYY-MM-DD, for example 2026-11-22
    date: is required
    user: is not an argument of this tool; expected `date`
    end_date: 2026-11-18 lies before start_date 2026-11-19
    end_date: the range has 322 days; ask for at most 92 at once
    limit: 0 is not between 1 and 50
    cursor: it is not the next_cursor of an answer to this question
    activity_type: “chess” is not valid; expected one of `running`, `fitness_equipment`, `cycling`, `swimming`, `walking`, `hiking`, `other`
    end_date: the range has 49 days; ask for at most 28 at once
    ");
}

#[tokio::test]
async fn an_unknown_activity() {
    let unknown = garmin().await.call("get_activity", json!({"activity_id": 1})).await;
    insta::assert_snapshot!(unknown, @r#"
    error: There is no activity 1. Search or list first, then use an id from the result.
    {
      "code": "not_found",
      "message": "There is no activity 1.",
      "retriable": false,
      "remedy": "Search or list first, then use an id from the result."
    }
    "#);
}
