use std::io::{IsTerminal, Read};
use std::path::PathBuf;

use agent::{ConnectedAccount, ModelKeys, NewAccount};
use anyhow::{Context, anyhow, bail};
use clap::Subcommand;
use clock::Clock;
use db::{Db, UserId};
use gateway::accounts;
use gateway::audit::{self, Deed, Doer};
use llm::{Models, Timing};
use secrecy::SecretString;
use serde_json::json;
use store::CredentialService;

use crate::data_folder::{DataFolder, Embedded};
use crate::settings::{self, Database, ProviderUrls, SettingsError, Source, data_dir, endpoint, system_database};
use crate::{master_key, say, system};

/// Options of `assistant credentials`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Connect an account: its secret comes on the standard input, is tried, and is kept only if it works
    Set(Set),
    /// List what is connected, and whether it works; never the secrets
    List {
        /// Only of this user
        #[arg(long, value_parser = UserId::parse)]
        user: Option<UserId>,
        /// One JSON object for programs
        #[arg(long)]
        json: bool,
    },
    /// Forget an account and its secret
    Delete {
        /// Which: `google`, `garmin`, `splitwise`, `llm_anthropic` or `llm_openai`
        #[arg(value_parser = service)]
        service: CredentialService,
        /// Whose it is
        #[arg(long, value_parser = UserId::parse)]
        user: UserId,
    },
    /// Seal everybody's secrets with a new master key
    ///
    /// With `CREDENTIALS_ENCRYPTION_KEY`: give the gateways the new key, and the old one in `CREDENTIALS_ENCRYPTION_KEY_PREVIOUS`, and
    /// restart them; then run this with both; then take the old one away. They read everything throughout. Without it, on the
    /// embedded database, this makes the new key itself; the assistant must be stopped. Killed, it can be run again.
    RotateKey {
        /// One JSON object for programs
        #[arg(long)]
        json: bool,
    },
}

#[derive(clap::Args)]
struct Set {
    /// Which: `llm_anthropic` or `llm_openai`; the others cannot be connected yet
    #[arg(value_parser = service)]
    service: CredentialService,
    /// Whose it is
    #[arg(long, value_parser = UserId::parse)]
    user: UserId,
    /// A file that holds the secret, instead of the standard input
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,
    /// The model to use with it
    #[arg(long)]
    preferred_model: Option<String>,
}

/// No secret is larger.
const SECRET_LIMIT: u64 = 16 * 1024;

/// Works on the database itself, also beside a running gateway.
pub(crate) async fn run(source: &Source, arguments: Arguments) -> anyhow::Result<()> {
    let clock = Clock::system();
    let db = system::open_beside(source).await?;
    let done = match arguments.command {
        Command::Set(set) => connect(source, &db, &clock, set).await,
        Command::List { user, json } => list(source, &db, user, json).await,
        Command::Delete { service, user } => forget(&db, &clock, service, &user).await,
        Command::RotateKey { json } => rotate(source, &db, &clock, json).await,
    };
    db.close().await;
    done
}

async fn connect(source: &Source, db: &Db, clock: &Clock, set: Set) -> anyhow::Result<()> {
    let (service, user) = (set.service, set.user);
    let is_here = accounts::user_list(db).await?.iter().any(|known| known.user_id == user);
    if !is_here {
        bail!("there is no user {user}: `assistant keys create --user {user}` lets them in");
    }
    let urls = ProviderUrls::read(source)?;
    let keys = ModelKeys {
        operator: endpoint(source)?,
        anthropic_url: urls.anthropic,
        openai_url: urls.openai,
        vault: master_key::vault(source, &system_database(source)?, &DataFolder::existing(&data_dir(source)?))?,
    };
    let new = NewAccount { service, secret: secret(set.secret_file)?, preferred_model: set.preferred_model };
    let timing = Timing::default();
    let models = Models::new(llm::http_client(&timing)?, timing);
    let works = agent::account_try(&keys, &models, new).await?;
    let mut tx = db.begin(&user).await?;
    agent::account_keep(&mut tx, clock, keys.vault.as_ref(), &user, works).await?;
    let deed =
        Deed { action: "credential.connected", subject: format!("credential {}", service.as_str()), detail: None };
    audit::note(&mut tx, clock, &user, &Doer::command(), deed).await?;
    tx.commit().await?;
    say(&format!("{user}'s {} works, and is kept.", service.as_str()))?;
    Ok(())
}

