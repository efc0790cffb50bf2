use std::io;
use std::time::Duration;

use sqlx::postgres::{PgListener, PgPoolOptions};
use tokio::time::timeout;

use crate::limit::SIGN_OF_LIFE;
use crate::{Connection, Db, DbError, Tx, limit};

/// Hears what transactions of other processes announce, and shows by being there that its own process lives. PostgreSQL
/// alone: an SQLite database has one process, which needs neither.
pub struct Listener {
    listener: PgListener,
}

/// How often a silent connection is tried: it is silent when nobody announces anything, and when a network forgot it.
const TRY_EVERY: Duration = Duration::from_secs(5);

impl Db {
    /// Listens on `channel`, present under the name `presence`; `None` on SQLite.
    pub async fn listen(&self, channel: &str, presence: &str) -> Result<Option<Listener>, DbError> {
        let Self::Postgres(pool) = self else { return Ok(None) };
        let open = |source| DbError::Open { what: "listening to PostgreSQL failed".to_owned(), source };
        // its own, for a connection that was lost without a word takes its place in the pool along
        let one = PgPoolOptions::new()
            .max_connections(1)
            .max_lifetime(None)
            .idle_timeout(None)
            .after_connect(|connection, _| Box::pin(limit::keep_alive(connection)))
            .connect_lazy_with((*pool.connect_options()).clone());
        let listener = async {
            let mut listener = PgListener::connect_with(&one).await?;
            listener.eager_reconnect(false);
            listener.listen(channel).await?;
            show_presence(&mut listener, presence).await?;
            Ok(listener)
        };
        Ok(Some(Listener { listener: crate::__in_time!(listener).map_err(open)? }))
    }
}

/// A lock of the connection: the server drops it with the connection, so also when the process is killed. It is shared with
/// our own earlier connection, if the server has not noticed yet that it is gone.
async fn show_presence(listener: &mut PgListener, presence: &str) -> Result<(), sqlx::Error> {
    let lock = sqlx::query("select pg_advisory_lock_shared(hashtextextended($1, 0))").bind(presence);
    lock.execute(listener).await.map(drop)
}

impl Listener {
    /// Waits for the next announcement. After an error anything may have been announced unheard: listen anew, and look.
    pub async fn next(&mut self) -> Result<String, DbError> {
        const TRY: &str = "select 1";
        loop {
            // what is given up here has taken nothing from the connection
            match timeout(TRY_EVERY, self.listener.try_recv()).await {
                Ok(Ok(Some(notification))) => return Ok(notification.payload().to_owned()),
                Ok(Ok(None)) => {
                    return Err(DbError::Transaction(io::Error::from(io::ErrorKind::ConnectionAborted).into()));
                }
                Ok(Err(error)) => return Err(DbError::Transaction(error)),
                Err(_) => {
                    let tried = crate::__in_time!(SIGN_OF_LIFE, sqlx::query(TRY).execute(&mut self.listener));
                    tried.map_err(|source| DbError::query(TRY, source))?;
                }
            }
        }
    }
}

impl Tx {
    /// Announces something on `channel` when the transaction commits; nothing on SQLite, where nobody else could hear it.
    pub async fn announce(&mut self, channel: &str, message: &str) -> Result<(), DbError> {
        const NOTIFY: &str = "select pg_notify($1, $2)";
        if let Connection::Postgres(connection) = self.connection() {
            let notify = sqlx::query(NOTIFY).bind(channel).bind(message);
            crate::__in_time!(notify.execute(&mut **connection)).map_err(|source| DbError::query(NOTIFY, source))?;
        }
        Ok(())
    }

    /// Whether a process that listens under the name `presence` lives. On SQLite none but our own can.
    pub async fn is_present(&mut self, presence: &str) -> Result<bool, DbError> {
        const FREE: &str = "select pg_try_advisory_xact_lock(hashtextextended($1, 0))";
        match self.connection() {
            Connection::Sqlite(_) => Ok(false),
            Connection::Postgres(connection) => {
                let free = sqlx::query_scalar(FREE).bind(presence).fetch_one(&mut **connection);
                let free: bool = crate::__in_time!(free).map_err(|source| DbError::query(FREE, source))?;
                Ok(!free)
            }
        }
    }
}
