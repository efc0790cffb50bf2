#![doc = include_str!("../README.md")]

use std::time::Duration;

use clock::Clock;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// How long a minted token is good for: one call, with room for clocks that differ.
pub const LIFETIME: Duration = Duration::from_mins(1);

/// A token that claims to be good for longer than this is refused, however well it is signed.
pub const LONGEST_LIFETIME: Duration = Duration::from_mins(5);

/// How far the clocks of two machines may differ.
pub const LEEWAY: Duration = Duration::from_secs(5);

/// The shortest secret taken, in bytes: as long as the hash it keys (RFC 7518, section 3.2).
pub const SHORTEST_SECRET: usize = 32;

/// What a token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// The service it is for: `journal`, `garmin`, …
    pub service: String,
    /// The user it speaks for.
    pub user: String,
    /// Whether this user has the demo household on.
    pub household: bool,
    /// The user's IANA time zone, where it is known.
    pub time_zone: Option<String>,
}

/// Makes a token for one call.
pub fn mint(key: &Key, clock: &Clock, claims: &Claims) -> String {
    let wire = WireClaims {
        aud: claims.service.clone(),
        sub: claims.user.clone(),
        exp: clock.now().as_second() + seconds(LIFETIME),
        household: claims.household,
        zoneinfo: claims.time_zone.clone(),
    };
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), &wire, &key.encoding)
        .expect("three plain fields serialize, and the key is of the header's kind")
}

/// Reads a token that is meant for `service`.
pub fn verify(key: &Key, clock: &Clock, service: &str, token: &str) -> Result<Claims, TokenError> {
    let mut validation = Validation::new(Algorithm::HS256);
    validation.set_audience(&[service]);
    // The library reads the machine's clock; ours can be chosen, so the times are checked below.
    validation.validate_exp = false;
    let wire = jsonwebtoken::decode::<WireClaims>(token, &key.decoding, &validation)
        .map_err(|error| match error.kind() {
            ErrorKind::InvalidAudience => TokenError::OtherService,
            ErrorKind::InvalidSignature => TokenError::Signature,
            _ => TokenError::Unreadable,
        })?
        .claims;
    let now = clock.now().as_second();
    if wire.exp.saturating_add(seconds(LEEWAY)) <= now {
        return Err(TokenError::Expired);
    }
    if wire.exp > now + seconds(LONGEST_LIFETIME) + seconds(LEEWAY) {
        return Err(TokenError::TooLong);
    }
    if wire.sub.is_empty() {
        return Err(TokenError::Unreadable);
    }
    Ok(Claims { service: wire.aud, user: wire.sub, household: wire.household, time_zone: wire.zoneinfo })
}

/// The shared secret, ready to sign and to check with. Its `Debug` shows nothing of it.
#[derive(Clone)]
pub struct Key {
    encoding: EncodingKey,
    decoding: DecodingKey,
}

impl Key {
    /// Takes the secret as both sides read it from `MCP_INTERNAL_SECRET`.
    pub fn new(secret: &SecretString) -> Result<Self, ShortSecret> {
        let bytes = secret.expose_secret().as_bytes();
        if bytes.len() < SHORTEST_SECRET {
            return Err(ShortSecret { bytes: bytes.len() });
        }
        Ok(Self { encoding: EncodingKey::from_secret(bytes), decoding: DecodingKey::from_secret(bytes) })
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key([redacted])")
    }
}

/// The secret is too short to sign with.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "MCP_INTERNAL_SECRET has {bytes} bytes and needs at least {SHORTEST_SECRET}: make one with `openssl rand -hex 32`"
)]
pub struct ShortSecret {
    bytes: usize,
}

/// Why a token is not taken. None of them repeats the token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TokenError {
    /// It is no JWT, is signed by another algorithm, or lacks a claim.
    #[error("the token cannot be read")]
    Unreadable,
    /// It was signed with another secret.
    #[error("the token is not signed with this service's secret")]
    Signature,
    /// Its `aud` names another service.
    #[error("the token is for another service")]
    OtherService,
    /// Its time is over.
    #[error("the token has expired")]
    Expired,
    /// It claims a longer life than [`LONGEST_LIFETIME`].
    #[error("the token claims to live longer than five minutes")]
    TooLong,
}

#[derive(Serialize, Deserialize)]
struct WireClaims {
    aud: String,
    sub: String,
    exp: i64,
    #[serde(default)]
    household: bool,
    /// Named as `OpenID` Connect names it (Core 1.0, section 5.1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    zoneinfo: Option<String>,
}

fn seconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs()).expect("the limits above are minutes")
}
