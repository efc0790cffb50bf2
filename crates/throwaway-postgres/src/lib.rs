#![doc = include_str!("../README.md")]

mod cluster;
mod server;
mod wire;

use std::str::FromStr;

use db::{Db, Migrations};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};
use uuid::Uuid;

pub use server::{Server, server};
pub use wire::Wire;

/// A fresh, empty PostgreSQL database.
#[derive(Clone, Debug)]
pub struct Database {
    /// Its random name.
    pub name: String,
    /// For the superuser who owns it: migrates, and may look at every row.
    pub owner_url: String,
    /// For a role that owns nothing and that row-level security binds. Until [`Database::migrated`] it may do nothing.
    pub runtime_url: String,
}

/// Runs `story` on a fresh SQLite database and then on a fresh PostgreSQL one, each migrated; PostgreSQL through the
/// runtime role. Which one a failure was on stands in the test's output.
pub async fn on_both(migrations: &Migrations, story: impl AsyncFn(Db)) {
    let folder = tempfile::tempdir().expect("the temporary folder can be written");
    let sqlite = Db::open_sqlite(&folder.path().join("test.db")).await.expect("a fresh SQLite database opens");
    sqlite.migrate(migrations).await.expect("the SQLite migrations run");
    told("on SQLite");
    story(sqlite.clone()).await;
    sqlite.close().await;

    let postgres = database().await.migrated(migrations).await;
    told("on PostgreSQL");
    story(postgres.clone()).await;
    postgres.close().await;
}

/// Makes a database. Panics with what to install when there is no PostgreSQL.
pub async fn database() -> Database {
    let superuser = PgConnectOptions::from_str(cluster::url()).expect("TEST_POSTGRES_URL is a PostgreSQL URL");
    let name = format!("test_{}", Uuid::new_v4().simple());
    let role = format!("runtime_{}", Uuid::new_v4().simple());

    let mut connection = connect(&superuser).await;
    run(&mut connection, format!("create database {name}")).await;
    run(&mut connection, format!("create role {role} login nosuperuser nobypassrls nocreatedb nocreaterole")).await;
    connection.close().await.expect("the connection closes");

    let owner = superuser.clone().database(&name);
    let runtime = superuser.username(&role).database(&name);
    Database { name, owner_url: owner.to_url_lossy().into(), runtime_url: runtime.to_url_lossy().into() }
}

impl Database {
    /// Migrates it as its owner, and opens it as the runtime role with exactly the rights that the program needs.
    pub async fn migrated(&self, migrations: &Migrations) -> Db {
        let owner = Db::open_postgres(&self.owner_url).await.expect("the fresh database opens for its owner");
        owner.migrate(migrations).await.expect("the PostgreSQL migrations run");
        let place = db::Place::of(&self.runtime_url).expect("the runtime role's URL can be read");
        owner.grant(&place.role, migrations).await.expect("the rights can be granted");
        owner.close().await;
        Db::open_postgres(&self.runtime_url).await.expect("the fresh database opens for the runtime role")
    }
}

async fn connect(options: &PgConnectOptions) -> PgConnection {
    options
        .connect()
        .await
        .unwrap_or_else(|error| panic!("the PostgreSQL of TEST_POSTGRES_URL cannot be reached: {error}"))
}

async fn run(connection: &mut PgConnection, statement: String) {
    sqlx::query(AssertSqlSafe(statement.clone()))
        .execute(connection)
        .await
        .unwrap_or_else(|error| panic!("{statement}: {error}"));
}

#[expect(clippy::print_stdout, reason = "the test harness shows it when the test fails")]
fn told(what: &str) {
    println!("{what}");
}
