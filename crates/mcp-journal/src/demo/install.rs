//! Puts the household in: a few statements of many rows.

use std::collections::HashMap;

use db::{DbError, Tx, UserId, UtcTime};
use household::{Day, Human};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use uuid::Uuid;

use super::DemoRows;
use super::days::{self, HouseholdEvent};
use super::people::people;
use super::places::Places;
use super::plans;
use super::rows::Rows;
use super::tables::Tables;
use crate::moment;
use crate::names;
use crate::words::{EntryType, Words};

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

    pub(super) fn person(&self, human: &Human) -> Uuid {
        self.named(&format!("person/{}", human.key))
    }

    pub(super) fn named(&self, name: &str) -> Uuid {
        Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("urn:assistant:household:{}/{name}", self.user).as_bytes())
    }
}

/// The user's exercises by name, so that a bench press is one, whoever did it.
async fn exercises_known(tx: &mut Tx, user: &UserId) -> Result<HashMap<String, Uuid>, DbError> {
    let known = db::fetch_all!(tx, (String, Uuid), "select name_key, id from exercises where user_id = $1", user)?;
    Ok(known.into_iter().collect())
}
