//! Nights: sleep and heart rate variability.

use household::{Day, Hrv, Sleep, Stage, Window};
use mcp_kit::ToolError;
use sandbox::{Found, IsoDate, Range, past_day, rfc3339, weekday};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::OnDate;

/// Garmin's own limit for nights in one question is 28 days.
const MOST_NIGHTS: i32 = 28;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OneNight {
    /// The day of waking.
    date: IsoDate,
    #[serde(default)]
    detail: Detail,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
enum Detail {
    #[default]
    Summary,
    Full,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct Night {
    /// The day of waking.
    calendar_date: String,
    /// Of waking.
    weekday: String,
    start: String,
    end: String,
    sleep_score: u32,
    asleep_s: i64,
    deep_s: i64,
    light_s: i64,
    rem_s: i64,
    awake_s: i64,
    avg_hr: u32,
    avg_respiration: u32,
    avg_spo2: u32,
    /// With detail=full.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stages: Vec<StageSpan>,
}

#[derive(Serialize, JsonSchema)]
struct StageSpan {
    stage: &'static str,
    start: String,
    end: String,
}

pub(crate) fn sleep(window: &Window, asked: &OneNight) -> Found<Night> {
    let day = ended_night(window, asked.date, "sleep")?;
    let mut found = night(&day.sleep);
    if asked.detail == Detail::Full {
        found.stages = day.sleep.stages.iter().map(stage_span).collect();
    }
    Ok((found, told(&day.sleep)))
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nights {
    start_date: IsoDate,
    /// Included; at most 28 nights.
    end_date: IsoDate,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct Summary {
    mean_asleep_s: i64,
    mean_sleep_score: i64,
    nights: Vec<ShortNight>,
}

#[derive(Serialize, JsonSchema)]
struct ShortNight {
    calendar_date: String,
    weekday: String,
    start: String,
    end: String,
    asleep_s: i64,
    sleep_score: u32,
}

pub(crate) fn summary(window: &Window, asked: &Nights) -> Found<Summary> {
    let range = Range::new(asked.start_date, asked.end_date, MOST_NIGHTS)?;
    let nights: Vec<Sleep> = window
        .dates(range.first, range.last.min(window.today))
        .map(household::sleep)
        .filter(|sleep| window.has_come(&sleep.end))
        .collect();
    let Ok(count @ 1..) = i64::try_from(nights.len()) else {
        let message = format!("There is no sleep from {} to {}.", range.first, range.last);
        return Err(ToolError::new("no_data", message, "Ask for other days."));
    };
    let mean_asleep_s = nights.iter().map(Sleep::asleep_s).sum::<i64>() / count;
    let mean_sleep_score = nights.iter().map(|night| i64::from(night.score)).sum::<i64>() / count;
    let lines: Vec<String> = nights.iter().map(|night| format!("\n- {}", told(night))).collect();
    let mean = hours(mean_asleep_s);
    let text = format!("{count} nights, {mean} asleep and score {mean_sleep_score} on average.{}", lines.concat());
    Ok((Summary { mean_asleep_s, mean_sleep_score, nights: nights.iter().map(short).collect() }, text))
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct Variability {
    /// The day of waking.
    calendar_date: String,
    weekday: String,
    last_night_avg_ms: u32,
    last_night_5_min_high_ms: u32,
    weekly_avg_ms: u32,
    baseline_low_ms: u32,
    baseline_high_ms: u32,
    /// BALANCED, LOW or HIGH: the week against the usual range.
    status: &'static str,
}

pub(crate) fn variability(window: &Window, asked: &OnDate) -> Found<Variability> {
    let day = ended_night(window, asked.date, "heart rate variability")?;
    let hrv = day.vitals.hrv;
    let found = Variability {
        calendar_date: day.date.to_string(),
        weekday: weekday(day.date),
        last_night_avg_ms: hrv.last_night_ms,
        last_night_5_min_high_ms: hrv.best_5_min_ms,
        weekly_avg_ms: hrv.weekly_ms,
        baseline_low_ms: hrv.baseline_low_ms,
        baseline_high_ms: hrv.baseline_high_ms,
        status: status(hrv),
    };
    let text = format!(
        "HRV of the night to {}: {} ms; week {} ms, usual {} to {} ms: {}.",
        day.date,
        hrv.last_night_ms,
        hrv.weekly_ms,
        hrv.baseline_low_ms,
        hrv.baseline_high_ms,
        found.status.to_lowercase()
    );
    Ok((found, text))
}

/// A day whose night is over.
pub(crate) fn ended_night(window: &Window, date: IsoDate, what: &str) -> Result<Day, ToolError> {
    let day = past_day(window, date, what)?;
    if window.has_come(&day.sleep.end) {
        return Ok(day);
    }
    let message = format!("There is no {what} for {} yet: the night is not over.", day.date);
    Err(ToolError::new("no_data_yet", message, "Ask later, or for the day before."))
}

pub(crate) fn status(hrv: Hrv) -> &'static str {
    match hrv.weekly_ms {
        low if low < hrv.baseline_low_ms => "LOW",
        high if high > hrv.baseline_high_ms => "HIGH",
        _ => "BALANCED",
    }
}

pub(crate) fn night(sleep: &Sleep) -> Night {
    Night {
        calendar_date: sleep.date.to_string(),
        weekday: weekday(sleep.date),
        start: rfc3339(&sleep.start),
        end: rfc3339(&sleep.end),
        sleep_score: sleep.score,
        asleep_s: sleep.asleep_s(),
        deep_s: sleep.seconds_in(Stage::Deep),
        light_s: sleep.seconds_in(Stage::Light),
        rem_s: sleep.seconds_in(Stage::Rem),
        awake_s: sleep.seconds_in(Stage::Awake),
        avg_hr: sleep.avg_hr,
        avg_respiration: sleep.avg_respiration,
        avg_spo2: sleep.avg_spo2,
        stages: Vec::new(),
    }
}

/// “Night to Sat 2026-11-21: 7 h 28 asleep (23:21 to 07:05), score 91; deep 1 h 40, …”
pub(crate) fn told(sleep: &Sleep) -> String {
    format!(
        "Night to {}: {} asleep ({} to {}), score {}; deep {}, REM {}, awake {} min",
        sleep.date.strftime("%a %F"),
        hours(sleep.asleep_s()),
        sleep.start.strftime("%H:%M"),
        sleep.end.strftime("%H:%M"),
        sleep.score,
        hours(sleep.seconds_in(Stage::Deep)),
        hours(sleep.seconds_in(Stage::Rem)),
        sleep.seconds_in(Stage::Awake) / 60,
    )
}

fn hours(seconds: i64) -> String {
    format!("{} h {:02}", seconds / 3_600, seconds / 60 % 60)
}

fn short(sleep: &Sleep) -> ShortNight {
    ShortNight {
        calendar_date: sleep.date.to_string(),
        weekday: weekday(sleep.date),
        start: rfc3339(&sleep.start),
        end: rfc3339(&sleep.end),
        asleep_s: sleep.asleep_s(),
        sleep_score: sleep.score,
    }
}

fn stage_span(span: &household::StageSpan) -> StageSpan {
    let stage = match span.stage {
        Stage::Deep => "deep",
        Stage::Light => "light",
        Stage::Rem => "rem",
        Stage::Awake => "awake",
    };
    StageSpan { stage, start: rfc3339(&span.start), end: rfc3339(&span.end) }
}
