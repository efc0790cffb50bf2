use db::{DbError, Tx, UserId, UtcTime, execute, fetch_one};
use uuid::Uuid;

/// What the person reads: their own words, or a finished answer.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Message {
    /// Its id; later messages have higher ones.
    pub id: Uuid,
    /// Whose it is.
    pub user_id: UserId,
    /// The thread it stands in.
    pub thread_id: Uuid,
    /// The turn it belongs to.
    pub turn_id: Uuid,
    /// Who speaks.
    pub role: MessageRole,
    /// The words, Markdown when the assistant speaks.
    pub text: String,
    /// When it was said.
    pub created_at: UtcTime,
}

/// Who speaks in a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum MessageRole {
    /// The person.
    User,
    /// The agent.
    Assistant,
}

impl MessageRole {
    /// The name used in the database and by clients.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Assistant => "assistant",
        }
    }
}

/// Keeps a message.
pub async fn message_insert(tx: &mut Tx, message: &Message) -> Result<(), DbError> {
    execute!(
        tx,
        "insert into messages (id, user_id, thread_id, turn_id, role, text, created_at) values ($1, $2, $3, $4, $5, $6, $7)",
        message.id,
        &message.user_id,
        message.thread_id,
        message.turn_id,
        message.role,
        &message.text,
        message.created_at
    )?;
    Ok(())
}

/// The id of the person's message that started this turn.
pub async fn message_of_turn(tx: &mut Tx, user: &UserId, turn: Uuid) -> Result<Uuid, DbError> {
    let (id,): (Uuid,) = fetch_one!(
        tx,
        (Uuid,),
        "select id from messages where user_id = $1 and turn_id = $2 and role = 'user'",
        user,
        turn
    )?;
    Ok(id)
}
