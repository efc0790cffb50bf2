//! Puts the household in: a few statements of many rows.

use std::collections::HashMap;

use db::{DbError, Tx, UserId, UtcTime};
use household::{Day, Human, Place, Relation, Sport, Stage};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde_json::json;
use uuid::Uuid;

use super::DemoRows;
use super::days::{self, Details, HouseholdEvent};
use super::plans;
use super::rows::Rows;
use crate::moment;
use crate::names;
use crate::statement::Value;
use crate::words::{EntryType, InfoSource, MealName, Relationship, SetType, Words};

/// Days before today.
const DAYS: i64 = 89;

pub(super) async fn install(tx: &mut Tx, user: &UserId, now: Timestamp) -> Result<DemoRows, DbError> {
    let today = moment::local_day(now, household::zone());
    let days: Vec<Day> = (0..=DAYS).map(|back| household::day(today - (DAYS - back).days())).collect();
    let events: Vec<HouseholdEvent> = days.iter().flat_map(|day| days::events(day, now)).collect();
    let ids = Ids { user };

    let places = Places::load(tx, user).await?;
    let exercises = exercises_known(tx, user).await?;
    let mut added = DemoRows { people: people(&ids, now).insert(tx).await?, ..DemoRows::default() };
    added.locations = places.rows(&ids, &events, now).insert(tx).await?;

    let mut tables = Tables::new(now);
    for event in &events {
        tables.add(&ids, &places, &exercises, event);
    }
    let mut entries = Rows::of(
        "journal_entries",
        &[
            "id",
            "user_id",
            "demo",
            "version",
            "created_at",
            "updated_at",
            "text",
            "at",
            "tz",
            "local_date",
            "entry_type",
            "tags",
        ],
    );
    for day in days.iter().filter(|day| day.entry.at.timestamp() <= now) {
        let entry = &day.entry;
        let tags: Vec<String> = entry.tags.iter().map(|tag| (*tag).to_owned()).collect();
        entries.push([
            ids.of(day.date, "entry").into(),
            user.into(),
            true.into(),
            1_i64.into(),
            UtcTime(now).into(),
            UtcTime(now).into(),
            entry.text.as_str().into(),
            UtcTime(entry.at.timestamp()).into(),
            household::person().zone.into(),
            day.date.to_string().into(),
            EntryType::Journal.word().into(),
            names::list_json(&tags).into(),
        ]);
    }
    added.events = tables.insert(tx).await?;
    added.journal_entries = entries.insert(tx).await?;
    added.plans = plans::install(tx, &ids, &days, &events, now).await?;
    Ok(added)
}

/// Stable ids: the same user, day and thing always have the same.
pub(super) struct Ids<'a> {
    pub(super) user: &'a UserId,
}

impl Ids<'_> {
    pub(super) fn of(&self, date: Date, what: &str) -> Uuid {
        self.named(&format!("{date}/{what}"))
    }

    pub(super) fn event(&self, event: &HouseholdEvent) -> Uuid {
        self.of(event.date, &event.key)
    }

    fn person(&self, human: &Human) -> Uuid {
        self.named(&format!("person/{}", human.key))
    }

    fn named(&self, name: &str) -> Uuid {
        Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("urn:assistant:household:{}/{name}", self.user).as_bytes())
    }
}

fn people(ids: &Ids<'_>, now: Timestamp) -> Rows {
    let mut rows = Rows::of(
        "people",
        &[
            "id",
            "user_id",
            "demo",
            "version",
            "created_at",
            "updated_at",
            "name",
            "aliases",
            "relationship",
            "kinship",
            "birthday",
            "notes",
        ],
    );
    for human in household::people() {
        let (relationship, kinship) = match human.relation {
            Relation::Myself => continue,
            Relation::Partner => (Relationship::Partner, None),
            Relation::Child => (Relationship::Family, Some("child")),
            Relation::Parent => (Relationship::Family, Some("parent")),
            Relation::Sibling => (Relationship::Family, Some("sibling")),
            Relation::Friend => (Relationship::Friend, None),
            Relation::Colleague => (Relationship::Colleague, None),
        };
        rows.push([
            ids.person(human).into(),
            ids.user.into(),
            true.into(),
            1_i64.into(),
            UtcTime(now).into(),
            UtcTime(now).into(),
            human.name.into(),
            names::list_json(&[human.first_name.to_owned()]).into(),
            relationship.word().into(),
            kinship.into(),
            human.birthday.to_string().into(),
            human.about.into(),
        ]);
    }
    rows
}

