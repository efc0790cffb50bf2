//! The accounts a user has connected. Their secrets come in and never go out.

pub(crate) mod delete;
pub(crate) mod list;
pub(crate) mod put;
pub(crate) mod test;

use agent::{ConnectError, ConnectedAccount};
use axum::extract::{FromRequestParts, Path};
use http::StatusCode;
use http::request::Parts;
use jiff::Timestamp;
use serde::Serialize;
use store::CredentialService;
use utoipa::ToSchema;

use crate::{Gateway, Problem};

/// A connected account without its secret.
#[derive(Serialize, ToSchema)]
pub(crate) struct Credential {
    /// `google`, `garmin`, `splitwise`, `llm_anthropic` or `llm_openai`.
    service: &'static str,
    /// `ok`; `failing` when it did not work when it was last tried; `reconnect` when its secret is lost and has to be given again.
    status: &'static str,
    /// What it may be used for, in the service's own words.
    scopes: Option<String>,
    /// The model to use with it, where it is a model's key.
    preferred_model: Option<String>,
    expires_at: Option<Timestamp>,
    last_ok_at: Option<Timestamp>,
    /// Why it did not work, for the person.
    last_error: Option<String>,
}

/// The service in an address. A name that is none names nothing that exists.
pub(crate) struct PathService(CredentialService);

impl FromRequestParts<Gateway> for PathService {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, gateway: &Gateway) -> Result<Self, Problem> {
        let name = Path::<String>::from_request_parts(parts, gateway).await;
        let service = name.ok().and_then(|Path(name)| CredentialService::parse(&name));
        service.map(Self).ok_or_else(|| {
            let known = CredentialService::ALL.map(CredentialService::as_str).join(", ");
            Problem::not_found(&format!("service: there are {known}"))
        })
    }
}

impl From<ConnectedAccount> for Credential {
    fn from(account: ConnectedAccount) -> Self {
        Self {
            service: account.service.as_str(),
            status: account.status.as_str(),
            scopes: account.scopes,
            preferred_model: account.preferred_model,
            expires_at: account.expires_at.map(Into::into),
            last_ok_at: account.last_ok_at.map(Into::into),
            last_error: account.last_error,
        }
    }
}

impl From<ConnectError> for Problem {
    fn from(error: ConnectError) -> Self {
        let detail = sentence(&error.to_string());
        match error {
            ConnectError::NoVault | ConnectError::Shut(_) => Self::new(StatusCode::CONFLICT, error.code(), detail),
            ConnectError::NotYet(_) | ConnectError::Invalid(..) => Self::invalid(error.code(), detail),
            ConnectError::Refused(ref refused) => {
                Self { log: Some(refused.to_string()), ..Self::invalid(error.code(), detail) }
            }
            ConnectError::NotConnected(_) => Self::not_found("credential"),
            ConnectError::Database(error) => error.into(),
        }
    }
}

/// The error's words as a sentence of a document.
fn sentence(words: &str) -> String {
    let end = if words.ends_with('.') { "" } else { "." };
    let mut letters = words.chars();
    // the name of a service stays as it is written
    match letters.next() {
        Some(first) if !words.contains('_') => format!("{}{}{end}", first.to_uppercase(), letters.as_str()),
        _ => format!("{words}{end}"),
    }
}
