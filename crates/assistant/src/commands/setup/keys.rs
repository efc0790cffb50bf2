use clock::Clock;
use db::UserId;
use gateway::accounts::{self, NewKey};
use gateway::audit::Doer;
use store::Role;

use super::databases::Server;
use super::report::{Outcome, Report};
use crate::running::operator_key;
use crate::settings::Source;

/// The first user and the first key.
pub(super) async fn run(source: &Source, server: &Server, report: &mut Report) -> anyhow::Result<()> {
    let db = server.open_system().await?;
    let clock = Clock::system();
    let owner = UserId::owner();
    let made = accounts::first_start(&db, &clock, &owner).await?;
    report
        .tell(Outcome::made(made), &if made { format!("the user “{owner}”") } else { "the first user".to_owned() })?;
    if let Some(key) = source.secret("ASSISTANT_API_KEY")? {
        let is_new = operator_key(&db, &clock, &key).await?;
        report.tell(Outcome::made(is_new), &format!("the key in ASSISTANT_API_KEY, for “{owner}”"))?;
        db.close().await;
        return Ok(());
    }
    let keys = accounts::key_list(&db).await?;
    let valid = keys.iter().filter(|key| key.is_valid(clock.now().into())).count();
    if valid > 0 {
        report.tell(Outcome::There, &format!("keys: {valid} valid; `assistant keys list` shows them"))?;
    } else {
        let new = NewKey {
            user: owner.clone(),
            role: Role::Admin,
            label: "first key".to_owned(),
            allow_operator_llm: true,
            expires_at: None,
        };
        let created = accounts::key_create(&db, &clock, new, &Doer::command()).await?;
        let what = format!("the key {} for “{owner}”. It is shown this once:", created.row.id);
        report.tell_key(&what, &created.key)?;
    }
    db.close().await;
    Ok(())
}
