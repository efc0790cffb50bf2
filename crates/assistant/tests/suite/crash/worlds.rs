use std::collections::HashMap;
use std::net::TcpListener;
use std::path::Path;

use db::Db;
use rand::RngExt;
use rand::rngs::StdRng;
use stand_in_provider::StandIn;
use tempfile::TempDir;
use throwaway_postgres::Database;
use tokio::process::Command;

use super::provider;
use crate::program::{Client, Serving, assistant, key, serve, serve_up, up};

/// What is killed, and what outlives it.
pub(crate) struct World {
    folder: TempDir,
    provider: StandIn,
    /// The gateway's address, the same in every life.
    bind: String,
    key: String,
    kind: Kind,
    gateway: Option<Serving>,
}

enum Kind {
    /// `assistant up`: the gateway, the services and the databases die together.
    Sqlite,
    /// `assistant gateway` and `assistant mcp journal` against a PostgreSQL that lives on.
    Postgres(Box<Servers>),
}

struct Servers {
    system: Database,
    journal: Database,
    journal_port: u16,
    secret: String,
    journal_service: Option<Serving>,
}

pub(crate) async fn sqlite() -> World {
    World::new(Kind::Sqlite).await
}

pub(crate) async fn postgres() -> World {
    let (system, journal) = (throwaway_postgres::database().await, throwaway_postgres::database().await);
    system.migrated(&store::MIGRATIONS).await.close().await;
    journal.migrated(&mcp_journal::MIGRATIONS).await.close().await;
    let secret = format!("{:032x}{:032x}", rand::random::<u128>(), rand::random::<u128>());
    let servers = Servers { system, journal, journal_port: free_port(), secret, journal_service: None };
    World::new(Kind::Postgres(Box::new(servers))).await
}

impl World {
    async fn new(kind: Kind) -> Self {
        let folder = tempfile::tempdir().expect("the temporary folder can be written");
        let bind = format!("127.0.0.1:{}", free_port());
        let mut world =
            Self { folder, provider: provider::start().await, bind, key: String::new(), kind, gateway: None };
        // a first life, for the key
        world.start().await;
        let mut command = assistant(world.folder.path());
        if let Kind::Postgres(servers) = &world.kind {
            command.env("SYSTEM_DB_URL", &servers.system.runtime_url);
        }
        world.key = key(&mut command).await;
        kill(&mut world.gateway).await;
        world
    }

    pub(crate) fn name(&self) -> &'static str {
        match self.kind {
            Kind::Sqlite => "SQLite",
            Kind::Postgres(_) => "PostgreSQL",
        }
    }

    /// Whether the journal can never be away while the gateway is there.
    pub(crate) fn journal_dies_with_the_gateway(&self) -> bool {
        matches!(self.kind, Kind::Sqlite)
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn client(&self) -> Client {
        Client::new(&format!("http://{}", self.bind), &self.key)
    }

    /// Starts whatever does not run.
    pub(crate) async fn start(&mut self) {
        let folder = self.folder.path();
        let with_provider = |mut command: Command| {
            command
                .env("ASSISTANT_BIND", &self.bind)
                .env("ANTHROPIC_API_KEY", "a-key-of-the-test")
                .env("ANTHROPIC_BASE_URL", self.provider.base_url());
            command
        };
        match &mut self.kind {
            Kind::Sqlite => {
                if self.gateway.is_none() {
                    self.gateway = Some(serve_up(&mut with_provider(up(folder))).await);
                }
            }
            Kind::Postgres(servers) => {
                if servers.journal_service.is_none() {
                    servers.journal_service = Some(serve(&mut servers.journal_command(folder), "journal").await);
                }
                if self.gateway.is_none() {
                    let mut command = with_provider(assistant(folder));
                    command
                        .arg("gateway")
                        .env("SYSTEM_DB_URL", &servers.system.runtime_url)
                        .env("MCP_INTERNAL_SECRET", &servers.secret)
                        .env("MCP_JOURNAL_URL", format!("http://127.0.0.1:{}", servers.journal_port));
                    // the discard port: nobody is there, and nobody else's service is met
                    for name in ["MCP_GARMIN_URL", "MCP_GOOGLE_URL", "MCP_PLACES_URL", "MCP_SPLITWISE_URL"] {
                        command.env(name, "http://127.0.0.1:9");
                    }
                    self.gateway = Some(serve(&mut command, "gateway").await);
                }
            }
        }
    }

    /// SIGKILL for the gateway; where the journal is a process of its own, at times for that too, or instead.
    pub(crate) async fn kill(&mut self, dice: &mut StdRng) {
        let (gateway, journal) = match self.kind {
            Kind::Sqlite => (true, false),
            Kind::Postgres(_) => match dice.random_range(0..4) {
                0 => (true, true),
                1 => (false, true),
                _ => (true, false),
            },
        };
        if gateway {
            kill(&mut self.gateway).await;
        }
        if let (true, Kind::Postgres(servers)) = (journal, &mut self.kind) {
            kill(&mut servers.journal_service).await;
        }
    }

    /// Ends everything and reads the journal's own table: how often each title stands in it.
    pub(crate) async fn stop_and_count(&mut self) -> HashMap<String, i64> {
        kill(&mut self.gateway).await;
        let db = match &mut self.kind {
            Kind::Sqlite => Db::open_sqlite(&self.folder.path().join("data/journal.db")).await,
            Kind::Postgres(servers) => {
                kill(&mut servers.journal_service).await;
                Db::open_postgres(&servers.journal.owner_url).await
            }
        };
        let db = db.expect("the journal opens");
        let mut tx = db.read(&db::UserId::owner()).await.expect("a transaction begins");
        let counted = db::fetch_all!(
            tx,
            (String, i64),
            "select title, count(*) from events where deleted_at is null group by title order by title"
        );
        counted.expect("the titles are counted").into_iter().collect()
    }
}

impl Servers {
    fn journal_command(&self, folder: &Path) -> Command {
        let url: reqwest::Url = self.journal.runtime_url.parse().expect("a URL");
        let host = unescaped(url.host_str().expect("a host"));
        let port = url.port().unwrap_or(5432).to_string();
        let mut command = assistant(folder);
        command
            .args(["mcp", "journal", "--port", &self.journal_port.to_string()])
            .env("MCP_INTERNAL_SECRET", &self.secret)
            .env("DB_HOST", host)
            .env("DB_PORT", port)
            .env("DB_USER", url.username())
            .env("DB_NAME", &self.journal.name);
        if let Some(password) = url.password() {
            command.env("DB_PASSWORD", password);
        }
        command
    }
}

/// A socket's folder stands escaped in a URL's host, where the URL itself does not read it.
fn unescaped(host: &str) -> String {
    let query: reqwest::Url = format!("http://query.invalid/?host={host}").parse().expect("it is escaped");
    query.query_pairs().next().expect("there is one").1.into_owned()
}

async fn kill(serving: &mut Option<Serving>) {
    if let Some(mut killed) = serving.take() {
        killed.child.kill().await.expect("it can be killed");
    }
}

/// A port that was free a moment ago; the same one is wanted in every life.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port is free").port()
}
