use std::path::Path;
use std::time::Instant;

use anyhow::{Context, ensure};
use clock::Clock;
use db::{Db, UserId};
use secrecy::ExposeSecret;
use serde_json::Value;
use store::{Credential, CredentialService, Role, User};
use tokio::process::Command;
use vault::{MasterKey, Vault};

use crate::Table;
use crate::gateway::assistant;

/// Each with one account connected: every user has a data key of their own, which is what a rotation seals anew.
const USERS: usize = 10_000;

/// `assistant credentials rotate-key`, from the start of the process to its end, on both databases.
pub(crate) async fn measure(folder: &Path) -> anyhow::Result<Table> {
    let fresh = tempfile::tempdir_in(folder)?;
    let made = assistant(fresh.path())?.arg("setup").output().await?;
    ensure!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let sqlite = Db::open_sqlite(&fresh.path().join("data/system.db")).await?;
    let first = timed(&sqlite, || assistant(fresh.path())).await?;
    sqlite.close().await;

    let database = throwaway_postgres::database().await;
    let postgres = database.migrated(&store::MIGRATIONS).await;
    let second = timed(&postgres, || {
        let mut command = assistant(fresh.path())?;
        command.env("SYSTEM_DB_URL", &database.runtime_url);
        Ok(command)
    })
    .await?;
    postgres.close().await;
    let row = |name: &str, seconds: f64| [name.to_owned(), format!("{seconds:.1} s"), String::new()];
    Ok(("The master key changed for 10,000 credentials", vec![row("SQLite", first), row("PostgreSQL", second)]))
}

async fn timed(db: &Db, command: impl Fn() -> anyhow::Result<Command>) -> anyhow::Result<f64> {
    let (old, new) = (MasterKey::random_hex(), MasterKey::random_hex());
    people(db, &Vault::new(MasterKey::from_hex(old.expose_secret())?, None)).await?;
    let mut command = command()?;
    command
        .args(["credentials", "rotate-key", "--json"])
        .env("CREDENTIALS_ENCRYPTION_KEY", new.expose_secret())
        .env("CREDENTIALS_ENCRYPTION_KEY_PREVIOUS", old.expose_secret());
    let begun = Instant::now();
    let said = command.output().await?;
    let took = begun.elapsed();
    let told: Value = serde_json::from_slice(&said.stdout).context("one JSON object")?;
    ensure!(told["rewrapped"] == USERS, "{told}");
    Ok(took.as_secs_f64())
}

async fn people(db: &Db, vault: &Vault) -> anyhow::Result<()> {
    let clock = Clock::system();
    let service = CredentialService::LlmAnthropic;
    for number in 0..USERS {
        let (user, now) = (UserId::parse(&format!("user-{number}"))?, clock.now().into());
        let person = User {
            user_id: user.clone(),
            display_name: number.to_string(),
            role: Role::Personal,
            time_zone: "UTC".to_owned(),
            locale: "en".to_owned(),
            quiet_hours: None,
            demo: false,
            created_at: now,
        };
        let mut tx = db.begin(&user).await?;
        store::user_insert(&mut tx, &person).await?;
        let sealed = agent::secret_seal(&mut tx, vault, &clock, &user, service, &"a secret".into()).await?;
        let credential = Credential {
            service,
            sealed,
            scopes: None,
            preferred_model: None,
            expires_at: None,
            last_ok_at: None,
            last_error: None,
            created_at: now,
            updated_at: now,
        };
        store::credential_put(&mut tx, &user, &credential).await?;
        tx.commit().await?;
    }
    Ok(())
}
