use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};

use crate::{Endpoint, ModelError, ModelErrorKind, Provider};

/// Whom a request goes to, as far as its errors need to know.
#[derive(Clone, Debug)]
pub(crate) struct Peer {
    pub(crate) provider: Provider,
    /// For a sentence: "Anthropic".
    pub(crate) name: &'static str,
    /// Host and port, all that may be told of the address: a path or a query can hold a secret.
    pub(crate) host: String,
    pub(crate) model: String,
    key: Option<SecretString>,
}

impl Peer {
    /// The address that `path` has at the endpoint, and who is there.
    pub(crate) fn at(endpoint: &Endpoint, own: &str, path: &str) -> Result<(Url, Self), ModelError> {
        let name = match endpoint.provider {
            Provider::Claude => "Anthropic",
            Provider::OpenAi => "OpenAI",
            Provider::Ollama => "Ollama",
            Provider::Demo => "The demo model",
        };
        let base = Url::parse(endpoint.base_url.as_deref().unwrap_or(own)).ok();
        let is_web = |url: &Url| url.has_host() && matches!(url.scheme(), "http" | "https");
        let Some(mut url) = base.filter(is_web) else {
            return Err(ModelError {
                kind: ModelErrorKind::Unreachable,
                sentence: "The address of the model is not a web address. It has to look like https://api.example.com."
                    .into(),
                log: format!("the base URL for {name} is no http or https URL"),
            });
        };
        let before = url.path().trim_end_matches('/');
        // Many servers give their address with the version, which is part of our path.
        let before = if path.starts_with("/v1/") { before.strip_suffix("/v1").unwrap_or(before) } else { before };
        let path = format!("{before}{path}");
        url.set_path(&path);
        let host = match (url.host_str(), url.port()) {
            (Some(host), Some(port)) => format!("{host}:{port}"),
            (host, _) => host.unwrap_or_default().to_owned(),
        };
        let name = if is_theirs(endpoint.provider, &host) { name } else { "The model server" };
        Ok((
            url,
            Self { provider: endpoint.provider, name, host, model: endpoint.model.clone(), key: endpoint.key.clone() },
        ))
    }

    /// What a provider said, made fit for the log: no key, one line, not long.
    pub(crate) fn quoted(&self, said: &str) -> String {
        let key = self.key.as_ref().map(ExposeSecret::expose_secret).filter(|key| !key.is_empty());
        let said = key.map_or_else(|| said.to_owned(), |key| said.replace(key, "[key]"));
        said.chars().take(300).map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
    }
}

/// Whether the host is the provider's own, or the name is as good for another's server.
fn is_theirs(provider: Provider, host: &str) -> bool {
    match provider {
        Provider::Claude => host.ends_with("anthropic.com"),
        Provider::OpenAi => host.ends_with("openai.com"),
        Provider::Ollama | Provider::Demo => true,
    }
}
