use db::{Tx, UserId};
use sha2::{Digest as _, Sha256};
use store::{Message, MessageRole, NewTurn, Thread, Turn};
use uuid::Uuid;

use crate::{Agent, AgentError, run};

/// A message from a person.
#[derive(Clone, Debug)]
pub struct NewMessage {
    /// The thread it goes to; a new one when there is none.
    pub thread: Option<Uuid>,
    /// The agent of a new thread; the Chief of Staff when there is none.
    pub agent: Option<String>,
    /// The words.
    pub text: String,
    /// The model to answer, where it is not to be the usual one.
    pub model: Option<String>,
    /// Whether the turn may spend on the operator's model key.
    pub allow_operator_llm: bool,
    /// The client's key: a repeat with the same key and the same message joins the first.
    pub idempotency_key: Option<String>,
}

/// What became of a message. When it is given out, the message is on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The turn it started.
    pub turn_id: Uuid,
    /// The thread it stands in.
    pub thread_id: Uuid,
    /// The message itself.
    pub message_id: Uuid,
    /// Whether an earlier message with the same key had started the turn.
    pub joined: bool,
}

/// The agent a person talks to unless they name another.
const CHIEF_OF_STAFF: &str = "cos";
/// Bytes of one message: several times a long letter, and well within every model's window.
const MESSAGE_BYTES: usize = 200_000;
/// Characters of a title made from the first message.
const TITLE_CHARACTERS: usize = 60;
/// Bytes of an idempotency key; a UUID has 36.
const KEY_BYTES: usize = 200;

impl Agent {
    /// Takes a message: stores it and starts its turn, or queues the turn behind one that still runs in the thread.
    pub async fn message_accept(&self, user: &UserId, message: NewMessage) -> Result<Accepted, AgentError> {
        check(&message)?;
        if self.is_stopping() {
            return Err(AgentError::Stopping);
        }
        let fingerprint = fingerprint(&message);
        let mut tx = self.db().begin(user).await?;
        if let Some(joined) = join(&mut tx, user, &message, &fingerprint).await? {
            return Ok(joined);
        }
        if self.keys().endpoint(&mut tx, user, message.allow_operator_llm).await?.is_none() {
            return Err(AgentError::NoModelKey);
        }
        match self.insert(tx, user, &message, &fingerprint).await {
            // the same key came in twice at the same moment and the other was first
            Err(AgentError::Database(error)) if error.is_unique_violation() => {
                let mut tx = self.db().begin(user).await?;
                join(&mut tx, user, &message, &fingerprint).await?.ok_or(AgentError::Database(error))
            }
            accepted => accepted,
        }
    }

    async fn insert(
        &self,
        mut tx: Tx,
        user: &UserId,
        message: &NewMessage,
        fingerprint: &[u8],
    ) -> Result<Accepted, AgentError> {
        let now = self.clock().now().into();
        let thread_id = match message.thread {
            Some(id) => id,
            None => self.thread_insert(&mut tx, user, message).await?,
        };
        let thread =
            store::thread_lock(&mut tx, user, thread_id, 1, now).await?.ok_or(AgentError::NotFound("thread"))?;
        if thread.title.is_empty() {
            store::thread_rename(&mut tx, user, thread_id, &title(&message.text), &thread.emoji).await?;
        }
        let (seq, behind_another) = store::turn_next_seq(&mut tx, user, thread_id).await?;
        let turn = NewTurn {
            id: self.clock().id(),
            thread_id,
            seq,
            idempotency_key: message.idempotency_key.as_deref(),
            fingerprint,
            model_wanted: message.model.as_deref(),
            allow_operator_llm: message.allow_operator_llm,
            taken_by: (!behind_another).then(|| (self.worker(), self.lease_until())),
        };
        let turn: Turn = store::turn_insert(&mut tx, user, &turn, now).await?;
        let first = Message {
            id: self.clock().id(),
            user_id: user.clone(),
            thread_id,
            turn_id: turn.id,
            role: MessageRole::User,
            text: message.text.clone(),
            created_at: now,
        };
        store::message_insert(&mut tx, &first).await?;
        tx.commit().await?;
        let accepted = Accepted { turn_id: turn.id, thread_id, message_id: first.id, joined: false };
        if !behind_another {
            run::start(self, turn, 0);
        }
        Ok(accepted)
    }

    async fn thread_insert(&self, tx: &mut Tx, user: &UserId, message: &NewMessage) -> Result<Uuid, AgentError> {
        let now = self.clock().now().into();
        let thread = Thread {
            id: self.clock().id(),
            user_id: user.clone(),
            agent: message.agent.clone().unwrap_or_else(|| CHIEF_OF_STAFF.to_owned()),
            title: title(&message.text),
            emoji: "💬".to_owned(),
            message_count: 0,
            context_from: 0,
            usage: store::Usage::default(),
            created_at: now,
            updated_at: now,
            deleted_at: None,
        };
        store::thread_insert(tx, &thread).await?;
        Ok(thread.id)
    }
}

/// The turn that an earlier message with this key started; an error if that was another message.
async fn join(
    tx: &mut Tx,
    user: &UserId,
    message: &NewMessage,
    fingerprint: &[u8],
) -> Result<Option<Accepted>, AgentError> {
    let Some(key) = &message.idempotency_key else { return Ok(None) };
    let Some(turn) = store::turn_get_by_key(tx, user, key).await? else { return Ok(None) };
    if turn.fingerprint != fingerprint {
        return Err(AgentError::IdempotencyConflict);
    }
    let message_id = store::message_of_turn(tx, user, turn.id).await?;
    Ok(Some(Accepted { turn_id: turn.id, thread_id: turn.thread_id, message_id, joined: true }))
}

fn check(message: &NewMessage) -> Result<(), AgentError> {
    let invalid = |code, sentence: String| Err(AgentError::Invalid { code, sentence });
    if message.text.trim().is_empty() {
        return invalid("message_empty", "the message is empty: write something".to_owned());
    }
    if message.text.len() > MESSAGE_BYTES {
        return invalid(
            "message_too_long",
            format!("the message is longer than {MESSAGE_BYTES} bytes: send it in parts"),
        );
    }
    if message.text.contains('\0') {
        return invalid("message_invalid", "the message holds a NUL character: send text only".to_owned());
    }
    if let Some(key) = &message.idempotency_key
        && (key.is_empty() || key.len() > KEY_BYTES || !key.bytes().all(|b| b.is_ascii_graphic()))
    {
        return invalid(
            "idempotency_key_invalid",
            format!("an Idempotency-Key has 1 to {KEY_BYTES} visible ASCII characters"),
        );
    }
    if let Some(agent) = &message.agent
        && agent != CHIEF_OF_STAFF
    {
        return invalid(
            "agent_unknown",
            format!("there is no agent “{agent}”: leave it out to talk to the Chief of Staff"),
        );
    }
    Ok(())
}

fn fingerprint(message: &NewMessage) -> Vec<u8> {
    let wanted = serde_json::json!([message.thread, message.agent, message.text, message.model]);
    Sha256::digest(wanted.to_string()).to_vec()
}

fn title(text: &str) -> String {
    let line = text.trim().lines().next().unwrap_or_default().trim();
    if line.chars().count() <= TITLE_CHARACTERS {
        return line.to_owned();
    }
    let cut: String = line.chars().take(TITLE_CHARACTERS).collect();
    // at a word, unless the first word alone is longer than a title
    let end = cut.rfind(' ').filter(|end| *end > 20).unwrap_or(cut.len());
    format!("{}…", &cut[..end])
}
