use std::net::IpAddr;
use std::time::Duration;

use axum::extract::FromRequestParts;
use db::{Lookup, UserId};
use http::request::Parts;
use http::{HeaderMap, header};
use store::{ApiKey, AuditOrigin, Role};
use uuid::Uuid;

use super::{client_address, cookie_value, hash_of, is_same_origin};
use crate::audit::Doer;
use crate::gateway::Requester;
use crate::{Gateway, Problem};

/// Who is asking. As an argument of a handler it lets nobody else in.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) user: UserId,
    pub(crate) role: Role,
    /// Whether they may spend on the operator's model key.
    pub(crate) allow_operator_llm: bool,
    pub(crate) proof: Proof,
    /// Where they are.
    pub(crate) address: IpAddr,
}

/// What they came in with.
#[derive(Clone, Debug)]
pub(crate) enum Proof {
    /// A key.
    Key { id: Uuid, hash: [u8; 32] },
    /// A browser's cookie.
    Session { hash: [u8; 32] },
}

/// A caller who may decide who else comes in.
#[derive(Clone, Debug)]
pub(crate) struct Admin(pub(crate) Caller);

/// `last_used_at` is kept to the minute: a write for every request would cost more than the request.
const TOUCH_EVERY: Duration = Duration::from_mins(1);

impl FromRequestParts<Gateway> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, gateway: &Gateway) -> Result<Self, Problem> {
        let Some(proof) = Claimed::of(&parts.headers) else { return Err(Problem::unauthorized()) };
        let address = client_address(gateway, parts);
        let Some(caller) = (match proof {
            Claimed::Key(key) => caller_of_key(gateway, address, &hash_of(key)).await?,
            Claimed::Session(cookie) => caller_of_session(gateway, address, hash_of(cookie)).await?,
        }) else {
            return Err(failed_attempt(gateway, parts));
        };
        if matches!(caller.proof, Proof::Session { .. }) && !parts.method.is_safe() && !is_same_origin(gateway, parts) {
            let detail = "A browser session may change things only from the assistant's own pages.";
            return Err(Problem::forbidden("foreign_origin", detail));
        }
        caller.take_request(gateway)?;
        Ok(caller)
    }
}

impl FromRequestParts<Gateway> for Admin {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, gateway: &Gateway) -> Result<Self, Problem> {
        let caller = Caller::from_request_parts(parts, gateway).await?;
        if caller.role == Role::Admin {
            Ok(Self(caller))
        } else {
            Err(Problem::forbidden("admin_only", "This needs a key with the role “admin”."))
        }
    }
}

impl Caller {
    /// Whether what they came in with still opens the door.
    pub(crate) async fn is_still_valid(&self, gateway: &Gateway) -> Result<bool, db::DbError> {
        let now = gateway.clock.now().into();
        let mut tx = gateway.db.lookup(Lookup::SignIn).await?;
        match &self.proof {
            Proof::Key { hash, .. } => {
                Ok(store::api_key_get_by_hash(&mut tx, hash).await?.is_some_and(|key| key.is_valid(now)))
            }
            Proof::Session { hash } => Ok(store::session_get_by_hash(&mut tx, hash, now).await?.is_some()),
        }
    }

    /// Them, for the account that is kept of what they do.
    pub(crate) fn doer(&self) -> Doer {
        let origin = match self.proof {
            Proof::Key { .. } => AuditOrigin::Key,
            Proof::Session { .. } => AuditOrigin::Session,
        };
        Doer { name: self.user.to_string(), origin, address: Some(self.address) }
    }

    /// Counts one request against the caller's rate.
    pub(crate) fn take_request(&self, gateway: &Gateway) -> Result<(), Problem> {
        let requester = match &self.proof {
            Proof::Key { id, .. } => Requester::Key(*id),
            Proof::Session { hash } => Requester::Session(*hash),
        };
        gateway.requests.take(requester, gateway.clock.now()).map_err(|wait| {
            Problem::too_many("rate_limited", "Too many requests with this key. Wait a moment, then go on.", wait)
        })
    }
}

/// What to answer a wrong key, cookie or link: 401, and 429 once an address has had too many. A right one is never refused
/// for the wrong ones before it, or anybody behind the same address could lock the household out.
pub(crate) fn failed_attempt(gateway: &Gateway, parts: &Parts) -> Problem {
    let address = client_address(gateway, parts);
    match gateway.failed_attempts.take(address, gateway.clock.now()) {
        Ok(()) => Problem::unauthorized(),
        Err(wait) => {
            tracing::warn!(client.address = %address, "too many failed sign-ins");
            let detail = "Too many failed attempts to sign in from your address. Wait, then use a valid key.";
            Problem::too_many("too_many_attempts", detail, wait)
        }
    }
}

/// What a request claims to be let in for. A key wins over a cookie: whoever sends one means it.
enum Claimed<'a> {
    Key(&'a str),
    Session(&'a str),
}

impl<'a> Claimed<'a> {
    fn of(headers: &'a HeaderMap) -> Option<Self> {
        let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
        if let Some(line) = text(header::AUTHORIZATION.as_str()) {
            let (scheme, key) = line.split_once(' ').unwrap_or((line, ""));
            return Some(Self::Key(if scheme.eq_ignore_ascii_case("bearer") { key.trim() } else { "" }));
        }
        if let Some(key) = text("x-api-key") {
            return Some(Self::Key(key.trim()));
        }
        cookie_value(headers).map(Self::Session)
    }
}

async fn caller_of_key(gateway: &Gateway, address: IpAddr, hash: &[u8; 32]) -> Result<Option<Caller>, Problem> {
    let now = gateway.clock.now();
    let mut tx = gateway.db.lookup(Lookup::SignIn).await?;
    let Some(key) = store::api_key_get_by_hash(&mut tx, hash).await? else { return Ok(None) };
    drop(tx);
    if !key.is_valid(now.into()) {
        return Ok(None);
    }
    touch(gateway, &key).await;
    let proof = Proof::Key { id: key.id, hash: *hash };
    Ok(Some(Caller { user: key.user_id, role: key.role, allow_operator_llm: key.allow_operator_llm, proof, address }))
}

async fn caller_of_session(gateway: &Gateway, address: IpAddr, hash: [u8; 32]) -> Result<Option<Caller>, Problem> {
    let mut tx = gateway.db.lookup(Lookup::SignIn).await?;
    let session = store::session_get_by_hash(&mut tx, &hash, gateway.clock.now().into()).await?;
    Ok(session.map(|session| Caller {
        user: session.user_id,
        role: session.role,
        allow_operator_llm: session.allow_operator_llm,
        proof: Proof::Session { hash },
        address,
    }))
}

/// Notes the use of a key. That it cannot be noted is no reason to refuse the request.
async fn touch(gateway: &Gateway, key: &ApiKey) {
    let now = gateway.clock.now();
    let fresh = |at: db::UtcTime| now.duration_since(at.0).unsigned_abs() < TOUCH_EVERY;
    if key.last_used_at.is_some_and(fresh) {
        return;
    }
    let noted = async {
        let mut tx = gateway.db.begin(&key.user_id).await?;
        store::api_key_touch(&mut tx, &key.user_id, key.id, now.into()).await?;
        tx.commit().await
    };
    if let Err(error) = noted.await {
        tracing::warn!(key.id = %key.id, "the use of a key could not be noted: {error}");
    }
}
