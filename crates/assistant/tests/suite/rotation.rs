//! The master key is changed, also by a process that is killed again and again.

use std::path::Path;
use std::process::Stdio;

use clock::Clock;
use db::{Db, UserId};
use secrecy::{ExposeSecret, SecretString};
use store::{Credential, CredentialService, Role, User};
use tokio::process::Command;
use vault::{MasterKey, Vault};

use crate::program::{assistant, run, serve_up, up};

/// Enough that a rotation takes longer than it takes to look at it.
const USERS: usize = 1_000;
const SERVICE: CredentialService = CredentialService::LlmAnthropic;

fn key(hex: &SecretString) -> MasterKey {
    MasterKey::from_hex(hex.expose_secret()).unwrap()
}

fn name(number: usize) -> UserId {
    UserId::parse(&format!("user-{number}")).unwrap()
}

fn secret(number: usize) -> String {
    format!("the secret of {number}")
}

/// Users with one connected account each.
async fn people(db: &Db, vault: &Vault, count: usize) {
    let clock = Clock::system();
    for number in 0..count {
        let (user_id, now) = (name(number), clock.now().into());
        let mut tx = db.begin(&user_id).await.unwrap();
        let user = User {
            user_id: user_id.clone(),
            display_name: number.to_string(),
            role: Role::Personal,
            time_zone: "UTC".to_owned(),
            locale: "en".to_owned(),
            quiet_hours: None,
            demo: false,
            created_at: now,
        };
        store::user_insert(&mut tx, &user).await.unwrap();
        let sealed =
            agent::secret_seal(&mut tx, vault, &clock, &user_id, SERVICE, &secret(number).into()).await.unwrap();
        let credential = Credential {
            service: SERVICE,
            sealed,
            scopes: None,
            preferred_model: None,
            expires_at: None,
            last_ok_at: None,
            last_error: None,
            created_at: now,
            updated_at: now,
        };
        store::credential_put(&mut tx, &user_id, &credential).await.unwrap();
        tx.commit().await.unwrap();
    }
}

/// Every secret opens with this vault.
async fn all_open(db: &Db, vault: &Vault, count: usize) {
    for number in 0..count {
        let user = name(number);
        let mut tx = db.read(&user).await.unwrap();
        let credential = store::credential_get(&mut tx, &user, SERVICE).await.unwrap().unwrap();
        let opened = agent::secret_open(&mut tx, vault, &user, &credential).await.unwrap();
        assert_eq!(opened.expose_secret(), secret(number));
    }
}

/// How many data keys the master key seals; asked by one who sees all rows.
async fn sealed_by(db: &Db, key: &MasterKey) -> usize {
    let mut tx = db.read(&UserId::owner()).await.unwrap();
    let counted = db::fetch_one!(tx, (i64,), "select count(*) from data_keys where master_key_id = $1", key.id());
    usize::try_from(counted.unwrap().0).unwrap()
}

/// Kills the command in the middle as long as there is a middle, and looks at every secret after each time.
async fn killed_again_and_again(
    command: impl Fn() -> Command,
    owner: &Db,
    runtime: &Db,
    old: &SecretString,
    new: &SecretString,
) {
    let (both, current) = (Vault::new(key(new), Some(key(old))), key(new));
    let mut kills = 0;
    let mut before = 0;
    loop {
        let mut child = command().stdout(Stdio::null()).spawn().unwrap();
        let wanted = before + USERS / 6;
        while sealed_by(owner, &current).await < wanted && child.try_wait().unwrap().is_none() {
            tokio::task::yield_now().await;
        }
        let _ = child.kill().await;
        let done = sealed_by(owner, &current).await;
        all_open(runtime, &both, USERS).await;
        assert!(done >= before, "nothing goes back");
        if done == USERS {
            break;
        }
        kills += 1;
        before = done;
    }
    assert!(kills >= 2, "it was killed in the middle, not before or after: {kills}");
    let said = run(command().arg("--json")).await;
    assert_eq!(said.stdout, format!("{{\"rewrapped\":0,\"current\":{USERS},\"lost\":[]}}\n"), "{said:?}");
    all_open(runtime, &Vault::new(key(new), None), USERS).await;
}

