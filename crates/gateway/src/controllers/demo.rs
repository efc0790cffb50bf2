//! The demo household: a synthetic person's 90 days in the user's account.

use std::time::Duration;

use agent::tool_servers::{ToolCallError, ToolCaller};
use axum::Json;
use axum::extract::State;
use db::{DbError, Tx, UserId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::accounts::usual_time_zone;
use crate::audit::{self, Deed};
use crate::auth::Caller;
use crate::{Gateway, Problem};

/// Whether the demo household is there.
#[derive(Serialize, ToSchema)]
pub(crate) struct Demo {
    demo: bool,
}

/// Ninety days of rows are written within a second or two; more means that something is wrong.
const WITHIN: Duration = Duration::from_secs(15);

/// Let the demo household move in: ninety days of a synthetic person in the journal, and sandbox data behind the other services.
#[utoipa::path(post, path = "/api/demo", tag = "account", responses((status = 200, body = Demo, description = "It is there.")))]
pub(crate) async fn demo_install(State(gateway): State<Gateway>, caller: Caller) -> Result<Json<Demo>, Problem> {
    demo_set(&gateway, &caller, true).await
}

/// Wipe the demo household. Nothing of one's own is touched.
#[utoipa::path(delete, path = "/api/demo", tag = "account", responses((status = 200, body = Demo, description = "It is gone.")))]
pub(crate) async fn demo_remove(State(gateway): State<Gateway>, caller: Caller) -> Result<Json<Demo>, Problem> {
    demo_set(&gateway, &caller, false).await
}

/// The journal first: the switch only says what is so. Both can be repeated.
async fn demo_set(gateway: &Gateway, caller: &Caller, demo: bool) -> Result<Json<Demo>, Problem> {
    let tools = gateway.agent.tool_servers();
    let of = ToolCaller { user: &caller.user, household: demo, time_zone: None };
    let done = if demo {
        tools.post(&of, "journal", "/demo", WITHIN).await
    } else {
        tools.delete(&of, "journal", "/demo", WITHIN).await
    };
    let answer = done.map_err(|error| away(&error))?;
    let mut tx = gateway.db.begin(&caller.user).await?;
    store::user_set_demo(&mut tx, &caller.user, demo).await?;
    let action = if demo { "demo.installed" } else { "demo.removed" };
    let deed = Deed { action, subject: "demo household".to_owned(), detail: None };
    audit::note(&mut tx, &gateway.clock, &caller.user, &caller.doer(), deed).await?;
    if let Some(zone) = answer["time_zone"].as_str() {
        move_clock(&mut tx, &caller.user, zone, demo).await?;
    }
    tx.commit().await?;
    Ok(Json(Demo { demo }))
}

/// Whoever has not said where they are lives where the household does while it is there, so that its days begin at midnight.
async fn move_clock(tx: &mut Tx, user: &UserId, household: &str, demo: bool) -> Result<(), DbError> {
    let usual = usual_time_zone();
    let (from, to) = if demo { (usual.as_str(), household) } else { (household, usual.as_str()) };
    let Some(mut user) = store::user_get(tx, user).await? else { return Ok(()) };
    if user.time_zone == from {
        to.clone_into(&mut user.time_zone);
        store::user_update(tx, &user).await?;
    }
    Ok(())
}

fn away(error: &ToolCallError) -> Problem {
    let detail = "The journal does not answer at the moment. Try again in a few seconds; it does no harm to do so.";
    Problem { log: Some(error.to_string()), ..Problem::unavailable("journal_unavailable", detail) }
}
