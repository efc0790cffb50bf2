//! The accounts that users connect. A secret is tried first and kept only if it works; it is never given back.

use clock::Clock;
use db::{Db, DbError, Lookup, Tx, UserId, UtcTime};
use llm::{ChatModel, Endpoint, ModelError};
use secrecy::{ExposeSecret as _, SecretString};
use store::{Credential, CredentialService};
use thiserror::Error;
use vault::Vault;

use crate::ModelKeys;
use crate::model_keys::provider_of;
use crate::secrets::{SecretError, secret_open, secret_seal};

/// An account that a user has connected: everything of it but the secret.
#[derive(Clone, Debug)]
pub struct ConnectedAccount {
    /// Which one.
    pub service: CredentialService,
    /// How it stands.
    pub status: AccountStatus,
    /// What it may be used for, in the service's own words.
    pub scopes: Option<String>,
    /// The model to use with it, where it is a model's key.
    pub preferred_model: Option<String>,
    /// When it ends by itself.
    pub expires_at: Option<UtcTime>,
    /// When it last worked.
    pub last_ok_at: Option<UtcTime>,
    /// Why it last did not, for the person.
    pub last_error: Option<String>,
}

/// How a connected account stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountStatus {
    /// It worked when it was last tried.
    Ok,
    /// It did not; `last_error` says why.
    Failing,
    /// Its secret does not open, because the master key is another or the row was changed: connect it again.
    Reconnect,
}

impl AccountStatus {
    /// The name that clients are told.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Failing => "failing",
            Self::Reconnect => "reconnect",
        }
    }
}

/// An account to be connected.
#[derive(Debug)]
pub struct NewAccount {
    /// Which one.
    pub service: CredentialService,
    /// Its secret.
    pub secret: SecretString,
    /// The model to use with it, where it is a model's key; the usual one where there is none.
    pub preferred_model: Option<String>,
}

/// Why an account was not connected, or could not be tried.
#[derive(Debug, Error)]
pub enum ConnectError {
    /// There is nothing to seal it with.
    #[error(
        "this assistant cannot keep secrets yet: the operator has to set CREDENTIALS_ENCRYPTION_KEY, which `openssl rand -hex 32` makes"
    )]
    NoVault,
    /// Nothing could use it, so it could not be tried.
    #[error(
        "{0} cannot be connected in this version: nothing here could try its secret, and none is kept untried. Keys for models can: llm_anthropic, llm_openai"
    )]
    NotYet(&'static str),
    /// What was given cannot be used as it is: a code for programs and what to change.
    #[error("{1}")]
    Invalid(&'static str, String),
    /// The provider did not answer with it.
    #[error("{} Nothing was saved.", .0.sentence)]
    Refused(ModelError),
    /// There is no such account.
    #[error("{0} is not connected")]
    NotConnected(&'static str),
    /// Its secret does not open.
    #[error(transparent)]
    Shut(SecretError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbError),
}

/// Keys of models have about a hundred characters.
const SECRET_BYTES: usize = 1_000;
const MODEL_CHARACTERS: usize = 200;

/// A secret that has just worked.
#[derive(Debug)]
pub struct WorkingAccount(NewAccount);

/// Tries a secret. Holds no transaction: the service is asked, which takes seconds.
pub async fn account_try(
    keys: &ModelKeys,
    model: &dyn ChatModel,
    new: NewAccount,
) -> Result<WorkingAccount, ConnectError> {
    if keys.vault.is_none() {
        return Err(ConnectError::NoVault);
    }
    let new = checked(new)?;
    let endpoint = endpoint(keys, new.service, new.preferred_model.as_deref(), new.secret.clone())?;
    llm::verify(model, &endpoint).await.map_err(ConnectError::Refused)?;
    Ok(WorkingAccount(new))
}

/// Keeps a secret that works, sealed, in the place of an older one of the same service.
pub async fn account_keep(
    tx: &mut Tx,
    clock: &Clock,
    vault: Option<&Vault>,
    user: &UserId,
    account: WorkingAccount,
) -> Result<ConnectedAccount, ConnectError> {
    let vault = vault.ok_or(ConnectError::NoVault)?;
    let WorkingAccount(NewAccount { service, secret, preferred_model }) = account;
    let sealed = secret_seal(tx, vault, clock, user, service, &secret).await?;
    let now = clock.now().into();
    let credential = Credential {
        service,
        sealed,
        scopes: None,
        preferred_model,
        expires_at: None,
        last_ok_at: Some(now),
        last_error: None,
        created_at: now,
        updated_at: now,
    };
    store::credential_put(tx, user, &credential).await?;
    Ok(shown(credential, true))
}

/// Tries an account that is connected, and notes how it went. The database is not held while the service is asked.
pub async fn account_test(
    db: &Db,
    clock: &Clock,
    keys: &ModelKeys,
    model: &dyn ChatModel,
    user: &UserId,
    service: CredentialService,
) -> Result<ConnectedAccount, ConnectError> {
    let vault = keys.vault.as_ref().ok_or(ConnectError::NoVault)?;
    let mut tx = db.read(user).await?;
    let credential = store::credential_get(&mut tx, user, service).await?;
    let credential = credential.ok_or(ConnectError::NotConnected(service.as_str()))?;
    let secret = secret_open(&mut tx, vault, user, &credential).await?;
    drop(tx);
    let endpoint = endpoint(keys, service, credential.preferred_model.as_deref(), secret)?;
    let tried = llm::verify(model, &endpoint).await;

    let failure = tried.err().map(|error| error.sentence);
    let mut tx = db.begin(user).await?;
    store::credential_tried(&mut tx, user, &credential, failure.as_deref(), clock.now().into()).await?;
    let noted = store::credential_get(&mut tx, user, service).await?;
    tx.commit().await?;
    Ok(shown(noted.ok_or(ConnectError::NotConnected(service.as_str()))?, true))
}

/// Everything a user has connected.
pub async fn account_list(tx: &mut Tx, vault: Option<&Vault>, user: &UserId) -> Result<Vec<ConnectedAccount>, DbError> {
    let mut accounts = Vec::new();
    for credential in store::credential_list(tx, user).await? {
        let opens = opens(tx, vault, user, &credential).await?;
        accounts.push(shown(credential, opens));
    }
    Ok(accounts)
}

/// The users who have to connect something again, because its secret does not open any more, and what it is.
pub async fn accounts_to_reconnect(
    db: &Db,
    vault: Option<&Vault>,
) -> Result<Vec<(UserId, Vec<CredentialService>)>, DbError> {
    let mut tx = db.lookup(Lookup::Users).await?;
    let users = store::user_list(&mut tx).await?;
    drop(tx);
    let mut lost = Vec::new();
    for user in users {
        let mut tx = db.read(&user.user_id).await?;
        let mut accounts = account_list(&mut tx, vault, &user.user_id).await?;
        accounts.retain(|account| account.status == AccountStatus::Reconnect);
        if !accounts.is_empty() {
            lost.push((user.user_id, accounts.into_iter().map(|account| account.service).collect()));
        }
    }
    Ok(lost)
}

/// Says in the log who has to connect what again.
pub async fn accounts_to_reconnect_warn(db: &Db, vault: Option<&Vault>) {
    match accounts_to_reconnect(db, vault).await {
        Ok(lost) => {
            for (user, services) in lost {
                let services: Vec<_> = services.into_iter().map(CredentialService::as_str).collect();
                tracing::warn!(
                    user.id = %user,
                    services = services.join(", "),
                    "these do not open with this CREDENTIALS_ENCRYPTION_KEY and have to be connected again"
                );
            }
        }
        Err(error) => tracing::warn!(%error, "cannot look which connected accounts still open"),
    }
}

impl ConnectError {
    /// Its name for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoVault => "credentials_off",
            Self::NotYet(_) => "service_not_available",
            Self::Invalid(code, _) => code,
            Self::Refused(error) => error.kind.code(),
            Self::NotConnected(_) => "not_found",
            Self::Shut(_) => "credential_reconnect",
            Self::Database(_) => "database",
        }
    }
}

