use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, PgConnection};

use crate::open::postgres_options;
use crate::quoting::{identifier, literal};
use crate::{Db, DbError, scram};

/// Where a PostgreSQL URL leads, without its password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// `host:port`.
    pub server: String,
    /// The database, as the server would take it: a URL that names none means the one called like the role.
    pub database: String,
    /// The role.
    pub role: String,
}

impl Place {
    /// Reads the URL; nothing is opened.
    pub fn of(url: &str) -> Result<Self, DbError> {
        let options = postgres_options(url)?;
        let host =
            options.get_socket().map_or_else(|| options.get_host().to_owned(), |path| path.display().to_string());
        let role = options.get_username().to_owned();
        Ok(Self {
            server: format!("{host}:{}", options.get_port()),
            database: options.get_database().unwrap_or(&role).to_owned(),
            role,
        })
    }
}

/// What [`provision`] found and made.
pub struct Provisioned {
    /// The database, open for the role of the admin URL.
    pub owner: Db,
    /// Whether it was made now.
    pub database_made: bool,
    /// Whether the program's role was made now.
    pub role_made: bool,
}

/// Sees to it that the database and the role of `runtime_url` are there, as the role of `admin_url`, which must be allowed to make
/// what is missing. The new role owns nothing and may do nothing yet but connect; nobody else may connect to the new database.
/// What is there already stays as it is, a role's password too.
pub async fn provision(admin_url: &str, runtime_url: &str) -> Result<Provisioned, DbError> {
    let place = Place::of(runtime_url)?;
    let runtime = postgres_options(runtime_url)?;
    let mut admin = postgres_options(admin_url)?;
    if admin.get_database().is_none() {
        // the one database that every server has
        admin = admin.database("postgres");
    }
    let what = format!("PostgreSQL at {} cannot be reached", place.server);
    let mut connection = admin.connect().await.map_err(|source| DbError::Open { what, source })?;

    let role_made = !exists(&mut connection, ROLE_EXISTS, &place.role).await?;
    if role_made {
        let password = password(&runtime)?;
        run(&mut connection, "create role", format!("create role {} login{password}", identifier(&place.role))).await?;
    }
    let database_made = !exists(&mut connection, DATABASE_EXISTS, &place.database).await?;
    let database = identifier(&place.database);
    if database_made {
        run(&mut connection, "create database", format!("create database {database}")).await?;
        let ours = format!("revoke all on database {database} from public");
        run(&mut connection, "revoke all on database", ours).await?;
    }
    if database_made || !may_connect(&mut connection, &place).await? {
        let enter = format!("grant connect on database {database} to {}", identifier(&place.role));
        run(&mut connection, "grant connect on database", enter).await?;
    }
    connection.close().await.map_err(DbError::Transaction)?;
    let owner = Db::connect(admin.database(&place.database)).await?;
    Ok(Provisioned { owner, database_made, role_made })
}

const ROLE_EXISTS: &str = "select exists (select 1 from pg_roles where rolname = $1)";
const DATABASE_EXISTS: &str = "select exists (select 1 from pg_database where datname = $1)";
const MAY_CONNECT: &str = "select has_database_privilege($1, $2, 'connect')";

/// ` password '…'`, or nothing where the role comes in without one.
fn password(runtime: &PgConnectOptions) -> Result<String, DbError> {
    let url = runtime.to_url_lossy();
    let Some(escaped) = url.password() else { return Ok(String::new()) };
    let password = unescaped(escaped).filter(|password| password.is_ascii()).ok_or_else(|| DbError::Open {
        what: "the new role's password cannot be used".to_owned(),
        source: sqlx::Error::Configuration("use ASCII characters only".into()),
    })?;
    let salt = *uuid::Uuid::new_v4().as_bytes();
    Ok(format!(" password {}", literal(&scram::verifier(&password, &salt))))
}

/// A part of a URL as it was before it was escaped (RFC 3986, section 2.1).
fn unescaped(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let pair = [rest.next()?, rest.next()?];
                u8::from_str_radix(std::str::from_utf8(&pair).ok()?, 16).ok()?
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

async fn exists(connection: &mut PgConnection, question: &'static str, name: &str) -> Result<bool, DbError> {
    let answer = sqlx::query_scalar(question).bind(name).fetch_one(connection).await;
    answer.map_err(|source| DbError::query(question, source))
}

async fn may_connect(connection: &mut PgConnection, place: &Place) -> Result<bool, DbError> {
    let answer = sqlx::query_scalar(MAY_CONNECT).bind(&place.role).bind(&place.database).fetch_one(connection).await;
    answer.map_err(|source| DbError::query(MAY_CONNECT, source))
}

/// `name` stands for the statement in errors: it could hold what must not be told.
async fn run(connection: &mut PgConnection, name: &'static str, statement: String) -> Result<(), DbError> {
    let done = sqlx::raw_sql(AssertSqlSafe(statement)).execute(connection).await;
    done.map(drop).map_err(|source| DbError::query(name, source))
}
