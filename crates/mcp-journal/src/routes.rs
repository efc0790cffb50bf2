//! `POST /demo` and `DELETE /demo`: the demo household of the caller, in and out.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Extension, Json, Router};
use clock::Clock;
use db::{Db, DbError, UserId};
use mcp_kit::{Caller, ToolError};
use serde::Serialize;

use crate::demo::{DemoRows, demo_install, demo_remove};
use crate::error::CallError;

#[derive(Clone)]
struct Shared {
    db: Db,
    clock: Clock,
}

pub(crate) fn routes(db: Db, clock: Clock) -> Router {
    Router::new().route("/demo", post(install).delete(remove)).with_state(Shared { db, clock })
}

async fn install(State(shared): State<Shared>, Extension(caller): Extension<Caller>) -> Response {
    match UserId::parse(&caller.user) {
        Ok(user) => answer(demo_install(&shared.db, &user, shared.clock.now()).await),
        Err(error) => (StatusCode::FORBIDDEN, error.to_string()).into_response(),
    }
}

async fn remove(State(shared): State<Shared>, Extension(caller): Extension<Caller>) -> Response {
    match UserId::parse(&caller.user) {
        Ok(user) => answer(demo_remove(&shared.db, &user).await),
        Err(error) => (StatusCode::FORBIDDEN, error.to_string()).into_response(),
    }
}

/// What was done, and where the household lives.
#[derive(Serialize)]
struct Household<'a> {
    #[serde(flatten)]
    rows: DemoRows,
    time_zone: &'a str,
}

fn answer(done: Result<DemoRows, DbError>) -> Response {
    match done {
        Ok(rows) => Json(Household { rows, time_zone: household::person().zone }).into_response(),
        Err(error) => {
            let error = ToolError::from(CallError::Database(error));
            let status =
                if error.retriable { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::INTERNAL_SERVER_ERROR };
            (status, Json(error)).into_response()
        }
    }
}
