use std::net::{IpAddr, SocketAddr};

use serde_json::{Map, Value, json};

use crate::commands::setup;
use crate::say;
use crate::services::Name;
use crate::settings::{
    Database, GatewaySettings, LOOPBACK, Reader, SettingsError, Source, UpSettings, data_dir, internal_key,
    journal_database,
};

/// Options of `assistant config check`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Only what this one reads; without a word, what the gateway, the journal and `up` read
    #[arg(value_enum)]
    who: Option<Reader>,
    /// Where a tool service would listen, as `assistant mcp` is told: beyond loopback it needs a secret
    #[arg(long, default_value_t = LOOPBACK)]
    bind: IpAddr,
    /// One JSON object for programs
    #[arg(long)]
    json: bool,
}

/// What the settings come to: what it is about, and what it will be.
type Findings = Vec<(&'static str, String)>;

pub(super) fn run(source: &Source, arguments: &Arguments) -> anyhow::Result<()> {
    let checked = check(source, arguments.who, arguments.bind);
    if arguments.json {
        say(&as_json(&checked).to_string())?;
        checked?;
        return Ok(());
    }
    for (what, value) in checked? {
        say(&format!("{what:<12} {value}"))?;
    }
    say("The settings are fine.")?;
    Ok(())
}

fn check(source: &Source, who: Option<Reader>, bind: IpAddr) -> Result<Findings, SettingsError> {
    let Some(who) = who else { return check_all(source) };
    let source = &source.read_as(who);
    match who {
        Reader::Gateway => {
            let settings = GatewaySettings::read(source)?;
            Ok(vec![folder(source)?, gateway(&settings), model(&settings.endpoint), system(&settings.database)])
        }
        Reader::Up => {
            let settings = UpSettings::read(source)?;
            Ok(vec![folder(source)?, ("gateway", settings.reach.bind.to_string()), model(&settings.endpoint)])
        }
        Reader::Journal => Ok(vec![folder(source)?, service(source, Name::Journal, bind)?, journal(source)?]),
        Reader::Garmin => Ok(vec![service(source, Name::Garmin, bind)?]),
        Reader::GoogleWorkspace => Ok(vec![service(source, Name::GoogleWorkspace, bind)?]),
        Reader::GooglePlaces => Ok(vec![service(source, Name::GooglePlaces, bind)?]),
        Reader::Splitwise => Ok(vec![service(source, Name::Splitwise, bind)?]),
        Reader::Setup => {
            let system_database = setup::settings_check(source)?;
            Ok(vec![folder(source)?, system(&system_database), journal(source)?])
        }
        Reader::Beside => check_all(source),
    }
}

fn check_all(source: &Source) -> Result<Findings, SettingsError> {
    UpSettings::read(source)?;
    let settings = GatewaySettings::read(source)?;
    let system = system(&settings.database);
    Ok(vec![folder(source)?, gateway(&settings), model(&settings.endpoint), system, journal(source)?])
}

fn folder(source: &Source) -> Result<(&'static str, String), SettingsError> {
    Ok(("data folder", data_dir(source)?.display().to_string()))
}

fn gateway(settings: &GatewaySettings) -> (&'static str, String) {
    ("gateway", settings.reach.bind.to_string())
}

fn model(endpoint: &llm::Endpoint) -> (&'static str, String) {
    ("model", format!("{} ({:?})", endpoint.model, endpoint.provider))
}

fn system(database: &Database) -> (&'static str, String) {
    ("system", kind(database).to_owned())
}

fn journal(source: &Source) -> Result<(&'static str, String), SettingsError> {
    Ok(("journal", kind(&journal_database(source)?).to_owned()))
}

fn service(source: &Source, name: Name, bind: IpAddr) -> Result<(&'static str, String), SettingsError> {
    let address = SocketAddr::new(bind, name.port());
    let how = if internal_key(source, address)?.is_some() { "for callers with a token" } else { "for anybody on it" };
    Ok(("service", format!("{address}, {how}")))
}

fn kind(database: &Database) -> &'static str {
    match database {
        Database::Embedded => "SQLite in the data folder (`up` always uses it)",
        Database::Postgres(_) => "PostgreSQL",
    }
}

fn as_json(checked: &Result<Findings, SettingsError>) -> Value {
    match checked {
        Ok(findings) => {
            let findings: Map<String, Value> =
                findings.iter().map(|(what, value)| ((*what).to_owned(), json!(value))).collect();
            json!({"ok": true, "findings": findings})
        }
        Err(error) => json!({"ok": false, "setting": error.setting(), "problem": error.to_string()}),
    }
}
