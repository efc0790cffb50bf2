//! The household's events as rows.

use std::collections::HashMap;

use db::{DbError, Tx, UtcTime};
use household::{Sport, Stage};
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use super::days::{self, Details, HouseholdEvent};
use super::install::Ids;
use super::places::Places;
use super::rows::Rows;
use crate::names;
use crate::statement::Value;
use crate::words::{InfoSource, MealName, SetType, Words};

/// The rows of all events, table by table.
pub(super) struct Tables {
    now: UtcTime,
    events: Rows,
    participants: Rows,
    sleeps: Rows,
    workouts: Rows,
    exercises: Rows,
    workout_exercises: Rows,
    sets: Rows,
    meals: Rows,
    meal_items: Rows,
    external_refs: Rows,
}

impl Tables {
    pub(super) fn new(now: Timestamp) -> Self {
        Self {
            now: UtcTime(now),
            events: Rows::of(
                "events",
                &[
                    "id",
                    "user_id",
                    "demo",
                    "version",
                    "created_at",
                    "updated_at",
                    "kind",
                    "title",
                    "description",
                    "start_at",
                    "end_at",
                    "tz",
                    "local_date",
                    "all_day",
                    "location_id",
                    "category",
                    "significance",
                    "notes",
                    "tags",
                    "info_source",
                ],
            ),
            participants: Rows::of("event_participants", &["user_id", "demo", "event_id", "person_id"]),
            sleeps: Rows::of(
                "sleeps",
                &["user_id", "demo", "event_id", "quality", "deep_s", "light_s", "rem_s", "awake_s", "score", "nap"],
            ),
            workouts: Rows::of(
                "workouts",
                &[
                    "user_id",
                    "demo",
                    "event_id",
                    "sport",
                    "distance_m",
                    "calories",
                    "avg_hr",
                    "max_hr",
                    "training_effect",
                    "perceived_effort",
                ],
            ),
            exercises: Rows::of(
                "exercises",
                &["id", "user_id", "demo", "version", "created_at", "updated_at", "name", "name_key", "category"],
            ),
            workout_exercises: Rows::of(
                "workout_exercises",
                &["user_id", "demo", "id", "event_id", "exercise_id", "seq"],
            ),
            sets: Rows::of(
                "exercise_sets",
                &[
                    "user_id",
                    "demo",
                    "workout_exercise_id",
                    "set_no",
                    "set_type",
                    "weight_kg",
                    "reps",
                    "duration_s",
                    "rest_s",
                ],
            ),
            meals: Rows::of("meals", &["user_id", "demo", "event_id", "meal", "source_kind"]),
            meal_items: Rows::of(
                "meal_items",
                &["user_id", "demo", "event_id", "seq", "name", "quantity", "unit", "kcal"],
            ),
            external_refs: Rows::of(
                "external_refs",
                &["user_id", "demo", "entity_type", "entity_id", "source", "external_id", "created_at"],
            ),
        }
    }

    pub(super) fn add(
        &mut self,
        ids: &Ids<'_>,
        places: &Places,
        exercises: &HashMap<String, Uuid>,
        event: &HouseholdEvent,
    ) {
        let (id, user, demo) = (ids.event(event), || Value::from(ids.user), || Value::from(true));
        let measured = matches!(event.details, Details::Sleep(_) | Details::Workout(_));
        let source = if measured { InfoSource::Device } else { InfoSource::Direct };
        self.events.push([
            id.into(),
            user(),
            demo(),
            1_i64.into(),
            self.now.into(),
            self.now.into(),
            event.kind.word().into(),
            event.title.as_str().into(),
            event.description.clone().into(),
            UtcTime(event.start).into(),
            UtcTime(event.end).into(),
            household::person().zone.into(),
            event.date.to_string().into(),
            event.all_day.into(),
            event.place.map(|place| places.id(ids, place)).into(),
            event.category.word().into(),
            event.significance.word().into(),
            event.notes.clone().into(),
            json!([]).to_string().into(),
            source.word().into(),
        ]);
        for human in &event.with {
            self.participants.push([user(), demo(), id.into(), ids.person(human).into()]);
        }
        for (source, external_id) in &event.external {
            self.external_refs.push([
                user(),
                demo(),
                "event".into(),
                id.into(),
                (*source).into(),
                external_id.as_str().into(),
                self.now.into(),
            ]);
        }
        match &event.details {
            Details::None => {}
            Details::Sleep(night) => self.add_sleep(ids, id, night),
            Details::Workout(workout) => self.add_workout(ids, exercises, event, id, workout),
            Details::Meal(meal) => self.add_meal(ids, id, meal),
        }
    }

