//! What a mail is.

use jiff::Zoned;
use serde::Serialize;

use crate::person::{Human, MYSELF};

/// One mail of the person's mailbox.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Mail {
    /// Sixteen hexadecimal digits, as Gmail makes them.
    pub message_id: String,
    /// The id of the first mail of its thread.
    pub thread_id: String,
    /// When it came in, or was sent.
    pub at: Zoned,
    /// From whom.
    pub from: Contact,
    /// To whom.
    pub to: Vec<Contact>,
    /// The subject line.
    pub subject: String,
    /// Plain text.
    pub body: String,
    /// What sort of mail it is.
    pub kind: MailKind,
    /// When the person opens it; unread before.
    pub read_at: Zoned,
}

impl Mail {
    /// Whether the person wrote it herself.
    pub fn is_sent(&self) -> bool {
        self.from.email == MYSELF.email
    }
}

/// What sort of mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MailKind {
    /// Between people who know each other.
    Personal,
    /// From or to a colleague.
    Work,
    /// Sent to many.
    Newsletter,
    /// A flight or train confirmed.
    Booking,
    /// Money to pay.
    Bill,
    /// Something that another service tells.
    Notice,
    /// Written to make an assistant do what its owner did not ask: harmless here, and data like any other mail.
    Injection,
}

/// A name and an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Contact {
    /// The name shown.
    pub name: &'static str,
    /// The address, under the reserved `.example` domain.
    pub email: &'static str,
}

impl From<&'static Human> for Contact {
    fn from(human: &'static Human) -> Self {
        Self { name: human.name, email: human.email }
    }
}
