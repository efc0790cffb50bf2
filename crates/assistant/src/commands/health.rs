use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, bail};
use clap::ValueEnum;

use crate::running::url_of;
use crate::services::Name;
use crate::settings::{LOOPBACK, Source, gateway_bind};

/// Options of `assistant health`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Whom to ask
    #[arg(value_enum, default_value = "gateway")]
    service: Asked,
    /// Its port on this machine, if not its own; the gateway's own is that of `ASSISTANT_BIND`
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
pub(crate) async fn run(source: &Source, arguments: Arguments) -> anyhow::Result<()> {
    let service = |name: Name| (SocketAddr::new(LOOPBACK, name.port()), "/health");
    let (mut address, path) = match arguments.service {
        Asked::Gateway => (gateway_bind(source)?, "/api/health"),
        Asked::Journal => service(Name::Journal),
        Asked::Garmin => service(Name::Garmin),
        Asked::GoogleWorkspace => service(Name::GoogleWorkspace),
        Asked::GooglePlaces => service(Name::GooglePlaces),
        Asked::Splitwise => service(Name::Splitwise),
    };
    if let Some(port) = arguments.port {
        address.set_port(port);
    }
    let url = format!("{}{path}", url_of(address));
    let client = reqwest::Client::builder().timeout(LIMIT).build()?;
    let response = client.get(&url).send().await.with_context(|| format!("{url} does not answer"))?;
    if !response.status().is_success() {
        bail!("{url} answers {}", response.status());
    }
    Ok(())
}
