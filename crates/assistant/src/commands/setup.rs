mod agents;
mod databases;
mod keys;
mod report;

use std::path::PathBuf;

use clap::ValueEnum;
use secrecy::SecretString;

use crate::settings::{Database, SettingsError, Source};
use databases::Server;
use report::Report;

/// Options of `assistant setup`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// One step alone; without a word, all of them in this order
    #[arg(value_enum)]
    step: Option<Step>,
    /// Instead of `SYSTEM_DB_ADMIN_URL`: a PostgreSQL role that may make databases and roles. Others on the machine can read a command
    /// line, so a password is better kept in that setting, or in the file that `SYSTEM_DB_ADMIN_URL_FILE` names
    #[arg(long, value_name = "URL")]
    admin_url: Option<SecretString>,
    /// A folder of agent templates, instead of those that come with the program
    #[arg(long, value_name = "FOLDER")]
    agents: Option<PathBuf>,
    /// One JSON object for programs
    #[arg(long)]
    json: bool,
}

/// What a new deployment needs, in order. Each step can be repeated: it says what it made and what was there.
#[derive(Clone, Copy, ValueEnum)]
enum Step {
    /// Both databases with their tables, and on PostgreSQL the roles that the program uses
    SystemDb,
    /// The first user, and a key: that in `ASSISTANT_API_KEY`, else a random one that is shown once
    ApiKeys,
    /// The tables of agents and their schedules
    AgentSystem,
    /// The agents' definitions
    AgentTemplates,
    /// When the Chief of Staff works by itself, for the first user
    Schedules,
}

/// Makes what the assistant stands on.
pub(crate) async fn run(source: &Source, arguments: Arguments) -> anyhow::Result<()> {
    let Arguments { step, admin_url, agents, json } = arguments;
    let server = Server::read(source, admin_url)?;
    let mut report = Report::new(json);
    for step in step.map_or_else(|| Step::value_variants().to_vec(), |step| vec![step]) {
        report.begin(step.name());
        match step {
            Step::SystemDb => databases::run(&server, &mut report).await?,
            Step::ApiKeys => keys::run(source, &server, &mut report).await?,
            Step::AgentSystem => databases::agent_tables(&server, &mut report).await?,
            Step::AgentTemplates => agents::templates(&server, agents.as_deref(), &mut report).await?,
            Step::Schedules => agents::schedules(&server, &mut report).await?,
        }
    }
    report.end()?;
    Ok(())
}

/// Reads what the set-up would read; the system database that it would prepare.
pub(crate) fn settings_check(source: &Source) -> Result<Database, SettingsError> {
    Server::read(source, None).map(Server::into_system_database)
}

impl Step {
    fn name(self) -> &'static str {
        match self {
            Self::SystemDb => "system-db",
            Self::ApiKeys => "api-keys",
            Self::AgentSystem => "agent-system",
            Self::AgentTemplates => "agent-templates",
            Self::Schedules => "schedules",
        }
    }
}
