#![doc = include_str!("../README.md")]

mod agents;
mod commands;
mod data_folder;
mod local;
mod logs;
mod master_key;
mod running;
mod services;
mod settings;
mod signals;
mod system;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use commands::{chat, config, credentials, demo, doctor, gateway, health, keys, mcp, setup, sign_in_link, up};
use settings::{Reader, SettingsError, Source};

/// A personal assistant on your own machine.
#[derive(Parser)]
#[command(version, propagate_version = true)]
struct Arguments {
    /// A TOML file with settings; its keys are the environment variables in lower case
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// What to log, as `RUST_LOG`: `info`, or `warn,agent=debug`
    #[arg(long, global = true, value_name = "FILTER")]
    log: Option<String>,
    /// How to write the log, which goes to the error output
    #[arg(long, global = true, value_enum, default_value = "text")]
    log_format: logs::Format,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Start everything on this machine: the gateway, the five services, embedded databases
    Up(up::Arguments),
    /// Start the gateway alone
    Gateway(gateway::Arguments),
    /// Start one of the five services alone
    Mcp(mcp::Arguments),
    /// Talk to the assistant in the terminal
    Chat(chat::Arguments),
    /// Make or update what the assistant stands on: databases, the first key, agents and schedules
    Setup(setup::Arguments),
    /// Make, list and revoke the keys of clients
    Keys(keys::Arguments),
    /// Connect accounts, list and forget them, and change the key that seals their secrets
    Credentials(credentials::Arguments),
    /// Make a link that signs a person in, once
    SignInLink(sign_in_link::Arguments),
    /// Move the demo household in or out
    Demo(demo::Arguments),
    /// Look for what is wrong
    Doctor(doctor::Arguments),
    /// Ask a running service whether it lives (for containers)
    Health(health::Arguments),
    /// List the settings, or check them without starting anything
    Config(config::Arguments),
}

/// Done.
const DONE: u8 = 0;
/// Failed: the same call may work once the reason is gone.
const FAILED: u8 = 1;
/// Wrong use: arguments or settings must change.
const WRONG_USE: u8 = 2;

fn main() -> ExitCode {
    // A wrong command line ends here, with usage and code 2.
    let arguments = Arguments::parse();
    let code = match run(arguments) {
        Ok(()) => DONE,
        Err(error) => {
            complain(&error);
            if error.is::<SettingsError>() { WRONG_USE } else { FAILED }
        }
    };
    ExitCode::from(code)
}

fn run(arguments: Arguments) -> anyhow::Result<()> {
    let source = Source::read(arguments.config.as_deref(), arguments.command.reader())?;
    let long_running = matches!(arguments.command, Command::Gateway(_) | Command::Mcp(_));
    logs::start(&source, arguments.log.as_deref(), arguments.log_format, long_running)?;
    // Ours everywhere; the other one, which reqwest would choose, is not compiled in. A second call is no error to us.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let result = runtime.block_on(async {
        match arguments.command {
            Command::Up(arguments) => up::run(&source, arguments).await,
            Command::Gateway(arguments) => gateway::run(&source, arguments).await,
            Command::Mcp(arguments) => mcp::run(&source, arguments).await,
            Command::Chat(arguments) => chat::run(&source, arguments).await,
            Command::Setup(arguments) => setup::run(&source, arguments).await,
            Command::Keys(arguments) => keys::run(&source, arguments).await,
            Command::Credentials(arguments) => credentials::run(&source, arguments).await,
            Command::SignInLink(arguments) => sign_in_link::run(&source, arguments).await,
            Command::Demo(arguments) => demo::run(&source, arguments).await,
            Command::Doctor(arguments) => doctor::run(&source, arguments).await,
            Command::Health(arguments) => health::run(&source, arguments).await,
            Command::Config(arguments) => config::run(&source, arguments),
        }
    });
    // A thread that still waits for the keyboard must not hold up the end.
    runtime.shutdown_background();
    result
}

impl Command {
    /// Who reads the settings.
    fn reader(&self) -> Reader {
        match self {
            Self::Up(_) => Reader::Up,
            Self::Gateway(_) => Reader::Gateway,
            Self::Mcp(arguments) => arguments.reader(),
            Self::Setup(_) => Reader::Setup,
            Self::Chat(_)
            | Self::Keys(_)
            | Self::Credentials(_)
            | Self::SignInLink(_)
            | Self::Demo(_)
            | Self::Doctor(_)
            | Self::Health(_)
            | Self::Config(_) => Reader::Beside,
        }
    }
}

/// One sentence on the error output. What lies beneath it is in the log.
fn complain(error: &anyhow::Error) {
    use std::io::Write;
    tracing::debug!(error = ?error, "failed");
    // When the error output itself is gone there is nobody left to tell.
    let _ = writeln!(std::io::stderr(), "assistant: {}", sentence(error));
}

/// What went wrong and why, as one line. Many errors repeat their cause in their own words: it is said once.
fn sentence(error: &anyhow::Error) -> String {
    let mut sentence = String::new();
    for part in error.chain().map(ToString::to_string) {
        if sentence.is_empty() {
            sentence = part;
        } else if !sentence.contains(&part) {
            sentence = format!("{sentence}: {part}");
        }
    }
    sentence.replace('\n', " ")
}

/// Writes one line to the standard output. A reader that went away (`| head`) is no failure.
fn say(line: &str) -> std::io::Result<()> {
    use std::io::{ErrorKind, Write};
    let mut stdout = std::io::stdout().lock();
    match writeln!(stdout, "{line}").and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
