//! Many rows in few statements.

use db::{DbError, Tx};

use crate::statement::{self, Statement, Value};

/// Rows of one table, to be inserted together.
pub(crate) struct Rows {
    table: &'static str,
    columns: &'static [&'static str],
    /// What to do with a row that is there.
    conflict: &'static str,
    values: Vec<Vec<Value>>,
}

/// SQLite takes 32,766 values in a statement, PostgreSQL 65,535.
const VALUES_PER_STATEMENT: usize = 8_000;

impl Rows {
    /// Rows that are left as they are where they are there already.
    pub(crate) fn of(table: &'static str, columns: &'static [&'static str]) -> Self {
        Self { table, columns, conflict: "do nothing", values: Vec::new() }
    }

    /// With another rule for rows that are there already.
    pub(crate) fn on_conflict(self, conflict: &'static str) -> Self {
        Self { conflict, ..self }
    }

    /// Adds a row: a value for each column.
    pub(crate) fn push<const N: usize>(&mut self, row: [Value; N]) {
        debug_assert_eq!(N, self.columns.len(), "a value for each column of {}", self.table);
        self.values.push(row.into());
    }

    /// Inserts them; answers how many were new or changed.
    pub(crate) async fn insert(self, tx: &mut Tx) -> Result<u64, DbError> {
        let mut inserted = 0;
        let per_statement = VALUES_PER_STATEMENT / self.columns.len();
        let mut rows = self.values.into_iter().peekable();
        while rows.peek().is_some() {
            let start = format!("insert into {} ({}) values ", self.table, self.columns.join(", "));
            let mut insert = Statement::new(self.table, &start);
            for (position, row) in rows.by_ref().take(per_statement).enumerate() {
                if position > 0 {
                    insert.push(", ");
                }
                insert.list(row);
            }
            insert.push(" on conflict ").push(self.conflict);
            inserted += statement::run(tx, insert).await?;
        }
        Ok(inserted)
    }
}
