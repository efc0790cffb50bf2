//! Invariant 11: a journal opens on the right schema with the right role, or says what to do.

use clock::Clock;
use db::{Db, UserId};
use insta::assert_snapshot;
use jiff::tz::TimeZone;
use mcp_journal::{Journal, MIGRATIONS};

async fn refusal(db: Db) -> String {
    match Journal::open(db, Clock::system(), TimeZone::UTC).await {
        Ok(_) => panic!("it opened"),
        Err(error) => error.to_string(),
    }
}

#[tokio::test]
async fn postgres_is_never_migrated_by_itself() {
    let database = throwaway_postgres::database().await;
    let db = Db::open_postgres(&database.runtime_url).await.unwrap();
    assert_snapshot!(refusal(db.clone()).await, @"the journal's schema is at version 0, this program needs version 1: run `assistant setup system-db`");
    assert_eq!(db.schema_version().await.unwrap(), 0);
}

#[tokio::test]
async fn a_role_that_could_read_every_users_rows_is_refused() {
    let database = throwaway_postgres::database().await;
    database.migrated(&MIGRATIONS).await;
    let db = Db::open_postgres(&database.owner_url).await.unwrap();
    assert_snapshot!(refusal(db).await, @"the journal's database role “postgres” could read every user's rows: it is a superuser; name another in DB_USER, which `assistant setup system-db` makes");
}

#[tokio::test]
async fn a_schema_of_a_newer_program_is_refused() {
    let database = throwaway_postgres::database().await;
    let db = database.migrated(&MIGRATIONS).await;
    let owner = Db::open_postgres(&database.owner_url).await.unwrap();
    let mut tx = owner.begin(&UserId::owner()).await.unwrap();
    db::execute!(tx, "update _sqlx_migrations set version = 999").unwrap();
    tx.commit().await.unwrap();
    assert_snapshot!(refusal(db).await, @"the journal's schema is at version 999, this program needs version 1: install the newer program that migrated it");
}

#[tokio::test]
async fn sqlite_brings_itself_up_to_date() {
    let file = std::env::temp_dir().join(format!("journal-{}.db", uuid::Uuid::new_v4()));
    let db = Db::open_sqlite(&file).await.unwrap();
    for _ in 0..2 {
        Journal::open(db.clone(), Clock::system(), TimeZone::UTC).await.unwrap();
    }
    assert_eq!(db.schema_version().await.unwrap(), MIGRATIONS.latest());
    db.close().await;
    std::fs::remove_file(file).unwrap();
}