impl From<SecretError> for ConnectError {
    fn from(error: SecretError) -> Self {
        match error {
            SecretError::Database(error) => Self::Database(error),
            shut @ SecretError::Shut { .. } => Self::Shut(shut),
        }
    }
}

/// As it is pasted, there may be blanks and line ends around it.
fn checked(new: NewAccount) -> Result<NewAccount, ConnectError> {
    let invalid = |code, sentence: String| Err(ConnectError::Invalid(code, sentence));
    let secret = new.secret.expose_secret().trim();
    if secret.is_empty() || secret.len() > SECRET_BYTES || !secret.bytes().all(|byte| byte.is_ascii_graphic()) {
        let sentence = format!("a key is one line of 1 to {SECRET_BYTES} letters, digits and signs: paste it again");
        return invalid("secret_invalid", sentence);
    }
    let preferred_model = new.preferred_model.map(|model| model.trim().to_owned()).filter(|model| !model.is_empty());
    let is_name = |model: &String| model.chars().count() <= MODEL_CHARACTERS && !model.contains(char::is_control);
    if !preferred_model.as_ref().is_none_or(is_name) {
        let sentence = format!("the name of a model is one line of at most {MODEL_CHARACTERS} characters");
        return invalid("preferred_model_invalid", sentence);
    }
    Ok(NewAccount { service: new.service, secret: SecretString::from(secret), preferred_model })
}

fn endpoint(
    keys: &ModelKeys,
    service: CredentialService,
    model: Option<&str>,
    secret: SecretString,
) -> Result<Endpoint, ConnectError> {
    if provider_of(service).is_none() {
        return Err(ConnectError::NotYet(service.as_str()));
    }
    keys.endpoint_with(service, model, secret).ok_or_else(|| {
        let sentence = format!("{} needs to know which model to ask: name it in preferred_model", service.as_str());
        ConnectError::Invalid("preferred_model_missing", sentence)
    })
}

async fn opens(tx: &mut Tx, vault: Option<&Vault>, user: &UserId, credential: &Credential) -> Result<bool, DbError> {
    let Some(vault) = vault else { return Ok(false) };
    match secret_open(tx, vault, user, credential).await {
        Ok(_) => Ok(true),
        Err(SecretError::Shut { .. }) => Ok(false),
        Err(SecretError::Database(error)) => Err(error),
    }
}

fn shown(credential: Credential, opens: bool) -> ConnectedAccount {
    let status = match (opens, &credential.last_error) {
        (false, _) => AccountStatus::Reconnect,
        (true, Some(_)) => AccountStatus::Failing,
        (true, None) => AccountStatus::Ok,
    };
    ConnectedAccount {
        service: credential.service,
        status,
        scopes: credential.scopes,
        preferred_model: credential.preferred_model,
        expires_at: credential.expires_at,
        last_ok_at: credential.last_ok_at,
        last_error: credential.last_error,
    }
}
