use std::collections::BTreeSet;
use std::fmt::Write as _;

use sqlx::{AssertSqlSafe, PgPool};

use crate::quoting::identifier;
use crate::{Db, DbError, Migrations};

/// What the program does with the rows of one table: on PostgreSQL its role may do that and no more.
pub struct Right {
    /// The table.
    pub table: &'static str,
    /// `select`, `insert`, `update`, `delete`: those of them that the code uses, set apart by commas.
    pub verbs: &'static str,
}

/// Which version the schema has is read at every start.
const VERSIONS: Right = Right { table: "_sqlx_migrations", verbs: "select" };

impl Db {
    /// Gives a role exactly the rights that the program needs, and takes every other on the schema's tables from it; which rows
    /// it sees is for row-level security to say. Answers whether anything changed. As the owner of the tables. Nothing to do on SQLite.
    pub async fn grant(&self, role: &str, migrations: &Migrations) -> Result<bool, DbError> {
        const GRANT: &str = "grant the rights of the program's role";
        let Self::Postgres(pool) = self else { return Ok(false) };
        let needed: BTreeSet<_> = needed(migrations).collect();
        if granted(pool, role).await? == needed {
            return Ok(false);
        }
        let role = identifier(role);
        let mut statements = format!(
            "revoke all on all tables in schema public from {role}; revoke all on schema public from {role};
             grant usage on schema public to {role};"
        );
        for Right { table, verbs } in migrations.rights.iter().chain([&VERSIONS]) {
            let _ = write!(statements, " grant {verbs} on {} to {role};", identifier(table));
        }
        // one message is one transaction: whoever works beside it never finds the rights taken away
        sqlx::raw_sql(AssertSqlSafe(statements)).execute(pool).await.map_err(|source| DbError::query(GRANT, source))?;
        Ok(true)
    }

    /// What the role we came in with lacks, as `verb on table`. Always empty on SQLite.
    pub async fn rights_missing(&self, migrations: &Migrations) -> Result<Vec<String>, DbError> {
        const MISSING: &str = "select verb || ' on ' || name from unnest($1::text[], $2::text[]) as needed (name, verb)
          where not coalesce(has_table_privilege(to_regclass(name), verb), false)";
        let Self::Postgres(pool) = self else { return Ok(Vec::new()) };
        let (tables, verbs): (Vec<String>, Vec<String>) = needed(migrations).unzip();
        let missing = sqlx::query_scalar(MISSING).bind(tables).bind(verbs);
        crate::__in_time!(missing.fetch_all(pool)).map_err(|source| DbError::query(MISSING, source))
    }
}

fn needed(migrations: &Migrations) -> impl Iterator<Item = (String, String)> {
    let rights = migrations.rights.iter().chain([&VERSIONS]);
    rights.flat_map(|right| right.verbs.split(", ").map(|verb| (right.table.to_owned(), verb.to_owned())))
}

async fn granted(pool: &PgPool, role: &str) -> Result<BTreeSet<(String, String)>, DbError> {
    const GRANTED: &str = "select relname::text, lower(privilege_type)
      from pg_class join pg_namespace n on n.oid = relnamespace, aclexplode(relacl) join pg_roles r on r.oid = grantee
      where n.nspname = 'public' and relkind in ('r', 'p', 'v', 'm') and r.rolname = $1";
    let rows = sqlx::query_as(GRANTED).bind(role).fetch_all(pool).await;
    rows.map(|rows: Vec<(String, String)>| rows.into_iter().collect()).map_err(|source| DbError::query(GRANTED, source))
}
