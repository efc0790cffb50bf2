use sqlx::{Postgres, Sqlite, Transaction};

use crate::{DbError, Dialect, UserId, limit};

/// A transaction. Dropped without `commit`, it undoes what it did.
pub struct Tx {
    connection: Connection,
}

/// What the query macros look inside of.
pub enum Connection {
    /// SQLite.
    Sqlite(Transaction<'static, Sqlite>),
    /// PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
}

/// The questions that come before a user is known. On PostgreSQL each is a value of `app.lookup`, which opens exactly the
/// rows that a policy of that name lets it see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// Whose key, session or sign-in link is this?
    SignIn,
    /// Which users are there? For admins and the program itself.
    Users,
    /// Which turns wait for a gateway, whoever they belong to?
    OpenTurns,
}

impl Lookup {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::Users => "users",
            Self::OpenTurns => "open_turns",
        }
    }
}

impl Tx {
    pub(crate) fn sqlite(transaction: Transaction<'static, Sqlite>) -> Self {
        Self { connection: Connection::Sqlite(transaction) }
    }

    pub(crate) async fn postgres(
        mut transaction: Transaction<'static, Postgres>,
        user: Option<&UserId>,
        lookup: Option<Lookup>,
    ) -> Result<Self, DbError> {
        const BEGIN: &str = "select set_config('app.user_id', $1, true), set_config('app.lookup', $2, true),
          set_config('statement_timeout', $3, true), set_config('idle_in_transaction_session_timeout', $4, true)";
        let user = user.map_or("", UserId::as_str);
        let lookup = lookup.map_or("", Lookup::name);
        let begin = sqlx::query(BEGIN).bind(user).bind(lookup).bind(limit::STATEMENT).bind(limit::IDLE_IN_TRANSACTION);
        crate::__in_time!(begin.execute(&mut *transaction)).map_err(DbError::Transaction)?;
        Ok(Self { connection: Connection::Postgres(transaction) })
    }

    /// Which database this is, for the few places where their dialects part.
    pub fn dialect(&self) -> Dialect {
        match self.connection {
            Connection::Sqlite(_) => Dialect::Sqlite,
            Connection::Postgres(_) => Dialect::Postgres,
        }
    }

    /// For the query macros.
    pub fn connection(&mut self) -> &mut Connection {
        &mut self.connection
    }

    /// Makes everything done in it permanent.
    pub async fn commit(self) -> Result<(), DbError> {
        match self.connection {
            Connection::Sqlite(transaction) => transaction.commit().await,
            Connection::Postgres(transaction) => crate::__in_time!(transaction.commit()),
        }
        .map_err(DbError::Transaction)
    }
}