#[tokio::test]
async fn a_rotation_that_is_killed_goes_on_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(run(assistant(folder.path()).arg("setup")).await.code, Some(0));
    let db = Db::open_sqlite(&folder.path().join("data/system.db")).await.unwrap();
    let (old, new) = (MasterKey::random_hex(), MasterKey::random_hex());
    people(&db, &Vault::new(key(&old), None), USERS).await;
    killed_again_and_again(|| rotate(folder.path(), &old, &new), &db, &db, &old, &new).await;
}

#[tokio::test]
async fn a_rotation_that_is_killed_goes_on_on_postgresql() {
    let folder = tempfile::tempdir().unwrap();
    let database = throwaway_postgres::database().await;
    let runtime = database.migrated(&store::MIGRATIONS).await;
    let owner = Db::open_postgres(&database.owner_url).await.unwrap();
    let (old, new) = (MasterKey::random_hex(), MasterKey::random_hex());
    people(&runtime, &Vault::new(key(&old), None), USERS).await;
    let command = || {
        let mut command = rotate(folder.path(), &old, &new);
        command.env("SYSTEM_DB_URL", &database.runtime_url);
        command
    };
    killed_again_and_again(command, &owner, &runtime, &old, &new).await;

    // without the key there is nothing to rotate to
    let mut without = assistant(folder.path());
    without.args(["credentials", "rotate-key"]).env("SYSTEM_DB_URL", &database.runtime_url);
    let said = run(&mut without).await;
    assert_eq!(said.code, Some(2));
    assert!(said.stderr.starts_with("assistant: CREDENTIALS_ENCRYPTION_KEY is not set"), "{}", said.stderr);
}

fn rotate(folder: &Path, old: &SecretString, new: &SecretString) -> Command {
    let mut command = assistant(folder);
    command.args(["credentials", "rotate-key"]);
    command.env("CREDENTIALS_ENCRYPTION_KEY", new.expose_secret());
    command.env("CREDENTIALS_ENCRYPTION_KEY_PREVIOUS", old.expose_secret());
    command
}

#[tokio::test]
async fn the_key_in_the_data_folder_is_changed_while_nobody_serves_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let read = |name: &str| std::fs::read_to_string(data.join(name)).unwrap();
    let rotate = async || run(assistant(folder.path()).args(["credentials", "rotate-key"])).await;
    let mut serving = serve_up(&mut up(folder.path())).await;
    let old: SecretString = read("credentials.key").into();
    let said = rotate().await;
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.stderr.contains("another assistant is running"), "{}", said.stderr);
    serving.child.kill().await.unwrap();

    let db = Db::open_sqlite(&data.join("system.db")).await.unwrap();
    people(&db, &Vault::new(key(&old), None), 3).await;
    // as a process leaves it that is killed before it has written the new key, and then between the two users
    std::fs::write(data.join("credentials.key.previous"), old.expose_secret()).unwrap();
    let said = rotate().await;
    assert_eq!(
        (said.code, said.stdout.as_str()),
        (Some(0), "3 users' secrets are sealed with the new key now, 0 were already.\n")
    );
    let new: SecretString = read("credentials.key").into();
    assert_ne!(key(&new).id(), key(&old).id());
    assert!(!data.join("credentials.key.previous").exists());
    all_open(&db, &Vault::new(key(&new), None), 3).await;

    // another key in its place: everything else works, and the doctor says who has to connect what again
    std::fs::write(data.join("credentials.key"), old.expose_secret()).unwrap();
    let said = run(assistant(folder.path()).arg("doctor")).await;
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(
        said.stdout.contains("user-0: llm_anthropic; user-1: llm_anthropic; user-2: llm_anthropic"),
        "{}",
        said.stdout
    );
    let said = run(assistant(folder.path()).args(["credentials", "list", "--user", "user-1"])).await;
    assert!(said.stdout.contains("llm_anthropic  reconnect"), "{}", said.stdout);

    let newest = MasterKey::random_hex();
    std::fs::write(data.join("credentials.key.previous"), new.expose_secret()).unwrap();
    std::fs::write(data.join("credentials.key"), newest.expose_secret()).unwrap();
    let said = rotate().await;
    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(read("credentials.key"), newest.expose_secret(), "the key that was begun with, not a third one");
    all_open(&db, &Vault::new(key(&newest), None), 3).await;
}
