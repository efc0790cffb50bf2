use std::path::Path;

use agent::{SeededTemplate, TemplateFiles, templates_built_in, templates_changed, templates_seed};
use anyhow::{Context, bail};
use clock::Clock;

use super::databases::Server;
use super::report::{Outcome, Report};
use crate::agents::{self, CHIEF_OF_STAFF};
use crate::settings::SettingsError;

/// The agents' definitions.
pub(super) async fn templates(server: &Server, folder: Option<&Path>, report: &mut Report) -> anyhow::Result<()> {
    let files = folder.map_or_else(|| Ok(templates_built_in()), read)?;
    for TemplateFiles { name, heartbeat_md, .. } in &files {
        agent::heartbeat_parse(heartbeat_md).with_context(|| format!("the agent “{name}” cannot be taken in"))?;
    }
    let Some(owner) = server.open_system_as_owner().await? else {
        let db = server.open_system().await?;
        let changed = templates_changed(&db, &files).await?;
        db.close().await;
        if !changed.is_empty() {
            let why = format!(
                "the templates of {} are new or changed, and belong to the owner of the tables",
                changed.join(", ")
            );
            return Err(SettingsError::missing("SYSTEM_DB_ADMIN_URL", &why).into());
        }
        report.tell(Outcome::There, &format!("the templates of {} agents", files.len()))?;
        return Ok(());
    };
    for SeededTemplate { name, before, now } in templates_seed(&owner, &Clock::system(), &files).await? {
        let (outcome, version) = match before {
            None => (Outcome::Made, format!("version {now}")),
            Some(before) if before == now => (Outcome::There, format!("version {now}")),
            Some(before) => (Outcome::Changed, format!("from version {before} to {now}")),
        };
        report.tell(outcome, &format!("the template “{name}”: {version}"))?;
    }
    owner.close().await;
    Ok(())
}

/// The Chief of Staff's schedules, for the first user.
pub(super) async fn schedules(server: &Server, report: &mut Report) -> anyhow::Result<()> {
    let db = server.open_system().await?;
    let Some((user, seeded)) = agents::schedules(&db, &Clock::system()).await? else {
        bail!("there is no user yet who could have schedules: run `assistant setup api-keys` first");
    };
    db.close().await;
    for schedule in seeded {
        let what = format!("the schedule “{}” of “{CHIEF_OF_STAFF}”, for “{user}”", schedule.name);
        report.tell(Outcome::made(schedule.made), &what)?;
    }
    Ok(())
}

/// No template is larger.
const FILE_LIMIT: u64 = 64 * 1024;

/// The templates in a folder: each folder in it is one, named as the agent.
fn read(folder: &Path) -> anyhow::Result<Vec<TemplateFiles>> {
    let mut all = Vec::new();
    let entries = std::fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if !path.is_dir() {
            continue;
        }
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
            bail!("{} is no agent's folder: its name may have a-z, 0-9 and hyphens", path.display());
        }
        let file = |name: &str| {
            let path = path.join(name);
            let size = std::fs::metadata(&path).with_context(|| format!("{} cannot be read", path.display()))?.len();
            if size > FILE_LIMIT {
                bail!("{} has {size} bytes, more than {FILE_LIMIT}", path.display());
            }
            std::fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))
        };
        all.push(TemplateFiles {
            agent_md: file("AGENT.md")?,
            tools_md: file("TOOLS.md")?,
            bootstrap_md: file("BOOTSTRAP.md")?,
            heartbeat_md: file("HEARTBEAT.md")?,
            name,
        });
    }
    if all.is_empty() {
        bail!("{} holds no agents: each has a folder of its own there", folder.display());
    }
    all.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(all)
}
