use std::io::IsTerminal;
use std::net::SocketAddr;
use std::sync::Arc;

use agent::ModelKeys;
use anyhow::Context;
use clock::Clock;
use db::UserId;
use gateway::accounts;
use gateway::audit::Doer;
use jiff::tz::TimeZone;
use llm::Provider;
use mcp_journal::Journal;
use mcp_kit::{ServeSettings, Service, token};
use secrecy::{ExposeSecret, SecretString};
use tokio::net::TcpListener;

use crate::data_folder::{DataFolder, Embedded};
use crate::running::{GatewayParts, Running, operator_key, tool_servers, url_of};
use crate::services::{Name, listen, without_database};
use crate::settings::{Database, LOOPBACK, Source, UpSettings};
use crate::signals::StopSignals;
use crate::{agents, local, master_key, say};

/// Options of `assistant up`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Move the demo household in: a made-up person with 90 days of data
    #[arg(long)]
    demo: bool,
    /// Let the services take any free ports instead of their own
    #[arg(long)]
    free_ports: bool,
}

/// Starts everything in this process: the five services and the gateway, on embedded databases.
pub(crate) async fn run(source: &Source, arguments: Arguments) -> anyhow::Result<()> {
    let settings = UpSettings::read(source)?;
    let signals = StopSignals::listen()?;
    let folder = DataFolder::existing(&settings.data_dir);
    folder.make()?;
    let _locks = [folder.lock(Embedded::System)?, folder.lock(Embedded::Journal)?];
    // Every port before anything else: a start that fails has changed nothing.
    let doors = Doors::open(settings.reach.bind, arguments.free_ports).await?;
    let is_new = folder.is_new();
    let clock = Clock::system();
    let (system, journal) = tokio::try_join!(folder.database(Embedded::System), folder.database(Embedded::Journal))?;
    let owner = UserId::owner();
    accounts::first_start(&system, &clock, &owner).await?;
    if let Some(key) = &settings.api_key {
        operator_key(&system, &clock, key).await?;
    }
    agents::seed(&system, &clock).await?;

    // A fresh secret at each start: it never leaves this process.
    let secret = internal_secret();
    let guard = ServeSettings::guarded(clock.clone(), token::Key::new(&secret)?);
    let mut running = Running::new();
    let urls = doors.service_urls()?;
    let journal_service: Arc<dyn Service> =
        Arc::new(Journal::open(journal.clone(), clock.clone(), TimeZone::system()).await?);
    for (name, listener) in doors.services {
        let service = without_database(name, &clock).unwrap_or_else(|| journal_service.clone());
        running.serve(mcp_kit::router(service, guard.clone()), listener);
    }
    running.close_at_the_end(journal);

    let address = doors.gateway.local_addr()?;
    let url = url_of(address);
    let parts = GatewayParts {
        db: system.clone(),
        clock: clock.clone(),
        keys: ModelKeys {
            operator: settings.endpoint.clone(),
            anthropic_url: settings.provider_urls.anthropic,
            openai_url: settings.provider_urls.openai,
            vault: master_key::vault(source, &Database::Embedded, &folder)?,
        },
        prices: settings.prices,
        tools: tool_servers(urls.clone(), Some(token::Key::new(&secret)?), &clock)?,
        reach: settings.reach,
    };
    running.serve_gateway(parts, doors.gateway).await?;
    folder.address_set(&url)?;

    let code = accounts::sign_in_link(&system, &clock, &owner, &Doer::program()).await?;
    greet(&url, &urls, &settings.endpoint, &code)?;
    let gateway = local::gateway(&folder, &system, &clock, &url).await?;
    if arguments.demo {
        terminal::demo_install(&gateway).await.context("the demo household could not move in")?;
        say("The demo household has moved in; `assistant demo remove` takes it out again.")?;
    } else if is_new {
        offer_demo(gateway)?;
    }
    running.until_stopped(signals).await;
    folder.address_clear();
    Ok(())
}

/// 256 random bits.
fn internal_secret() -> SecretString {
    format!("{:032x}{:032x}", rand::random::<u128>(), rand::random::<u128>()).into()
}

/// The six listening ports.
struct Doors {
    gateway: TcpListener,
    services: Vec<(Name, TcpListener)>,
}

impl Doors {
    async fn open(bind: SocketAddr, free_ports: bool) -> anyhow::Result<Self> {
        let gateway = listen("the gateway", bind, "choose another with ASSISTANT_BIND=127.0.0.1:8081").await?;
        let mut services = Vec::new();
        for name in Name::ALL {
            let port = if free_ports { 0 } else { name.port() };
            let who = format!("the {} service", name.as_str());
            let listener = listen(&who, (LOOPBACK, port).into(), "start with `--free-ports`").await?;
            services.push((name, listener));
        }
        Ok(Self { gateway, services })
    }

    fn service_urls(&self) -> anyhow::Result<Vec<(Name, String)>> {
        let url =
            |(name, listener): &(Name, TcpListener)| Ok((*name, format!("http://{}/mcp", listener.local_addr()?)));
        self.services.iter().map(url).collect()
    }
}

/// Says what runs where, and how to come in.
fn greet(url: &str, services: &[(Name, String)], endpoint: &llm::Endpoint, code: &SecretString) -> std::io::Result<()> {
    say(&format!("{:<17} {url}", "gateway"))?;
    for (name, url) in services {
        say(&format!("{:<17} {url}", name.as_str()))?;
    }
    say(&match endpoint.provider {
        Provider::Demo => format!(
            "{:<17} the demo model: no key, no network, a fixed set of requests; set ANTHROPIC_API_KEY for a real one",
            "model"
        ),
        Provider::Claude => format!("{:<17} {} (claude)", "model", endpoint.model),
        Provider::OpenAi => format!("{:<17} {} (openai)", "model", endpoint.model),
        Provider::Ollama => format!("{:<17} {} (ollama)", "model", endpoint.model),
    })?;
    say("")?;
    say(&format!("Open  {url}/sign-in#code={}", code.expose_secret()))?;
    say("This link signs you in once, within 15 minutes; `assistant sign-in-link` makes another.")?;
    say("Or talk here in a second terminal: `assistant chat`. Ctrl-C stops.")
}

/// Offers the demo household without holding anything up: the assistant runs already.
fn offer_demo(gateway: terminal::Gateway) -> std::io::Result<()> {
    say("")?;
    if !std::io::stdin().is_terminal() {
        return say(
            "The data folder is empty. `assistant demo install` moves a demo household in: a made-up person with 90 days of data.",
        );
    }
    say(
        "The data folder is empty. Type y and Enter to move a demo household in: a made-up person with 90 days of data.",
    )?;
    let runtime = tokio::runtime::Handle::current();
    // a thread of its own: it may wait for the keyboard for ever, and ends with the process
    std::thread::spawn(move || {
        let mut answer = String::new();
        let typed = std::io::stdin().read_line(&mut answer);
        if typed.is_err() || !matches!(answer.trim(), "y" | "Y" | "yes") {
            return;
        }
        let told = match runtime.block_on(terminal::demo_install(&gateway)) {
            Ok(()) => say("The demo household has moved in; `assistant demo remove` takes it out again."),
            Err(error) => say(&format!("The demo household could not move in: {error}")),
        };
        if let Err(error) = told {
            tracing::debug!(%error, "nobody reads the output");
        }
    });
    Ok(())
}
