use db::{DbError, Tx, UserId, fetch_all, fetch_optional};
use uuid::Uuid;

use crate::{Message, MessageRole};

/// A message and where it stands.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct PlacedMessage {
    /// The message.
    #[sqlx(flatten)]
    pub message: Message,
    /// Its place in the thread: rises, with gaps. Twice the turn's `seq`, and one more for the answer. Ids would not do: two
    /// that were made within one millisecond stand in any order.
    pub place: i64,
}

/// The last `limit` messages of a thread that stand before the place `before`, last first.
pub async fn message_list(
    tx: &mut Tx,
    user: &UserId,
    thread: Uuid,
    before: i64,
    limit: i64,
) -> Result<Vec<PlacedMessage>, DbError> {
    fetch_all!(
        tx,
        PlacedMessage,
        "select m.id, m.user_id, m.thread_id, m.turn_id, m.role, m.text, m.created_at,
           t.seq * 2 + (case m.role when 'user' then 0 else 1 end) as place
         from turns t join messages m on m.turn_id = t.id
         where t.user_id = $1 and t.thread_id = $2 and t.seq <= $3 / 2
           and t.seq * 2 + (case m.role when 'user' then 0 else 1 end) < $3
         order by t.seq desc, m.role limit $4",
        user,
        thread,
        before,
        limit
    )
}

/// The message of this role in a turn: the answer, when it is the assistant's.
pub async fn message_get_of_turn(
    tx: &mut Tx,
    user: &UserId,
    turn: Uuid,
    role: MessageRole,
) -> Result<Option<Message>, DbError> {
    fetch_optional!(
        tx,
        Message,
        "select id, user_id, thread_id, turn_id, role, text, created_at from messages
         where user_id = $1 and turn_id = $2 and role = $3 order by id desc limit 1",
        user,
        turn,
        role
    )
}
