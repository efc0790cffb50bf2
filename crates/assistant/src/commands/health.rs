use std::time::Duration;

use anyhow::{Context, bail};
use clap::ValueEnum;

use crate::services::Name;

/// Options of `assistant health`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Whom to ask
    #[arg(value_enum)]
    service: Asked,
    /// Its port on this machine, if not its own
    #[arg(long)]
    port: Option<u16>,
}

/// The gateway or one of the five.
#[derive(Clone, Copy, ValueEnum)]
enum Asked {
    Gateway,
    Journal,
    Garmin,
    GoogleWorkspace,
    GooglePlaces,
    Splitwise,
}

/// A service that needs longer to say that it lives does not live.
const LIMIT: Duration = Duration::from_secs(3);

/// Asks a service on this machine whether it lives: 0 when it does, 1 when not.
pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let (port, path) = match arguments.service {
        Asked::Gateway => (8080, "/api/health"),
        Asked::Journal => (Name::Journal.port(), "/health"),
        Asked::Garmin => (Name::Garmin.port(), "/health"),
        Asked::GoogleWorkspace => (Name::GoogleWorkspace.port(), "/health"),
        Asked::GooglePlaces => (Name::GooglePlaces.port(), "/health"),
        Asked::Splitwise => (Name::Splitwise.port(), "/health"),
    };
    let url = format!("http://127.0.0.1:{}{path}", arguments.port.unwrap_or(port));
    let client = reqwest::Client::builder().timeout(LIMIT).build()?;
    let response = client.get(&url).send().await.with_context(|| format!("{url} does not answer"))?;
    if !response.status().is_success() {
        bail!("{url} answers {}", response.status());
    }
    Ok(())
}
