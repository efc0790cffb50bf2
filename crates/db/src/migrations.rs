use std::borrow::Cow;

use sqlx::migrate::{Migration as SqlxMigration, MigrationType, Migrator};
use sqlx::{AssertSqlSafe, SqlSafeStr};

use crate::{Db, DbError, Right};

/// One step of a schema, in both dialects. Once shipped it is never edited.
pub struct Migration {
    /// Its number; the next one is higher.
    pub version: i64,
    /// What it does, in a few words.
    pub description: &'static str,
    /// The statements for SQLite.
    pub sqlite: &'static str,
    /// The statements for PostgreSQL.
    pub postgres: &'static str,
}

/// One schema: how it came to be, and what the program does with it.
pub struct Migrations {
    /// All steps, oldest first.
    pub steps: &'static [Migration],
    /// What the program does with each table, once all steps are done.
    pub rights: &'static [Right],
}

impl Migrations {
    /// The version a program with these migrations needs.
    pub fn latest(&self) -> i64 {
        self.steps.last().map_or(0, |migration| migration.version)
    }

    fn migrator(&self, text: fn(&Migration) -> &'static str) -> Migrator {
        let steps = self
            .steps
            .iter()
            .map(|m| {
                SqlxMigration::new(
                    m.version,
                    Cow::Borrowed(m.description),
                    MigrationType::Simple,
                    AssertSqlSafe(text(m)).into_sql_str(),
                    false,
                )
            })
            .collect();
        Migrator::with_migrations(steps)
    }
}

impl Db {
    /// Brings the schema up to date; does nothing when it is. A schema newer than the program is refused.
    pub async fn migrate(&self, migrations: &Migrations) -> Result<(), DbError> {
        match self {
            Self::Sqlite { write, .. } => migrations.migrator(|m| m.sqlite).run(write).await?,
            Self::Postgres(pool) => migrations.migrator(|m| m.postgres).run(pool).await?,
        }
        Ok(())
    }

    /// The version of the last migration that was applied; 0 on an empty database.
    pub async fn schema_version(&self) -> Result<i64, DbError> {
        const EXISTS_SQLITE: &str = "select exists (select 1 from sqlite_master where name = '_sqlx_migrations')";
        const EXISTS_POSTGRES: &str = "select to_regclass('_sqlx_migrations') is not null";
        const VERSION: &str = "select coalesce(max(version), 0) from _sqlx_migrations where success";
        let result = match self {
            Self::Sqlite { read, .. } => match sqlx::query_scalar::<_, bool>(EXISTS_SQLITE).fetch_one(read).await {
                Ok(true) => sqlx::query_scalar::<_, i64>(VERSION).fetch_one(read).await,
                Ok(false) => Ok(0),
                Err(error) => Err(error),
            },
            Self::Postgres(pool) => match crate::__in_time!(sqlx::query_scalar(EXISTS_POSTGRES).fetch_one(pool)) {
                Ok(true) => crate::__in_time!(sqlx::query_scalar(VERSION).fetch_one(pool)),
                Ok(false) => Ok(0),
                Err(error) => Err(error),
            },
        };
        result.map_err(|source| DbError::query(VERSION, source))
    }
}
