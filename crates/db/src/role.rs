use sqlx::AssertSqlSafe;

use crate::{Db, DbError};

/// A superuser and a role with BYPASSRLS see every row; an owner could switch the policies off.
const ABOVE: &str = "select current_user::text,
  case when rolsuper then 'it is a superuser'
       when rolbypassrls then 'it has BYPASSRLS'
       when exists (select 1 from pg_class join pg_namespace n on n.oid = relnamespace
                    where n.nspname = current_schema() and relkind = 'r' and relowner = pg_roles.oid) then 'it owns the tables'
  end
from pg_roles where rolname = current_user";

impl Db {
    /// The name of the role we came in with, and why row-level security would not bind it; `None` when it does, and on SQLite,
    /// which has no roles.
    pub async fn role_above_security(&self) -> Result<Option<(String, String)>, DbError> {
        let Self::Postgres(pool) = self else { return Ok(None) };
        let (role, why): (String, Option<String>) =
            sqlx::query_as(ABOVE).fetch_one(pool).await.map_err(|source| DbError::query(ABOVE, source))?;
        Ok(why.map(|why| (role, why)))
    }

    /// Lets a role read and write the rows of every table there is; row-level security says which. Nothing to do on SQLite.
    pub async fn grant_rows(&self, role: &str) -> Result<(), DbError> {
        const GRANT: &str = "grant select, insert, update, delete on all tables";
        let Self::Postgres(pool) = self else { return Ok(()) };
        let role = format!("\"{}\"", role.replace('"', "\"\""));
        let grants = format!(
            "grant usage on schema public to {role};
             {GRANT} in schema public to {role};
             grant usage, select on all sequences in schema public to {role}"
        );
        sqlx::raw_sql(AssertSqlSafe(grants)).execute(pool).await.map_err(|source| DbError::query(GRANT, source))?;
        Ok(())
    }
}
