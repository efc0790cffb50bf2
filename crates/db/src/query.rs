//! One SQL text, two databases. Each macro takes the `Tx`, the row's type where there is one, the text and its parameters
//! (`$1`, `$2` …, which both databases read).

/// All rows: `fetch_all!(tx, Row, "select …", bind, …)`.
#[macro_export]
macro_rules! fetch_all {
    ($tx:expr, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => {
        match $tx.connection() {
            $crate::Connection::Sqlite(c) => $crate::__sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_all(&mut **c).await,
            $crate::Connection::Postgres(c) => $crate::__in_time!($crate::__sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_all(&mut **c)),
        }
        .map_err(|source| $crate::DbError::query($sql, source))
    };
}

/// The first row, or none: `fetch_optional!(tx, Row, "select …", bind, …)`.
#[macro_export]
macro_rules! fetch_optional {
    ($tx:expr, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => {
        match $tx.connection() {
            $crate::Connection::Sqlite(c) => $crate::__sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_optional(&mut **c).await,
            $crate::Connection::Postgres(c) => $crate::__in_time!($crate::__sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_optional(&mut **c)),
        }
        .map_err(|source| $crate::DbError::query($sql, source))
    };
}

/// The one row there must be: `fetch_one!(tx, Row, "select …", bind, …)`.
#[macro_export]
macro_rules! fetch_one {
    ($tx:expr, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => {
        match $tx.connection() {
            $crate::Connection::Sqlite(c) => $crate::__sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_one(&mut **c).await,
            $crate::Connection::Postgres(c) => $crate::__in_time!($crate::__sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_one(&mut **c)),
        }
        .map_err(|source| $crate::DbError::query($sql, source))
    };
}

/// No rows asked for; answers how many were touched: `execute!(tx, "update …", bind, …)`.
#[macro_export]
macro_rules! execute {
    ($tx:expr, $sql:expr $(, $bind:expr)* $(,)?) => {
        match $tx.connection() {
            $crate::Connection::Sqlite(c) => $crate::__sqlx::query($sql)$(.bind($bind))*.execute(&mut **c).await.map(|done| done.rows_affected()),
            $crate::Connection::Postgres(c) => $crate::__in_time!($crate::__sqlx::query($sql)$(.bind($bind))*.execute(&mut **c)).map(|done| done.rows_affected()),
        }
        .map_err(|source| $crate::DbError::query($sql, source))
    };
}
