use anyhow::bail;

use crate::data_folder::{DataFolder, Embedded};
use crate::settings::{Database, GatewaySettings, Source, data_dir, journal_database};
use crate::{local, master_key, say, system};

/// Options of `assistant doctor`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// One JSON object for programs
    #[arg(long)]
    json: bool,
}

/// One thing that was looked at.
struct Finding {
    name: &'static str,
    result: anyhow::Result<String>,
}

/// Looks at the settings, the databases and the running gateway; 1 when something is wrong.
pub(crate) async fn run(source: &Source, arguments: Arguments) -> anyhow::Result<()> {
    let findings = [
        Finding { name: "settings", result: settings(source) },
        Finding { name: "system database", result: system_database(source).await },
        Finding { name: "journal database", result: journal(source).await },
        Finding { name: "connected accounts", result: connected_accounts(source).await },
        Finding { name: "gateway", result: gateway(source).await },
    ];
    let wrong = findings.iter().filter(|finding| finding.result.is_err()).count();
    if arguments.json {
        let checks: Vec<_> = findings
            .iter()
            .map(|Finding { name, result }| {
                let detail = result.as_ref().map_or_else(|error| format!("{error:#}"), Clone::clone);
                serde_json::json!({"name": name, "ok": result.is_ok(), "detail": detail})
            })
            .collect();
        say(&serde_json::json!({"ok": wrong == 0, "checks": checks}).to_string())?;
    } else {
        for Finding { name, result } in &findings {
            match result {
                Ok(detail) => say(&format!("ok     {name}: {detail}"))?,
                Err(error) => say(&format!("wrong  {name}: {error:#}"))?,
            }
        }
    }
    match wrong {
        0 => Ok(()),
        1 => bail!("one thing is wrong"),
        several => bail!("{several} things are wrong"),
    }
}

fn settings(source: &Source) -> anyhow::Result<String> {
    let settings = GatewaySettings::read(source)?;
    Ok(format!("{} answers ({:?})", settings.endpoint.model, settings.endpoint.provider))
}

async fn system_database(source: &Source) -> anyhow::Result<String> {
    look_into(source, &crate::settings::system_database(source)?, Embedded::System).await
}

async fn journal(source: &Source) -> anyhow::Result<String> {
    look_into(source, &journal_database(source)?, Embedded::Journal).await
}

async fn look_into(source: &Source, database: &Database, which: Embedded) -> anyhow::Result<String> {
    let folder = DataFolder::existing(&data_dir(source)?);
    if matches!(database, Database::Embedded) && !folder.has(which) {
        return Ok("not there yet; `assistant up` makes it".to_owned());
    }
    let db = system::open(database, &folder, which).await?;
    let complaints = db.complaints().await?;
    let version = db.schema_version().await?;
    db.close().await;
    match complaints.first() {
        None => Ok(format!("sound, schema version {version}")),
        Some(complaint) => bail!("damaged: {complaint}; stop the assistant and put a backup in its place"),
    }
}

/// Whether every secret still opens: with another master key none does.
async fn connected_accounts(source: &Source) -> anyhow::Result<String> {
    let database = crate::settings::system_database(source)?;
    let folder = DataFolder::existing(&data_dir(source)?);
    if matches!(database, Database::Embedded) && !folder.has(Embedded::System) {
        return Ok("none yet".to_owned());
    }
    let vault = master_key::vault(source, &database, &folder)?;
    let db = system::open(&database, &folder, Embedded::System).await?;
    let lost = agent::accounts_to_reconnect(&db, vault.as_ref()).await?;
    db.close().await;
    if lost.is_empty() {
        return Ok("every secret opens".to_owned());
    }
    let of_user = |(user, services): &(db::UserId, Vec<store::CredentialService>)| {
        let services: Vec<_> = services.iter().map(|service| service.as_str()).collect();
        format!("{user}: {}", services.join(", "))
    };
    let who: Vec<_> = lost.iter().map(of_user).collect();
    bail!(
        "these do not open with this CREDENTIALS_ENCRYPTION_KEY; put the right key back, or connect them again ({})",
        who.join("; ")
    )
}

async fn gateway(source: &Source) -> anyhow::Result<String> {
    let folder = DataFolder::existing(&data_dir(source)?);
    if folder.address().is_none() && source.text("ASSISTANT_URL")?.is_none() {
        return Ok("none is running on this data folder".to_owned());
    }
    let gateway = local::find(source, None).await?;
    let tools = terminal::tool_servers(&gateway).await?;
    let down: Vec<&str> = tools.iter().filter(|tool| !tool.connected).map(|tool| tool.server.as_str()).collect();
    match down.as_slice() {
        [] => Ok(format!("{} answers, and its {} services are connected", gateway.url, tools.len())),
        down => bail!("{} answers, but these services do not: {}", gateway.url, down.join(", ")),
    }
}
