use crate::{Db, DbError};

/// A damaged file can have a complaint for every page; the first few say enough.
const QUICK_CHECK: &str = "pragma quick_check(20)";

impl Db {
    /// What is wrong inside the database; empty when it is sound. SQLite reads the whole file for this; PostgreSQL watches over
    /// its own pages and is not asked.
    pub async fn complaints(&self) -> Result<Vec<String>, DbError> {
        let Self::Sqlite { read, .. } = self else { return Ok(Vec::new()) };
        let mut lines: Vec<String> = sqlx::query_scalar(QUICK_CHECK)
            .fetch_all(read)
            .await
            .map_err(|source| DbError::query(QUICK_CHECK, source))?;
        lines.retain(|line| line != "ok");
        Ok(lines)
    }
}