/// Where the household goes. A place that the user has already, by its Google id, is theirs.
struct Places {
    known: HashMap<String, Uuid>,
}

impl Places {
    async fn load(tx: &mut Tx, user: &UserId) -> Result<Self, DbError> {
        let known = db::fetch_all!(
            tx,
            (String, Uuid),
            "select place_id, id from locations where user_id = $1 and place_id is not null and deleted_at is null",
            user
        )?;
        Ok(Self { known: known.into_iter().collect() })
    }

    fn id(&self, ids: &Ids<'_>, place: &Place) -> Uuid {
        self.known.get(place.place_id).copied().unwrap_or_else(|| ids.named(&format!("place/{}", place.place_id)))
    }

    fn rows(&self, ids: &Ids<'_>, events: &[HouseholdEvent], now: Timestamp) -> Rows {
        let mut rows = Rows::of(
            "locations",
            &[
                "id",
                "user_id",
                "demo",
                "version",
                "created_at",
                "updated_at",
                "name",
                "aliases",
                "place_id",
                "kind",
                "address",
                "lat",
                "lng",
                "tz",
                "notes",
            ],
        );
        let mut placed: Vec<&str> = Vec::new();
        for place in events.iter().filter_map(|event| event.place) {
            if placed.contains(&place.place_id) || self.known.contains_key(place.place_id) {
                continue;
            }
            placed.push(place.place_id);
            rows.push([
                self.id(ids, place).into(),
                ids.user.into(),
                true.into(),
                1_i64.into(),
                UtcTime(now).into(),
                UtcTime(now).into(),
                place.name.into(),
                names::list_json(&aliases(place)).into(),
                place.place_id.into(),
                location_kind(place).into(),
                place.address.into(),
                place.lat.into(),
                place.lng.into(),
                household::person().zone.into(),
                place.about.into(),
            ]);
        }
        rows
    }
}

fn aliases(place: &Place) -> Vec<String> {
    let person = household::person();
    let also = |at: &Place, alias: &str| (at.place_id == place.place_id).then(|| alias.to_owned());
    also(person.home, "Home").into_iter().chain(also(person.office, "Office")).collect()
}

fn location_kind(place: &Place) -> &'static str {
    let person = household::person();
    if place.place_id == person.home.place_id {
        return "home";
    }
    if place.place_id == person.office.place_id {
        return "work";
    }
    let known = place.kinds.iter().find_map(|kind| match *kind {
        "cafe" | "coffee_shop" => Some("cafe"),
        "restaurant" => Some("restaurant"),
        "gym" | "fitness_center" => Some("gym"),
        "park" | "beach" => Some("park"),
        "store" | "book_store" | "market" => Some("shop"),
        "dentist" | "doctor" | "health" => Some("health"),
        "airport" | "train_station" | "transit_station" => Some("transport"),
        "movie_theater" | "museum" => Some("venue"),
        _ => None,
    });
    known.unwrap_or("other")
}

/// The user's exercises by name, so that a bench press is one, whoever did it.
async fn exercises_known(tx: &mut Tx, user: &UserId) -> Result<HashMap<String, Uuid>, DbError> {
    let known = db::fetch_all!(tx, (String, Uuid), "select name_key, id from exercises where user_id = $1", user)?;
    Ok(known.into_iter().collect())
}

/// The rows of all events, table by table.
struct Tables {
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
    fn new(now: Timestamp) -> Self {
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

    fn add(&mut self, ids: &Ids<'_>, places: &Places, exercises: &HashMap<String, Uuid>, event: &HouseholdEvent) {
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
    async fn insert(self, tx: &mut Tx) -> Result<u64, DbError> {
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