    fn add_sleep(&mut self, ids: &Ids<'_>, event: Uuid, night: &household::Sleep) {
        self.sleeps.push([
            ids.user.into(),
            true.into(),
            event.into(),
            i64::from((night.score / 10).clamp(1, 10)).into(),
            days::stage(night, Stage::Deep).into(),
            days::stage(night, Stage::Light).into(),
            days::stage(night, Stage::Rem).into(),
            days::stage(night, Stage::Awake).into(),
            i64::from(night.score).into(),
            false.into(),
        ]);
    }

    fn add_workout(
        &mut self,
        ids: &Ids<'_>,
        exercises: &HashMap<String, Uuid>,
        event: &HouseholdEvent,
        id: Uuid,
        workout: &household::Workout,
    ) {
        let sport = match &workout.sport {
            Sport::Run(_) => crate::words::Sport::Running,
            Sport::Strength(_) => crate::words::Sport::Strength,
        };
        self.workouts.push([
            ids.user.into(),
            true.into(),
            id.into(),
            sport.word().into(),
            days::distance_m(workout).into(),
            f64::from(workout.calories).into(),
            i64::from(workout.avg_hr).into(),
            i64::from(workout.max_hr).into(),
            workout.training_effect.into(),
            i64::from(workout.perceived_effort).into(),
        ]);
        let Sport::Strength(strength) = &workout.sport else { return };
        for (seq, exercise) in (1_i64..).zip(&strength.exercises) {
            let key = names::key(exercise.name);
            let exercise_id = exercises.get(&key).copied().unwrap_or_else(|| ids.named(&format!("exercise/{key}")));
            self.exercises.push([
                exercise_id.into(),
                ids.user.into(),
                true.into(),
                1_i64.into(),
                self.now.into(),
                self.now.into(),
                exercise.name.into(),
                key.into(),
                crate::words::ExerciseCategory::Strength.word().into(),
            ]);
            let row = ids.of(event.date, &format!("{}/exercise/{seq}", event.key));
            self.workout_exercises.push([
                ids.user.into(),
                true.into(),
                row.into(),
                id.into(),
                exercise_id.into(),
                seq.into(),
            ]);
            for (set_no, set) in (1_i64..).zip(&exercise.sets) {
                self.sets.push([
                    ids.user.into(),
                    true.into(),
                    row.into(),
                    set_no.into(),
                    SetType::Working.word().into(),
                    set.weight_kg.into(),
                    set.reps.map(i64::from).into(),
                    set.duration_s.map(i64::from).into(),
                    i64::from(set.rest_s).into(),
                ]);
            }
        }
    }

    fn add_meal(&mut self, ids: &Ids<'_>, event: Uuid, meal: &household::Meal) {
        let name = match meal.meal {
            household::MealKind::Breakfast => MealName::Breakfast,
            household::MealKind::Lunch => MealName::Lunch,
            household::MealKind::Dinner => MealName::Dinner,
        };
        self.meals.push([
            ids.user.into(),
            true.into(),
            event.into(),
            name.word().into(),
            days::source(meal).word().into(),
        ]);
        for (seq, dish) in (1_i64..).zip(&meal.dishes) {
            let (quantity, unit) = days::quantity(dish.quantity);
            self.meal_items.push([
                ids.user.into(),
                true.into(),
                event.into(),
                seq.into(),
                dish.name.into(),
                quantity.into(),
                unit.into(),
                f64::from(dish.kcal).into(),
            ]);
        }
    }

    /// Parents before children. Answers how many events were new.
    pub(super) async fn insert(self, tx: &mut Tx) -> Result<u64, DbError> {
        let events = self.events.insert(tx).await?;
        for rows in [
            self.participants,
            self.sleeps,
            self.workouts,
            self.exercises,
            self.workout_exercises,
            self.sets,
            self.meals,
            self.meal_items,
            self.external_refs,
        ] {
            rows.insert(tx).await?;
        }
        Ok(events)
    }
}
