//! What is known of a person over time: where they live, work, studied, and notes.

use std::collections::HashMap;

use db::{DbError, Tx, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::author::Author;
use crate::error::CallError;
use crate::partial_date;
use crate::statement::{self, Statement};
use crate::words::{FactKind, Words};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FactArguments {
    kind: FactKind,
    text: String,
    /// As much as is known: 2019, 2019-05, 2019-05-31.
    start_date: Option<String>,
    end_date: Option<String>,
}

/// A fact, as an answer gives it.
#[derive(Clone, Serialize)]
pub(crate) struct Fact {
    id: Uuid,
    kind: String,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_date: Option<String>,
}

#[derive(sqlx::FromRow)]
struct FactRow {
    id: Uuid,
    person_id: Uuid,
    kind: String,
    text: String,
    start_date: Option<String>,
    end_date: Option<String>,
}

/// The facts of these people, oldest first.
pub(crate) async fn facts_load(
    tx: &mut Tx,
    user: &UserId,
    people: &[Uuid],
) -> Result<HashMap<Uuid, Vec<Fact>>, DbError> {
    let mut select = Statement::new(
        "facts of people",
        "select id, person_id, kind, text, start_date, end_date from person_facts where deleted_at is null and user_id = ",
    );
    select.value(user).push(" and person_id in ").list(people.iter().copied());
    select.push(" order by coalesce(start_date, ''), created_at, id");
    let mut facts: HashMap<Uuid, Vec<Fact>> = HashMap::new();
    for row in statement::fetch::<FactRow>(tx, select).await? {
        let FactRow { id, person_id, kind, text, start_date, end_date } = row;
        facts.entry(person_id).or_default().push(Fact { id, kind, text, start_date, end_date });
    }
    Ok(facts)
}

pub(crate) async fn fact_insert(
    tx: &mut Tx,
    author: &Author<'_>,
    person: Uuid,
    fact: FactArguments,
) -> Result<(), CallError> {
    if fact.text.trim().is_empty() {
        return Err(CallError::invalid("facts", "say what is known in text"));
    }
    let start_date = partial_date::checked("start_date", fact.start_date)?;
    let end_date = partial_date::checked("end_date", fact.end_date)?;
    db::execute!(
        tx,
        "insert into person_facts (id, user_id, demo, version, created_at, updated_at, person_id, kind, text, start_date, end_date)
         values ($1, $2, $3, 1, $4, $4, $5, $6, $7, $8, $9)",
        author.id(),
        author.user,
        false,
        author.now(),
        person,
        fact.kind.word(),
        fact.text.trim(),
        start_date,
        end_date,
    )?;
    Ok(())
}

/// Takes a fact of this person away; answers whether there was one.
pub(crate) async fn fact_remove(tx: &mut Tx, author: &Author<'_>, person: Uuid, fact: Uuid) -> Result<bool, DbError> {
    let removed = db::execute!(
        tx,
        "update person_facts set deleted_at = $4, updated_at = $4, version = version + 1
         where user_id = $1 and person_id = $2 and id = $3 and deleted_at is null",
        author.user,
        person,
        fact,
        author.now(),
    )?;
    Ok(removed == 1)
}
