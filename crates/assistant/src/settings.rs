//! What the program is told from outside: environment variables, their `_FILE` twins, and one optional TOML file with the
//! same names in lower case. Nothing else in the workspace reads the environment. Each command asks for its own settings
//! and never sees the others; `known.rs` is the list of all of them.

mod bind;
mod database;
mod error;
mod gateway;
mod known;
mod llm;
mod safe;
mod source;
mod vault;

pub(crate) use bind::{LOOPBACK, Reach, gateway_bind};
pub(crate) use database::{Database, admin_url, journal_admin_url, journal_database, place, system_database};
pub(crate) use error::SettingsError;
pub(crate) use gateway::{GatewaySettings, UpSettings};
pub(crate) use known::{Reader, SETTINGS, Setting};
pub(crate) use llm::{ProviderUrls, endpoint, prices};
pub(crate) use safe::{internal_key, refuse_unsafe};
use source::environment;
pub(crate) use source::{Source, no_colour};
pub(crate) use vault::vault;

use std::path::PathBuf;

/// Where the embedded databases live: `ASSISTANT_DATA_DIR`, else the person's own data folder.
pub(crate) fn data_dir(source: &Source) -> Result<PathBuf, SettingsError> {
    if let Some(folder) = source.text("ASSISTANT_DATA_DIR")? {
        return Ok(PathBuf::from(folder));
    }
    if let Some(folder) = environment("XDG_DATA_HOME")?.filter(|folder| folder.starts_with('/')) {
        return Ok(PathBuf::from(folder).join("assistant"));
    }
    match environment("HOME")? {
        Some(home) => Ok(PathBuf::from(home).join(".local/share/assistant")),
        None => {
            Err(SettingsError::missing("ASSISTANT_DATA_DIR", "there is no home folder: name a folder for the data"))
        }
    }
}
