use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context, bail};
use clap::ValueEnum;
use clock::Clock;
use mcp_kit::Service;
use tokio::net::TcpListener;

use crate::settings::Reader;

/// The five tool services.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Name {
    /// What the person did, ate, met and wrote
    Journal,
    /// Sleep, heart, steps and workouts
    Garmin,
    /// Mail, calendar, tasks and sheets
    GoogleWorkspace,
    /// Places and opening hours
    GooglePlaces,
    /// Who owes whom
    Splitwise,
}

impl Name {
    pub(crate) const ALL: [Self; 5] =
        [Self::Journal, Self::Garmin, Self::GoogleWorkspace, Self::GooglePlaces, Self::Splitwise];

    /// Its name on the command line, in tokens, and before each of its tools.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Journal => "journal",
            Self::Garmin => "garmin",
            Self::GoogleWorkspace => "google-workspace",
            Self::GooglePlaces => "google-places",
            Self::Splitwise => "splitwise",
        }
    }

    /// Its port, unless told otherwise.
    pub(crate) fn port(self) -> u16 {
        match self {
            Self::Journal => 3333,
            Self::Garmin => 5555,
            Self::GoogleWorkspace => 3000,
            Self::GooglePlaces => 1111,
            Self::Splitwise => 4000,
        }
    }

    /// As who it reads its settings.
    pub(crate) fn reader(self) -> Reader {
        match self {
            Self::Journal => Reader::Journal,
            Self::Garmin => Reader::Garmin,
            Self::GoogleWorkspace => Reader::GoogleWorkspace,
            Self::GooglePlaces => Reader::GooglePlaces,
            Self::Splitwise => Reader::Splitwise,
        }
    }

    /// The setting that tells the gateway where it is.
    pub(crate) fn url_setting(self) -> &'static str {
        match self {
            Self::Journal => "MCP_JOURNAL_URL",
            Self::Garmin => "MCP_GARMIN_URL",
            Self::GoogleWorkspace => "MCP_GOOGLE_URL",
            Self::GooglePlaces => "MCP_PLACES_URL",
            Self::Splitwise => "MCP_SPLITWISE_URL",
        }
    }
}

/// The services that have no database: all but the journal.
pub(crate) fn without_database(name: Name, clock: &Clock) -> Option<Arc<dyn Service>> {
    match name {
        Name::Journal => None,
        Name::Garmin => Some(mcp_garmin::service(clock.clone())),
        Name::GoogleWorkspace => Some(mcp_google_workspace::service(clock.clone())),
        Name::GooglePlaces => Some(mcp_google_places::service(clock.clone())),
        Name::Splitwise => Some(mcp_splitwise::service(clock.clone())),
    }
}

/// Opens a port for `who`; the sentence says whose port it is and what to do.
pub(crate) async fn listen(who: &str, address: SocketAddr, instead: &str) -> anyhow::Result<TcpListener> {
    match TcpListener::bind(address).await {
        Ok(listener) => Ok(listener),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
            let port = address.port();
            bail!(
                "port {port} is in use, and {who} needs it: stop the program that has it (`ss -ltnp 'sport = :{port}'` names it), or {instead}"
            )
        }
        Err(error) => Err(error).with_context(|| format!("{who} cannot listen on {address}")),
    }
}
