//! Workouts: runs on Tuesday, Thursday and Saturday, weights on Monday and Friday.

use jiff::civil::{Date, Weekday};
use jiff::{ToSpan, Zoned};
use serde::Serialize;

use crate::city::{GYM, RIVER_PARK};
use crate::dice::{Dice, ordinal, week_number};
use crate::place::Place;
use crate::week::{at, trip};

/// One workout: the same one in the journal and in Garmin.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Workout {
    /// The id that Garmin knows it by; the journal links it with the same.
    pub garmin_activity_id: u64,
    /// As the watch named it.
    pub name: String,
    /// When the watch was started.
    pub start: Zoned,
    /// When it was stopped.
    pub end: Zoned,
    /// Where.
    pub place: &'static Place,
    /// Kilocalories.
    pub calories: u32,
    /// Beats per minute, mean.
    pub avg_hr: u32,
    /// Beats per minute, highest.
    pub max_hr: u32,
    /// Seconds in heart rate zones 1 to 5; together the whole duration.
    pub hr_zone_s: [u32; 5],
    /// Aerobic training effect, 0 to 5.
    pub training_effect: f64,
    /// How hard it felt, 1 to 10.
    pub perceived_effort: u8,
    /// What only this sport has.
    pub sport: Sport,
}

impl Workout {
    /// Seconds from start to stop.
    pub fn duration_s(&self) -> u32 {
        self.hr_zone_s.iter().sum()
    }
}

/// What only one sport has.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "sport")]
pub enum Sport {
    /// A run.
    Run(Run),
    /// Weights.
    Strength(Strength),
}

/// A run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Run {
    /// Metres.
    pub distance_m: u32,
    /// Seconds per kilometre, mean, rounded down.
    pub pace_s_per_km: u32,
    /// Metres climbed.
    pub elevation_gain_m: u32,
    /// Steps per minute, mean.
    pub cadence_spm: u32,
    /// One for each kilometre begun; their lengths and times add up to the run's.
    pub splits: Vec<Split>,
}

/// One kilometre of a run, or what was left of the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Split {
    /// From 1.
    pub number: u32,
    /// Metres, 1000 but in the last.
    pub distance_m: u32,
    /// Seconds.
    pub duration_s: u32,
    /// Beats per minute, mean.
    pub avg_hr: u32,
    /// Beats per minute, highest.
    pub max_hr: u32,
}

/// A session with weights.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Strength {
    /// In the order they were done.
    pub exercises: Vec<Exercise>,
}

/// One exercise of a session.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Exercise {
    /// Its usual name.
    pub name: &'static str,
    /// The muscle that works most.
    pub primary_muscle: &'static str,
    /// In the order they were done.
    pub sets: Vec<ExerciseSet>,
}

/// One set.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ExerciseSet {
    /// Kilograms; none for what is done with the body alone.
    pub weight_kg: Option<f64>,
    /// Repetitions; none for what is held.
    pub reps: Option<u32>,
    /// Seconds held; none for what is repeated.
    pub duration_s: Option<u32>,
    /// Seconds of rest afterwards.
    pub rest_s: u32,
}

/// The date's workouts, one at most.
pub fn workouts(date: Date) -> Vec<Workout> {
    use Weekday::{Friday, Monday, Saturday, Thursday, Tuesday};
    let mut dice = Dice::of(date, "workout");
    // One in twelve is skipped: nobody runs every time.
    if dice.chance(8) {
        return Vec::new();
    }
    match (date.weekday(), trip(date)) {
        (Tuesday, _) => vec![run(at(date, 6, 45), "Easy run", 55..=75, &RIVER_PARK, &mut dice)],
        (Thursday, _) => vec![run(at(date, 6, 45), "Tempo run", 60..=80, &RIVER_PARK, &mut dice)],
        (Saturday, None) => vec![run(at(date, 9, 0), "Long run", 105..=150, &RIVER_PARK, &mut dice)],
        (Saturday, Some(trip)) => vec![run(at(date, 9, 15), "Holiday run", 60..=90, trip.destination.park, &mut dice)],
        (Monday, _) => vec![strength(at(date, 18, 15), &mut dice)],
        (Friday, None) => vec![strength(at(date, 17, 30), &mut dice)],
        _ => Vec::new(),
    }
}

