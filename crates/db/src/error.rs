use thiserror::Error;

/// What can go wrong between us and a database.
#[derive(Debug, Error)]
pub enum DbError {
    /// The database cannot be reached or opened. The sentence names it without its password.
    #[error("{what}: {source}")]
    Open {
        /// What was being opened, as a person would say it.
        what: String,
        /// The driver's own words.
        source: sqlx::Error,
    },
    /// A statement failed.
    #[error("{statement}: {source}")]
    Query {
        /// The first line of the statement.
        statement: &'static str,
        /// The driver's own words.
        source: sqlx::Error,
    },
    /// A transaction could not be begun or committed.
    #[error("{0}")]
    Transaction(sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("the migration of the database failed: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// A row holds what the program never writes.
    #[error("table {table}, column {column}, row {row}: {reason}")]
    Broken {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row's key.
        row: String,
        /// What is wrong with the value.
        reason: String,
    },
}

impl DbError {
    /// A failed statement, named by its first line.
    pub fn query(statement: &'static str, source: sqlx::Error) -> Self {
        let statement = statement.trim().lines().next().unwrap_or_default();
        Self::Query { statement, source }
    }

    /// Whether the statement broke a unique key: somebody was there first.
    pub fn is_unique_violation(&self) -> bool {
        self.driver()
            .and_then(sqlx::Error::as_database_error)
            .is_some_and(sqlx::error::DatabaseError::is_unique_violation)
    }

    /// Whether the database itself is away (stopped, unreachable, out of connections, too slow), so that the same call may work later.
    pub fn is_unavailable(&self) -> bool {
        match self.driver() {
            Some(
                sqlx::Error::Io(_)
                | sqlx::Error::PoolTimedOut
                | sqlx::Error::PoolClosed
                | sqlx::Error::WorkerCrashed
                // something between us and the server takes connections, and there is no server behind it
                | sqlx::Error::Protocol(_)
                | sqlx::Error::Tls(_),
            ) => true,
            // 57P01..57P03: PostgreSQL is shutting down or starting up; class 08: the connection broke; 53300: there are too many;
            // 57014 and 25P03: it was too slow, or we were, for the limits that a transaction begins with
            Some(sqlx::Error::Database(e)) => e.code().is_some_and(|code| {
                code.starts_with("57P0") || code.starts_with("08") || ["53300", "57014", "25P03"].contains(&code.as_ref())
            }),
            _ => false,
        }
    }

    /// Whether the file is no database, or one whose pages no longer fit together (SQLite's `SQLITE_CORRUPT`, `SQLITE_NOTADB`).
    pub fn is_damaged(&self) -> bool {
        let driver = match self {
            Self::Migrate(sqlx::migrate::MigrateError::Execute(source)) => Some(source),
            other => other.driver(),
        };
        driver
            .and_then(sqlx::Error::as_database_error)
            .and_then(sqlx::error::DatabaseError::code)
            .is_some_and(|code| matches!(code.as_ref(), "11" | "26"))
    }

    fn driver(&self) -> Option<&sqlx::Error> {
        match self {
            Self::Open { source, .. } | Self::Query { source, .. } | Self::Transaction(source) => Some(source),
            Self::Migrate(_) | Self::Broken { .. } => None,
        }
    }
}
