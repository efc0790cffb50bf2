use std::collections::BTreeSet;
use std::net::SocketAddr;

use mcp_kit::token;
use secrecy::{ExposeSecret, SecretString};

use super::source::is_present_but_empty;
use super::{SettingsError, Source};

/// As long as the hash that the secret keys (RFC 7518, section 3.2).
const SHORTEST: usize = 32;
/// Fewer different characters than this is a pattern, not a secret.
const FEWEST_CHARACTERS: usize = 8;
/// What example files are filled with.
const PLACEHOLDERS: [&str; 12] = [
    "changeme",
    "change-me",
    "change_me",
    "placeholder",
    "example",
    "your-",
    "your_",
    "secret",
    "password",
    "undefined",
    "insert",
    "<",
];

/// Refuses to be reachable from elsewhere with a secret that anybody could guess (`FIELD.md`: such tokens were accepted by
/// others, and found). On loopback nobody else is there.
pub(crate) fn refuse_unsafe(source: &Source, bind: SocketAddr, name: &'static str) -> Result<(), SettingsError> {
    if bind.ip().is_loopback() {
        return Ok(());
    }
    if is_present_but_empty(name) {
        return Err(SettingsError::unusable(name, how("it is empty", bind)));
    }
    match source.secret(name)? {
        Some(secret) => {
            weakness(&secret).map_or(Ok(()), |reason| Err(SettingsError::unusable(name, how(reason, bind))))
        }
        None => Ok(()),
    }
}

/// What the gateway signs its tokens with and its services check them by: `MCP_INTERNAL_SECRET`, which they share.
pub(crate) fn internal_key(source: &Source, bind: SocketAddr) -> Result<Option<token::Key>, SettingsError> {
    const NAME: &str = "MCP_INTERNAL_SECRET";
    refuse_unsafe(source, bind, NAME)?;
    let Some(secret) = source.secret(NAME)? else {
        if bind.ip().is_loopback() {
            return Ok(None);
        }
        return Err(SettingsError::missing(
            NAME,
            "without it everything must stay on loopback; make one with `openssl rand -hex 32` and give it to the gateway and its services",
        ));
    };
    token::Key::new(&secret).map(Some).map_err(|error| SettingsError::of(NAME, error.to_string()))
}

fn weakness(secret: &SecretString) -> Option<&'static str> {
    let text = secret.expose_secret().to_ascii_lowercase();
    if text.trim().is_empty() {
        return Some("it is empty");
    }
    if PLACEHOLDERS.iter().any(|word| text.contains(word)) {
        return Some("it is a placeholder");
    }
    if text.len() < SHORTEST {
        return Some("it is shorter than 32 characters");
    }
    if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Some("it has a space, or a character that is not in ASCII");
    }
    let different: BTreeSet<char> = text.chars().collect();
    (different.len() < FEWEST_CHARACTERS).then_some("it is a pattern")
}

fn how(reason: &str, bind: SocketAddr) -> String {
    format!("{reason}, and {bind} can be reached from other machines; make one with `openssl rand -hex 32`")
}
