use clap::Subcommand;

use crate::settings::Source;
use crate::{local, say};

/// Options of `assistant demo`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// The gateway to talk to, instead of the one on this machine
    #[arg(long, global = true)]
    url: Option<String>,
}

#[derive(Subcommand)]
enum Command {
    /// Move it in: a made-up person with 90 days of data
    Install,
    /// Take it out again, all of it
    Remove,
}

/// Asks the running gateway to move the demo household in or out.
pub(crate) async fn run(source: &Source, arguments: Arguments) -> anyhow::Result<()> {
    let gateway = local::find(source, arguments.url).await?;
    match arguments.command {
        Command::Install => {
            terminal::demo_install(&gateway).await?;
            say("The demo household has moved in.")?;
        }
        Command::Remove => {
            terminal::demo_remove(&gateway).await?;
            say("The demo household is gone.")?;
        }
    }
    Ok(())
}
