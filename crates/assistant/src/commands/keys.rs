use anyhow::anyhow;
use clap::{Subcommand, ValueEnum};
use clock::Clock;
use db::UserId;
use gateway::accounts::{self, NewKey};
use gateway::audit::Doer;
use jiff::Timestamp;
use secrecy::ExposeSecret;
use serde_json::json;
use store::{ApiKey, Role};
use uuid::Uuid;

use crate::settings::Source;
use crate::{say, system};

/// Options of `assistant keys`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make a key and show it, once
    Create(Create),
    /// List the keys, revoked ones too
    List {
        /// One JSON object for programs
        #[arg(long)]
        json: bool,
    },
    /// End a key and the sessions it opened
    Revoke {
        /// The key's id, as `list` shows it
        id: Uuid,
        /// One JSON object for programs
        #[arg(long)]
        json: bool,
    },
}

#[derive(clap::Args)]
struct Create {
    /// Whose key it is; a user who is not here yet is let in
    #[arg(long, value_parser = UserId::parse)]
    user: UserId,
    /// What it allows
    #[arg(long, value_enum, default_value = "personal")]
    role: KeyRole,
    /// What to call it
    #[arg(long, default_value = "")]
    label: String,
    /// Let it spend on the operator's model key
    #[arg(long)]
    allow_operator_llm: bool,
    /// When it ends by itself, such as 2027-01-31T00:00:00Z
    #[arg(long, value_name = "TIME")]
    expires_at: Option<Timestamp>,
    /// One JSON object for programs
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum KeyRole {
    /// Everything of one's own
    Personal,
    /// That, and who may come in
    Admin,
}

/// Works on the database itself, also beside a running gateway.
pub(crate) async fn run(source: &Source, arguments: Arguments) -> anyhow::Result<()> {
    let db = system::open_beside(source).await?;
    let clock = Clock::system();
    match arguments.command {
        Command::Create(create) => {
            let as_json = create.json;
            let new = NewKey {
                user: create.user,
                role: match create.role {
                    KeyRole::Personal => Role::Personal,
                    KeyRole::Admin => Role::Admin,
                },
                label: create.label,
                allow_operator_llm: create.allow_operator_llm,
                expires_at: create.expires_at,
            };
            let created = accounts::key_create(&db, &clock, new, &Doer::command()).await?;
            let key = created.key.expose_secret();
            let ApiKey { id, user_id, role, .. } = created.row;
            if as_json {
                say(&json!({"id": id, "key": key, "user_id": user_id, "role": role.as_str()}).to_string())?;
            } else {
                say(key)?;
                say(&format!("This is {user_id}'s key {id}. It is shown this once."))?;
            }
        }
        Command::List { json: as_json } => {
            let keys = accounts::key_list(&db).await?;
            if as_json {
                let items: Vec<_> = keys.iter().map(describe).collect();
                say(&json!({"items": items, "next_cursor": null}).to_string())?;
            } else {
                for key in &keys {
                    let state = if key.is_valid(clock.now().into()) { "valid" } else { "ended" };
                    say(&format!(
                        "{}  {:<9} {:<6} {:<16} {}",
                        key.id,
                        key.role.as_str(),
                        state,
                        key.user_id,
                        key.label
                    ))?;
                }
            }
        }
        Command::Revoke { id, json: as_json } => {
            let key = accounts::key_revoke(&db, &clock, id, &Doer::command())
                .await?
                .ok_or_else(|| anyhow!("there is no key {id}: `assistant keys list` shows them"))?;
            if as_json {
                say(&json!({"id": id, "user_id": key.user_id, "revoked": true}).to_string())?;
            } else {
                say(&format!("{}'s key {id} is revoked.", key.user_id))?;
            }
        }
    }
    db.close().await;
    Ok(())
}

fn describe(key: &ApiKey) -> serde_json::Value {
    json!({
        "id": key.id,
        "user_id": key.user_id,
        "role": key.role.as_str(),
        "label": key.label,
        "allow_operator_llm": key.allow_operator_llm,
        "created_at": key.created_at,
        "expires_at": key.expires_at,
        "revoked_at": key.revoked_at,
        "last_used_at": key.last_used_at,
    })
}
