//! Whose key asks the model: the user's own, else the operator's if the user may use it, else nobody's.

use db::{DbError, Tx, UserId};
use llm::{Endpoint, Provider};
use secrecy::SecretString;
use store::CredentialService;
use vault::Vault;

use crate::secrets::{SecretError, secret_open};

/// The model keys there are.
pub struct ModelKeys {
    /// The operator's provider, model and key.
    pub operator: Endpoint,
    /// Where requests with a user's own Anthropic key go; `None` for Anthropic itself.
    pub anthropic_url: Option<String>,
    /// Where requests with a user's own OpenAI key go; `None` for OpenAI itself.
    pub openai_url: Option<String>,
    /// Opens the users' own keys; without one there are none.
    pub vault: Option<Vault>,
}

/// Whose key it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyOwner {
    /// The user's own.
    User,
    /// The operator's.
    Operator,
    /// The model needs none.
    Nobody,
}

impl ModelKeys {
    /// Where this user's requests go and with whose key; `None` when there is no key that they may use.
    pub async fn endpoint(
        &self,
        tx: &mut Tx,
        user: &UserId,
        allow_operator: bool,
    ) -> Result<Option<(Endpoint, KeyOwner)>, DbError> {
        if let Some(own) = self.own(tx, user).await? {
            return Ok(Some((own, KeyOwner::User)));
        }
        Ok(match self.operator.key {
            None => Some((self.operator.clone(), KeyOwner::Nobody)),
            Some(_) if allow_operator => Some((self.operator.clone(), KeyOwner::Operator)),
            Some(_) => None,
        })
    }

    /// The endpoint of a user's own key: that of the operator's provider first, then the other.
    async fn own(&self, tx: &mut Tx, user: &UserId) -> Result<Option<Endpoint>, DbError> {
        let Some(vault) = &self.vault else { return Ok(None) };
        let mut own = store::credential_list(tx, user).await?;
        own.retain(|credential| provider_of(credential.service).is_some());
        own.sort_by_key(|credential| provider_of(credential.service) != Some(self.operator.provider));
        for credential in own {
            match secret_open(tx, vault, user, &credential).await {
                Ok(key) => {
                    let endpoint = self.endpoint_with(credential.service, credential.preferred_model.as_deref(), key);
                    if endpoint.is_some() {
                        return Ok(endpoint);
                    }
                }
                Err(SecretError::Database(error)) => return Err(error),
                Err(error @ SecretError::Shut { .. }) => {
                    tracing::warn!(user.id = %user, %error, "a model key is passed over");
                }
            }
        }
        Ok(None)
    }

    /// The endpoint that a key for this service is used at; `None` where it is no model's key, or nobody says which model.
    pub(crate) fn endpoint_with(
        &self,
        service: CredentialService,
        preferred_model: Option<&str>,
        key: SecretString,
    ) -> Option<Endpoint> {
        let provider = provider_of(service)?;
        let base_url = if provider == Provider::Claude { &self.anthropic_url } else { &self.openai_url };
        let model = preferred_model.map(str::to_owned).or_else(|| self.usual_model(provider))?;
        Some(Endpoint { provider, base_url: base_url.clone(), key: Some(key), model })
    }

    /// The model of a provider where nobody names one.
    fn usual_model(&self, provider: Provider) -> Option<String> {
        match provider {
            _ if provider == self.operator.provider => Some(self.operator.model.clone()),
            Provider::Claude => Some("claude-sonnet-4-6".to_owned()),
            Provider::OpenAi | Provider::Ollama | Provider::Demo => None,
        }
    }
}

/// The provider that a service's key is for, where it is a model's key.
pub(crate) fn provider_of(service: CredentialService) -> Option<Provider> {
    match service {
        CredentialService::LlmAnthropic => Some(Provider::Claude),
        CredentialService::LlmOpenai => Some(Provider::OpenAi),
        CredentialService::Google | CredentialService::Garmin | CredentialService::Splitwise => None,
    }
}
