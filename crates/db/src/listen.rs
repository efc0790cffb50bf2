use sqlx::postgres::PgListener;

use crate::{Connection, Db, DbError, Tx};

/// Hears what transactions of other processes announce, and shows by being there that its own process lives. PostgreSQL
/// alone: an SQLite database has one process, which needs neither.
pub struct Listener {
    listener: PgListener,
    presence: String,
}

/// What a listener hears.
#[derive(Debug, PartialEq, Eq)]
pub enum Heard {
    /// Somebody's announcement.
    Message(String),
    /// The connection was lost and is back: anything may have been announced meanwhile.
    Gap,
}

impl Db {
    /// Listens on `channel`, present under the name `presence`; `None` on SQLite.
    pub async fn listen(&self, channel: &str, presence: &str) -> Result<Option<Listener>, DbError> {
        let Self::Postgres(pool) = self else { return Ok(None) };
        let open = |source| DbError::Open { what: "listening to PostgreSQL failed".to_owned(), source };
        let mut listener = PgListener::connect_with(pool).await.map_err(open)?;
        listener.listen(channel).await.map_err(open)?;
        let mut listener = Listener { listener, presence: presence.to_owned() };
        listener.show_presence().await?;
        Ok(Some(listener))
    }
}

impl Listener {
    /// Waits for the next announcement. After an error, listen anew.
    pub async fn next(&mut self) -> Result<Heard, DbError> {
        let heard = self.listener.try_recv().await.map_err(DbError::Transaction)?;
        if let Some(notification) = heard {
            return Ok(Heard::Message(notification.payload().to_owned()));
        }
        self.show_presence().await?;
        Ok(Heard::Gap)
    }

    /// A lock of the connection: the server drops it with the connection, so also when the process is killed.
    async fn show_presence(&mut self) -> Result<(), DbError> {
        const LOCK: &str = "select pg_advisory_lock(hashtextextended($1, 0))";
        sqlx::query(LOCK)
            .bind(&self.presence)
            .execute(&mut self.listener)
            .await
            .map_err(|source| DbError::query(LOCK, source))?;
        Ok(())
    }
}

impl Tx {
    /// Announces something on `channel` when the transaction commits; nothing on SQLite, where nobody else could hear it.
    pub async fn announce(&mut self, channel: &str, message: &str) -> Result<(), DbError> {
        const NOTIFY: &str = "select pg_notify($1, $2)";
        if let Connection::Postgres(connection) = self.connection() {
            sqlx::query(NOTIFY)
                .bind(channel)
                .bind(message)
                .execute(&mut **connection)
                .await
                .map_err(|source| DbError::query(NOTIFY, source))?;
        }
        Ok(())
    }

    /// Whether a process that listens under the name `presence` lives. On SQLite none but our own can.
    pub async fn is_present(&mut self, presence: &str) -> Result<bool, DbError> {
        const FREE: &str = "select pg_try_advisory_xact_lock(hashtextextended($1, 0))";
        match self.connection() {
            Connection::Sqlite(_) => Ok(false),
            Connection::Postgres(connection) => {
                let free: bool = sqlx::query_scalar(FREE)
                    .bind(presence)
                    .fetch_one(&mut **connection)
                    .await
                    .map_err(|source| DbError::query(FREE, source))?;
                Ok(!free)
            }
        }
    }
}
