//! The log of changes: what was done, by which tool, with what. It is also what makes a repetition harmless: the answer that an
//! idempotency key got is kept in the same transaction as the change itself, and is given again.

use std::fmt::Write as _;

use db::{DbError, Dialect, Tx, UserId};
use mcp_kit::{Answer, JsonObject, ToolError};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::author::Author;
use crate::error::CallError;
use crate::words::{Entity, Words};

/// What a write did.
pub(crate) struct Done {
    pub(crate) entity: Entity,
    pub(crate) id: Uuid,
    /// The row as it was, if there was one.
    pub(crate) before: Option<Value>,
    /// The row as it is, and what else came with it.
    pub(crate) saved: Saved,
    /// What happened, in one line.
    pub(crate) text: String,
}

/// The answer of every tool that writes.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Saved {
    pub(crate) entity: Entity,
    #[schemars(with = "String")]
    pub(crate) id: Uuid,
    /// It was there before: nothing was made.
    pub(crate) existing: bool,
    /// People and locations made on the way.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) also_created: Vec<Named>,
    /// The row as it now is.
    #[schemars(with = "JsonObject")]
    pub(crate) row: Value,
}

/// A row by its name.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub(crate) struct Named {
    pub(crate) entity: Entity,
    #[schemars(with = "String")]
    pub(crate) id: Uuid,
    pub(crate) name: String,
}

impl Done {
    /// A row that was made, changed or found.
    pub(crate) fn new(entity: Entity, id: Uuid, row: &impl Serialize, text: String) -> Result<Self, CallError> {
        let row = rendered(row)?;
        Ok(Self {
            entity,
            id,
            before: None,
            saved: Saved { entity, id, existing: false, also_created: Vec::new(), row },
            text,
        })
    }

    /// With the row as it was.
    pub(crate) fn with_before(mut self, before: &impl Serialize) -> Result<Self, CallError> {
        self.before = Some(rendered(before)?);
        Ok(self)
    }

    /// With the people and locations made on the way.
    pub(crate) fn with_created(mut self, also_created: Vec<Named>) -> Self {
        for named in &also_created {
            let _ = write!(self.text, "; new {} “{}”", named.entity.word(), named.name);
        }
        self.saved.also_created = also_created;
        self
    }

    /// Says that it was there before.
    pub(crate) fn found(mut self) -> Self {
        self.saved.existing = true;
        self
    }
}

fn rendered(row: &impl Serialize) -> Result<Value, CallError> {
    serde_json::to_value(row).map_err(|error| CallError::Told(ToolError::internal(error)))
}

/// Lets one writer of this user in at a time, so that “find, else make” makes once, and a key is used once.
pub(crate) async fn write_lock(tx: &mut Tx, user: &UserId) -> Result<(), DbError> {
    match tx.dialect() {
        // its one writing connection is the lock
        Dialect::Sqlite => Ok(()),
        Dialect::Postgres => {
            db::execute!(tx, "select pg_advisory_xact_lock(hashtextextended('journal ' || $1, 0))", user).map(drop)
        }
    }
}

#[derive(sqlx::FromRow)]
struct PastRow {
    id: Uuid,
    tool: String,
    arguments: String,
    answer: String,
}

/// The answer that this key got, or none when the key is new. The key of another call is a conflict.
pub(crate) async fn change_answered(
    tx: &mut Tx,
    user: &UserId,
    key: &str,
    tool: &str,
    arguments: &JsonObject,
) -> Result<Option<Answer>, CallError> {
    let past = db::fetch_optional!(
        tx,
        PastRow,
        "select id, tool, arguments, answer from change_log where user_id = $1 and idempotency_key = $2",
        user,
        key
    )?;
    let Some(past) = past else { return Ok(None) };
    if past.tool != tool || serde_json::from_str::<JsonObject>(&past.arguments).ok().as_ref() != Some(arguments) {
        return Err(ToolError::conflict("This idempotency key belongs to another call; use a new one.").into());
    }
    let broken = |reason: &str| DbError::Broken {
        table: "change_log",
        column: "answer",
        row: past.id.to_string(),
        reason: reason.to_owned(),
    };
    let mut answer = serde_json::from_str::<JsonObject>(&past.answer).map_err(|error| broken(&error.to_string()))?;
    match (answer.remove("structured"), answer.remove("text")) {
        (Some(Value::Object(structured)), Some(Value::String(text))) => Ok(Some(Answer { structured, text })),
        _ => Err(broken("holds no structure and text").into()),
    }
}

/// Writes down what was done; answers what the caller is told.
pub(crate) async fn change_insert(
    tx: &mut Tx,
    author: &Author<'_>,
    tool: &str,
    arguments: &JsonObject,
    key: Option<&str>,
    done: Done,
) -> Result<Answer, CallError> {
    let answer = Answer::of(&done.saved, done.text)?;
    db::execute!(
        tx,
        "insert into change_log (id, user_id, at, tool, arguments, entity_type, entity_id, before, after, answer, idempotency_key)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        author.id(),
        author.user,
        author.now(),
        tool,
        Value::Object(arguments.clone()).to_string(),
        done.entity.word(),
        done.id,
        done.before.map(|row| row.to_string()),
        done.saved.row.to_string(),
        json!({"structured": answer.structured, "text": answer.text}).to_string(),
        key,
    )?;
    Ok(answer)
}
