//! Personal records: the best of all that can be seen.

use household::{Window, Workout};
use sandbox::{minutes_and_seconds, weekday};
use schemars::JsonSchema;
use serde::Serialize;

use crate::activity::{finished, run_of};

#[derive(Serialize, JsonSchema)]
pub(crate) struct Records {
    records: Vec<Record>,
}

#[derive(Serialize, JsonSchema)]
struct Record {
    /// `fastest_1_km`, `fastest_5_km`, `fastest_10_km`, `longest_run` or `most_steps`.
    kind: &'static str,
    /// Seconds, metres or steps.
    value: u32,
    unit: &'static str,
    date: String,
    weekday: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    activity_id: Option<u64>,
}

pub(crate) fn records(window: &Window) -> (Records, String) {
    let runs: Vec<Workout> =
        finished(window, window.first, window.today).filter(|workout| run_of(workout).is_some()).collect();
    let mut records = Vec::new();
    for (kind, kilometres) in [("fastest_1_km", 1), ("fastest_5_km", 5), ("fastest_10_km", 10)] {
        let times = runs.iter().filter_map(|run| Some((fastest(run, kilometres)?, run)));
        records.extend(times.min_by_key(|(time, _)| *time).map(|(time, run)| of_run(kind, time, "s", run)));
    }
    let lengths = runs.iter().filter_map(|run| Some((run_of(run)?.distance_m, run)));
    records
        .extend(lengths.max_by_key(|(length, _)| *length).map(|(length, run)| of_run("longest_run", length, "m", run)));
    // Today is not over, so its steps are no record yet.
    let full_days = window.past().filter(|date| *date < window.today);
    let steps = full_days.map(|date| (household::vitals(date).steps(), date)).max();
    records.extend(steps.map(|(value, date)| Record {
        kind: "most_steps",
        value,
        unit: "steps",
        date: date.to_string(),
        weekday: weekday(date),
        activity_id: None,
    }));
    let lines: Vec<String> = records.iter().map(|record| format!("\n- {}", record.line())).collect();
    let text = format!("Personal records since {}:{}", window.first, lines.concat());
    (Records { records }, text)
}

fn of_run(kind: &'static str, value: u32, unit: &'static str, run: &Workout) -> Record {
    let date = run.start.date();
    let activity_id = Some(run.garmin_activity_id);
    Record { kind, value, unit, date: date.to_string(), weekday: weekday(date), activity_id }
}

/// The least time that a run took for so many whole kilometres in a row.
fn fastest(run: &Workout, kilometres: usize) -> Option<u32> {
    let splits = &run_of(run)?.splits;
    let whole = splits.partition_point(|split| split.distance_m == 1_000);
    splits[..whole].windows(kilometres).map(|row| row.iter().map(|split| split.duration_s).sum()).min()
}

impl Record {
    fn line(&self) -> String {
        let value = match self.unit {
            "s" => minutes_and_seconds(self.value),
            unit => format!("{} {unit}", self.value),
        };
        format!("{}: {value} on {} {}", self.kind, self.weekday, self.date)
    }
}
