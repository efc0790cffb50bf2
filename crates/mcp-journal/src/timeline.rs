//! One day, in order: what happened, what was written, and what is not known.

use std::fmt::Write as _;

use db::{DbError, Tx, UtcTime};
use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::author::Author;
use crate::demo::marked;
use crate::entry::{Entry, entries_load};
use crate::error::CallError;
use crate::event::{Event, Parts, events_load};
use crate::moment;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GetTimeline {
    /// YYYY-MM-DD. Default today.
    date: Option<String>,
    time_zone: Option<String>,
}

/// A day.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Timeline {
    date: String,
    weekday: String,
    time_zone: String,
    items: Vec<Item>,
    summary: Summary,
    /// There was more than a timeline holds: use query.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    truncated: bool,
}

/// A part of a day.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Item {
    Event {
        #[schemars(with = "String")]
        id: Uuid,
        kind: String,
        title: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        start: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        end: Option<String>,
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        all_day: bool,
        #[serde(skip_serializing_if = "Option::is_none")]
        location: Option<String>,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        participants: Vec<String>,
        /// Distance, what was eaten, how the sleep was.
        #[serde(skip_serializing_if = "String::is_empty")]
        detail: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        notes: Option<String>,
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        demo: bool,
    },
    Entry {
        #[schemars(with = "String")]
        id: Uuid,
        at: String,
        text: String,
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        demo: bool,
    },
    /// Nothing is known of this time.
    Gap { start: String, end: String, minutes: i64 },
}

#[derive(Default, Serialize, JsonSchema)]
struct Summary {
    events: usize,
    entries: usize,
    workouts: usize,
    meals: usize,
    sleep_min: i64,
    gap_min: i64,
}

/// A stretch of less is not worth a word, in minutes.
const SHORTEST_GAP: i64 = 30;
const MOST_EVENTS: usize = 100;
/// Of a long text, this many characters stand in a timeline.
const EXCERPT: usize = 280;

/// The day and its short rendering.
pub(crate) async fn timeline(
    tx: &mut Tx,
    author: &Author<'_>,
    given: &GetTimeline,
) -> Result<(Timeline, String), CallError> {
    let author = &author.in_zone(given.time_zone.as_deref())?;
    let day = given.date.as_deref().map_or_else(|| Ok(author.today()), |date| moment::date("date", date))?;
    let (events, truncated) = day_events(tx, author, day).await?;
    let entries = day_entries(tx, author, day).await?;

    let mut summary = Summary { events: events.len(), entries: entries.len(), ..Summary::default() };
    let (_, next) = moment::day_bounds(day, &author.zone);
    let demo = events.iter().any(|event| event.stored.demo) || entries.iter().any(|entry| entry.demo);
    let mut placed: Vec<(Timestamp, Item)> = Vec::new();
    let mut lines: Vec<(Timestamp, String)> = Vec::new();
    for event in &events {
        summary.add(event, next);
        lines.push((event.stored.start_at, event_line(event, author)));
        placed.push((event.stored.start_at, event_item(event, author)));
    }
    for entry in entries {
        let text = excerpt(&entry.text);
        let time = moment::clock_time(entry.stored_at, &author.zone);
        lines.push((entry.stored_at, format!("{time} “{text}” (entry {})", entry.id)));
        let at = moment::rfc3339(entry.stored_at, &author.zone);
        placed.push((entry.stored_at, Item::Entry { id: entry.id, at, text, demo: entry.demo }));
    }
    for (from, to) in gaps(&events, day, author) {
        let minutes = moment::minutes(from, to);
        summary.gap_min += minutes;
        let (start, end) = (moment::rfc3339(from, &author.zone), moment::rfc3339(to, &author.zone));
        placed.push((from, Item::Gap { start, end, minutes }));
    }
    // stable: what began at the same time stays in the order events, entries, gaps
    placed.sort_by_key(|(at, _)| *at);
    lines.sort_by_key(|(at, _)| *at);

    let weekday = moment::weekday(day);
    let mut text = format!(
        "{weekday} {day}: {}, {}",
        count(summary.events, "event", "events"),
        count(summary.entries, "entry", "entries")
    );
    for (_, line) in lines {
        text.push_str("\n- ");
        text.push_str(&line);
    }
    let timeline = Timeline {
        date: day.to_string(),
        weekday,
        time_zone: moment::zone_name(&author.zone).to_owned(),
        items: placed.into_iter().map(|(_, item)| item).collect(),
        summary,
        truncated,
    };
    Ok((timeline, marked(demo, text)))
}

/// What touches the day, by the clock of the asker: a night of sleep touches two. Whole days count by their date alone.
async fn day_events(tx: &mut Tx, author: &Author<'_>, day: Date) -> Result<(Vec<Event>, bool), DbError> {
    let (first, next) = moment::day_bounds(day, &author.zone);
    let rows = db::fetch_all!(
        tx,
        (Uuid,),
        "select id from events where user_id = $1 and deleted_at is null and (
           (not all_day and start_at < $3 and (start_at >= $2 or end_at > $2))
           or (all_day and local_date <= $4 and start_at < $3 and end_at > $2))
         order by start_at, id limit 101",
        author.user,
        UtcTime(first),
        UtcTime(next),
        day.to_string(),
    )?;
    let mut ids: Vec<Uuid> = rows.into_iter().map(|(id,)| id).collect();
    let truncated = ids.len() > MOST_EVENTS;
    ids.truncate(MOST_EVENTS);
    let parts = Parts { exercises: false, meal_items: true, external_refs: false };
    Ok((events_load(tx, author.user, &ids, parts).await?, truncated))
}

