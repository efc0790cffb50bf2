use serde_json::json;

use crate::{at, garmin};

#[tokio::test]
async fn activities_of_a_week() {
    let garmin = garmin().await;
    let week =
        garmin.call("get_activities_by_date", json!({"start_date": "2026-11-13", "end_date": "2026-11-19"})).await;
    insta::assert_snapshot!(week.text, @"
    [demo data] 5 activities from 2026-11-13 to 2026-11-19.
    - Thu 2026-11-19 06:51 València Tempo run: 41:15, 7.98 km at 5:10/km, 162 bpm (activity_id 19000207721)
    - Tue 2026-11-17 06:45 València Easy run: 36:59, 6.45 km at 5:44/km, 146 bpm (activity_id 19000207701)
    - Mon 2026-11-16 18:19 Strength: legs: 50:30, 113 bpm (activity_id 19000207691)
    - Sat 2026-11-14 09:06 València Long run: 1:11:24, 13.08 km at 5:27/km, 148 bpm (activity_id 19000207671)
    - Fri 2026-11-13 17:36 Strength: upper body: 50:11, 105 bpm (activity_id 19000207661)
    ");
}

#[tokio::test]
async fn activities_of_one_kind_in_pages() {
    let garmin = garmin().await;
    let mut asked =
        json!({"start_date": "2026-11-01", "end_date": "2026-11-30", "activity_type": "running", "limit": 5});
    let first = garmin.call("get_activities_by_date", asked.clone()).await;
    asked["cursor"] = first.structured["page"]["next_cursor"].clone();
    let second = garmin.call("get_activities_by_date", asked).await;
    insta::assert_snapshot!(first.structured["page"], @r#"{"total":8,"returned":5,"next_cursor":"5"}"#);
    insta::assert_snapshot!(second.structured["page"], @r#"{"total":8,"returned":3}"#);
    assert_ne!(first.structured["activities"][0]["activity_id"], second.structured["activities"][0]["activity_id"]);
    for activity in first.structured["activities"].as_array().unwrap() {
        assert_eq!(activity["activity_type"], "running");
    }
}

#[tokio::test]
async fn an_activity_is_there_once_it_has_ended() {
    let asked = json!({"start_date": "2026-11-19", "end_date": "2026-11-19"});
    let during = at("2026-11-19T06:00:00Z").await.call("get_activities_by_date", asked.clone()).await;
    assert_eq!(during.structured["page"]["total"], 0);
    let after = at("2026-11-19T07:00:00Z").await.call("get_activities_by_date", asked).await;
    assert_eq!(after.structured["page"]["total"], 1);
}

#[tokio::test]
async fn one_run() {
    let garmin = garmin().await;
    let id = json!({"activity_id": activity_id("2026-11-19").await});
    insta::assert_snapshot!(garmin.call("get_activity", id.clone()).await, @r#"
    [demo data] Thu 2026-11-19 06:51 València Tempo run: 41:15, 7.98 km at 5:10/km, 162 bpm (activity_id 19000207721)
    {
      "sandbox": true,
      "activity_id": 19000207721,
      "name": "València Tempo run",
      "activity_type": "running",
      "date": "2026-11-19",
      "weekday": "Thursday",
      "start": "2026-11-19T06:51:00+01:00",
      "end": "2026-11-19T07:32:15+01:00",
      "place": "Parc del Riu Vell",
      "duration_s": 2475,
      "distance_m": 7978,
      "pace_s_per_km": 310,
      "avg_hr": 162,
      "max_hr": 172,
      "calories_kcal": 526,
      "aerobic_training_effect": 3.9,
      "perceived_effort": 7,
      "elevation_gain_m": 31,
      "cadence_steps_per_min": 172
    }
    "#);
    insta::assert_snapshot!(garmin.call("get_activity_splits", id.clone()).await.text, @"
    [demo data] Thu 2026-11-19 06:51 València Tempo run: 41:15, 7.98 km at 5:10/km, 162 bpm (activity_id 19000207721)
    - 1: 1000 m, 5:15/km, 160 bpm
    - 2: 1000 m, 5:13/km, 159 bpm
    - 3: 1000 m, 5:05/km, 159 bpm
    - 4: 1000 m, 5:11/km, 162 bpm
    - 5: 1000 m, 5:11/km, 163 bpm
    - 6: 1000 m, 5:12/km, 163 bpm
    - 7: 1000 m, 5:08/km, 166 bpm
    - 8: 978 m, 5:06/km, 167 bpm
    ");
    insta::assert_snapshot!(garmin.call("get_activity_hr_in_timezones", id).await, @r#"
    [demo data] València Tempo run: zone 1 1:39, zone 2 4:32, zone 3 11:08, zone 4 19:48, zone 5 4:08
    {
      "sandbox": true,
      "activity_id": 19000207721,
      "duration_s": 2475,
      "zones": [
        {
          "zone": 1,
          "seconds": 99,
          "from_hr": 95
        },
        {
          "zone": 2,
          "seconds": 272,
          "from_hr": 133
        },
        {
          "zone": 3,
          "seconds": 668,
          "from_hr": 146
        },
        {
          "zone": 4,
          "seconds": 1188,
          "from_hr": 156
        },
        {
          "zone": 5,
          "seconds": 248,
          "from_hr": 170
        }
      ]
    }
    "#);
}

#[tokio::test]
async fn one_strength_session() {
    let garmin = garmin().await;
    let id = json!({"activity_id": activity_id("2026-11-16").await});
    insta::assert_snapshot!(garmin.call("get_activity", id.clone()).await.text, @"
    [demo data] Mon 2026-11-16 18:19 Strength: legs: 50:30, 113 bpm (activity_id 19000207691)
    - Back squat: 9 × 53.5 kg, 8 × 53.5 kg, 8 × 53.5 kg
    - Romanian deadlift: 9 × 48.5 kg, 7 × 48.5 kg, 9 × 48.5 kg
    - Walking lunge: 6 × 17.5 kg, 8 × 17.5 kg, 8 × 17.5 kg
    - Hip thrust: 9 × 58.5 kg, 9 × 58.5 kg, 9 × 58.5 kg
    - Plank: 50 s, 50 s
    ");
    let splits = garmin.call("get_activity_splits", id).await;
    assert_eq!(splits.code(), "no_data");
}

#[tokio::test]
async fn records() {
    let garmin = garmin().await;
    insta::assert_snapshot!(garmin.call("get_personal_record", json!({})).await.text, @"
    [demo data] Personal records since 2026-08-22:
    - fastest_1_km: 4:48 on Thursday 2026-09-03
    - fastest_5_km: 24:21 on Thursday 2026-09-03
    - fastest_10_km: 54:30 on Saturday 2026-09-26
    - longest_run: 14645 m on Saturday 2026-08-29
    - most_steps: 25349 steps on Saturday 2026-10-17
    ");
}

/// The number of the date's activity.
async fn activity_id(date: &str) -> u64 {
    let found = garmin().await.call("get_activities_by_date", json!({"start_date": date, "end_date": date})).await;
    found.structured["activities"][0]["activity_id"].as_u64().expect("the date has an activity")
}
