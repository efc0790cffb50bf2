use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

/// That the program runs.
#[derive(Serialize, ToSchema)]
pub(crate) struct Health {
    /// Always `ok`.
    status: &'static str,
    /// The program's version.
    version: &'static str,
}

/// Is it alive? Looks at nothing else, so that nothing else can make it look dead.
#[utoipa::path(get, path = "/api/health", tag = "operation", security(()), responses((status = 200, body = Health, description = "It runs.")))]
pub(crate) async fn health() -> Json<Health> {
    Json(Health { status: "ok", version: env!("CARGO_PKG_VERSION") })
}
