//! Activities.

use household::{Run, Sport, Window, Workout};
use mcp_kit::ToolError;
use sandbox::{Found, IsoDate, Page, Range, Span, clock_time, minutes_and_seconds};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The most days that one question may span: all that the household shows.
const MOST_DAYS: i32 = 92;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ByDate {
    start_date: IsoDate,
    /// Included.
    end_date: IsoDate,
    activity_type: Option<ActivityType>,
    /// At most 50; 10 if left out.
    limit: Option<usize>,
    cursor: Option<String>,
}

/// Garmin's names of sports, as far as this household does them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
enum ActivityType {
    Running,
    FitnessEquipment,
    Cycling,
    Swimming,
    Walking,
    Hiking,
    Other,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ById {
    /// From `get_activities_by_date`.
    activity_id: u64,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct Activities {
    activities: Vec<Overview>,
    page: Page,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct Overview {
    pub(crate) activity_id: u64,
    name: String,
    activity_type: ActivityType,
    #[serde(flatten)]
    span: Span,
    place: &'static str,
    duration_s: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    distance_m: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pace_s_per_km: Option<u32>,
    avg_hr: u32,
    max_hr: u32,
    calories_kcal: u32,
    aerobic_training_effect: f64,
}

pub(crate) fn by_date(window: &Window, asked: &ByDate) -> Found<Activities> {
    let range = Range::new(asked.start_date, asked.end_date, MOST_DAYS)?;
    let of_type = |workout: &Workout| asked.activity_type.is_none_or(|kind| kind == activity_type(workout));
    let all: Vec<Workout> = finished(window, range.first, range.last).filter(of_type).collect();
    let (workouts, page) = Page::of(all, asked.cursor.as_deref(), ("limit", asked.limit), 10, 50)?;
    let lines: Vec<String> = workouts.iter().map(|workout| format!("\n- {}", line(workout))).collect();
    let text = format!(
        "{} from {} to {}.{}{}",
        page.count("activity", "activities"),
        range.first,
        range.last,
        lines.concat(),
        page.hint()
    );
    Ok((Activities { activities: workouts.iter().map(activity).collect(), page }, text))
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct Detail {
    #[serde(flatten)]
    activity: Overview,
    perceived_effort: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    elevation_gain_m: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cadence_steps_per_min: Option<u32>,
    /// For strength.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    exercises: Vec<Exercise>,
}

#[derive(Serialize, JsonSchema)]
struct Exercise {
    name: &'static str,
    primary_muscle: &'static str,
    sets: Vec<Set>,
}

#[derive(Serialize, JsonSchema)]
struct Set {
    #[serde(skip_serializing_if = "Option::is_none")]
    weight_kg: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reps: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_s: Option<u32>,
    rest_s: u32,
}

pub(crate) fn one(window: &Window, asked: &ById) -> Found<Detail> {
    let workout = find(window, asked.activity_id)?;
    let (run, exercises) = match &workout.sport {
        Sport::Run(run) => (Some(run), Vec::new()),
        Sport::Strength(strength) => (None, strength.exercises.iter().map(exercise).collect()),
    };
    let sets: Vec<String> = exercises.iter().map(|exercise| format!("\n- {}", exercise.line())).collect();
    let text = format!("{}{}", line(&workout), sets.concat());
    let detail = Detail {
        activity: activity(&workout),
        perceived_effort: workout.perceived_effort,
        elevation_gain_m: run.map(|run| run.elevation_gain_m),
        cadence_steps_per_min: run.map(|run| run.cadence_spm),
        exercises,
    };
    Ok((detail, text))
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct Splits {
    activity_id: u64,
    splits: Vec<Split>,
}

#[derive(Serialize, JsonSchema)]
struct Split {
    number: u32,
    distance_m: u32,
    duration_s: u32,
    pace_s_per_km: u32,
    avg_hr: u32,
    max_hr: u32,
}

pub(crate) fn splits(window: &Window, asked: &ById) -> Found<Splits> {
    let workout = find(window, asked.activity_id)?;
    let Sport::Run(run) = &workout.sport else {
        let message = format!("{} has no splits: it is not a run.", workout.name);
        return Err(ToolError::new("no_data", message, "Use get_activity, which has its exercises and sets."));
    };
    let splits: Vec<Split> = run.splits.iter().map(split).collect();
    let told = |split: &Split| {
        let pace = minutes_and_seconds(split.pace_s_per_km);
        format!("\n- {}: {} m, {pace}/km, {} bpm", split.number, split.distance_m, split.avg_hr)
    };
    let lines: Vec<String> = splits.iter().map(told).collect();
    let text = format!("{}{}", line(&workout), lines.concat());
    Ok((Splits { activity_id: workout.garmin_activity_id, splits }, text))
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct TimeInZones {
    activity_id: u64,
    duration_s: u32,
    zones: Vec<TimeInZone>,
}

#[derive(Serialize, JsonSchema)]
struct TimeInZone {
    zone: u8,
    seconds: u32,
    /// Lowest heart rate of the zone, beats per minute.
    from_hr: u32,
}

/// Where the household's heart rate zones begin.
const ZONE_FLOORS: [u32; 5] = [95, 133, 146, 156, 170];

pub(crate) fn zones(window: &Window, asked: &ById) -> Found<TimeInZones> {
    let workout = find(window, asked.activity_id)?;
    let zones: Vec<TimeInZone> = (1..)
        .zip(workout.hr_zone_s)
        .zip(ZONE_FLOORS)
        .map(|((zone, seconds), from_hr)| TimeInZone { zone, seconds, from_hr })
        .collect();
    let told: Vec<String> =
        zones.iter().map(|zone| format!("zone {} {}", zone.zone, minutes_and_seconds(zone.seconds))).collect();
    let text = format!("{}: {}", workout.name, told.join(", "));
    Ok((TimeInZones { activity_id: workout.garmin_activity_id, duration_s: workout.duration_s(), zones }, text))
}

/// Activities that have ended, newest first.
pub(crate) fn finished(
    window: &Window,
    first: jiff::civil::Date,
    last: jiff::civil::Date,
) -> impl Iterator<Item = Workout> {
    let ended: Vec<Workout> = window
        .dates(first, last.min(window.today))
        .rev()
        .flat_map(household::workouts)
        .filter(|workout| window.has_come(&workout.end))
        .collect();
    ended.into_iter()
}

pub(crate) fn run_of(workout: &Workout) -> Option<&Run> {
    match &workout.sport {
        Sport::Run(run) => Some(run),
        Sport::Strength(_) => None,
    }
}

pub(crate) fn activity(workout: &Workout) -> Overview {
    let run = run_of(workout);
    Overview {
        activity_id: workout.garmin_activity_id,
        name: workout.name.clone(),
        activity_type: activity_type(workout),
        span: Span::new(&workout.start, &workout.end),
        place: workout.place.name,
        duration_s: workout.duration_s(),
        distance_m: run.map(|run| run.distance_m),
        pace_s_per_km: run.map(|run| run.pace_s_per_km),
        avg_hr: workout.avg_hr,
        max_hr: workout.max_hr,
        calories_kcal: workout.calories,
        aerobic_training_effect: workout.training_effect,
    }
}

pub(crate) fn line(workout: &Workout) -> String {
    let duration = minutes_and_seconds(workout.duration_s());
    let distance = run_of(workout).map(|run| {
        let kilometres = f64::from(run.distance_m) / 1_000.0;
        format!(", {kilometres:.2} km at {}/km", minutes_and_seconds(run.pace_s_per_km))
    });
    format!(
        "{} {}: {duration}{}, {} bpm (activity_id {})",
        clock_time(&workout.start),
        workout.name,
        distance.unwrap_or_default(),
        workout.avg_hr,
        workout.garmin_activity_id
    )
}

fn find(window: &Window, activity_id: u64) -> Result<Workout, ToolError> {
    let mut known = finished(window, window.first, window.today);
    let found = known.find(|workout| workout.garmin_activity_id == activity_id);
    found.ok_or_else(|| ToolError::not_found(format_args!("activity {activity_id}")))
}

fn activity_type(workout: &Workout) -> ActivityType {
    match workout.sport {
        Sport::Run(_) => ActivityType::Running,
        Sport::Strength(_) => ActivityType::FitnessEquipment,
    }
}

fn exercise(exercise: &household::Exercise) -> Exercise {
    let set = |set: &household::ExerciseSet| Set {
        weight_kg: set.weight_kg,
        reps: set.reps,
        duration_s: set.duration_s,
        rest_s: set.rest_s,
    };
    let sets = exercise.sets.iter().map(set).collect();
    Exercise { name: exercise.name, primary_muscle: exercise.primary_muscle, sets }
}

impl Exercise {
    fn line(&self) -> String {
        let sets: Vec<String> = self.sets.iter().map(Set::told).collect();
        format!("{}: {}", self.name, sets.join(", "))
    }
}

impl Set {
    fn told(&self) -> String {
        match (self.weight_kg, self.reps, self.duration_s) {
            (Some(weight), Some(reps), _) => format!("{reps} × {weight} kg"),
            (None, Some(reps), _) => format!("{reps}"),
            (_, None, held) => format!("{} s", held.unwrap_or_default()),
        }
    }
}

fn split(split: &household::Split) -> Split {
    Split {
        number: split.number,
        distance_m: split.distance_m,
        duration_s: split.duration_s,
        pace_s_per_km: split.duration_s * 1_000 / split.distance_m,
        avg_hr: split.avg_hr,
        max_hr: split.max_hr,
    }
}
