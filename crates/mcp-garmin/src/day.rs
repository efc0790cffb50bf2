//! The numbers of a day.

use household::{BatteryEvent, Day, Vitals, Window};
use jiff::{ToSpan, Zoned};
use sandbox::{Found, Span, clock_time, past_day, rfc3339, weekday};
use schemars::JsonSchema;
use serde::Serialize;

use crate::OnDate;

#[derive(Serialize, JsonSchema)]
pub(crate) struct Summary {
    calendar_date: String,
    weekday: String,
    /// Up to when the watch has told.
    last_sync_at: String,
    /// False while the day goes on.
    complete: bool,
    total_steps: u32,
    daily_step_goal: u32,
    active_kcal: u32,
    resting_kcal: u32,
    resting_hr: u32,
    min_hr: u32,
    max_hr: u32,
    average_stress: u32,
    max_stress: u32,
    body_battery_highest: u32,
    body_battery_lowest: u32,
    body_battery_most_recent: u32,
    floors_climbed: u32,
    activities: usize,
}

pub(crate) fn summary(window: &Window, asked: &OnDate) -> Found<Summary> {
    let day = past_day(window, asked.date, "day summary")?;
    let seen = Seen::of(window, &day);
    let Vitals { resting_hr, min_hr, max_hr, avg_stress, max_stress, .. } = day.vitals;
    let finished: Vec<_> = day.workouts.iter().filter(|workout| window.has_come(&workout.end)).collect();
    let steps: u32 = day.vitals.steps_by_hour[..seen.hours].iter().sum();
    let battery = &day.vitals.body_battery_by_hour[..=seen.hours.min(23)];
    let most_recent = battery.last().copied().unwrap_or_default();
    let hours = u32::try_from(seen.hours).expect("a day has 24 hours");
    let trained: u32 = finished.iter().map(|workout| workout.calories).sum();
    let highest = battery.iter().copied().max().unwrap_or_default();
    let lowest = battery.iter().copied().min().unwrap_or_default();
    let summary = Summary {
        calendar_date: day.date.to_string(),
        weekday: weekday(day.date),
        last_sync_at: rfc3339(&seen.until),
        complete: seen.complete,
        total_steps: steps,
        daily_step_goal: day.vitals.step_goal,
        active_kcal: trained + steps * 3 / 100,
        resting_kcal: day.vitals.resting_kcal * hours / 24,
        resting_hr,
        min_hr,
        // The highest is that of the workout, once there was one.
        max_hr: if day.workouts.len() == finished.len() { max_hr } else { max_hr.min(resting_hr + 62) },
        average_stress: avg_stress,
        max_stress,
        body_battery_highest: highest,
        body_battery_lowest: lowest,
        body_battery_most_recent: most_recent,
        floors_climbed: day.vitals.floors * hours / 24,
        activities: finished.len(),
    };
    let so_far = if seen.complete { "" } else { " so far" };
    let text = format!(
        "{} {}{so_far}: {steps} steps of {}, resting heart rate {resting_hr}, stress {avg_stress}, body battery \
         {lowest} to {highest}, now {most_recent}.",
        summary.weekday, day.date, day.vitals.step_goal
    );
    Ok((summary, text))
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct Battery {
    calendar_date: String,
    weekday: String,
    last_sync_at: String,
    events: Vec<Change>,
    /// The value at the beginning of each hour from midnight on, as far as known.
    by_hour: Vec<u32>,
}

#[derive(Serialize, JsonSchema)]
struct Change {
    /// SLEEP or ACTIVITY.
    event_type: String,
    #[serde(flatten)]
    span: Span,
    /// Points won, or lost when negative.
    impact: i64,
}

pub(crate) fn battery(window: &Window, asked: &OnDate) -> Found<Battery> {
    let day = past_day(window, asked.date, "body battery")?;
    let seen = Seen::of(window, &day);
    let happened: Vec<&BatteryEvent> =
        day.vitals.battery_events.iter().filter(|event| window.has_come(&event.end)).collect();
    let told = |event: &&BatteryEvent| {
        format!("\n- {} {}: {:+}", clock_time(&event.start), event.kind.to_lowercase(), event.impact)
    };
    let lines: Vec<String> = happened.iter().map(told).collect();
    let text = format!("Body battery on {}:{}", day.date, lines.concat());
    let event = |event: &&BatteryEvent| Change {
        event_type: event.kind.clone(),
        span: Span::new(&event.start, &event.end),
        impact: event.impact,
    };
    let battery = Battery {
        calendar_date: day.date.to_string(),
        weekday: weekday(day.date),
        last_sync_at: rfc3339(&seen.until),
        events: happened.iter().map(event).collect(),
        by_hour: day.vitals.body_battery_by_hour[..=seen.hours.min(23)].to_vec(),
    };
    Ok((battery, text))
}

/// How much of a day has been seen.
struct Seen {
    until: Zoned,
    /// Whole local hours since midnight.
    hours: usize,
    complete: bool,
}

impl Seen {
    fn of(window: &Window, day: &Day) -> Self {
        if day.date < window.today {
            let midnight = day.sleep.end.with().date(day.date + 1.day()).hour(0).minute(0).second(0).build();
            let until = midnight.unwrap_or_else(|_| window.now.clone());
            return Self { until, hours: 24, complete: true };
        }
        let hours = usize::try_from(window.now.hour()).expect("an hour is not negative");
        Self { until: window.now.clone(), hours, complete: false }
    }
}
