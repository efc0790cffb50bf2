use clap::ValueEnum;
use tracing_subscriber::EnvFilter;

use crate::settings::{SettingsError, Source, no_colour};

/// How the log is written.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Format {
    /// Lines for people
    Text,
    /// One JSON object a line, for programs
    Json,
}

/// rmcp speaks of every request, and calls a client that hung up an error; sqlx warns of a slow statement with all its text.
const QUIET: &str = "rmcp=off,sqlx::query=error";

/// Begins to log to the error output. A service in a container tells what it does; a person's terminal stays quiet.
pub(crate) fn start(
    source: &Source,
    wanted: Option<&str>,
    format: Format,
    long_running: bool,
) -> Result<(), SettingsError> {
    let from_settings = source.text("RUST_LOG")?;
    let default = if long_running { format!("info,{QUIET}") } else { format!("warn,{QUIET}") };
    let wanted = wanted.or(from_settings.as_deref()).unwrap_or(&default);
    let filter = EnvFilter::try_new(wanted).map_err(|error| SettingsError::unusable("--log or RUST_LOG", error))?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        Format::Text => {
            let colour = std::io::IsTerminal::is_terminal(&std::io::stderr()) && !no_colour();
            log.with_ansi(colour).init();
        }
        Format::Json => log.json().flatten_event(true).init(),
    }
    Ok(())
}
