//! How long a database on another machine may keep us waiting: a network that forgets a connection tells neither end.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions, Connection};
use tokio::time::timeout;

/// A statement that takes longer was forgotten on its way, for the server itself ends one sooner.
pub const ANSWER: Duration = Duration::from_secs(10);
/// What the server allows a statement, as its settings are written. On these tables a statement takes milliseconds.
pub(crate) const STATEMENT: &str = "8s";
/// What the server allows a transaction in which nothing is asked: it holds locks, and its program may have hung.
pub(crate) const IDLE_IN_TRANSACTION: &str = "30s";
/// For the shortest question there is.
pub(crate) const SIGN_OF_LIFE: Duration = Duration::from_secs(1);

/// What is awaited of PostgreSQL, or the error that it never came; within `ANSWER`, or a limit that stands before it.
#[doc(hidden)]
#[macro_export]
macro_rules! __in_time {
    ($answer:expr) => {
        $crate::__in_time!($crate::limit::ANSWER, $answer)
    };
    ($limit:expr, $answer:expr) => {
        $crate::__tokio::time::timeout($limit, $answer).await.unwrap_or_else(|_| Err($crate::limit::passed()))
    };
}

/// The driver's error for an answer that did not come in time.
pub fn passed() -> sqlx::Error {
    io::Error::new(io::ErrorKind::TimedOut, "the database did not answer in time").into()
}

/// For the pool when a connection is new: has the server ask after a minute of silence whether we are still there. That keeps
/// networks from forgetting us, and the server from keeping the place of a program that is gone.
pub(crate) async fn keep_alive(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    const SETTINGS: &str =
        "set tcp_keepalives_idle = 60; set tcp_keepalives_interval = 10; set tcp_keepalives_count = 3";
    __in_time!(sqlx::raw_sql(SETTINGS).execute(connection)).map(drop)
}

/// For the pool before it gives a connection out: the server is at its other end, or it is a new one.
pub(crate) async fn alive_or_new(
    connection: &mut PgConnection,
    options: Arc<PgConnectOptions>,
) -> Result<bool, sqlx::Error> {
    match timeout(SIGN_OF_LIFE, connection.ping()).await {
        Ok(answer) => answer?,
        // the pool would close it first, and over TLS that waits for an answer, too
        Err(_) => *connection = new(&options).await?,
    }
    Ok(true)
}

/// The same for the pool when it takes a connection back; what was begun on it and not ended is undone. It waits for a server
/// that is away: a silent connection that is given up here keeps its place until the system notices, a quarter of an hour.
pub(crate) async fn alive_or_new_at_last(
    connection: &mut PgConnection,
    options: Arc<PgConnectOptions>,
) -> Result<bool, sqlx::Error> {
    if let Ok(answer) = timeout(SIGN_OF_LIFE, connection.ping()).await {
        return answer.map(|()| true);
    }
    loop {
        if let Ok(new) = new(&options).await {
            *connection = new;
            return Ok(true);
        }
        tokio::time::sleep(SIGN_OF_LIFE).await;
    }
}

async fn new(options: &PgConnectOptions) -> Result<PgConnection, sqlx::Error> {
    let mut connection = __in_time!(options.connect())?;
    keep_alive(&mut connection).await?;
    Ok(connection)
}
