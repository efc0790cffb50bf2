use std::fmt::Write;

use db::Place;
use secrecy::{ExposeSecret, SecretString};

use super::{SettingsError, Source};

/// The name of the journal's database, unless `DB_NAME` says another.
const JOURNAL: &str = "journal";

const SSLMODE: &str = "DB_SSLMODE";
/// What it may be, from the least safe on (<https://www.postgresql.org/docs/15/libpq-ssl.html#LIBPQ-SSL-SSLMODE-STATEMENTS>).
const SSLMODES: [&str; 6] = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];

/// Which database to open.
#[derive(Debug)]
pub(crate) enum Database {
    /// The embedded one, in the data folder.
    Embedded,
    /// A PostgreSQL server, by its URL.
    Postgres(SecretString),
}

/// The system database: `SYSTEM_DB_URL`, or the embedded one.
pub(crate) fn system_database(source: &Source) -> Result<Database, SettingsError> {
    let Some(url) = source.secret("SYSTEM_DB_URL")? else { return Ok(Database::Embedded) };
    if !is_postgres(&url) {
        return Err(SettingsError::unusable(
            "SYSTEM_DB_URL",
            "write postgresql://user:password@host:port/assistant_system, or leave it out to use the embedded database",
        ));
    }
    place("SYSTEM_DB_URL", &url)?;
    Ok(Database::Postgres(url))
}

/// For the set-up alone: a role that may make databases and roles on the system database's server, and that will own the tables.
/// `given` on the command line, else `SYSTEM_DB_ADMIN_URL`.
pub(crate) fn admin_url(source: &Source, given: Option<SecretString>) -> Result<Option<SecretString>, SettingsError> {
    let url = match given {
        Some(url) => Some(url),
        None => source.secret("SYSTEM_DB_ADMIN_URL")?,
    };
    checked("SYSTEM_DB_ADMIN_URL", url)
}

/// The same for the journal's server: `DB_ADMIN_URL`, or the other one where both databases are on one server.
pub(crate) fn journal_admin_url(
    source: &Source,
    journal: &SecretString,
    system_admin: Option<&SecretString>,
) -> Result<Option<SecretString>, SettingsError> {
    if let Some(url) = source.secret("DB_ADMIN_URL")? {
        return checked("DB_ADMIN_URL", Some(url));
    }
    let Some(admin) = system_admin else { return Ok(None) };
    let is_same = place("SYSTEM_DB_ADMIN_URL", admin)?.server == place("DB_HOST", journal)?.server;
    Ok(is_same.then(|| admin.clone()))
}

/// Where a PostgreSQL URL leads; `name` is the setting it came from.
pub(crate) fn place(name: &str, url: &SecretString) -> Result<Place, SettingsError> {
    Place::of(url.expose_secret()).map_err(|error| SettingsError::unusable(name, error))
}

fn checked(name: &'static str, url: Option<SecretString>) -> Result<Option<SecretString>, SettingsError> {
    if url.as_ref().is_some_and(|url| !is_postgres(url)) {
        return Err(SettingsError::unusable(name, "write postgresql://admin:password@host:port/postgres"));
    }
    url.as_ref().map(|url| place(name, url)).transpose()?;
    Ok(url)
}

fn is_postgres(url: &SecretString) -> bool {
    ["postgres://", "postgresql://"].iter().any(|scheme| url.expose_secret().starts_with(scheme))
}

/// The journal's database: `DB_HOST`, `DB_PORT`, `DB_USER`, `DB_PASSWORD`, `DB_NAME` (if unset [`JOURNAL`]), and for TLS `DB_SSLMODE` and
/// `DB_SSLROOTCERT`, which mean what `sslmode` and `sslrootcert` mean in a URL; or the embedded one.
pub(crate) fn journal_database(source: &Source) -> Result<Database, SettingsError> {
    let Some(host) = source.text("DB_HOST")? else { return Ok(Database::Embedded) };
    let needed = |name: &'static str| {
        source.text(name)?.ok_or_else(|| SettingsError::missing(name, "the journal's PostgreSQL at DB_HOST needs it"))
    };
    let port: u16 = match source.text("DB_PORT")? {
        None => 5432,
        Some(text) => {
            text.parse().map_err(|_| SettingsError::unusable("DB_PORT", format_args!("“{text}” is no port")))?
        }
    };
    let user = needed("DB_USER")?;
    let name = source.text("DB_NAME")?.unwrap_or_else(|| JOURNAL.to_owned());
    let mut url = format!("postgresql://{}", escaped(&user));
    if let Some(password) = source.secret("DB_PASSWORD")? {
        let _ = write!(url, ":{}", escaped(password.expose_secret()));
    }
    // a host that begins with a slash is the folder of the server's Unix socket
    let host = if host.starts_with('/') { escaped(&host) } else { host };
    let _ = write!(url, "@{host}:{port}/{}", escaped(&name));
    let mut before = '?';
    for (setting, parameter) in [(SSLMODE, "sslmode"), ("DB_SSLROOTCERT", "sslrootcert")] {
        if let Some(value) = source.text(setting)? {
            if setting == SSLMODE && !SSLMODES.contains(&value.as_str()) {
                let modes = SSLMODES.join(", ");
                return Err(SettingsError::unusable(SSLMODE, format_args!("“{value}” is none of {modes}")));
            }
            let _ = write!(url, "{before}{parameter}={}", escaped(&value));
            before = '&';
        }
    }
    let url = SecretString::from(url);
    place("DB_HOST", &url)?;
    Ok(Database::Postgres(url))
}

/// The text as one part of a URL (RFC 3986, section 2.1).
fn escaped(text: &str) -> String {
    text.bytes().fold(String::new(), |mut url, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            url.push(byte.into());
        } else {
            let _ = write!(url, "%{byte:02X}");
        }
        url
    })
}
