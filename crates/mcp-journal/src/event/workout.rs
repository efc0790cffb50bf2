//! What is special about an event of kind workout: the effort, and the exercises with their sets.

mod exercise;

use db::Tx;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub(crate) use exercise::{Exercise, ExerciseArguments, exercises_load, exercises_replace};

use super::details::{in_range, within};
use crate::author::Author;
use crate::error::CallError;
use crate::words::{Sport, Words};

/// What is given of a workout.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WorkoutFields {
    pub(crate) sport: Option<Sport>,
    pub(crate) subtype: Option<String>,
    pub(crate) distance_m: Option<f64>,
    pub(crate) calories: Option<f64>,
    pub(crate) avg_hr: Option<i64>,
    pub(crate) max_hr: Option<i64>,
    pub(crate) training_effect: Option<f64>,
    pub(crate) perceived_effort: Option<i64>,
    pub(crate) score: Option<String>,
    /// Replaces them all.
    pub(crate) exercises: Option<Vec<ExerciseArguments>>,
}

#[derive(sqlx::FromRow)]
pub(crate) struct WorkoutRow {
    sport: Option<String>,
    subtype: Option<String>,
    distance_m: Option<f64>,
    calories: Option<f64>,
    avg_hr: Option<i64>,
    max_hr: Option<i64>,
    training_effect: Option<f64>,
    perceived_effort: Option<i64>,
    workout_score: Option<String>,
}

/// A workout, as an answer gives it.
#[derive(Clone, Serialize)]
pub(crate) struct Workout {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sport: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subtype: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) distance_m: Option<f64>,
    /// Reckoned from distance and duration; seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pace_s_per_km: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    calories: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    avg_hr: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_hr: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    training_effect: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    perceived_effort: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    exercises: Vec<Exercise>,
}

impl Workout {
    pub(crate) fn new(row: WorkoutRow, exercises: Vec<Exercise>, minutes: Option<i64>) -> Self {
        Self {
            pace_s_per_km: pace(row.distance_m, minutes),
            sport: row.sport,
            subtype: row.subtype,
            distance_m: row.distance_m,
            calories: row.calories,
            avg_hr: row.avg_hr,
            max_hr: row.max_hr,
            training_effect: row.training_effect,
            perceived_effort: row.perceived_effort,
            score: row.workout_score,
            exercises,
        }
    }
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "minutes and metres of a workout are small"
)]
fn pace(distance_m: Option<f64>, minutes: Option<i64>) -> Option<i64> {
    let (metres, minutes) = (distance_m.filter(|metres| *metres >= 100.0)?, minutes?);
    Some((minutes as f64 * 60.0 * 1000.0 / metres).round() as i64)
}

/// Writes what is given; what is not given stays as it was. Exercises that are given take the place of those before.
pub(crate) async fn workout_save(
    tx: &mut Tx,
    author: &Author<'_>,
    event: Uuid,
    demo: bool,
    given: WorkoutFields,
) -> Result<(), CallError> {
    within("distance_m", given.distance_m, 0.0..=10_000_000.0)?;
    within("calories", given.calories, 0.0..=100_000.0)?;
    in_range("avg_hr", given.avg_hr, 20..=260)?;
    in_range("max_hr", given.max_hr, 20..=260)?;
    within("training_effect", given.training_effect, 0.0..=5.0)?;
    in_range("perceived_effort", given.perceived_effort, 1..=10)?;
    let sport = given.sport.map(Words::word);
    db::execute!(
        tx,
        "insert into workouts (user_id, event_id, demo, sport, subtype, distance_m, calories, avg_hr, max_hr, training_effect,
           perceived_effort, score)
         values ($1, $2, $3, coalesce($4, 'other'), $5, $6, $7, $8, $9, $10, $11, $12)
         on conflict (user_id, event_id) do update set
           sport = coalesce($4, workouts.sport), subtype = coalesce(excluded.subtype, workouts.subtype),
           distance_m = coalesce(excluded.distance_m, workouts.distance_m),
           calories = coalesce(excluded.calories, workouts.calories),
           avg_hr = coalesce(excluded.avg_hr, workouts.avg_hr), max_hr = coalesce(excluded.max_hr, workouts.max_hr),
           training_effect = coalesce(excluded.training_effect, workouts.training_effect),
           perceived_effort = coalesce(excluded.perceived_effort, workouts.perceived_effort),
           score = coalesce(excluded.score, workouts.score)",
        author.user,
        event,
        demo,
        sport,
        given.subtype,
        given.distance_m,
        given.calories,
        given.avg_hr,
        given.max_hr,
        given.training_effect,
        given.perceived_effort,
        given.score,
    )?;
    if let Some(exercises) = given.exercises {
        exercises_replace(tx, author, event, demo, exercises).await?;
    }
    Ok(())
}
