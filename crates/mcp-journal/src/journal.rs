use clock::Clock;
use db::{Db, Dialect, Migration, Migrations, UserId};
use jiff::tz::TimeZone;
use mcp_kit::{About, Tool};

use crate::error::OpenError;
use crate::tools;

/// The journal's schema.
pub static MIGRATIONS: Migrations = Migrations(&[Migration {
    version: 1,
    description: "journal",
    sqlite: include_str!("../migrations/0001_journal.sqlite.sql"),
    postgres: include_str!("../migrations/0001_journal.postgres.sql"),
}]);

/// The journal service: an [`mcp_kit::Service`] on its own database.
pub struct Journal {
    pub(crate) db: Db,
    pub(crate) clock: Clock,
    /// The zone of callers that name none.
    pub(crate) zone: TimeZone,
    pub(crate) about: About,
    pub(crate) tools: Vec<Tool>,
}

impl Journal {
    /// Opens the journal in `db`. On SQLite its schema is brought up to date; on PostgreSQL it must be, and the role must be
    /// one that row-level security binds. `zone` is that of callers that name none.
    pub async fn open(db: Db, clock: Clock, zone: TimeZone) -> Result<Self, OpenError> {
        match db.dialect() {
            Dialect::Sqlite => db.migrate(&MIGRATIONS).await?,
            Dialect::Postgres => {
                let (found, needed) = (db.schema_version().await?, MIGRATIONS.latest());
                if found != needed {
                    return Err(OpenError::Schema { found, needed });
                }
                role_checked(&db).await?;
            }
        }
        let about = About {
            name: "journal".to_owned(),
            title: "Journal".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            instructions: INSTRUCTIONS.to_owned(),
        };
        Ok(Self { db, clock, zone, about, tools: tools::all() })
    }
}

const INSTRUCTIONS: &str = "The user's life as rows: events (workouts, meals, sleep …) with people and places, journal entries, \
daily plans. Look before you write: query or search_journal first. People and places are found by name, and made only when \
they are new. Answer with the ids of the rows you used. Times without an offset are local to the user.";

#[derive(sqlx::FromRow)]
struct RoleRow {
    role: String,
    bypasses: bool,
    owns: bool,
}

/// A superuser and a role with BYPASSRLS see every row; an owner could switch the policies off.
async fn role_checked(db: &Db) -> Result<(), OpenError> {
    let mut tx = db.read(&UserId::owner()).await?;
    let row = db::fetch_one!(
        tx,
        RoleRow,
        "select current_user::text as role, rolsuper or rolbypassrls as bypasses,
           exists (select 1 from pg_class where oid = to_regclass('events') and relowner = pg_roles.oid) as owns
         from pg_roles where rolname = current_user"
    )?;
    let why = match row {
        RoleRow { bypasses: true, .. } => "it is a superuser or has BYPASSRLS",
        RoleRow { owns: true, .. } => "it owns the tables",
        _ => return Ok(()),
    };
    Err(OpenError::Role { role: row.role, why })
}
