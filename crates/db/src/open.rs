use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgPool, SqlitePool};

use crate::{DbError, Lookup, Tx, UserId, limit};

/// An open database: hand out clones freely.
#[derive(Clone, Debug)]
pub enum Db {
    /// One file. One connection writes, so that writers queue here and never meet `SQLITE_BUSY`; several read beside it.
    Sqlite {
        /// The writing connection.
        write: SqlitePool,
        /// The reading connections.
        read: SqlitePool,
    },
    /// A server.
    Postgres(PgPool),
}

/// Which SQL a statement is written for, where one text cannot serve both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

/// SQLite readers beside the one writer.
const READERS: u32 = 4;
/// Connections of one gateway to PostgreSQL: its default allows 100 in all, and two cores cannot use more than a few.
const POSTGRES_CONNECTIONS: u32 = 10;
const PING_LIMIT: Duration = Duration::from_secs(2);
const CLOSE_LIMIT: Duration = Duration::from_secs(1);
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

impl Db {
    /// Opens the SQLite database in `file`, making it when it is not there. The folder must exist.
    pub async fn open_sqlite(file: &Path) -> Result<Self, DbError> {
        let open = |source| DbError::Open { what: format!("the database {} cannot be opened", file.display()), source };
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // FULL: what was acknowledged outlives a power cut too, not only kill -9
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10));
        let write = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(Duration::from_secs(30))
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(options.clone())
            .await
            .map_err(open)?;
        let read = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .max_lifetime(None)
            .connect_with(options.create_if_missing(false).pragma("query_only", "on"))
            .await
            .map_err(open)?;
        Ok(Self::Sqlite { write, read })
    }

    /// Connects to PostgreSQL. TLS is as the URL's `sslmode` and `sslrootcert` say. The error names the host, never the password.
    pub async fn open_postgres(url: &str) -> Result<Self, DbError> {
        Self::connect(postgres_options(url)?).await
    }

    pub(crate) async fn connect(options: PgConnectOptions) -> Result<Self, DbError> {
        let what = |host: &str| format!("PostgreSQL at {host} cannot be reached");
        let host = format!("{}:{}", options.get_host(), options.get_port());
        let leaving = Arc::new(options.clone());
        let returning = Arc::clone(&leaving);
        let pool = PgPoolOptions::new()
            .max_connections(POSTGRES_CONNECTIONS)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .after_connect(|connection, _| Box::pin(limit::keep_alive(connection)))
            // the pool's own question has no limit
            .test_before_acquire(false)
            .before_acquire(move |connection, _| Box::pin(limit::alive_or_new(connection, Arc::clone(&leaving))))
            .after_release(move |connection, _| {
                Box::pin(limit::alive_or_new_at_last(connection, Arc::clone(&returning)))
            })
            .connect_with(options)
            .await
            .map_err(|source| DbError::Open { what: what(&host), source })?;
        Ok(Self::Postgres(pool))
    }

    /// A transaction of `user` that may write.
    pub async fn begin(&self, user: &UserId) -> Result<Tx, DbError> {
        self.transaction(Some(user), None, Access::Write).await
    }

    /// A transaction of `user` that only reads; on SQLite it never waits for a writer.
    pub async fn read(&self, user: &UserId) -> Result<Tx, DbError> {
        self.transaction(Some(user), None, Access::Read).await
    }

    /// A transaction for one of the questions that come before a user is known. It only reads; what it leads to is written in
    /// a transaction of the user it found.
    pub async fn lookup(&self, lookup: Lookup) -> Result<Tx, DbError> {
        self.transaction(None, Some(lookup), Access::Read).await
    }

    /// Which database this is.
    pub fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite { .. } => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Asks the database for a sign of life, for two seconds at most: who asks wants to know whether it can be used now.
    pub async fn ping(&self) -> Result<(), DbError> {
        const PING: &str = "select 1";
        let ping = async {
            match self {
                Self::Sqlite { read, .. } => sqlx::query(PING).execute(read).await.map(drop),
                Self::Postgres(pool) => sqlx::query(PING).execute(pool).await.map(drop),
            }
        };
        let answer = tokio::time::timeout(PING_LIMIT, ping).await.unwrap_or(Err(sqlx::Error::PoolTimedOut));
        answer.map_err(|source| DbError::query(PING, source))
    }

    /// Waits for open transactions, then lets go of every connection. A PostgreSQL that does not answer is left as it is.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { write, read } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres(pool) => {
                let _ = tokio::time::timeout(CLOSE_LIMIT, pool.close()).await;
            }
        }
    }

    async fn transaction(&self, user: Option<&UserId>, lookup: Option<Lookup>, access: Access) -> Result<Tx, DbError> {
        match (self, access) {
            // IMMEDIATE: the write lock is taken at the start, so no read inside can go stale before the write
            (Self::Sqlite { write, .. }, Access::Write) => {
                write.begin_with("begin immediate").await.map(Tx::sqlite).map_err(DbError::Transaction)
            }
            (Self::Sqlite { read, .. }, Access::Read) => {
                read.begin().await.map(Tx::sqlite).map_err(DbError::Transaction)
            }
            (Self::Postgres(pool), Access::Write) => {
                let transaction = crate::__in_time!(pool.begin()).map_err(DbError::Transaction)?;
                Tx::postgres(transaction, user, lookup).await
            }
            (Self::Postgres(pool), Access::Read) => {
                let transaction =
                    crate::__in_time!(pool.begin_with("begin read only")).map_err(DbError::Transaction)?;
                Tx::postgres(transaction, user, lookup).await
            }
        }
    }
}

pub(crate) fn postgres_options(url: &str) -> Result<PgConnectOptions, DbError> {
    let options = PgConnectOptions::from_str(url).map_err(|_| DbError::Open {
        what: "the PostgreSQL URL cannot be read".to_owned(),
        source: sqlx::Error::Configuration("use postgresql://user:password@host:port/database".into()),
    })?;
    Ok(options.application_name("assistant"))
}

#[derive(Clone, Copy)]
enum Access {
    Read,
    Write,
}