async fn list(source: &Source, db: &Db, user: Option<UserId>, as_json: bool) -> anyhow::Result<()> {
    let folder = DataFolder::existing(&data_dir(source)?);
    let vault = master_key::vault(source, &system_database(source)?, &folder)?;
    let users = match user {
        Some(user) => vec![user],
        None => accounts::user_list(db).await?.into_iter().map(|user| user.user_id).collect(),
    };
    let mut items = Vec::new();
    for user in users {
        let mut tx = db.read(&user).await?;
        for account in agent::account_list(&mut tx, vault.as_ref(), &user).await? {
            if as_json {
                items.push(describe(&user, &account));
            } else {
                let (service, status) = (account.service.as_str(), account.status.as_str());
                say(&format!("{user:<16} {service:<14} {status:<10} {}", account.last_error.unwrap_or_default()))?;
            }
        }
    }
    if as_json {
        say(&json!({"items": items, "next_cursor": null}).to_string())?;
    }
    Ok(())
}

async fn forget(db: &Db, clock: &Clock, service: CredentialService, user: &UserId) -> anyhow::Result<()> {
    let name = service.as_str();
    let mut tx = db.begin(user).await?;
    if !store::credential_delete(&mut tx, user, service).await? {
        bail!("{user} has not connected {name}: `assistant credentials list` shows what there is");
    }
    let deed = Deed { action: "credential.removed", subject: format!("credential {name}"), detail: None };
    audit::note(&mut tx, clock, user, &Doer::command(), deed).await?;
    tx.commit().await?;
    say(&format!("{user}'s {name} is forgotten."))?;
    Ok(())
}

async fn rotate(source: &Source, db: &Db, clock: &Clock, as_json: bool) -> anyhow::Result<()> {
    let folder = DataFolder::existing(&data_dir(source)?);
    // a key of the environment was changed there; one of the folder is changed here, and whoever serves with it must not
    let (vault, in_folder) = match (settings::vault(source)?, system_database(source)?) {
        (Some(vault), _) => (vault, None),
        (None, Database::Embedded) => {
            let lock = folder.lock(Embedded::System)?;
            (folder.rotation_begin()?, Some(lock))
        }
        (None, Database::Postgres(_)) => {
            let why = "set it to the new key, and CREDENTIALS_ENCRYPTION_KEY_PREVIOUS to the one before";
            return Err(SettingsError::missing("CREDENTIALS_ENCRYPTION_KEY", why).into());
        }
    };
    let rotation =
        agent::data_keys_rotate(db, &vault, clock).await.context("the rotation is not finished: run it again")?;
    if in_folder.is_some() {
        folder.rotation_end()?;
    }
    if as_json {
        let lost: Vec<_> = rotation.lost.iter().map(UserId::as_str).collect();
        return Ok(say(
            &json!({"rewrapped": rotation.rewrapped, "current": rotation.current, "lost": lost}).to_string()
        )?);
    }
    say(&format!(
        "{} users' secrets are sealed with the new key now, {} were already.",
        rotation.rewrapped, rotation.current
    ))?;
    for user in &rotation.lost {
        say(&format!("{user}'s secrets open with neither key: they have to connect their accounts again."))?;
    }
    if in_folder.is_none() {
        say("CREDENTIALS_ENCRYPTION_KEY_PREVIOUS is not needed any more.")?;
    }
    Ok(())
}

fn describe(user: &UserId, account: &ConnectedAccount) -> serde_json::Value {
    json!({
        "user_id": user,
        "service": account.service.as_str(),
        "status": account.status.as_str(),
        "scopes": account.scopes,
        "preferred_model": account.preferred_model,
        "expires_at": account.expires_at,
        "last_ok_at": account.last_ok_at,
        "last_error": account.last_error,
    })
}

/// Never from the command line, which every user of the machine can read.
fn secret(file: Option<PathBuf>) -> anyhow::Result<SecretString> {
    let mut text = String::new();
    match file {
        Some(path) => {
            let unreadable = || format!("{} cannot be read", path.display());
            let file = std::fs::File::open(&path).with_context(unreadable)?;
            file.take(SECRET_LIMIT).read_to_string(&mut text).with_context(unreadable)?;
        }
        None if std::io::stdin().is_terminal() => {
            return Err(SettingsError::new(
                "the secret is read from the standard input: send it in with `< file`, or name a file with --secret-file",
            )
            .into());
        }
        None => {
            std::io::stdin()
                .take(SECRET_LIMIT)
                .read_to_string(&mut text)
                .context("the secret cannot be read from the standard input")?;
        }
    }
    Ok(text.into())
}

fn service(name: &str) -> anyhow::Result<CredentialService> {
    let known = CredentialService::ALL.map(CredentialService::as_str).join(", ");
    CredentialService::parse(name).ok_or_else(|| anyhow!("there is no service “{name}”, only {known}"))
}
