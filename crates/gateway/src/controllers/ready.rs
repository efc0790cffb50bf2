use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use crate::Gateway;

/// Whether it can do its work.
#[derive(Serialize, ToSchema)]
pub(crate) struct Readiness {
    /// `ok`, `degraded` (a tool service is away, all else works) or `unavailable`.
    status: &'static str,
    /// What was looked at.
    checks: Vec<Check>,
}

/// One thing that was looked at.
#[derive(Serialize, ToSchema)]
pub(crate) struct Check {
    /// What: `database`, `schema`, or the name of a service.
    name: String,
    /// Whether it is as it should be.
    ok: bool,
    /// If not: why.
    detail: Option<String>,
}

/// Can it do its work? A tool service that is away degrades it; the rest goes on without.
#[utoipa::path(
    get, path = "/api/ready", tag = "operation", security(()),
    responses(
        (status = 200, body = Readiness, description = "Yes, perhaps without some of the services."),
        (status = 503, body = Readiness, description = "No."),
    )
)]
pub(crate) async fn ready(State(gateway): State<Gateway>) -> (StatusCode, Json<Readiness>) {
    let mut checks = vec![database(&gateway).await];
    if checks[0].ok {
        checks.push(schema(&gateway).await);
    }
    let able = checks.iter().all(|check| check.ok);
    checks.extend(gateway.agent.tools().into_iter().map(|server| Check {
        name: server.server,
        ok: server.connected,
        detail: server.detail,
    }));
    let whole = checks.iter().all(|check| check.ok);
    let (code, status) = match (able, whole) {
        (false, _) => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
        (true, false) => (StatusCode::OK, "degraded"),
        (true, true) => (StatusCode::OK, "ok"),
    };
    (code, Json(Readiness { status, checks }))
}

async fn database(gateway: &Gateway) -> Check {
    let ping = gateway.db.ping().await;
    if let Err(error) = &ping {
        tracing::warn!("the database gives no sign of life: {error}");
    }
    let detail = ping.is_err().then(|| "The system database cannot be reached.".to_owned());
    Check { name: "database".to_owned(), ok: ping.is_ok(), detail }
}

async fn schema(gateway: &Gateway) -> Check {
    let wanted = store::MIGRATIONS.latest();
    let detail = match gateway.db.schema_version().await {
        Ok(version) if version == wanted => None,
        Ok(version) if version < wanted => Some(format!(
            "The schema is at version {version}, this program needs {wanted}: run “assistant setup system-db”."
        )),
        Ok(version) => {
            Some(format!("The schema is at version {version}, newer than this program's {wanted}: update the program."))
        }
        Err(error) => {
            tracing::warn!("the schema version cannot be read: {error}");
            Some("The schema version cannot be read.".to_owned())
        }
    };
    Check { name: "schema".to_owned(), ok: detail.is_none(), detail }
}
