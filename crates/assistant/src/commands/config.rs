mod check;
mod list;

use clap::Subcommand;

use crate::settings::Source;

/// Options of `assistant config`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// List every setting: what it does, and who reads it
    List(list::Arguments),
    /// Read the settings as the commands would, and say what they come to
    Check(check::Arguments),
}

/// Nothing is opened or started, and a secret is never shown.
pub(crate) fn run(source: &Source, arguments: Arguments) -> anyhow::Result<()> {
    match arguments.command {
        Command::List(arguments) => list::run(&arguments),
        Command::Check(arguments) => check::run(source, &arguments),
    }
}
