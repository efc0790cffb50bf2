//! How clients on this machine reach the gateway that serves from their own data folder.

use anyhow::Context;
use clock::Clock;
use db::{Db, UserId};
use gateway::accounts::{self, NewKey};
use gateway::audit::Doer;
use secrecy::ExposeSecret;
use store::Role;

use crate::data_folder::{DataFolder, Embedded};
use crate::settings::{Database, SettingsError, Source, data_dir, system_database};

/// The gateway at `url` with the key of this folder's terminal client, which is made at the first use: whoever may read the
/// folder may read the database anyway.
pub(crate) async fn gateway(
    folder: &DataFolder,
    system: &Db,
    clock: &Clock,
    url: &str,
) -> anyhow::Result<terminal::Gateway> {
    let key = match folder.terminal_key() {
        Some(key) if is_valid(system, clock, &key).await? => key.into(),
        _ => {
            let new = NewKey {
                user: UserId::owner(),
                role: Role::Admin,
                label: "terminal".to_owned(),
                allow_operator_llm: true,
                expires_at: None,
            };
            let created = accounts::key_create(system, clock, new, &Doer::program()).await?;
            folder.terminal_key_set(created.key.expose_secret())?;
            created.key
        }
    };
    Ok(terminal::Gateway { url: url.to_owned(), key })
}

/// The gateway a client command talks to: the one named by `--url` or `ASSISTANT_URL` with the key in `ASSISTANT_API_KEY`, or
/// else the one that runs on this machine's data folder.
pub(crate) async fn find(source: &Source, url: Option<String>) -> anyhow::Result<terminal::Gateway> {
    let named = match url {
        Some(url) => Some(url),
        None => source.text("ASSISTANT_URL")?,
    };
    let folder = DataFolder::existing(&data_dir(source)?);
    let running = folder.address();
    if let Some(key) = source.secret("ASSISTANT_API_KEY")? {
        let url = named.or(running).unwrap_or_else(|| "http://127.0.0.1:8080".to_owned());
        return Ok(terminal::Gateway { url, key });
    }
    if let Some(url) = named.filter(|url| running.as_ref() != Some(url)) {
        return Err(SettingsError::missing(
            "ASSISTANT_API_KEY",
            &format!("{url} wants a key; `assistant keys create --user owner` makes one beside it"),
        )
        .into());
    }
    let place = folder.path().display();
    let url = running.with_context(|| {
        format!("no assistant is running on the data folder {place}: start it with `assistant up`, or name another with --url")
    })?;
    if !matches!(system_database(source)?, Database::Embedded) {
        return Err(SettingsError::missing("ASSISTANT_API_KEY", "`assistant keys create` makes one").into());
    }
    let system = folder.database(Embedded::System).await?;
    let gateway = gateway(&folder, &system, &Clock::system(), &url).await;
    system.close().await;
    gateway
}

async fn is_valid(system: &Db, clock: &Clock, key: &str) -> anyhow::Result<bool> {
    Ok(accounts::key_is_valid(system, clock, &key.into()).await?)
}
