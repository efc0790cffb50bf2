//! HEARTBEAT.md: when an agent works by itself. The form is told in `agents/README.md`.

use clock::Clock;
use db::{Db, DbError, UserId};
use jiff::tz::TimeZone;
use store::Schedule;
use thiserror::Error;

/// A schedule as a HEARTBEAT.md declares it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeclaredSchedule {
    /// Its name, once in the file.
    pub name: String,
    /// Five fields of cron.
    pub cron: String,
    /// An IANA time zone; `None` is the person's own.
    pub time_zone: Option<String>,
    /// What is to be done.
    pub what: String,
}

/// A HEARTBEAT.md that cannot be read.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("HEARTBEAT.md, line {line}: {reason}")]
pub struct HeartbeatError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it, and what would be right.
    pub reason: String,
}

const HEADER: [&str; 4] = ["schedule", "cron", "zone", "what"];
/// The fields of cron: their names and bounds. Sunday is 0 and 7.
const FIELDS: [(&str, u8, u8); 5] =
    [("minute", 0, 59), ("hour", 0, 23), ("day of the month", 1, 31), ("month", 1, 12), ("day of the week", 0, 7)];

/// Reads the schedules of a HEARTBEAT.md; none when it has no table of them.
pub fn heartbeat_parse(text: &str) -> Result<Vec<DeclaredSchedule>, HeartbeatError> {
    let mut lines = (1..).zip(text.lines()).skip_while(|(_, line)| cells(line).as_deref() != Some(&HEADER));
    if lines.next().is_none() {
        return Ok(Vec::new());
    }
    let mut declared: Vec<DeclaredSchedule> = Vec::new();
    for (line, text) in lines {
        let Some(cells) = cells(text) else { break };
        if cells.iter().all(|cell| !cell.is_empty() && cell.bytes().all(|byte| matches!(byte, b'-' | b':'))) {
            continue;
        }
        let schedule = row(&cells).map_err(|reason| HeartbeatError { line, reason })?;
        if declared.iter().any(|other| other.name == schedule.name) {
            let reason = format!("there is a schedule “{}” already: give each its own name", schedule.name);
            return Err(HeartbeatError { line, reason });
        }
        declared.push(schedule);
    }
    Ok(declared)
}

/// What [`schedules_seed`] found.
#[derive(Clone, Debug)]
pub struct SeededSchedule {
    /// The schedule's name.
    pub name: String,
    /// Whether it was made now.
    pub made: bool,
}

/// Gives a user the schedules of an agent. One that is there stays as the user has it.
pub async fn schedules_seed(
    db: &Db,
    clock: &Clock,
    user: &UserId,
    agent: &str,
    declared: Vec<DeclaredSchedule>,
) -> Result<Vec<SeededSchedule>, DbError> {
    let mut tx = db.begin(user).await?;
    let own_zone = store::user_get(&mut tx, user).await?.map(|user| user.time_zone);
    let mut seeded = Vec::new();
    for DeclaredSchedule { name, cron, time_zone, .. } in declared {
        let schedule = Schedule {
            id: clock.id(),
            agent: agent.to_owned(),
            name: name.clone(),
            cron,
            time_zone: time_zone.or_else(|| own_zone.clone()).unwrap_or_else(|| "UTC".to_owned()),
            enabled: true,
            created_at: clock.now().into(),
        };
        let made = store::schedule_insert(&mut tx, user, &schedule).await?;
        seeded.push(SeededSchedule { name, made });
    }
    tx.commit().await?;
    Ok(seeded)
}

/// The cells of a table's line; `None` for any other line.
fn cells(line: &str) -> Option<Vec<&str>> {
    let inner = line.trim().strip_prefix('|')?.strip_suffix('|')?;
    Some(inner.split('|').map(|cell| cell.trim().trim_matches('`')).collect())
}

fn row(cells: &[&str]) -> Result<DeclaredSchedule, String> {
    let [name, cron, zone, what] = cells else {
        return Err(format!("it has {} cells: write schedule, cron, zone and what", cells.len()));
    };
    let is_name = |name: &str| {
        (1..=64).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    if !is_name(name) {
        return Err(format!("“{name}” is no name: use 1 to 64 of a-z, 0-9 and hyphen"));
    }
    if what.is_empty() {
        return Err(format!("say what “{name}” does"));
    }
    let cron = cron_check(cron)?;
    let time_zone = match *zone {
        "own" => None,
        zone if TimeZone::get(zone).is_ok() => Some(zone.to_owned()),
        other => return Err(format!("“{other}” is no time zone: write one such as Europe/Berlin, or own")),
    };
    Ok(DeclaredSchedule { name: (*name).to_owned(), cron, time_zone, what: (*what).to_owned() })
}

/// The expression with single spaces, when it is one.
fn cron_check(text: &str) -> Result<String, String> {
    let fields: Vec<&str> = text.split_whitespace().collect();
    if fields.len() != FIELDS.len() {
        return Err(format!("“{text}” has {} fields: cron has five, such as 30 7 * * 1-5", fields.len()));
    }
    for (field, (name, low, high)) in fields.iter().zip(FIELDS) {
        if !field.split(',').all(|part| is_cron_part(part, low, high)) {
            return Err(format!(
                "“{field}” is no {name}: write *, {low} to {high}, a range, a step such as */2 or a list of those"
            ));
        }
    }
    Ok(fields.join(" "))
}

fn is_cron_part(part: &str, low: u8, high: u8) -> bool {
    let number = |text: &str| {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| text.parse::<u8>().ok()).flatten()
    };
    let in_bounds = |text: &str| number(text).filter(|value| (low..=high).contains(value));
    let (span, step) = match part.split_once('/') {
        Some((span, step)) => (span, Some(step)),
        None => (part, None),
    };
    let step_fits = step.is_none_or(|step| number(step).is_some_and(|step| (1..=high).contains(&step)));
    let span_fits = match span.split_once('-') {
        Some((first, last)) => in_bounds(first).zip(in_bounds(last)).is_some_and(|(first, last)| first <= last),
        // a step needs something to step through
        None => span == "*" || step.is_none() && in_bounds(span).is_some(),
    };
    step_fits && span_fits
}
