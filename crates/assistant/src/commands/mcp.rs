use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use clock::Clock;
use db::Db;
use jiff::tz::TimeZone;
use mcp_journal::Journal;
use mcp_kit::{ServeSettings, Service};
use tokio_util::sync::CancellationToken;

use crate::data_folder::{DataFolder, Embedded, Lock};
use crate::running::Running;
use crate::services::{Name, listen, without_database};
use crate::settings::{Database, LOOPBACK, Reader, Source, data_dir, internal_key, journal_database};
use crate::signals::StopSignals;
use crate::{say, system};

/// Options of `assistant mcp`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Which service
    #[arg(value_enum)]
    service: Name,
    /// The port to listen on, instead of the service's own
    #[arg(long)]
    port: Option<u16>,
    /// The address to listen on; beyond loopback only with `MCP_INTERNAL_SECRET`
    #[arg(long, default_value_t = LOOPBACK)]
    bind: IpAddr,
    /// A further host name clients may use for this service
    #[arg(long, value_name = "HOST")]
    allow_host: Vec<String>,
    /// Speak MCP over standard input and output instead of HTTP
    #[arg(long, conflicts_with_all = ["port", "bind", "allow_host"])]
    stdio: bool,
    /// Answer from the demo household
    #[arg(long)]
    sandbox: bool,
}

impl Arguments {
    /// Who reads the settings.
    pub(crate) fn reader(&self) -> Reader {
        self.service.reader()
    }
}

/// How long one call may take over standard input and output.
const CALL_LIMIT: Duration = Duration::from_mins(1);

/// Starts one service alone.
pub(crate) async fn run(source: &Source, arguments: Arguments) -> anyhow::Result<()> {
    let mut signals = StopSignals::listen()?;
    let clock = Clock::system();
    if arguments.stdio {
        let opened = Opened::open(source, arguments.service, &clock).await?;
        let stop = CancellationToken::new();
        let served = mcp_kit::serve_stdio(opened.service.clone(), arguments.sandbox, CALL_LIMIT, stop.clone());
        tokio::select! {
            served = served => served.context("standard input and output broke")?,
            () = signals.next() => stop.cancel(),
        }
        opened.close().await;
        return Ok(());
    }
    let address = SocketAddr::new(arguments.bind, arguments.port.unwrap_or(arguments.service.port()));
    let settings = ServeSettings {
        key: internal_key(source, address)?,
        sandbox: arguments.sandbox,
        allowed_hosts: arguments.allow_host,
        ..ServeSettings::local(clock.clone())
    };
    let who = format!("the {} service", arguments.service.as_str());
    let listener = listen(&who, address, "choose another with --port").await?;
    let opened = Opened::open(source, arguments.service, &clock).await?;
    say(&format!("{} http://{}/mcp", arguments.service.as_str(), listener.local_addr()?))?;
    let running = Running::new();
    running.serve(mcp_kit::router(opened.service.clone(), settings), listener);
    running.until_stopped(signals).await;
    opened.close().await;
    Ok(())
}

/// A service with what it stands on.
struct Opened {
    service: Arc<dyn Service>,
    db: Option<Db>,
    _lock: Option<Lock>,
}

impl Opened {
    async fn open(source: &Source, name: Name, clock: &Clock) -> anyhow::Result<Self> {
        if let Some(service) = without_database(name, clock) {
            return Ok(Self { service, db: None, _lock: None });
        }
        let database = journal_database(source)?;
        let folder = DataFolder::existing(&data_dir(source)?);
        let lock = match database {
            Database::Embedded => Some(folder.make()?.lock(Embedded::Journal)?),
            Database::Postgres(_) => None,
        };
        let db = system::open(&database, &folder, Embedded::Journal).await?;
        let journal = Journal::open(db.clone(), clock.clone(), TimeZone::system()).await?;
        Ok(Self { service: Arc::new(journal), db: Some(db), _lock: lock })
    }

    async fn close(self) {
        if let Some(db) = self.db {
            db.close().await;
        }
    }
}