fn run(
    start: Zoned,
    title: &str,
    hectometres: std::ops::RangeInclusive<u32>,
    place: &'static Place,
    dice: &mut Dice,
) -> Workout {
    let date = start.date();
    let start = start + i64::from(dice.between(0, 6)).minutes();
    let distance_m = dice.between(*hectometres.start(), *hectometres.end()) * 100 + dice.between(0, 99);
    let base_pace = match title {
        "Tempo run" => dice.between(292, 312),
        "Easy run" => dice.between(330, 350),
        _ => dice.between(322, 345),
    };
    let base_hr = if title == "Tempo run" { 162 } else { 147 };
    let mut kilometres = Vec::new();
    let mut covered = 0;
    while covered < distance_m {
        let length = (distance_m - covered).min(1_000);
        let number = u32::try_from(kilometres.len()).expect("a run has few kilometres") + 1;
        let seconds_per_km = base_pace - 6 + dice.between(0, 12);
        // The heart drifts upwards over the run.
        let avg_hr = base_hr - 6 + number.min(8) + dice.between(0, 4);
        let max_hr = avg_hr + dice.between(4, 9);
        kilometres.push(Split {
            number,
            distance_m: length,
            duration_s: seconds_per_km * length / 1_000,
            avg_hr,
            max_hr,
        });
        covered += length;
    }
    let duration_s: u32 = kilometres.iter().map(|split| split.duration_s).sum();
    let weighted_hr: u32 = kilometres.iter().map(|split| split.avg_hr * split.duration_s).sum();
    let shares = if title == "Tempo run" { [4, 11, 27, 48] } else { [9, 34, 44, 11] };
    Workout {
        garmin_activity_id: activity_id(date),
        name: format!("{} {title}", place.city),
        end: &start + i64::from(duration_s).seconds(),
        start,
        place,
        calories: distance_m * 66 / 1_000,
        avg_hr: weighted_hr / duration_s,
        max_hr: kilometres.iter().map(|split| split.max_hr).max().unwrap_or_default(),
        hr_zone_s: zones(duration_s, shares),
        training_effect: f64::from(dice.between(if title == "Tempo run" { 36 } else { 26 }, 43)) / 10.0,
        perceived_effort: if title == "Tempo run" { 7 } else { 4 },
        sport: Sport::Run(Run {
            distance_m,
            pace_s_per_km: duration_s * 1_000 / distance_m,
            elevation_gain_m: dice.between(8, 41),
            cadence_spm: dice.between(166, 174),
            splits: kilometres,
        }),
    }
}

fn strength(start: Zoned, dice: &mut Dice) -> Workout {
    let date = start.date();
    let start = start + i64::from(dice.between(0, 6)).minutes();
    let duration_s = dice.between(2_700, 3_240);
    // Weights grow by half a kilogram a week and start over after twenty weeks: a plan, as people have them.
    let week = u32::try_from(week_number(date).rem_euclid(20)).expect("a remainder is not negative");
    let lift = |base: u32| f64::from(base * 2 + week) / 2.0;
    let upper = date.weekday() == Weekday::Friday;
    let plan: [(&str, &str, Option<f64>); 4] = if upper {
        [
            ("Bench press", "chest", Some(lift(35))),
            ("Bent-over row", "back", Some(lift(32))),
            ("Overhead press", "shoulders", Some(lift(20))),
            ("Pull-up", "back", None),
        ]
    } else {
        [
            ("Back squat", "quadriceps", Some(lift(50))),
            ("Romanian deadlift", "hamstrings", Some(lift(45))),
            ("Walking lunge", "quadriceps", Some(lift(14))),
            ("Hip thrust", "glutes", Some(lift(55))),
        ]
    };
    let mut exercises: Vec<Exercise> = plan
        .into_iter()
        .map(|(name, primary_muscle, weight_kg)| {
            let sets = (0..3).map(|_| ExerciseSet {
                weight_kg,
                reps: Some(dice.between(6, 9)),
                duration_s: None,
                rest_s: 120,
            });
            Exercise { name, primary_muscle, sets: sets.collect() }
        })
        .collect();
    let held = ExerciseSet { weight_kg: None, reps: None, duration_s: Some(40 + 5 * dice.between(0, 5)), rest_s: 60 };
    exercises.push(Exercise { name: "Plank", primary_muscle: "abdominals", sets: vec![held; 2] });
    let avg_hr = dice.between(104, 117);
    Workout {
        garmin_activity_id: activity_id(date),
        name: if upper { "Strength: upper body".into() } else { "Strength: legs".into() },
        end: &start + i64::from(duration_s).seconds(),
        start,
        place: &GYM,
        calories: duration_s * 6 / 60,
        avg_hr,
        max_hr: avg_hr + dice.between(28, 39),
        hr_zone_s: zones(duration_s, [52, 31, 12, 3]),
        training_effect: f64::from(dice.between(14, 22)) / 10.0,
        perceived_effort: 6,
        sport: Sport::Strength(Strength { exercises }),
    }
}

/// One workout a day at most, so the date alone makes the id.
fn activity_id(date: Date) -> u64 {
    18_900_000_000 + ordinal(date) * 10 + 1
}

/// Splits a duration by percentages; the fifth zone takes the rest, so nothing is lost to rounding.
fn zones(duration_s: u32, percent: [u32; 4]) -> [u32; 5] {
    let [one, two, three, four] = percent.map(|percent| duration_s * percent / 100);
    [one, two, three, four, duration_s - one - two - three - four]
}
