//! Statements that are put together at run time: a filter somebody asked for, rows by a list of ids, many rows in one insert.
//! The text is made of our own words only; every value is bound.

use db::{Connection, DbError, Tx, UserId, UtcTime};
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

/// A statement with its values.
pub(crate) struct Statement {
    /// What it does, for the log.
    about: &'static str,
    sql: String,
    values: Vec<Value>,
}

/// A value of a type that both databases know.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Text(Option<String>),
    Int(Option<i64>),
    Real(Option<f64>),
    Bool(bool),
    Time(Option<UtcTime>),
    Id(Option<Uuid>),
}

impl Statement {
    /// A statement that begins with `sql`.
    pub(crate) fn new(about: &'static str, sql: &str) -> Self {
        Self { about, sql: sql.to_owned(), values: Vec::new() }
    }

    /// Adds text.
    pub(crate) fn push(&mut self, sql: &str) -> &mut Self {
        self.sql.push_str(sql);
        self
    }

    /// Adds a value's place in the text, `$7`, and keeps the value.
    pub(crate) fn value(&mut self, value: impl Into<Value>) -> &mut Self {
        let place = self.place(value);
        self.push(&place)
    }

    /// Keeps the value and answers its place, for a text that is put together elsewhere.
    pub(crate) fn place(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    /// Adds `($3, $4, …)`.
    pub(crate) fn list<V: Into<Value>>(&mut self, values: impl IntoIterator<Item = V>) -> &mut Self {
        self.push("(");
        for (position, value) in values.into_iter().enumerate() {
            if position > 0 {
                self.push(", ");
            }
            self.value(value);
        }
        self.push(")")
    }
}

/// Binds each value to a query of either database.
macro_rules! bound {
    ($query:expr, $values:expr) => {{
        // made once and not kept: the database's cache of prepared statements is for those that come again
        let mut query = $query.persistent(false);
        for value in $values {
            query = match value {
                Value::Text(value) => query.bind(value),
                Value::Int(value) => query.bind(value),
                Value::Real(value) => query.bind(value),
                Value::Bool(value) => query.bind(value),
                Value::Time(value) => query.bind(value),
                Value::Id(value) => query.bind(value),
            };
        }
        query
    }};
}

/// All rows of a statement.
pub(crate) async fn fetch<Row>(tx: &mut Tx, statement: Statement) -> Result<Vec<Row>, DbError>
where
    Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin,
{
    let Statement { about, sql, values } = statement;
    match tx.connection() {
        Connection::Sqlite(c) => bound!(sqlx::query_as::<_, Row>(AssertSqlSafe(sql)), values).fetch_all(&mut **c).await,
        Connection::Postgres(c) => {
            bound!(sqlx::query_as::<_, Row>(AssertSqlSafe(sql)), values).fetch_all(&mut **c).await
        }
    }
    .map_err(|source| DbError::query(about, source))
}

/// Runs a statement; answers how many rows it touched.
pub(crate) async fn run(tx: &mut Tx, statement: Statement) -> Result<u64, DbError> {
    let Statement { about, sql, values } = statement;
    match tx.connection() {
        Connection::Sqlite(c) => {
            bound!(sqlx::query(AssertSqlSafe(sql)), values).execute(&mut **c).await.map(|done| done.rows_affected())
        }
        Connection::Postgres(c) => {
            bound!(sqlx::query(AssertSqlSafe(sql)), values).execute(&mut **c).await.map(|done| done.rows_affected())
        }
    }
    .map_err(|source| DbError::query(about, source))
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(Some(value.to_owned()))
    }
}
impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(Some(value))
    }
}
impl From<Option<String>> for Value {
    fn from(value: Option<String>) -> Self {
        Self::Text(value)
    }
}
impl From<Option<&str>> for Value {
    fn from(value: Option<&str>) -> Self {
        Self::Text(value.map(str::to_owned))
    }
}
impl From<&UserId> for Value {
    fn from(value: &UserId) -> Self {
        Self::Text(Some(value.as_str().to_owned()))
    }
}
impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(Some(value))
    }
}
impl From<Option<i64>> for Value {
    fn from(value: Option<i64>) -> Self {
        Self::Int(value)
    }
}
impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Self::Real(Some(value))
    }
}
impl From<Option<f64>> for Value {
    fn from(value: Option<f64>) -> Self {
        Self::Real(value)
    }
}
impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}
impl From<UtcTime> for Value {
    fn from(value: UtcTime) -> Self {
        Self::Time(Some(value))
    }
}
impl From<Option<UtcTime>> for Value {
    fn from(value: Option<UtcTime>) -> Self {
        Self::Time(value)
    }
}
impl From<Uuid> for Value {
    fn from(value: Uuid) -> Self {
        Self::Id(Some(value))
    }
}
impl From<Option<Uuid>> for Value {
    fn from(value: Option<Uuid>) -> Self {
        Self::Id(value)
    }
}
