//! The household's days as the journal's events.

use household::{Appointment, Calendar, Day, Human, MealKind, OutingKind, Place, Sport, Stage, When};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::moment;
use crate::partial_date;
use crate::words::{EventCategory, EventKind, MealSource, Significance};

/// An event of the household, before it is a row.
pub(crate) struct HouseholdEvent {
    pub(crate) kind: EventKind,
    /// With the date, what its id is made from.
    pub(crate) key: String,
    pub(crate) title: String,
    pub(crate) start: Timestamp,
    pub(crate) end: Timestamp,
    pub(crate) date: Date,
    pub(crate) all_day: bool,
    pub(crate) place: Option<&'static Place>,
    pub(crate) with: Vec<&'static Human>,
    pub(crate) category: EventCategory,
    pub(crate) significance: Significance,
    pub(crate) description: Option<String>,
    pub(crate) notes: Option<String>,
    /// (source, id): what it is called elsewhere.
    pub(crate) external: Vec<(&'static str, String)>,
    pub(crate) details: Details,
}

/// What only one kind has.
pub(crate) enum Details {
    None,
    Workout(Box<household::Workout>),
    Meal(household::Meal),
    Sleep(Box<household::Sleep>),
}

/// Everything of a day that was over at `now`, each thing once.
pub(crate) fn events(day: &Day, now: Timestamp) -> Vec<HouseholdEvent> {
    let mut events = vec![sleep(day)];
    events.extend(day.workouts.iter().enumerate().map(|(number, one)| workout(day.date, number, one)));
    events.extend(day.meals.iter().enumerate().map(|(number, one)| meal(day.date, number, one)));
    events.extend(day.outings.iter().enumerate().map(|(number, one)| outing(day.date, number, one)));
    for one in &day.appointments {
        let event = appointment(day.date, one);
        // the calendar names dinners, the book club and journeys again: the same event, known there too
        match events.iter_mut().find(|known| (known.start, known.end) == (event.start, event.end)) {
            Some(known) => known.external.extend(event.external),
            None => events.push(event),
        }
    }
    events.retain(|event| event.end <= now);
    events
}

fn event(kind: EventKind, key: String, title: String, date: Date, start: Timestamp, end: Timestamp) -> HouseholdEvent {
    HouseholdEvent {
        kind,
        key,
        title,
        start,
        end,
        date,
        all_day: false,
        place: None,
        with: Vec::new(),
        category: EventCategory::Other,
        significance: Significance::Routine,
        description: None,
        notes: None,
        external: Vec::new(),
        details: Details::None,
    }
}

fn sleep(day: &Day) -> HouseholdEvent {
    let night = &day.sleep;
    let (start, end) = (night.start.timestamp(), night.end.timestamp());
    HouseholdEvent {
        category: EventCategory::Health,
        details: Details::Sleep(Box::new(night.clone())),
        ..event(EventKind::Sleep, "sleep".to_owned(), "Sleep".to_owned(), day.date, start, end)
    }
}

fn workout(date: Date, number: usize, workout: &household::Workout) -> HouseholdEvent {
    let (start, end) = (workout.start.timestamp(), workout.end.timestamp());
    HouseholdEvent {
        place: Some(workout.place),
        category: EventCategory::Fitness,
        external: vec![("garmin", workout.garmin_activity_id.to_string())],
        details: Details::Workout(Box::new(workout.clone())),
        ..event(EventKind::Workout, format!("workout/{number}"), workout.name.clone(), date, start, end)
    }
}

fn meal(date: Date, number: usize, meal: &household::Meal) -> HouseholdEvent {
    let name = match meal.meal {
        MealKind::Breakfast => "Breakfast",
        MealKind::Lunch => "Lunch",
        MealKind::Dinner => "Dinner",
    };
    let title =
        if source(meal) == MealSource::HomeCooked { name.to_owned() } else { format!("{name} at {}", meal.place.name) };
    HouseholdEvent {
        place: Some(meal.place),
        with: meal.with.clone(),
        category: EventCategory::Food,
        significance: if meal.expense_id.is_some() { Significance::Notable } else { Significance::Routine },
        external: meal.expense_id.map(|id| ("splitwise", id.to_string())).into_iter().collect(),
        details: Details::Meal(meal.clone()),
        ..event(EventKind::Meal, format!("meal/{number}"), title, date, meal.start.timestamp(), meal.end.timestamp())
    }
}

/// Where the food came from.
pub(crate) fn source(meal: &household::Meal) -> MealSource {
    if meal.place.is_public() { MealSource::Restaurant } else { MealSource::HomeCooked }
}

fn outing(date: Date, number: usize, outing: &household::Outing) -> HouseholdEvent {
    let (kind, category, significance) = match outing.kind {
        OutingKind::Cafe | OutingKind::Walk => (EventKind::Generic, EventCategory::Leisure, Significance::Routine),
        OutingKind::BookClub => (EventKind::Social, EventCategory::Social, Significance::Notable),
        OutingKind::Call => (EventKind::Social, EventCategory::Family, Significance::Routine),
        OutingKind::Film => (EventKind::Entertainment, EventCategory::Leisure, Significance::Routine),
        OutingKind::Errand => (EventKind::Generic, EventCategory::Home, Significance::Routine),
        OutingKind::Journey => (EventKind::Commute, EventCategory::Travel, Significance::Notable),
        OutingKind::Sight => (EventKind::Entertainment, EventCategory::Travel, Significance::Notable),
    };
    HouseholdEvent {
        place: outing.place,
        with: outing.with.clone(),
        category,
        significance,
        notes: outing.note.map(str::to_owned),
        ..event(
            kind,
            format!("outing/{number}"),
            outing.title.clone(),
            date,
            outing.start.timestamp(),
            outing.end.timestamp(),
        )
    }
}

fn appointment(date: Date, entry: &Appointment) -> HouseholdEvent {
    let zone = household::zone();
    let (start, end, all_day) = match &entry.when {
        When::Timed { start, end } => (start.timestamp(), end.timestamp(), false),
        When::AllDay { first, last } => {
            let (start, _) = moment::day_bounds(*first, zone);
            (start, moment::day_bounds(partial_date::next(*last), zone).0, true)
        }
    };
    let (kind, category) = match entry.calendar {
        Calendar::Work => (EventKind::Work, EventCategory::Work),
        Calendar::Personal => (EventKind::Generic, EventCategory::Health),
        Calendar::Family => (EventKind::Generic, EventCategory::Family),
    };
    HouseholdEvent {
        all_day,
        place: entry.place,
        with: entry.attendees.clone(),
        category,
        description: (!entry.description.is_empty()).then(|| entry.description.to_owned()),
        external: vec![("google_calendar", entry.event_id.clone())],
        ..event(kind, format!("appointment/{}", entry.event_id), entry.title.clone(), date, start, end)
    }
}

/// Seconds of a stage.
pub(crate) fn stage(night: &household::Sleep, stage: Stage) -> i64 {
    night.seconds_in(stage)
}

/// Whether it is a run.
pub(crate) fn distance_m(workout: &household::Workout) -> Option<f64> {
    match &workout.sport {
        Sport::Run(run) => Some(f64::from(run.distance_m)),
        Sport::Strength(_) => None,
    }
}

/// “2 slices” as a number and a unit; “shared” has no number.
pub(crate) fn quantity(said: &str) -> (Option<f64>, Option<String>) {
    let (first, rest) = said.split_once(' ').unwrap_or((said, ""));
    match first.parse::<f64>() {
        Ok(number) => (Some(number), Some(rest.to_owned()).filter(|unit| !unit.is_empty())),
        Err(_) => (None, Some(said.to_owned())),
    }
}
