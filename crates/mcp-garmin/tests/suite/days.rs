use serde_json::json;

use crate::{at, garmin};

#[tokio::test]
async fn a_day_that_goes_on() {
    let garmin = garmin().await;
    insta::assert_snapshot!(garmin.call("get_user_summary", json!({"date": "2026-11-19"})).await, @r#"
    [demo data] Thursday 2026-11-19 so far: 10279 steps of 9000, resting heart rate 53, stress 27, body battery 18 to 83, now 57.
    {
      "sandbox": true,
      "calendar_date": "2026-11-19",
      "weekday": "Thursday",
      "last_sync_at": "2026-11-19T13:00:00+01:00",
      "complete": false,
      "total_steps": 10279,
      "daily_step_goal": 9000,
      "active_kcal": 834,
      "resting_kcal": 755,
      "resting_hr": 53,
      "min_hr": 50,
      "max_hr": 172,
      "average_stress": 27,
      "max_stress": 87,
      "body_battery_highest": 83,
      "body_battery_lowest": 18,
      "body_battery_most_recent": 57,
      "floors_climbed": 6,
      "activities": 1
    }
    "#);
}

#[tokio::test]
async fn a_day_that_is_over_is_complete() {
    let asked = json!({"date": "2026-11-18"});
    let summary = garmin().await.call("get_user_summary", asked.clone()).await;
    assert_eq!(summary.structured["complete"], true);
    let later = at("2026-11-25T12:00:00Z").await.call("get_user_summary", asked).await;
    assert_eq!(summary.structured, later.structured);
}

#[tokio::test]
async fn todays_steps_only_grow() {
    let mut before = 0;
    for hour in 0..23 {
        let now = format!("2026-11-19T{hour:02}:30:00Z");
        let summary = at(&now).await.call("get_user_summary", json!({"date": "2026-11-19"})).await;
        let steps = summary.structured["total_steps"].as_u64().unwrap();
        assert!(steps >= before, "{steps} after {before} at {now}");
        before = steps;
    }
}

#[tokio::test]
async fn a_night() {
    let garmin = garmin().await;
    let night = garmin.call("get_sleep_data", json!({"date": "2026-11-19"})).await;
    insta::assert_snapshot!(night, @r#"
    [demo data] Night to Thu 2026-11-19: 6 h 24 asleep (23:55 to 06:25), score 71; deep 1 h 46, REM 1 h 20, awake 6 min
    {
      "sandbox": true,
      "calendar_date": "2026-11-19",
      "weekday": "Thursday",
      "start": "2026-11-18T23:55:00+01:00",
      "end": "2026-11-19T06:25:00+01:00",
      "sleep_score": 71,
      "asleep_s": 23040,
      "deep_s": 6360,
      "light_s": 11880,
      "rem_s": 4800,
      "awake_s": 360,
      "avg_hr": 54,
      "avg_respiration": 15,
      "avg_spo2": 97
    }
    "#);
    let full = garmin.call("get_sleep_data", json!({"date": "2026-11-19", "detail": "full"})).await;
    insta::assert_snapshot!(full.structured["stages"][0], @r#"{"stage":"light","start":"2026-11-18T23:55:00+01:00","end":"2026-11-19T00:18:00+01:00"}"#);
    assert!(night.bytes() < 800 && full.bytes() < 4_096);
}

#[tokio::test]
async fn a_week_of_nights() {
    let garmin = garmin().await;
    let week = garmin.call("get_sleep_summary", json!({"start_date": "2026-11-13", "end_date": "2026-11-19"})).await;
    insta::assert_snapshot!(week.text, @"
    [demo data] 7 nights, 7 h 07 asleep and score 78 on average.
    - Night to Fri 2026-11-13: 7 h 14 asleep (23:42 to 07:05), score 79; deep 1 h 59, REM 1 h 39, awake 9 min
    - Night to Sat 2026-11-14: 6 h 57 asleep (23:51 to 07:05), score 68; deep 2 h 00, REM 1 h 30, awake 17 min
    - Night to Sun 2026-11-15: 8 h 04 asleep (00:11 to 08:20), score 93; deep 2 h 04, REM 1 h 56, awake 5 min
    - Night to Mon 2026-11-16: 7 h 08 asleep (23:51 to 07:05), score 82; deep 1 h 58, REM 1 h 38, awake 6 min
    - Night to Tue 2026-11-17: 6 h 55 asleep (23:16 to 06:22), score 73; deep 1 h 56, REM 1 h 32, awake 11 min
    - Night to Wed 2026-11-18: 7 h 10 asleep (23:51 to 07:05), score 86; deep 1 h 57, REM 1 h 53, awake 4 min
    - Night to Thu 2026-11-19: 6 h 24 asleep (23:55 to 06:25), score 71; deep 1 h 46, REM 1 h 20, awake 6 min
    ");
}

#[tokio::test]
async fn the_body_battery() {
    let garmin = garmin().await;
    insta::assert_snapshot!(garmin.call("get_body_battery_events", json!({"date": "2026-11-18"})).await.text, @"
    [demo data] Body battery on 2026-11-18:
    - Tue 2026-11-17 23:51 sleep: +81
    ");
    let today = garmin.call("get_body_battery_events", json!({"date": "2026-11-19"})).await;
    insta::assert_snapshot!(today.structured["by_hour"], @"[18,28,39,50,61,72,83,73,70,67,65,62,59,57]");
}

#[tokio::test]
async fn heart_rate_variability() {
    let garmin = garmin().await;
    insta::assert_snapshot!(garmin.call("get_hrv_data", json!({"date": "2026-11-19"})).await, @r#"
    [demo data] HRV of the night to 2026-11-19: 59 ms; week 54 ms, usual 46 to 62 ms: balanced.
    {
      "sandbox": true,
      "calendar_date": "2026-11-19",
      "weekday": "Thursday",
      "last_night_avg_ms": 59,
      "last_night_5_min_high_ms": 81,
      "weekly_avg_ms": 54,
      "baseline_low_ms": 46,
      "baseline_high_ms": 62,
      "status": "BALANCED"
    }
    "#);
}

#[tokio::test]
async fn readiness() {
    let garmin = garmin().await;
    insta::assert_snapshot!(garmin.call("get_training_readiness", json!({"date": "2026-11-19"})).await.text, @"[demo data] Training readiness on 2026-11-19: 79 (high). Sleep score 71, 47 h since the last activity.");
}

#[tokio::test]
async fn a_briefing() {
    let garmin = garmin().await;
    let briefing = garmin.call("get_daily_briefing", json!({"date": "2026-11-19"})).await;
    insta::assert_snapshot!(briefing.text, @"[demo data] Thursday 2026-11-19. Night to Thu 2026-11-19: 6 h 24 asleep (23:55 to 06:25), score 71; deep 1 h 46, REM 1 h 20, awake 6 min. Readiness 79 (high). HRV 59 ms. Resting heart rate 53, body battery 57. 5 activities in seven days. Last: Thu 2026-11-19 06:51 València Tempo run: 41:15, 7.98 km at 5:10/km, 162 bpm (activity_id 19000207721)");
    insta::assert_snapshot!(briefing.structured["readiness"], @r#"{"score":79,"level":"HIGH"}"#);
}

#[tokio::test]
async fn a_briefing_during_the_night_has_no_night() {
    let briefing = at("2026-11-19T03:00:00Z").await.call("get_daily_briefing", json!({"date": "2026-11-19"})).await;
    assert!(!briefing.is_error);
    for part in ["sleep", "hrv", "readiness"] {
        assert_eq!(briefing.structured[part], serde_json::Value::Null, "{part}");
    }
    insta::assert_snapshot!(briefing.text, @"[demo data] Thursday 2026-11-19. The night is not over. Resting heart rate 53, body battery 61. 4 activities in seven days. Last: Tue 2026-11-17 06:45 València Easy run: 36:59, 6.45 km at 5:44/km, 146 bpm (activity_id 19000207701)");
}
