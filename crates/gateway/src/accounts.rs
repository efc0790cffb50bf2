//! Who may come in: the first user, keys and one-time links. Works beside a running gateway and without one.

use std::time::Duration;

use clock::Clock;
use db::{Db, DbError, Lookup, Tx, UserId};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use secrecy::{ExposeSecret, SecretString};
use store::{ApiKey, Role, SignInLink, User};
use thiserror::Error;
use uuid::Uuid;

use crate::audit::{self, Deed, Doer};
use crate::auth::{hash_of, key_new, secret_new};

/// Why an account did not become what it was to be.
#[derive(Debug, Error)]
pub enum AccountError {
    /// The request cannot be taken as it is.
    #[error("{sentence}")]
    Invalid {
        /// For programs.
        code: &'static str,
        /// For people: what to change.
        sentence: String,
    },
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbError),
}

/// A key to be made.
#[derive(Clone, Debug)]
pub struct NewKey {
    /// Who comes in with it. A user who is not here yet is let in.
    pub user: UserId,
    /// What it allows.
    pub role: Role,
    /// What its holder calls it; may be empty.
    pub label: String,
    /// Whether it may spend on the operator's model key.
    pub allow_operator_llm: bool,
    /// When it ends by itself.
    pub expires_at: Option<Timestamp>,
}

/// A key that was just made.
#[derive(Debug)]
pub struct CreatedKey {
    /// Its row.
    pub row: ApiKey,
    /// Its text: given out here, and never again.
    pub key: SecretString,
}

/// How long a one-time link can be used.
pub const LINK_LIFETIME: Duration = Duration::from_mins(15);
/// Characters of a label.
const LABEL_LENGTH: usize = 100;
/// Characters of a key that somebody brings along: 32 hexadecimal digits are 128 bits.
const SHORTEST_KEY: usize = 32;

/// Lets `user` in as the admin of a fresh installation; answers false, and does nothing, when anybody is here already.
pub async fn first_start(db: &Db, clock: &Clock, user: &UserId) -> Result<bool, DbError> {
    let mut tx = db.lookup(Lookup::Users).await?;
    if !store::user_list(&mut tx).await?.is_empty() {
        return Ok(false);
    }
    drop(tx);
    let mut tx = db.begin(user).await?;
    let inserted = store::user_insert(&mut tx, &new_user(clock, user, Role::Admin)).await?;
    tx.commit().await?;
    Ok(inserted)
}

/// Makes a one-time link for a user who is here and answers its code, which belongs behind `#code=` in the address: what stands
/// there is never sent to a server, so it is in no log.
pub async fn sign_in_link(db: &Db, clock: &Clock, user: &UserId, by: &Doer) -> Result<SecretString, DbError> {
    let code = secret_new();
    let now = clock.now();
    let link = SignInLink { user_id: user.clone(), created_at: now.into(), expires_at: (now + LINK_LIFETIME).into() };
    let mut tx = db.begin(user).await?;
    store::sign_in_link_insert(&mut tx, &link, &hash_of(code.expose_secret())).await?;
    let detail = Some(format!("works once, until {}", link.expires_at.0));
    let deed = Deed { action: "sign_in_link.created", subject: format!("user {user}"), detail };
    audit::note(&mut tx, clock, user, by, deed).await?;
    tx.commit().await?;
    Ok(code)
}

/// Makes a key.
pub async fn key_create(db: &Db, clock: &Clock, new: NewKey, by: &Doer) -> Result<CreatedKey, AccountError> {
    check(&new, clock.now())?;
    let key = key_new();
    let row = key_row(clock, new);
    key_insert(db, clock, &row, &key, by).await?;
    Ok(CreatedKey { row, key })
}

/// Takes in a key whose text somebody chose, as `ASSISTANT_API_KEY` is; answers false when it is known already, also when it was
/// revoked: then it stays so.
pub async fn key_adopt(
    db: &Db,
    clock: &Clock,
    new: NewKey,
    key: &SecretString,
    by: &Doer,
) -> Result<bool, AccountError> {
    check(&new, clock.now())?;
    let text = key.expose_secret();
    let letters = text.bytes().collect::<std::collections::HashSet<_>>().len();
    if text.len() < SHORTEST_KEY || letters < 8 || !text.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(AccountError::Invalid {
            code: "key_weak",
            sentence: format!(
                "the key is too easy to guess: use at least {SHORTEST_KEY} random characters, for example from “openssl rand -hex 32”"
            ),
        });
    }
    key_insert(db, clock, &key_row(clock, new), key, by).await.map_err(AccountError::Database)
}

