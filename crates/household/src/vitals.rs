//! What the watch measured over a day.

use jiff::civil::Date;
use jiff::{ToSpan, Zoned};
use serde::Serialize;

use crate::dice::Dice;
use crate::dinner::dinner_out;
use crate::outing::{OutingKind, outings};
use crate::sleep::{seconds, sleep};
use crate::sport::{Sport, workouts};

/// A whole day's measurements, hour by hour where a day that is not over must be cut.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Vitals {
    /// Steps in each hour of the local day.
    pub steps_by_hour: [u32; 24],
    /// The goal of the day.
    pub step_goal: u32,
    /// Beats per minute at rest.
    pub resting_hr: u32,
    /// Lowest of the day.
    pub min_hr: u32,
    /// Highest of the day.
    pub max_hr: u32,
    /// Mean stress, 0 to 100.
    pub avg_stress: u32,
    /// Highest stress.
    pub max_stress: u32,
    /// Energy from 5 to 100 at the beginning of each local hour.
    pub body_battery_by_hour: [u32; 24],
    /// What filled and emptied it.
    pub battery_events: Vec<BatteryEvent>,
    /// Heart rate variability of the night.
    pub hrv: Hrv,
    /// Kilocalories burnt at rest over the whole day.
    pub resting_kcal: u32,
    /// Floors climbed.
    pub floors: u32,
}

impl Vitals {
    /// Steps of the whole day.
    pub fn steps(&self) -> u32 {
        self.steps_by_hour.iter().sum()
    }
}

/// A stretch that moved the body battery.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BatteryEvent {
    /// Sleep or a workout's name.
    pub kind: String,
    /// From.
    pub start: Zoned,
    /// To.
    pub end: Zoned,
    /// Points won, or lost when negative.
    pub impact: i64,
}

/// Heart rate variability, milliseconds (RMSSD).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Hrv {
    /// Mean of the night that ended this morning.
    pub last_night_ms: u32,
    /// Mean of the last seven nights.
    pub weekly_ms: u32,
    /// Highest five minutes of the night.
    pub best_5_min_ms: u32,
    /// Lower bound of what is usual for her.
    pub baseline_low_ms: u32,
    /// Upper bound of what is usual for her.
    pub baseline_high_ms: u32,
}

/// The measurements of a date.
pub fn vitals(date: Date) -> Vitals {
    let mut dice = Dice::of(date, "vitals");
    let night = sleep(date);
    let workouts = workouts(date);
    let steps_by_hour = steps(date, &mut dice);
    let resting_hr = night.avg_hr - 1;
    let (morning, evening) = (wake_battery(night.score), evening_battery(date));
    let mut events = vec![BatteryEvent {
        kind: "SLEEP".into(),
        start: night.start.clone(),
        end: night.end.clone(),
        impact: i64::from(morning) - i64::from(evening_battery(date - 1.day())),
    }];
    events.extend(workouts.iter().map(|workout| BatteryEvent {
        kind: "ACTIVITY".into(),
        start: workout.start.clone(),
        end: workout.end.clone(),
        impact: -i64::from(5 + workout.duration_s() / 420),
    }));
    Vitals {
        steps_by_hour,
        step_goal: 9_000,
        resting_hr,
        min_hr: resting_hr - 3,
        max_hr: workouts.iter().map(|workout| workout.max_hr).max().unwrap_or_else(|| dice.between(116, 131)),
        avg_stress: dice.between(24, 36) + u32::from(night.score < 65) * 8,
        max_stress: dice.between(71, 94),
        body_battery_by_hour: battery(date, morning, evening, &night.end),
        battery_events: events,
        hrv: hrv(date),
        resting_kcal: 1_380 + dice.between(0, 40),
        floors: dice.between(6, 17),
    }
}

fn steps(date: Date, dice: &mut Dice) -> [u32; 24] {
    let mut hours = [0; 24];
    for hour in &mut hours[8..23] {
        *hour = dice.between(120, 690);
    }
    let mut walk = |at: &Zoned, steps: u32| {
        let hour = usize::try_from(at.hour()).expect("an hour is not negative");
        hours[hour] += steps;
    };
    for workout in workouts(date) {
        match workout.sport {
            // A runner's step is a little under a metre.
            Sport::Run(run) => walk(&workout.start, run.distance_m * 103 / 100),
            Sport::Strength(_) => walk(&workout.start, 700),
        }
    }
    for outing in outings(date) {
        let minutes = u32::try_from(seconds(&outing.start, &outing.end) / 60).expect("an outing ends after it began");
        match outing.kind {
            OutingKind::Walk | OutingKind::Sight => walk(&outing.start, minutes * 62),
            OutingKind::Errand | OutingKind::Cafe => walk(&outing.start, minutes * 20),
            _ => {}
        }
    }
    hours
}

/// Falls from the morning's value to the evening's; workouts take more than hours at a desk.
fn battery(date: Date, morning: u32, evening: u32, wake: &Zoned) -> [u32; 24] {
    let wake_hour = usize::try_from(wake.hour()).expect("an hour is not negative");
    let before = evening_battery(date - 1.day());
    let mut weights = [1_u32; 24];
    for workout in workouts(date) {
        weights[usize::try_from(workout.start.hour()).expect("an hour is not negative")] = 4;
    }
    let awake: u32 = weights[wake_hour..].iter().sum();
    let mut spent = 0;
    std::array::from_fn(|hour| {
        if hour <= wake_hour {
            // The night refills evenly.
            let (hour, wake_hour) = (u32_of(hour), u32_of(wake_hour).max(1));
            return before + morning.saturating_sub(before) * hour / wake_hour;
        }
        spent += weights[hour - 1];
        morning - morning.saturating_sub(evening) * spent / awake
    })
}

fn wake_battery(sleep_score: u32) -> u32 {
    (sleep_score + 12).clamp(48, 100)
}

fn evening_battery(date: Date) -> u32 {
    Dice::of(date, "evening battery").between(14, 29)
}

fn hrv(date: Date) -> Hrv {
    let weekly: u32 = (0..7).map(|back| night_hrv(date - back.days())).sum::<u32>() / 7;
    let last_night_ms = night_hrv(date);
    let best = Dice::of(date, "best hrv").between(14, 27);
    Hrv {
        last_night_ms,
        weekly_ms: weekly,
        best_5_min_ms: last_night_ms + best,
        baseline_low_ms: 46,
        baseline_high_ms: 62,
    }
}

/// A late dinner with wine costs a few milliseconds.
fn night_hrv(date: Date) -> u32 {
    let late = dinner_out(date - 1.day()).is_some();
    Dice::of(date, "hrv").between(47, 61) - if late { 7 } else { 0 }
}

fn u32_of(hour: usize) -> u32 {
    u32::try_from(hour).expect("an hour is below 24")
}
