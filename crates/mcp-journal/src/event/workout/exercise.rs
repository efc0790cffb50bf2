use std::collections::HashMap;

use db::{DbError, Tx, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::author::Author;
use crate::error::CallError;
use crate::event::details::{in_range, within};
use crate::names;
use crate::statement::{self, Statement};
use crate::words::{ExerciseCategory, SetType, Words};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExerciseArguments {
    name: String,
    category: Option<ExerciseCategory>,
    rest_s: Option<i64>,
    notes: Option<String>,
    #[serde(default)]
    sets: Vec<SetArguments>,
}

/// A set: at least one of reps, duration and distance.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SetArguments {
    reps: Option<i64>,
    weight_kg: Option<f64>,
    duration_s: Option<i64>,
    distance_m: Option<f64>,
    rest_s: Option<i64>,
    set_type: Option<SetType>,
    rpe: Option<f64>,
    notes: Option<String>,
}

/// An exercise of a workout, as an answer gives it.
#[derive(Clone, Serialize)]
pub(crate) struct Exercise {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rest_s: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notes: Option<String>,
    sets: Vec<Set>,
}

#[derive(Clone, Serialize, sqlx::FromRow)]
#[expect(clippy::struct_field_names, reason = "the names of the columns, which answers show too")]
struct Set {
    #[serde(skip)]
    workout_exercise_id: Uuid,
    /// Left out when working.
    #[serde(skip_serializing_if = "is_working")]
    set_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    reps: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    weight_kg: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_s: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    distance_m: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rest_s: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rpe: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notes: Option<String>,
}

fn is_working(set_type: &str) -> bool {
    set_type == SetType::Working.word()
}

#[derive(sqlx::FromRow)]
struct ExerciseRow {
    id: Uuid,
    event_id: Uuid,
    name: String,
    category: Option<String>,
    rest_s: Option<i64>,
    notes: Option<String>,
}

/// The exercises of these events, in order, with their sets.
pub(crate) async fn exercises_load(
    tx: &mut Tx,
    user: &UserId,
    events: &[Uuid],
) -> Result<HashMap<Uuid, Vec<Exercise>>, DbError> {
    let mut select = Statement::new(
        "exercises of workouts",
        "select we.id, we.event_id, x.name, x.category, we.rest_s, we.notes
         from workout_exercises we join exercises x on x.user_id = we.user_id and x.id = we.exercise_id
         where we.user_id = ",
    );
    select.value(user).push(" and we.event_id in ").list(events.iter().copied()).push(" order by we.event_id, we.seq");
    let rows: Vec<ExerciseRow> = statement::fetch(tx, select).await?;
    if rows.is_empty() {
        return Ok(HashMap::new());
    }

    let mut select = Statement::new(
        "sets of exercises",
        "select xs.workout_exercise_id, xs.set_type, xs.reps, xs.weight_kg, xs.duration_s, xs.distance_m, xs.rest_s, xs.rpe, xs.notes
         from exercise_sets xs
         join workout_exercises we on we.user_id = xs.user_id and we.id = xs.workout_exercise_id
         where xs.user_id = ",
    );
    select.value(user).push(" and we.event_id in ").list(events.iter().copied());
    select.push(" order by xs.workout_exercise_id, xs.set_no");
    let mut sets: HashMap<Uuid, Vec<Set>> = HashMap::new();
    for set in statement::fetch::<Set>(tx, select).await? {
        sets.entry(set.workout_exercise_id).or_default().push(set);
    }

    let mut exercises: HashMap<Uuid, Vec<Exercise>> = HashMap::new();
    for row in rows {
        let sets = sets.remove(&row.id).unwrap_or_default();
        let ExerciseRow { event_id, name, category, rest_s, notes, .. } = row;
        exercises.entry(event_id).or_default().push(Exercise { name, category, rest_s, notes, sets });
    }
    Ok(exercises)
}

/// Puts these exercises in the place of those the workout had.
pub(crate) async fn exercises_replace(
    tx: &mut Tx,
    author: &Author<'_>,
    event: Uuid,
    demo: bool,
    exercises: Vec<ExerciseArguments>,
) -> Result<(), CallError> {
    db::execute!(
        tx,
        "delete from exercise_sets where user_id = $1 and workout_exercise_id in
           (select id from workout_exercises where user_id = $1 and event_id = $2)",
        author.user,
        event
    )?;
    db::execute!(tx, "delete from workout_exercises where user_id = $1 and event_id = $2", author.user, event)?;
    for (seq, exercise) in (1_i64..).zip(exercises) {
        let field = format!("exercises[{}]", seq - 1);
        in_range(&format!("{field}.rest_s"), exercise.rest_s, 0..=86_400)?;
        let exercise_id = exercise_named(tx, author, &field, &exercise.name, exercise.category).await?;
        let id = author.id();
        db::execute!(
            tx,
            "insert into workout_exercises (user_id, demo, id, event_id, exercise_id, seq, rest_s, notes)
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
            author.user,
            demo,
            id,
            event,
            exercise_id,
            seq,
            exercise.rest_s,
            exercise.notes,
        )?;
        for (set_no, set) in (1_i64..).zip(exercise.sets) {
            set_insert(tx, author, &format!("{field}.sets[{}]", set_no - 1), demo, id, set_no, set).await?;
        }
    }
    Ok(())
}

async fn set_insert(
    tx: &mut Tx,
    author: &Author<'_>,
    field: &str,
    demo: bool,
    exercise: Uuid,
    set_no: i64,
    set: SetArguments,
) -> Result<(), CallError> {
    if set.reps.is_none() && set.duration_s.is_none() && set.distance_m.is_none() {
        return Err(CallError::invalid(field, "give at least one of reps, duration_s and distance_m"));
    }
    in_range(&format!("{field}.reps"), set.reps, 0..=100_000)?;
    in_range(&format!("{field}.duration_s"), set.duration_s, 0..=172_800)?;
    in_range(&format!("{field}.rest_s"), set.rest_s, 0..=86_400)?;
    within(&format!("{field}.weight_kg"), set.weight_kg, 0.0..=2_000.0)?;
    within(&format!("{field}.distance_m"), set.distance_m, 0.0..=1_000_000.0)?;
    within(&format!("{field}.rpe"), set.rpe, 1.0..=10.0)?;
    db::execute!(
        tx,
        "insert into exercise_sets (user_id, demo, workout_exercise_id, set_no, set_type, reps, weight_kg, duration_s, distance_m,
           rest_s, rpe, notes)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        author.user,
        demo,
        exercise,
        set_no,
        set.set_type.unwrap_or(SetType::Working).word(),
        set.reps,
        set.weight_kg,
        set.duration_s,
        set.distance_m,
        set.rest_s,
        set.rpe,
        set.notes,
    )?;
    Ok(())
}

/// The exercise of that name, made if it is new.
async fn exercise_named(
    tx: &mut Tx,
    author: &Author<'_>,
    field: &str,
    name: &str,
    category: Option<ExerciseCategory>,
) -> Result<Uuid, CallError> {
    let name = names::name_checked(&format!("{field}.name"), name)?;
    let key = names::key(&name);
    let (id,) = db::fetch_one!(
        tx,
        (Uuid,),
        "insert into exercises (id, user_id, demo, version, created_at, updated_at, name, name_key, category)
         values ($1, $2, $3, 1, $4, $4, $5, $6, $7)
         on conflict (user_id, name_key) do update set category = coalesce(exercises.category, excluded.category)
         returning id",
        author.id(),
        author.user,
        false,
        author.now(),
        name,
        key,
        category.map(Words::word),
    )?;
    Ok(id)
}
