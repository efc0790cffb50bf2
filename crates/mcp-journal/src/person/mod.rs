//! People: who they are, and what is known of them over time.

mod fact;
mod write;

use std::collections::HashMap;

use db::{DbError, Tx, UserId};
use serde::Serialize;
use uuid::Uuid;

pub(crate) use fact::{Fact, FactArguments, facts_load};
pub(crate) use write::{CreatePerson, UpdatePerson, person_create, person_named, person_update};

use crate::names;
use crate::statement::{self, Statement};

#[derive(sqlx::FromRow)]
struct PersonRow {
    id: Uuid,
    name: String,
    aliases: String,
    relationship: Option<String>,
    kinship: Option<String>,
    birthday: Option<String>,
    known_since: Option<String>,
    notes: Option<String>,
    demo: bool,
    version: i64,
}

/// A person, as an answer gives them.
#[derive(Clone, Serialize)]
pub(crate) struct Person {
    pub(crate) id: Uuid,
    pub(crate) name: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) aliases: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    relationship: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kinship: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    birthday: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    known_since: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notes: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) facts: Vec<Fact>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    demo: bool,
    version: i64,
}

/// The people with these ids, in this order; those who are not there are left out, deleted ones are not.
pub(crate) async fn people_load(
    tx: &mut Tx,
    user: &UserId,
    ids: &[Uuid],
    with_facts: bool,
) -> Result<Vec<Person>, DbError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut select = Statement::new(
        "people by id",
        "select id, name, aliases, relationship, kinship, birthday, known_since, notes, demo, version
         from people where user_id = ",
    );
    select.value(user).push(" and id in ").list(ids.iter().copied());
    let rows: Vec<PersonRow> = statement::fetch(tx, select).await?;
    let mut facts = if with_facts { facts_load(tx, user, ids).await? } else { HashMap::new() };
    let mut people: HashMap<Uuid, Person> = rows
        .into_iter()
        .map(|row| {
            let facts = facts.remove(&row.id).unwrap_or_default();
            (row.id, person(row, facts))
        })
        .collect();
    Ok(ids.iter().filter_map(|id| people.remove(id)).collect())
}

fn person(row: PersonRow, facts: Vec<Fact>) -> Person {
    Person {
        id: row.id,
        aliases: names::list(&row.aliases),
        name: row.name,
        relationship: row.relationship,
        kinship: row.kinship,
        birthday: row.birthday,
        known_since: row.known_since,
        notes: row.notes,
        facts,
        demo: row.demo,
        version: row.version,
    }
}
