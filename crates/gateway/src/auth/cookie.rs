use http::request::Parts;
use http::{HeaderMap, HeaderValue, header};
use secrecy::{ExposeSecret, SecretString};

use super::is_behind_tls;
use crate::Gateway;

const NAME: &str = "assistant_session";

/// The session cookie of a request.
pub(crate) fn cookie_value(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(name, value)| (name == NAME).then_some(value))
}

/// The header that gives the browser its session: kept from scripts, from other sites and, behind TLS, from plain HTTP.
pub(crate) fn cookie_set(gateway: &Gateway, parts: &Parts, session: &SecretString, seconds: i64) -> HeaderValue {
    let secure = if is_behind_tls(gateway, parts) { "; Secure" } else { "" };
    let session = session.expose_secret();
    let text = format!("{NAME}={session}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}");
    let mut value = HeaderValue::try_from(text).expect("url-safe characters are a header's value");
    value.set_sensitive(true);
    value
}

/// The header that takes the session from the browser again.
pub(crate) fn cookie_clear() -> HeaderValue {
    HeaderValue::from_static("assistant_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict")
}
