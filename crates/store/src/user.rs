use db::{DbError, Tx, UserId, UtcTime, execute, fetch_all, fetch_optional};

/// Somebody who may talk to this program.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct User {
    /// Their id.
    pub user_id: UserId,
    /// What they are called.
    pub display_name: String,
    /// What they may do.
    pub role: Role,
    /// Their IANA time zone.
    pub time_zone: String,
    /// Their language, a BCP 47 tag.
    pub locale: String,
    /// When they are left in peace: `HH:MM-HH:MM` of their own clock.
    pub quiet_hours: Option<String>,
    /// Whether the demo household lives in their account.
    pub demo: bool,
    /// Since when they are here.
    pub created_at: UtcTime,
}

/// What a user, a key or a session may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Role {
    /// Everything of their own.
    Personal,
    /// That, and who may come in.
    Admin,
    /// The assistant itself; never a person.
    CosInternal,
}

impl Role {
    /// The name used in the database and by clients.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Personal => "personal",
            Self::Admin => "admin",
            Self::CosInternal => "cos_internal",
        }
    }
}

/// Lets a user in, in a transaction of theirs; answers false when they are here already, and changes nothing then.
pub async fn user_insert(tx: &mut Tx, user: &User) -> Result<bool, DbError> {
    let inserted = execute!(
        tx,
        "insert into users (user_id, display_name, role, time_zone, locale, quiet_hours, demo, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (user_id) do nothing",
        &user.user_id,
        &user.display_name,
        user.role,
        &user.time_zone,
        &user.locale,
        &user.quiet_hours,
        user.demo,
        user.created_at
    )?;
    Ok(inserted > 0)
}

/// One user.
pub async fn user_get(tx: &mut Tx, user: &UserId) -> Result<Option<User>, DbError> {
    fetch_optional!(tx, User, "select * from users where user_id = $1", user)
}

/// Everybody, longest here first; ask in a `Lookup::Users` transaction.
pub async fn user_list(tx: &mut Tx) -> Result<Vec<User>, DbError> {
    fetch_all!(tx, User, "select * from users order by created_at, user_id")
}

/// Keeps what a user can change about themself.
pub async fn user_update(tx: &mut Tx, user: &User) -> Result<(), DbError> {
    execute!(
        tx,
        "update users set display_name = $2, time_zone = $3, locale = $4, quiet_hours = $5 where user_id = $1",
        &user.user_id,
        &user.display_name,
        &user.time_zone,
        &user.locale,
        &user.quiet_hours
    )?;
    Ok(())
}

/// Notes whether the demo household lives in this account.
pub async fn user_set_demo(tx: &mut Tx, user: &UserId, demo: bool) -> Result<(), DbError> {
    execute!(tx, "update users set demo = $2 where user_id = $1", user, demo)?;
    Ok(())
}
