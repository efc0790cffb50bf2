//! No row crosses users, and the database itself sees to it: every table of both schemas, asked in plain SQL as the role that
//! the program comes in with.

mod places;

use std::collections::BTreeSet;

use db::Migrations;
use places::{JOURNAL, Place, Placed, SYSTEM};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Executor};

const LOOKUPS: [&str; 3] = ["sign_in", "users", "open_turns"];

#[tokio::test]
async fn every_table_of_the_system_keeps_users_apart() {
    story(&store::MIGRATIONS, SYSTEM).await;
}

#[tokio::test]
async fn every_table_of_the_journal_keeps_users_apart() {
    story(&mcp_journal::MIGRATIONS, JOURNAL).await;
}

#[tokio::test]
async fn on_sqlite_every_table_has_its_place_too() {
    for (migrations, places) in [(&store::MIGRATIONS, SYSTEM), (&mcp_journal::MIGRATIONS, JOURNAL)] {
        let folder = tempfile::tempdir().expect("the temporary folder can be written");
        let db = db::Db::open_sqlite(&folder.path().join("test.db")).await.expect("a fresh database opens");
        db.migrate(migrations).await.expect("the migrations run");
        let mut tx = db.read(&db::UserId::owner()).await.expect("a transaction begins");
        // the tables behind a text index are part of it
        let tables = db::fetch_all!(
            tx,
            (String,),
            "select name from sqlite_master where type = 'table' and name not like 'sqlite!_%' escape '!' and name not in (
               select t.name || s.suffix from sqlite_master t,
                 (select '' as suffix union values ('_data'), ('_idx'), ('_content'), ('_docsize'), ('_config')) s
               where t.sql like 'create virtual table%')"
        );
        let tables: BTreeSet<String> =
            tables.expect("the catalog can be read").into_iter().map(|(name,)| name).collect();
        assert_all_placed(&tables, places);
        let bound = db::fetch_all!(
            tx,
            (String,),
            "select m.name from sqlite_master m, pragma_table_info(m.name) c
             where m.type = 'table' and c.name = 'user_id' and (c.\"notnull\" = 1 or c.pk > 0)"
        );
        let bound: BTreeSet<String> = bound.expect("the catalog can be read").into_iter().map(|(name,)| name).collect();
        for (table, _) in places.iter().filter(|(_, place)| matches!(place, Place::Own { .. })) {
            assert!(bound.contains(*table), "{table} is a user's, so it needs “user_id text not null”");
        }
    }
}

async fn story(migrations: &Migrations, places: &[Placed]) {
    let database = throwaway_postgres::database().await;
    database.migrated(migrations).await.close().await;
    let (mut owner, mut program) = (connect(&database.owner_url).await, connect(&database.runtime_url).await);

    let tables: Vec<(String, bool, bool, bool)> = sqlx::query_as(
        "select relname::text, relrowsecurity, relforcerowsecurity,
           exists (select 1 from pg_policy where polrelid = c.oid and polwithcheck is not null)
         from pg_class c where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'f')",
    )
    .fetch_all(&mut owner)
    .await
    .expect("the catalog can be read");
    assert_all_placed(&tables.iter().map(|(name, ..)| name.clone()).collect(), places);
    for (table, enabled, forced, checked) in &tables {
        if matches!(place_of(table, places), Place::Own { .. }) {
            assert!(enabled & forced & checked, "{table} is a user's: enable and force row-level security, with check");
        }
    }
    assert_eq!(rows(&mut owner, OPEN_VIEWS).await, 0, "a view without security_invoker shows its owner's rows");
    assert_eq!(rows(&mut program, ABOVE).await, 0, "the program's role stands above row-level security");

    for user in ["asha", "ben"] {
        for (table, place) in places {
            if let Place::Own { values, .. } = place {
                run(&mut owner, &format!("insert into {table} values ({})", values.replace("$u", user))).await;
            }
        }
    }
    for (table, place) in places {
        let Place::Own { values, lookups } = place else {
            let statement = format!("delete from {table}");
            assert!(attempt(&mut program, "ben", "", &statement).await.is_err(), "the program may not write {table}");
            continue;
        };
        // nobody in particular, not even under an empty name: nothing is there
        let count = format!("select count(*) from {table}");
        assert_eq!(rows(&mut program, &count).await, 0, "{table} shows rows to a connection that names no user");
        assert_eq!(seen(&mut program, "", "", table).await, 0, "{table} shows rows to the empty user");
        for user in ["asha", "ben"] {
            assert_eq!(
                seen(&mut program, user, "", table).await,
                1,
                "{table} does not show {user} their own row alone"
            );
        }
        for lookup in LOOKUPS {
            let expected = if lookups.contains(&lookup) { 2 } else { 0 };
            assert_eq!(
                seen(&mut program, "", lookup, table).await,
                expected,
                "{table} before a user is known: {lookup}"
            );
        }
        for (user, lookup) in [("ben", ""), ("", ""), ("", "sign_in"), ("", "users"), ("", "open_turns")] {
            let who = format!("{table} as “{user}” {lookup}");
            for statement in [
                format!("update {table} set user_id = user_id where user_id = 'asha'"),
                format!("delete from {table} where user_id = 'asha'"),
            ] {
                let touched = attempt(&mut program, user, lookup, &statement).await;
                assert!(
                    touched.as_ref().map_or_else(|refusal| is_refusal(refusal), |rows| *rows == 0),
                    "{who}: {touched:?}"
                );
            }
            // her very row again: refused before the database would say whether it is there
            let again = format!("insert into {table} values ({})", values.replace("$u", "asha"));
            let added = attempt(&mut program, user, lookup, &again).await;
            assert!(added.as_ref().is_err_and(|refusal| is_refusal(refusal)), "{who} adds a row for asha: {added:?}");
        }
        let given = attempt(&mut program, "ben", "", &format!("update {table} set user_id = 'asha'")).await;
        assert!(given.as_ref().is_err_and(|refusal| is_refusal(refusal)), "{table}: ben gives a row away: {given:?}");
        assert_eq!(rows(&mut owner, &format!("{count} where user_id = 'asha'")).await, 1, "{table} lost asha's row");
    }
}

