use anyhow::Context;
use clap::Subcommand;
use db::Db;
use secrecy::ExposeSecret;

use crate::data_folder::{DataFolder, Embedded};
use crate::say;
use crate::settings::{Database, Source, data_dir, journal_database, system_database};

/// Options of `assistant setup`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Make or update the tables of both databases, as the role that owns them
    SystemDb(SystemDb),
}

#[derive(clap::Args, Default)]
struct SystemDb {
    /// A role that the assistant will use, and that is to read and write rows; it must exist and own nothing
    #[arg(long, value_name = "NAME")]
    role: Option<String>,
}

/// Sets up what the assistant stands on; each part can be repeated. Without a word, all of it.
pub(crate) async fn run(source: &Source, arguments: Arguments) -> anyhow::Result<()> {
    let Command::SystemDb(options) = arguments.command.unwrap_or(Command::SystemDb(SystemDb::default()));
    prepare(source, &system_database(source)?, Embedded::System, &options).await?;
    prepare(source, &journal_database(source)?, Embedded::Journal, &options).await
}

async fn prepare(source: &Source, database: &Database, which: Embedded, options: &SystemDb) -> anyhow::Result<()> {
    let name = which.name();
    match database {
        Database::Embedded => {
            let folder = DataFolder::existing(&data_dir(source)?);
            let was_there = folder.has(which);
            folder.make()?.database(which).await?.close().await;
            let what = if was_there { "was there, and is up to date" } else { "was made" };
            say(&format!("{name}: the embedded database {what}"))?;
        }
        Database::Postgres(url) => {
            let db = Db::open_postgres(url.expose_secret()).await?;
            let before = db.schema_version().await?;
            db.migrate(which.migrations()).await.with_context(|| {
                format!("the tables of the {name} database cannot be made: use a role that owns the schema")
            })?;
            let now = which.migrations().latest();
            say(&if before == now {
                format!("{name}: the schema was at version {now} already")
            } else {
                format!("{name}: the schema went from version {before} to {now}")
            })?;
            if let (Some(role), migrations) = (&options.role, which.migrations()) {
                db.grant(role, migrations).await.with_context(|| format!("the role “{role}” cannot be let in"))?;
                say(&format!("{name}: the role “{role}” may read and write rows"))?;
            }
            db.close().await;
        }
    }
    Ok(())
}
