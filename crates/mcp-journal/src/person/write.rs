use db::Tx;
use mcp_kit::ToolError;
use schemars::JsonSchema;
use serde::Deserialize;
use uuid::Uuid;

use super::fact::{fact_insert, fact_remove};
use super::{FactArguments, Person, people_load};
use crate::author::Author;
use crate::change::{Done, Named};
use crate::error::CallError;
use crate::names::{self, Names};
use crate::partial_date;
use crate::words::{Entity, Relationship, Words};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreatePerson {
    name: String,
    /// Other names.
    #[serde(default)]
    aliases: Vec<String>,
    relationship: Option<Relationship>,
    /// mother, cousin …
    kinship: Option<String>,
    /// As much as is known: 1990, 1990-05, 1990-05-31.
    birthday: Option<String>,
    known_since: Option<String>,
    notes: Option<String>,
    #[serde(default)]
    facts: Vec<FactArguments>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UpdatePerson {
    /// Name or id.
    person: String,
    name: Option<String>,
    #[serde(default)]
    add_aliases: Vec<String>,
    #[serde(default)]
    remove_aliases: Vec<String>,
    relationship: Option<Relationship>,
    kinship: Option<String>,
    birthday: Option<String>,
    known_since: Option<String>,
    notes: Option<String>,
    #[serde(default)]
    add_facts: Vec<FactArguments>,
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    remove_fact_ids: Vec<Uuid>,
    /// Fields to empty.
    #[serde(default)]
    clear: Vec<PersonField>,
    /// Refuse if the row has changed since.
    expected_version: Option<i64>,
}

#[derive(Clone, Copy, Deserialize, JsonSchema, PartialEq)]
#[serde(rename_all = "snake_case")]
enum PersonField {
    Relationship,
    Kinship,
    Birthday,
    KnownSince,
    Notes,
}

/// Makes a person, or answers the one of that name.
pub(crate) async fn person_create(tx: &mut Tx, author: &Author<'_>, given: CreatePerson) -> Result<Done, CallError> {
    let known = Names::of_people(tx, author.user).await?;
    let called = std::iter::once(&given.name).chain(&given.aliases);
    if let Some(found) = { called }.find_map(|name| known.exact(name)) {
        let person = person_load(tx, author, found.id).await?;
        let text = format!("{} was there before (id {})", person.name, person.id);
        return Ok(Done::new(Entity::Person, person.id, &person, text)?.found());
    }
    let name = names::name_checked("name", &given.name)?;
    let aliases = names::words_checked("aliases", given.aliases)?;
    let birthday = partial_date::checked("birthday", given.birthday)?;
    let known_since = partial_date::checked("known_since", given.known_since)?;
    let id = author.id();
    db::execute!(
        tx,
        "insert into people (id, user_id, demo, version, created_at, updated_at, name, aliases, relationship, kinship, birthday,
           known_since, notes)
         values ($1, $2, $3, 1, $4, $4, $5, $6, $7, $8, $9, $10, $11)",
        id,
        author.user,
        false,
        author.now(),
        name,
        names::list_json(&aliases),
        given.relationship.map(Words::word),
        given.kinship,
        birthday,
        known_since,
        given.notes,
    )?;
    for fact in given.facts {
        fact_insert(tx, author, id, fact).await?;
    }
    let person = person_load(tx, author, id).await?;
    let text = format!("Added {} (id {id})", person.name);
    Done::new(Entity::Person, id, &person, text)
}

/// The person who is called that, or a new one with no more than the name. New ones are added to `created`.
pub(crate) async fn person_named(
    tx: &mut Tx,
    author: &Author<'_>,
    known: &mut Names,
    field: &str,
    called: &str,
    created: &mut Vec<Named>,
) -> Result<Uuid, CallError> {
    if let Some(found) = known.meant(called) {
        return Ok(found.id);
    }
    let name = names::name_checked(field, called)?;
    let id = author.id();
    db::execute!(
        tx,
        "insert into people (id, user_id, demo, version, created_at, updated_at, name, aliases)
         values ($1, $2, $3, 1, $4, $4, $5, '[]')",
        id,
        author.user,
        false,
        author.now(),
        &name,
    )?;
    let named = Named { entity: Entity::Person, id, name };
    known.add(&named);
    created.push(named);
    Ok(id)
}

/// Changes what is given, adds and removes what is listed.
pub(crate) async fn person_update(tx: &mut Tx, author: &Author<'_>, given: UpdatePerson) -> Result<Done, CallError> {
    let known = Names::of_people(tx, author.user).await?;
    let found = known.meant(&given.person).ok_or_else(|| ToolError::not_found(format!("person “{}”", given.person)))?;
    let before = person_load(tx, author, found.id).await?;
    let clears = |field: PersonField| given.clear.contains(&field);

    let mut aliases = before.aliases.clone();
    aliases.retain(|alias| !given.remove_aliases.iter().any(|gone| names::key(gone) == names::key(alias)));
    aliases.extend(given.add_aliases.iter().cloned());
    let aliases = names::words_checked("add_aliases", aliases)?;
    let name = given.name.as_deref().map(|name| names::name_checked("name", name)).transpose()?;
    let birthday = partial_date::checked("birthday", given.birthday)?;
    let known_since = partial_date::checked("known_since", given.known_since)?;

    let changed = db::execute!(
        tx,
        "update people set name = coalesce($3, name), aliases = $4,
           relationship = case when $5 then null else coalesce($6, relationship) end,
           kinship = case when $7 then null else coalesce($8, kinship) end,
           birthday = case when $9 then null else coalesce($10, birthday) end,
           known_since = case when $11 then null else coalesce($12, known_since) end,
           notes = case when $13 then null else coalesce($14, notes) end,
           updated_at = $15, version = version + 1
         where user_id = $1 and id = $2 and version = coalesce($16, version)",
        author.user,
        found.id,
        name,
        names::list_json(&aliases),
        clears(PersonField::Relationship),
        given.relationship.map(Words::word),
        clears(PersonField::Kinship),
        given.kinship.clone(),
        clears(PersonField::Birthday),
        birthday,
        clears(PersonField::KnownSince),
        known_since,
        clears(PersonField::Notes),
        given.notes.clone(),
        author.now(),
        given.expected_version,
    )?;
    if changed == 0 {
        return Err(ToolError::conflict(format!("{} has changed since.", before.name)).into());
    }
    for fact in given.add_facts {
        fact_insert(tx, author, found.id, fact).await?;
    }
    for fact in given.remove_fact_ids {
        if !fact_remove(tx, author, found.id, fact).await? {
            return Err(ToolError::not_found(format!("fact {fact} of {}", before.name)).into());
        }
    }
    let person = person_load(tx, author, found.id).await?;
    let text = format!("Changed {} (id {})", person.name, person.id);
    Done::new(Entity::Person, found.id, &person, text)?.with_before(&before)
}

async fn person_load(tx: &mut Tx, author: &Author<'_>, id: Uuid) -> Result<Person, CallError> {
    let person = people_load(tx, author.user, &[id], true).await?.pop();
    person.ok_or_else(|| ToolError::not_found(format!("person {id}")).into())
}
