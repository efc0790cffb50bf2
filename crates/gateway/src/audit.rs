//! Who did what to which key, session, credential or switch. No entry holds a secret.

use std::net::IpAddr;

use clock::Clock;
use db::{DbError, Tx, UserId};
use store::{AuditEntry, AuditOrigin};

/// Somebody who does what an account is kept of.
#[derive(Clone, Debug)]
pub struct Doer {
    pub(crate) name: String,
    pub(crate) origin: AuditOrigin,
    pub(crate) address: Option<IpAddr>,
}

/// What was done.
#[derive(Clone, Debug)]
pub struct Deed {
    /// Thing and verb: `key.created`.
    pub action: &'static str,
    /// What it was done to, by a name that is no secret: an id, a service.
    pub subject: String,
    /// What else a person would like to know of it.
    pub detail: Option<String>,
}

impl Doer {
    /// Whoever types commands on the machine itself.
    pub fn command() -> Self {
        Self { name: "operator".to_owned(), origin: AuditOrigin::Command, address: None }
    }

    /// The program by itself.
    pub fn program() -> Self {
        Self { name: "assistant".to_owned(), origin: AuditOrigin::Program, address: None }
    }

    /// A user who signs in from this address.
    pub(crate) fn signing_in(user: &UserId, address: IpAddr) -> Self {
        Self { name: user.to_string(), origin: AuditOrigin::Session, address: Some(address) }
    }

    /// The user behind it, when that is another than `affected`: an admin, who may read what they did as well.
    pub(crate) fn other_than(&self, affected: &UserId) -> Option<UserId> {
        let is_person = matches!(self.origin, AuditOrigin::Key | AuditOrigin::Session);
        UserId::parse(&self.name).ok().filter(|name| is_person && name != affected)
    }
}

/// Notes a deed for `reader`, in a transaction of that user: the one that does it, so that neither is without the other.
pub async fn note(tx: &mut Tx, clock: &Clock, reader: &UserId, doer: &Doer, deed: Deed) -> Result<(), DbError> {
    let entry = AuditEntry {
        id: clock.id(),
        user_id: reader.clone(),
        at: clock.now().into(),
        actor: doer.name.clone(),
        origin: doer.origin,
        address: doer.address.map(|address| address.to_string()),
        action: deed.action.to_owned(),
        subject: deed.subject,
        detail: deed.detail,
    };
    store::audit_entry_insert(tx, &entry).await
}
