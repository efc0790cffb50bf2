use crate::{Db, DbError};

/// A superuser and a role with BYPASSRLS see every row, an owner could switch the policies off, and who may make roles could
/// make itself one of those. What a role may become, it counts as.
const ABOVE: &str = "select current_user::text,
  case when rolsuper then 'it is a superuser'
       when rolbypassrls then 'it has BYPASSRLS'
       when exists (select 1 from pg_roles r where (r.rolsuper or r.rolbypassrls) and pg_has_role(current_user, r.oid, 'member'))
         then 'it may become a superuser or a role with BYPASSRLS'
       when rolcreaterole then 'it may make roles'
       when exists (select 1 from pg_class join pg_namespace n on n.oid = relnamespace
                    where n.nspname = current_schema() and relkind in ('r', 'p') and pg_has_role(current_user, relowner, 'member'))
         then 'it owns the tables'
  end
from pg_roles where rolname = current_user";

impl Db {
    /// The name of the role we came in with, and why row-level security would not bind it; `None` when it does, and on SQLite,
    /// which has no roles.
    pub async fn role_above_security(&self) -> Result<Option<(String, String)>, DbError> {
        let Self::Postgres(pool) = self else { return Ok(None) };
        let answer = crate::__in_time!(sqlx::query_as(ABOVE).fetch_one(pool));
        let (role, why): (String, Option<String>) = answer.map_err(|source| DbError::query(ABOVE, source))?;
        Ok(why.map(|why| (role, why)))
    }
}
