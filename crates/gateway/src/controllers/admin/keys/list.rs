use axum::Json;
use axum::extract::State;

use super::Key;
use crate::auth::Admin;
use crate::page::Page;
use crate::{Gateway, Problem, accounts};

/// Every key, without its text, ended ones too. Admins only.
#[utoipa::path(get, path = "/api/admin/keys", tag = "admin", responses((status = 200, body = Page<Key>, description = "The keys, oldest first.")))]
pub(crate) async fn key_list(State(gateway): State<Gateway>, _admin: Admin) -> Result<Json<Page<Key>>, Problem> {
    let keys = accounts::key_list(&gateway.db).await?;
    Ok(Json(Page::whole(keys.into_iter().map(Key::from).collect())))
}
