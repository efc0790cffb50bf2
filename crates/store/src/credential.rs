use db::{DbError, Tx, UserId, UtcTime, execute, fetch_all, fetch_optional};

/// An account that a user has connected.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Credential {
    /// Which one.
    pub service: CredentialService,
    /// JSON of its secrets, sealed for this user and service.
    pub sealed: Vec<u8>,
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
    /// When it was first connected.
    pub created_at: UtcTime,
    /// When it was last changed.
    pub updated_at: UtcTime,
}

/// The services that can be connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum CredentialService {
    /// Google Workspace.
    Google,
    /// Garmin Connect.
    Garmin,
    /// Splitwise.
    Splitwise,
    /// A key of their own for Anthropic's models.
    LlmAnthropic,
    /// A key of their own for OpenAI's models.
    LlmOpenai,
}

impl CredentialService {
    /// Every service, in the order of the contract.
    pub const ALL: [Self; 5] = [Self::Google, Self::Garmin, Self::Splitwise, Self::LlmAnthropic, Self::LlmOpenai];

    /// The name used in the database and by clients.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Google => "google",
            Self::Garmin => "garmin",
            Self::Splitwise => "splitwise",
            Self::LlmAnthropic => "llm_anthropic",
            Self::LlmOpenai => "llm_openai",
        }
    }

    /// The service of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|service| service.as_str() == name)
    }
}

/// Everything a user has connected.
pub async fn credential_list(tx: &mut Tx, user: &UserId) -> Result<Vec<Credential>, DbError> {
    fetch_all!(tx, Credential, "select * from credentials where user_id = $1 order by service", user)
}

/// One of a user's connected accounts.
pub async fn credential_get(
    tx: &mut Tx,
    user: &UserId,
    service: CredentialService,
) -> Result<Option<Credential>, DbError> {
    fetch_optional!(tx, Credential, "select * from credentials where user_id = $1 and service = $2", user, service)
}

/// Keeps a connected account, in the place of an older one of the same service.
pub async fn credential_put(tx: &mut Tx, user: &UserId, credential: &Credential) -> Result<(), DbError> {
    execute!(
        tx,
        "insert into credentials (user_id, service, sealed, scopes, preferred_model, expires_at, last_ok_at, last_error,
           created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict (user_id, service) do update set sealed = excluded.sealed, scopes = excluded.scopes,
           preferred_model = excluded.preferred_model, expires_at = excluded.expires_at, last_ok_at = excluded.last_ok_at,
           last_error = excluded.last_error, updated_at = excluded.updated_at",
        user,
        credential.service,
        &credential.sealed,
        &credential.scopes,
        &credential.preferred_model,
        credential.expires_at,
        credential.last_ok_at,
        &credential.last_error,
        credential.created_at,
        credential.updated_at
    )?;
    Ok(())
}

/// Notes how a try with the account went: `error` is a sentence for the person, `None` when it worked. An account that was
/// changed since it was `tried` stays as it is.
pub async fn credential_tried(
    tx: &mut Tx,
    user: &UserId,
    tried: &Credential,
    error: Option<&str>,
    now: UtcTime,
) -> Result<(), DbError> {
    let last_ok_at = if error.is_none() { Some(now) } else { tried.last_ok_at };
    execute!(
        tx,
        "update credentials set last_error = $4, last_ok_at = $5 where user_id = $1 and service = $2 and updated_at = $3",
        user,
        tried.service,
        tried.updated_at,
        error,
        last_ok_at
    )?;
    Ok(())
}

/// Forgets a connected account; answers whether there was one.
pub async fn credential_delete(tx: &mut Tx, user: &UserId, service: CredentialService) -> Result<bool, DbError> {
    let deleted = execute!(tx, "delete from credentials where user_id = $1 and service = $2", user, service)?;
    Ok(deleted > 0)
}
