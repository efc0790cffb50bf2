use axum::extract::State;
use http::{HeaderName, HeaderValue, StatusCode, header};

use crate::audit::{self, Deed};
use crate::auth::{Caller, Proof, cookie_clear};
use crate::{Gateway, Problem};

/// Sign this browser out.
#[utoipa::path(delete, path = "/api/session", tag = "account", responses((status = 204, description = "Signed out.")))]
pub(crate) async fn session_delete(
    State(gateway): State<Gateway>,
    caller: Caller,
) -> Result<(StatusCode, [(HeaderName, HeaderValue); 1]), Problem> {
    // a key is no session: there is nothing to end
    if let Proof::Session { hash } = &caller.proof {
        let mut tx = gateway.db.begin(&caller.user).await?;
        store::session_delete(&mut tx, &caller.user, hash).await?;
        let deed = Deed { action: "session.ended", subject: "session".to_owned(), detail: None };
        audit::note(&mut tx, &gateway.clock, &caller.user, &caller.doer(), deed).await?;
        tx.commit().await?;
    }
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie_clear())]))
}
