use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::auth::Admin;
use crate::page::Page;
use crate::{Gateway, Problem, accounts};

/// Somebody who is here, as an admin sees them.
#[derive(Serialize, ToSchema)]
#[expect(clippy::struct_field_names, reason = "the contract's names")]
pub(crate) struct User {
    user_id: String,
    display_name: String,
    /// `personal` or `admin`.
    role: &'static str,
    created_at: Timestamp,
}

/// Everybody who is here. Admins only.
#[utoipa::path(get, path = "/api/admin/users", tag = "admin", responses((status = 200, body = Page<User>, description = "The users, longest here first.")))]
pub(crate) async fn user_list(State(gateway): State<Gateway>, _admin: Admin) -> Result<Json<Page<User>>, Problem> {
    let users = accounts::user_list(&gateway.db).await?;
    Ok(Json(Page::whole(users.into_iter().map(User::from).collect())))
}

impl From<store::User> for User {
    fn from(user: store::User) -> Self {
        Self {
            user_id: user.user_id.to_string(),
            display_name: user.display_name,
            role: user.role.as_str(),
            created_at: user.created_at.into(),
        }
    }
}
