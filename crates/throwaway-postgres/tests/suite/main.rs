//! What a test gets: an empty database of its own, and a role that row-level security binds.

use std::process::Command;

use db::{Db, Dialect, Migration, Migrations, Right, UserId};
use throwaway_postgres::{database, on_both};

static MIGRATIONS: Migrations = Migrations {
    steps: &[Migration {
        version: 1,
        description: "notes",
        sqlite: "create table notes (user_id text not null, text text not null) strict",
        postgres: "create table notes (user_id text not null, text text not null);
            alter table notes enable row level security;
            alter table notes force row level security;
            create policy own on notes using (user_id = current_setting('app.user_id', true))",
    }],
    rights: &[Right { table: "notes", verbs: "select, insert" }],
};

#[derive(sqlx::FromRow)]
struct Note {
    text: String,
}

#[tokio::test]
async fn one_story_runs_on_both_and_postgres_keeps_rows_apart_by_itself() {
    let seen = std::cell::RefCell::new(Vec::new());
    on_both(&MIGRATIONS, async |db| {
        let (asha, ben) = (UserId::parse("asha").unwrap(), UserId::parse("ben").unwrap());
        let mut tx = db.begin(&asha).await.unwrap();
        db::execute!(tx, "insert into notes (user_id, text) values ($1, $2)", &asha, "milk").unwrap();
        tx.commit().await.unwrap();

        let mut tx = db.read(&ben).await.unwrap();
        let all = db::fetch_all!(tx, Note, "select text from notes").unwrap();
        if db.dialect() == Dialect::Postgres {
            assert!(all.is_empty(), "the runtime role obeys the policy");
        } else {
            assert_eq!(all[0].text, "milk");
        }
        seen.borrow_mut().push(db.dialect());
    })
    .await;
    assert_eq!(*seen.borrow(), [Dialect::Sqlite, Dialect::Postgres]);
}

#[tokio::test]
async fn each_database_is_empty_and_its_own() {
    let (one, other) = (database().await, database().await);
    assert_ne!(one.name, other.name);
    one.migrated(&MIGRATIONS).await;
    let untouched = Db::open_postgres(&other.owner_url).await.unwrap();
    assert_eq!(untouched.schema_version().await.unwrap(), 0);
}

#[test]
fn the_script_passes_the_exit_code_on_and_leaves_nothing_behind() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/with-postgres.sh");
    let output = Command::new(script).args(["sh", "-c", r#"echo "$TEST_POSTGRES_URL"; exit 7"#]).output().unwrap();
    assert_eq!(output.status.code(), Some(7), "{output:?}");
    let url = String::from_utf8(output.stdout).unwrap();
    let folder = url.split(['@', '/']).find(|part| part.starts_with("%2F")).unwrap().replace("%2F", "/");
    assert!(!std::path::Path::new(&folder).exists(), "{folder} is still there");
}
