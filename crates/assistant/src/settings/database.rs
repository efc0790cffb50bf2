use std::fmt::Write;

use secrecy::{ExposeSecret, SecretString};

use super::{SettingsError, Source};

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
    if !["postgres://", "postgresql://"].iter().any(|scheme| url.expose_secret().starts_with(scheme)) {
        return Err(SettingsError::unusable(
            "SYSTEM_DB_URL",
            "write postgresql://user:password@host:port/assistant_system, or leave it out to use the embedded database",
        ));
    }
    Ok(Database::Postgres(url))
}

/// The journal's database: `DB_HOST` and its companions, or the embedded one.
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
    let (user, name) = (needed("DB_USER")?, needed("DB_NAME")?);
    let mut url = format!("postgresql://{}", escaped(&user));
    if let Some(password) = source.secret("DB_PASSWORD")? {
        let _ = write!(url, ":{}", escaped(password.expose_secret()));
    }
    // a host that begins with a slash is the folder of the server's Unix socket
    let host = if host.starts_with('/') { escaped(&host) } else { host };
    let _ = write!(url, "@{host}:{port}/{}", escaped(&name));
    Ok(Database::Postgres(url.into()))
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
