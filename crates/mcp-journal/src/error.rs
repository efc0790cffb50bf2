use db::DbError;
use mcp_kit::ToolError;
use thiserror::Error;

/// Why a call was not done: something its maker can put right, or the database.
#[derive(Debug)]
pub(crate) enum CallError {
    /// For the model, as it stands.
    Told(ToolError),
    /// For the log.
    Database(DbError),
}

impl CallError {
    /// An argument that does not fit.
    pub(crate) fn invalid(field: &str, reason: impl std::fmt::Display) -> Self {
        Self::Told(ToolError::invalid_argument(field, reason))
    }
}

impl From<DbError> for CallError {
    fn from(error: DbError) -> Self {
        Self::Database(error)
    }
}

impl From<ToolError> for CallError {
    fn from(error: ToolError) -> Self {
        Self::Told(error)
    }
}

impl From<CallError> for ToolError {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Told(error) => error,
            CallError::Database(error) if error.is_unavailable() => Self::unavailable(error),
            CallError::Database(error) => Self::internal(error),
        }
    }
}

/// Why a journal could not be opened.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The schema is older or newer than this program.
    #[error(
        "the journal's schema is at version {found}, this program needs version {needed}: {}",
        if found < needed { "run `assistant setup system-db`" } else { "install the newer program that migrated it" }
    )]
    Schema {
        /// The version of the database; 0 when it is empty.
        found: i64,
        /// The version of the program.
        needed: i64,
    },
    /// Row-level security does not bind the role that was given.
    #[error(
        "the journal's database role “{role}” could read every user's rows: {why}; name another in DB_USER, which `assistant setup system-db` makes"
    )]
    Role {
        /// The role's name.
        role: String,
        /// What it may do.
        why: String,
    },
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbError),
}
