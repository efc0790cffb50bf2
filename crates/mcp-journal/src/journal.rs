use clock::Clock;
use db::{Db, Dialect, Migration, Migrations, Right};
use jiff::tz::TimeZone;
use mcp_kit::{About, Tool};

use crate::error::OpenError;
use crate::tools;

/// The journal's schema.
pub static MIGRATIONS: Migrations = Migrations {
    steps: &[Migration {
        version: 1,
        description: "journal",
        sqlite: include_str!("../migrations/0001_journal.sqlite.sql"),
        postgres: include_str!("../migrations/0001_journal.postgres.sql"),
    }],
    rights: &[
        rows("people"),
        rows("person_facts"),
        rows("locations"),
        rows("events"),
        rows("event_participants"),
        rows("sleeps"),
        rows("workouts"),
        rows("exercises"),
        rows("workout_exercises"),
        rows("exercise_sets"),
        rows("meals"),
        rows("meal_items"),
        rows("journal_entries"),
        rows("daily_plans"),
        rows("planned_items"),
        rows("external_refs"),
        // what was done stays as it was written
        Right { table: "change_log", verbs: "select, insert" },
    ],
};

/// Rows of the person's own: they change them, and the demo household takes its own away again.
const fn rows(table: &'static str) -> Right {
    Right { table, verbs: "select, insert, update, delete" }
}

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
                if let Some((role, why)) = db.role_above_security().await? {
                    return Err(OpenError::Role { role, why });
                }
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
