use agent::ModelKeys;
use clock::Clock;
use db::UserId;
use gateway::accounts;

use crate::data_folder::{DataFolder, Embedded};
use crate::running::{GatewayParts, Running, operator_key, tool_servers, url_of};
use crate::services::{Name, listen};
use crate::settings::{Database, GatewaySettings, Source, data_dir};
use crate::signals::StopSignals;
use crate::{agents, master_key, say, system};

/// Options of `assistant gateway`: all of it is settings.
#[derive(clap::Args)]
pub(crate) struct Arguments {}

/// Starts the gateway alone; the services run elsewhere.
pub(crate) async fn run(source: &Source, _: Arguments) -> anyhow::Result<()> {
    let settings = GatewaySettings::read(source)?;
    let signals = StopSignals::listen()?;
    let clock = Clock::system();
    let embedded = matches!(settings.database, Database::Embedded);
    let folder = DataFolder::existing(&data_dir(source)?);
    let _lock = if embedded { Some(folder.make()?.lock(Embedded::System)?) } else { None };
    let listener = listen("the gateway", settings.reach.bind, "choose another with ASSISTANT_BIND").await?;
    let db = system::open(&settings.database, &folder, Embedded::System).await?;
    let is_first_start = accounts::first_start(&db, &clock, &UserId::owner()).await?;
    if let Some(key) = &settings.api_key {
        operator_key(&db, &clock, key).await?;
    }
    if embedded {
        agents::seed(&db, &clock).await?;
    }
    let urls = Name::ALL.into_iter().zip(settings.services.0);
    let parts = GatewayParts {
        db,
        clock: clock.clone(),
        keys: ModelKeys {
            operator: settings.endpoint,
            anthropic_url: settings.provider_urls.anthropic,
            openai_url: settings.provider_urls.openai,
            vault: master_key::vault(source, &settings.database, &folder)?,
        },
        prices: settings.prices,
        tools: tool_servers(urls, settings.internal_key, &clock)?,
        reach: settings.reach,
    };
    let url = url_of(listener.local_addr()?);
    let mut running = Running::new();
    running.serve_gateway(parts, listener).await?;
    if embedded {
        folder.address_set(&url)?;
    }
    say(&format!("gateway {url}"))?;
    if is_first_start {
        say("Nobody has signed in yet: `assistant sign-in-link` makes a link that does, once.")?;
    }
    running.until_stopped(signals).await;
    if embedded {
        folder.address_clear();
    }
    Ok(())
}
