//! How someone is: several measurements in one answer.

use household::{Day, Window};
use jiff::ToSpan;
use sandbox::{Found, past_day, rfc3339, weekday};
use schemars::JsonSchema;
use serde::Serialize;

use crate::OnDate;
use crate::activity::{self, Overview, finished};
use crate::night::{self, Night, ended_night};

#[derive(Serialize, JsonSchema)]
pub(crate) struct Briefing {
    calendar_date: String,
    weekday: String,
    last_sync_at: String,
    /// Null while the night is not over.
    sleep: Option<Night>,
    /// Null while the night is not over.
    hrv: Option<Variability>,
    /// Null while the night is not over.
    readiness: Option<Score>,
    resting_hr: u32,
    body_battery_at_wake: Option<u32>,
    body_battery_now: u32,
    /// Of the date and the six days before, newest first.
    week: Vec<Overview>,
}

#[derive(Serialize, JsonSchema)]
struct Variability {
    last_night_avg_ms: u32,
    weekly_avg_ms: u32,
    status: &'static str,
}

#[derive(Serialize, JsonSchema)]
struct Score {
    score: u32,
    level: &'static str,
}

pub(crate) fn briefing(window: &Window, asked: &OnDate) -> Found<Briefing> {
    let day = past_day(window, asked.date, "briefing")?;
    let night_over = window.has_come(&day.sleep.end);
    let today = day.date == window.today;
    let wake_hour = usize::try_from(day.sleep.end.hour()).expect("an hour is not negative");
    let now_hour = if today { usize::try_from(window.now.hour()).expect("an hour is not negative") } else { 23 };
    let battery = day.vitals.body_battery_by_hour;
    let readiness = night_over.then(|| score(&day));
    let week = finished(window, day.date - 6.days(), day.date);
    let week: Vec<_> = week.collect();
    let mut lines = vec![format!("{} {}", weekday(day.date), day.date)];
    if let Some(readiness) = &readiness {
        lines.push(night::told(&day.sleep));
        lines.push(format!("Readiness {} ({})", readiness.score, readiness.level.to_lowercase()));
        lines.push(format!("HRV {} ms", day.vitals.hrv.last_night_ms));
    } else {
        lines.push("The night is not over".into());
    }
    lines.push(format!("Resting heart rate {}, body battery {}", day.vitals.resting_hr, battery[now_hour]));
    lines.push(format!("{} activities in seven days", week.len()));
    if let Some(last) = week.first() {
        lines.push(format!("Last: {}", activity::line(last)));
    }
    let briefing = Briefing {
        calendar_date: day.date.to_string(),
        weekday: weekday(day.date),
        last_sync_at: rfc3339(if today { &window.now } else { &day.entry.at }),
        sleep: night_over.then(|| night::night(&day.sleep)),
        hrv: night_over.then(|| Variability {
            last_night_avg_ms: day.vitals.hrv.last_night_ms,
            weekly_avg_ms: day.vitals.hrv.weekly_ms,
            status: night::status(day.vitals.hrv),
        }),
        readiness,
        resting_hr: day.vitals.resting_hr,
        body_battery_at_wake: night_over.then(|| battery[(wake_hour + 1).min(23)].max(battery[wake_hour])),
        body_battery_now: battery[now_hour],
        week: week.iter().map(activity::activity).collect(),
    };
    Ok((briefing, lines.join(". ")))
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct Readiness {
    calendar_date: String,
    weekday: String,
    /// 0 to 100.
    score: u32,
    /// LOW, MODERATE, HIGH or PRIME.
    level: &'static str,
    sleep_score: u32,
    hrv_weekly_avg_ms: u32,
    /// Hours since the last activity ended, up to 168.
    recovery_hours: i64,
}

pub(crate) fn readiness(window: &Window, asked: &OnDate) -> Found<Readiness> {
    let day = ended_night(window, asked.date, "training readiness")?;
    let Score { score, level } = score(&day);
    let before = finished(window, day.date - 7.days(), day.date - 1.day()).next();
    let rested = before
        .map_or(168, |workout| (day.sleep.end.timestamp().as_second() - workout.end.timestamp().as_second()) / 3_600);
    let readiness = Readiness {
        calendar_date: day.date.to_string(),
        weekday: weekday(day.date),
        score,
        level,
        sleep_score: day.sleep.score,
        hrv_weekly_avg_ms: day.vitals.hrv.weekly_ms,
        recovery_hours: rested.min(168),
    };
    let text = format!(
        "Training readiness on {}: {score} ({}). Sleep score {}, {} h since the last activity.",
        day.date,
        level.to_lowercase(),
        day.sleep.score,
        readiness.recovery_hours
    );
    Ok((readiness, text))
}

/// Mostly sleep, then heart rate variability against its usual range.
fn score(day: &Day) -> Score {
    let hrv = day.vitals.hrv;
    let above_floor = hrv.last_night_ms.saturating_sub(hrv.baseline_low_ms - 8).min(22);
    let score = (day.sleep.score * 65 / 100 + above_floor * 35 / 22).clamp(1, 100);
    let level = match score {
        0..50 => "LOW",
        50..70 => "MODERATE",
        70..90 => "HIGH",
        _ => "PRIME",
    };
    Score { score, level }
}
