use agent::{SeededSchedule, heartbeat_parse, schedules_seed, templates_built_in, templates_seed};
use anyhow::Context;
use clock::Clock;
use db::{Db, UserId};
use gateway::accounts;

/// The agent that works for everybody from the start.
pub(crate) const CHIEF_OF_STAFF: &str = "cos";

/// What an embedded database is given at each start: the templates that come with the program, and the first user's schedules.
pub(crate) async fn seed(db: &Db, clock: &Clock) -> anyhow::Result<()> {
    templates_seed(db, clock, &templates_built_in()).await?;
    schedules(db, clock).await?;
    Ok(())
}

/// Gives the first user the Chief of Staff's schedules, as the template in the database declares them; `None` when there is no user.
pub(crate) async fn schedules(db: &Db, clock: &Clock) -> anyhow::Result<Option<(UserId, Vec<SeededSchedule>)>> {
    let Some(user) = accounts::user_list(db).await?.into_iter().next().map(|user| user.user_id) else {
        return Ok(None);
    };
    let mut tx = db.read(&user).await?;
    let template = store::agent_template_get(&mut tx, CHIEF_OF_STAFF).await?.with_context(|| {
        format!("the template “{CHIEF_OF_STAFF}” is missing: run `assistant setup agent-templates` first")
    })?;
    drop(tx);
    let declared = heartbeat_parse(&template.heartbeat_md)
        .with_context(|| format!("the template “{CHIEF_OF_STAFF}” has no heartbeat that can be read"))?;
    let seeded = schedules_seed(db, clock, &user, CHIEF_OF_STAFF, declared).await?;
    Ok(Some((user, seeded)))
}
