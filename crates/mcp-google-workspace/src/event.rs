//! Calendars and their events.

use household::{Appointment, Calendar, Human, When, Window, person};
use jiff::ToSpan;
use jiff::civil::Date;
use mcp_kit::ToolError;
use sandbox::{Found, IsoDate, Page, Range, Span, weekday};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The most days that one question may span.
const MOST_DAYS: i32 = 104;

/// How many days before a range an event may begin and still touch it: the longest are weekends of three days.
const LONGEST_DAYS: i64 = 3;

#[derive(Serialize, JsonSchema)]
pub(crate) struct Calendars {
    calendars: Vec<Entry>,
}

#[derive(Serialize, JsonSchema)]
struct Entry {
    calendar_id: &'static str,
    name: &'static str,
    primary: bool,
    time_zone: &'static str,
}

pub(crate) fn calendars(_: &Window) -> (Calendars, String) {
    let entry = |calendar: Calendar| Entry {
        calendar_id: calendar.id(),
        name: calendar.name(),
        primary: calendar == Calendar::Personal,
        time_zone: person().zone,
    };
    let calendars = Calendar::ALL.map(entry);
    let lines: Vec<String> =
        calendars.iter().map(|entry| format!("\n- {} ({})", entry.name, entry.calendar_id)).collect();
    (Calendars { calendars: calendars.into() }, format!("Calendars:{}", lines.concat()))
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Filter {
    /// From `list_calendars`, or “primary”.
    calendar_id: Option<String>,
    start_date: IsoDate,
    /// Included.
    end_date: IsoDate,
    /// At most 250; 12 if left out.
    max_results: Option<usize>,
    /// Part of the title, the place or an attendee's name.
    search_query: Option<String>,
    cursor: Option<String>,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct Events {
    events: Vec<Overview>,
    page: Page,
}

#[derive(Serialize, JsonSchema)]
struct Overview {
    event_id: String,
    calendar_id: &'static str,
    title: String,
    all_day: bool,
    /// Of an event with a time.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    span: Option<Span>,
    /// Of an all-day event.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    days: Option<Days>,
    time_zone: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attendees: Vec<&'static str>,
}

/// Whole days, the last one included.
#[derive(Serialize, JsonSchema)]
struct Days {
    first_day: String,
    first_weekday: String,
    last_day: String,
}

pub(crate) fn list(window: &Window, asked: &Filter) -> Found<Events> {
    let range = Range::new(asked.start_date, asked.end_date, MOST_DAYS)?;
    let calendar = asked.calendar_id.as_deref().map(calendar_by_id).transpose()?;
    let words = asked.search_query.as_ref().map(|words| words.trim().to_lowercase());
    let fits = |event: &Appointment| {
        touches(event, range)
            && calendar.is_none_or(|calendar| event.calendar == calendar)
            && words.as_ref().is_none_or(|words| mentions(event, words))
    };
    let all: Vec<Appointment> = window
        .dates(range.first - LONGEST_DAYS.days(), range.last)
        .flat_map(household::appointments)
        .filter(fits)
        .collect();
    let (events, page) = Page::of(all, asked.cursor.as_deref(), ("max_results", asked.max_results), 12, 250)?;
    let lines: Vec<String> = events.iter().map(|event| format!("\n- {}", line(event))).collect();
    let text = format!(
        "{} from {} to {}.{}{}",
        page.count("event", "events"),
        range.first,
        range.last,
        lines.concat(),
        page.hint()
    );
    Ok((Events { events: events.iter().map(overview).collect(), page }, text))
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ById {
    /// From `list_events`.
    event_id: String,
    /// Not needed: an id is in one calendar only.
    calendar_id: Option<String>,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct Detail {
    #[serde(flatten)]
    overview: Overview,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<&'static str>,
    /// The place's id in the map service.
    #[serde(skip_serializing_if = "Option::is_none")]
    place_id: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    invited: Vec<Invited>,
    /// Shared by all events of a series.
    #[serde(skip_serializing_if = "Option::is_none")]
    recurring_event_id: Option<&'static str>,
}

#[derive(Serialize, JsonSchema)]
struct Invited {
    name: &'static str,
    email: &'static str,
}

pub(crate) fn one(window: &Window, asked: &ById) -> Found<Detail> {
    let calendar = asked.calendar_id.as_deref().map(calendar_by_id).transpose()?;
    let mut all = window.dates(window.first, window.last).flat_map(household::appointments);
    let known = all
        .find(|event| event.event_id == asked.event_id && calendar.is_none_or(|calendar| event.calendar == calendar));
    let event = known.ok_or_else(|| ToolError::not_found(format_args!("event {}", asked.event_id)))?;
    let description = event.description;
    let text = if description.is_empty() { line(&event) } else { format!("{}\n{description}", line(&event)) };
    let detail = Detail {
        description,
        address: event.place.map(|place| place.address),
        place_id: event.place.map(|place| place.place_id),
        invited: event.attendees.iter().map(|human| Invited { name: human.name, email: human.email }).collect(),
        recurring_event_id: event.series,
        overview: overview(&event),
    };
    Ok((detail, text))
}

fn calendar_by_id(id: &str) -> Result<Calendar, ToolError> {
    if id == "primary" {
        return Ok(Calendar::Personal);
    }
    let known = Calendar::ALL.into_iter().find(|calendar| calendar.id() == id);
    known.ok_or_else(|| ToolError::not_found(format_args!("calendar {id}")))
}

fn touches(event: &Appointment, range: Range) -> bool {
    let (first, last) = days(event);
    first <= range.last && last >= range.first
}

fn days(event: &Appointment) -> (Date, Date) {
    match &event.when {
        When::Timed { start, end } => (start.date(), end.date()),
        When::AllDay { first, last } => (*first, *last),
    }
}

fn mentions(event: &Appointment, words: &str) -> bool {
    let has = |text: &str| text.to_lowercase().contains(words);
    let named = |human: &&Human| has(human.name);
    has(&event.title) || event.place.is_some_and(|place| has(place.name)) || event.attendees.iter().any(named)
}

fn overview(event: &Appointment) -> Overview {
    let (span, days) = match &event.when {
        When::Timed { start, end } => (Some(Span::new(start, end)), None),
        When::AllDay { first, last } => (
            None,
            Some(Days { first_day: first.to_string(), first_weekday: weekday(*first), last_day: last.to_string() }),
        ),
    };
    Overview {
        event_id: event.event_id.clone(),
        calendar_id: event.calendar.id(),
        title: event.title.clone(),
        all_day: days.is_some(),
        span,
        days,
        time_zone: person().zone,
        location: event.place.map(|place| place.name),
        attendees: event.attendees.iter().map(|human| human.name).collect(),
    }
}

fn line(event: &Appointment) -> String {
    let when = match &event.when {
        When::Timed { start, end } => format!("{}–{}", start.strftime("%a %F %H:%M"), end.strftime("%H:%M")),
        When::AllDay { first, last } if first == last => format!("{} all day", first.strftime("%a %F")),
        When::AllDay { first, last } => format!("{} to {} all day", first.strftime("%a %F"), last.strftime("%a %F")),
    };
    let place = event.place.map(|place| format!(", {}", place.name)).unwrap_or_default();
    let names: Vec<&str> = event.attendees.iter().map(|human| human.first_name).collect();
    let with = if names.is_empty() { String::new() } else { format!(", with {}", names.join(", ")) };
    format!("{when} {}{place}{with} (event_id {})", event.title, event.event_id)
}