async fn day_entries(tx: &mut Tx, author: &Author<'_>, day: Date) -> Result<Vec<Entry>, DbError> {
    let (first, next) = moment::day_bounds(day, &author.zone);
    let rows = db::fetch_all!(
        tx,
        (Uuid,),
        "select id from journal_entries where user_id = $1 and deleted_at is null and at >= $2 and at < $3 order by at, id limit 50",
        author.user,
        UtcTime(first),
        UtcTime(next),
    )?;
    let ids: Vec<Uuid> = rows.into_iter().map(|(id,)| id).collect();
    entries_load(tx, author.user, &ids).await
}

/// The stretches of the day that no event covers, up to now.
fn gaps(events: &[Event], day: Date, author: &Author<'_>) -> Vec<(Timestamp, Timestamp)> {
    let (first, next) = moment::day_bounds(day, &author.zone);
    let until = next.min(author.clock.now());
    let mut gaps = Vec::new();
    let mut covered = first;
    for event in events.iter().filter(|event| !event.when.all_day) {
        let start = event.stored.start_at.min(until);
        if moment::minutes(covered, start) >= SHORTEST_GAP {
            gaps.push((covered, start));
        }
        covered = covered.max(event.stored.end_at.unwrap_or(event.stored.start_at));
    }
    if moment::minutes(covered, until) >= SHORTEST_GAP {
        gaps.push((covered, until));
    }
    gaps
}

impl Summary {
    /// Counts an event of the day that ends at `next`.
    fn add(&mut self, event: &Event, next: Timestamp) {
        match event.kind.as_str() {
            "workout" => self.workouts += 1,
            "meal" => self.meals += 1,
            // a night counts for the day of waking
            "sleep" if event.stored.end_at.is_some_and(|end| end <= next) => {
                self.sleep_min += event.when.duration_min.unwrap_or_default();
            }
            _ => {}
        }
    }
}

fn event_item(event: &Event, author: &Author<'_>) -> Item {
    let time = |at: Timestamp| (!event.when.all_day).then(|| moment::rfc3339(at, &author.zone));
    Item::Event {
        id: event.id,
        kind: event.kind.clone(),
        title: event.title.clone(),
        start: time(event.stored.start_at),
        end: event.stored.end_at.and_then(time),
        all_day: event.when.all_day,
        location: event.location.as_ref().map(|location| location.name.clone()),
        participants: event.participants.iter().map(|participant| participant.name.clone()).collect(),
        detail: detail(event),
        notes: event.notes.as_deref().map(excerpt),
        demo: event.stored.demo,
    }
}

fn event_line(event: &Event, author: &Author<'_>) -> String {
    let time = |at: Timestamp| moment::clock_time(at, &author.zone);
    let hours = match (event.when.all_day, event.stored.end_at) {
        (true, _) => "all day".to_owned(),
        (false, Some(end)) => format!("{}–{}", time(event.stored.start_at), time(end)),
        (false, None) => time(event.stored.start_at),
    };
    let mut line = format!("{hours} {}", event.title);
    if let Some(location) = event.location.as_ref().filter(|location| !event.title.contains(&location.name)) {
        let _ = write!(line, " at {}", location.name);
    }
    if !event.participants.is_empty() {
        let names: Vec<&str> = event.participants.iter().map(|participant| participant.name.as_str()).collect();
        let _ = write!(line, " with {}", names.join(", "));
    }
    let detail = detail(event);
    if !detail.is_empty() {
        let _ = write!(line, ": {detail}");
    }
    let _ = write!(line, " ({} {})", event.kind, event.id);
    line
}

/// What is special about it, in a few words.
fn detail(event: &Event) -> String {
    let mut parts = Vec::new();
    if let Some(minutes) = event.when.duration_min.filter(|_| event.workout.is_some() || event.sleep.is_some()) {
        parts.push(if minutes < 60 {
            format!("{minutes} min")
        } else {
            format!("{} h {:02} min", minutes / 60, minutes % 60)
        });
    }
    if let Some(workout) = &event.workout {
        parts.extend(
            workout.distance_m.filter(|metres| *metres > 0.0).map(|metres| format!("{:.1} km", metres / 1000.0)),
        );
        parts.extend(workout.sport.clone());
    }
    if let Some(sleep) = &event.sleep {
        parts.extend(sleep.score.map(|score| format!("score {score}")));
        parts.extend(sleep.quality.map(|quality| format!("quality {quality} of 10")));
    }
    if let Some(meal) = &event.meal {
        // a meal without a title of its own is called after what was eaten
        let untold = meal.items.iter().filter(|item| !event.title.contains(&item.name));
        parts.extend(untold.map(|item| item.name.clone()));
    }
    parts.join(", ")
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

fn excerpt(text: &str) -> String {
    if text.chars().count() <= EXCERPT {
        return text.to_owned();
    }
    let cut: String = text.chars().take(EXCERPT).collect();
    format!("{}…", cut.trim_end())
}