/// Views that read with their owner's rights.
const OPEN_VIEWS: &str =
    "select count(*) from pg_class where relnamespace = 'public'::regnamespace and relkind in ('v', 'm')
  and not coalesce(reloptions::text like '%security_invoker=true%', false)";

/// Whether the role that asks is bound by policies.
const ABOVE: &str = "select count(*) from pg_roles r where rolname = current_user
  and (rolsuper or rolbypassrls or exists (select 1 from pg_class where relowner = r.oid))";

fn assert_all_placed(tables: &BTreeSet<String>, places: &[Placed]) {
    let known: BTreeSet<String> = places.iter().map(|(name, _)| (*name).to_owned()).collect();
    let missing: Vec<_> = tables.symmetric_difference(&known).collect();
    assert!(
        missing.is_empty(),
        "say in isolation/places.rs whose rows these tables hold, or that they are gone: {missing:?}"
    );
}

fn place_of<'a>(table: &str, places: &'a [Placed]) -> &'a Place {
    &places.iter().find(|(name, _)| *name == table).expect("every table is placed").1
}

fn is_refusal(error: &str) -> bool {
    error.contains("row-level security") || error.contains("permission denied")
}

async fn connect(url: &str) -> PgConnection {
    let options: PgConnectOptions = url.parse().expect("a URL");
    options.connect().await.expect("the database is there")
}

async fn run(connection: &mut PgConnection, statement: &str) {
    let done = connection.execute(AssertSqlSafe(statement.to_owned())).await;
    done.unwrap_or_else(|error| panic!("{statement}: {error}"));
}

async fn rows(connection: &mut PgConnection, statement: &str) -> i64 {
    let counted = sqlx::query_scalar(AssertSqlSafe(statement.to_owned())).fetch_one(connection).await;
    counted.unwrap_or_else(|error| panic!("{statement}: {error}"))
}

/// How many rows of a table a user, or a lookup, sees.
async fn seen(program: &mut PgConnection, user: &str, lookup: &str, table: &str) -> i64 {
    begin_as(program, user, lookup).await;
    let counted = rows(program, &format!("select count(*) from {table}")).await;
    run(program, "rollback").await;
    counted
}

/// How many rows a statement touches, or why it was refused. Nothing of it stays.
async fn attempt(program: &mut PgConnection, user: &str, lookup: &str, statement: &str) -> Result<u64, String> {
    begin_as(program, user, lookup).await;
    let done = program.execute(AssertSqlSafe(statement.to_owned())).await;
    run(program, "rollback").await;
    done.map(|done| done.rows_affected()).map_err(|error| error.to_string())
}

async fn begin_as(program: &mut PgConnection, user: &str, lookup: &str) {
    run(program, "begin").await;
    run(program, &format!("set local app.user_id = '{user}'; set local app.lookup = '{lookup}'")).await;
}