/// Whether the gateway would let this key in.
pub async fn key_is_valid(db: &Db, clock: &Clock, key: &SecretString) -> Result<bool, DbError> {
    let mut tx = db.lookup(Lookup::SignIn).await?;
    let found = store::api_key_get_by_hash(&mut tx, &hash_of(key.expose_secret())).await?;
    Ok(found.is_some_and(|key| key.is_valid(clock.now().into())))
}

/// Every key of everybody, oldest first, ended ones too.
pub async fn key_list(db: &Db) -> Result<Vec<ApiKey>, DbError> {
    store::api_key_list(&mut db.lookup(Lookup::SignIn).await?).await
}

/// Ends a key, and with it every session it opened; answers the key, or `None` when there is none.
pub async fn key_revoke(db: &Db, clock: &Clock, id: Uuid, by: &Doer) -> Result<Option<ApiKey>, DbError> {
    let mut tx = db.lookup(Lookup::SignIn).await?;
    let Some(key) = store::api_key_get(&mut tx, id).await? else { return Ok(None) };
    drop(tx);
    let mut tx = db.begin(&key.user_id).await?;
    store::api_key_revoke(&mut tx, &key.user_id, id, clock.now().into()).await?;
    let deed = Deed { action: "key.revoked", ..key_deed(&key) };
    noted(db, tx, clock, &key.user_id, by, deed).await?;
    Ok(Some(key))
}

/// Everybody who is here, longest here first.
pub async fn user_list(db: &Db) -> Result<Vec<User>, DbError> {
    store::user_list(&mut db.lookup(Lookup::Users).await?).await
}

fn check(new: &NewKey, now: Timestamp) -> Result<(), AccountError> {
    let invalid = |code, sentence: &str| Err(AccountError::Invalid { code, sentence: sentence.to_owned() });
    if new.role == Role::CosInternal {
        return invalid("role_invalid", "the role cos_internal is the assistant's own: choose personal or admin");
    }
    if new.label.chars().count() > LABEL_LENGTH || new.label.contains(char::is_control) {
        return invalid("label_invalid", "a label is one line of at most 100 characters");
    }
    if new.expires_at.is_some_and(|end| end <= now) {
        return invalid("expires_at_invalid", "the key would have ended already: choose a later time");
    }
    Ok(())
}

fn key_row(clock: &Clock, new: NewKey) -> ApiKey {
    ApiKey {
        id: clock.id(),
        user_id: new.user,
        role: new.role,
        label: new.label,
        allow_operator_llm: new.allow_operator_llm,
        created_at: clock.now().into(),
        expires_at: new.expires_at.map(Into::into),
        revoked_at: None,
        last_used_at: None,
    }
}

async fn key_insert(db: &Db, clock: &Clock, row: &ApiKey, key: &SecretString, by: &Doer) -> Result<bool, DbError> {
    let mut tx = db.begin(&row.user_id).await?;
    store::user_insert(&mut tx, &new_user(clock, &row.user_id, row.role)).await?;
    let inserted = store::api_key_insert(&mut tx, row, &hash_of(key.expose_secret())).await?;
    if inserted {
        noted(db, tx, clock, &row.user_id, by, key_deed(row)).await?;
    } else {
        tx.commit().await?;
    }
    Ok(inserted)
}

fn key_deed(key: &ApiKey) -> Deed {
    let model = if key.allow_operator_llm { ", may spend on the operator’s model key" } else { "" };
    let label = if key.label.is_empty() { String::new() } else { format!(" “{}”", key.label) };
    let detail = Some(format!("{} key{label} of {}{model}", key.role.as_str(), key.user_id));
    Deed { action: "key.created", subject: format!("key {}", key.id), detail }
}

/// Notes a deed for the user it happened to and commits; then for the admin who did it, in a transaction of their own: a row is
/// written by its user alone.
async fn noted(db: &Db, mut tx: Tx, clock: &Clock, user: &UserId, by: &Doer, deed: Deed) -> Result<(), DbError> {
    audit::note(&mut tx, clock, user, by, deed.clone()).await?;
    tx.commit().await?;
    let Some(admin) = by.other_than(user) else { return Ok(()) };
    let mut tx = db.begin(&admin).await?;
    audit::note(&mut tx, clock, &admin, by, deed).await?;
    tx.commit().await
}

/// The time zone of somebody who has not said where they are: this machine's.
pub(crate) fn usual_time_zone() -> String {
    TimeZone::system().iana_name().unwrap_or("UTC").to_owned()
}

/// A user as they begin: in this machine's time zone until they say where they are.
fn new_user(clock: &Clock, user: &UserId, role: Role) -> User {
    User {
        user_id: user.clone(),
        display_name: user.to_string(),
        role,
        time_zone: usual_time_zone(),
        locale: "en".to_owned(),
        quiet_hours: None,
        demo: false,
        created_at: clock.now().into(),
    }
}
