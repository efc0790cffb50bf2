use db::{DbError, Tx, UserId, UtcTime, execute, fetch_all};
use uuid::Uuid;

/// When an agent of a user works by itself.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Schedule {
    /// Its id.
    pub id: Uuid,
    /// The agent.
    pub agent: String,
    /// Its name, once per agent.
    pub name: String,
    /// Five fields of cron.
    pub cron: String,
    /// The IANA time zone that they are read in.
    pub time_zone: String,
    /// Whether it is on.
    pub enabled: bool,
    /// Since when it is there.
    pub created_at: UtcTime,
}

/// Keeps a new schedule; answers false, and changes nothing, when the agent has one of this name already.
pub async fn schedule_insert(tx: &mut Tx, user: &UserId, schedule: &Schedule) -> Result<bool, DbError> {
    let inserted = execute!(
        tx,
        "insert into schedules (id, user_id, agent, name, cron, time_zone, enabled, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (user_id, agent, name) do nothing",
        schedule.id,
        user,
        &schedule.agent,
        &schedule.name,
        &schedule.cron,
        &schedule.time_zone,
        schedule.enabled,
        schedule.created_at
    )?;
    Ok(inserted > 0)
}

/// A user's schedules, by agent and name.
pub async fn schedule_list(tx: &mut Tx, user: &UserId) -> Result<Vec<Schedule>, DbError> {
    fetch_all!(tx, Schedule, "select * from schedules where user_id = $1 order by agent, name", user)
}
