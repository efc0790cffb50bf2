use clap::Subcommand;

use crate::say;
use crate::settings::{Database, GatewaySettings, Source, UpSettings, journal_database};

/// Options of `assistant config`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Read every setting as the commands would, and say what they come to
    Check,
}

/// Checks the settings without opening or starting anything. A secret is never shown.
pub(crate) fn run(source: &Source, arguments: &Arguments) -> anyhow::Result<()> {
    match arguments.command {
        Command::Check => {
            let up = UpSettings::read(source)?;
            let gateway = GatewaySettings::read(source)?;
            let journal = journal_database(source)?;
            say(&format!("data folder  {}", up.data_dir.display()))?;
            say(&format!("gateway      {}", gateway.reach.bind))?;
            say(&format!("model        {} ({:?})", gateway.endpoint.model, gateway.endpoint.provider))?;
            say(&format!("system       {}", kind(&gateway.database)))?;
            say(&format!("journal      {}", kind(&journal)))?;
            say("The settings are fine.")?;
        }
    }
    Ok(())
}

fn kind(database: &Database) -> &'static str {
    match database {
        Database::Embedded => "SQLite in the data folder (`up` always uses it)",
        Database::Postgres(_) => "PostgreSQL",
    }
}
