use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use db::DbError;
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;

/// Why a request got no for an answer: a sentence for the person, and one for the log where there is more to say.
///
/// As a response it is only its status with itself attached; the envelope writes the document, because it knows the
/// request's id.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    pub(crate) status: StatusCode,
    pub(crate) code: Cow<'static, str>,
    pub(crate) detail: String,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) log: Option<String>,
}

/// What a failed request is answered with: `application/problem+json`, RFC 9457.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct ProblemDocument<'a> {
    /// `about:blank`: the status says what kind of problem it is, `code` says which one.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The status in words.
    title: &'a str,
    /// The HTTP status.
    status: u16,
    /// What happened and what to do about it, for a person.
    detail: &'a str,
    /// Which problem it is, for a program.
    code: &'a str,
    /// What to name when asking the operator about it; also in the header `x-request-id`.
    request_id: &'a str,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, code: impl Into<Cow<'static, str>>, detail: impl Into<String>) -> Self {
        Self { status, code: code.into(), detail: detail.into(), retry_after: None, log: None }
    }

    pub(crate) fn invalid(code: impl Into<Cow<'static, str>>, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail)
    }

    pub(crate) fn not_found(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", format!("There is no such {what}."))
    }

    pub(crate) fn forbidden(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, code, detail)
    }

    pub(crate) fn unauthorized() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "unauthorized",
            "Sign in first: send a valid key as “Authorization: Bearer …” or “X-API-Key: …”, or open a new sign-in link.",
        )
    }

    pub(crate) fn too_many(code: &'static str, detail: &'static str, retry_after: Duration) -> Self {
        let retry_after = Some(retry_after);
        Self { retry_after, ..Self::new(StatusCode::TOO_MANY_REQUESTS, code, detail) }
    }

    pub(crate) fn unavailable(code: &'static str, detail: impl Into<String>) -> Self {
        let retry_after = Some(Duration::from_secs(2));
        Self { retry_after, ..Self::new(StatusCode::SERVICE_UNAVAILABLE, code, detail) }
    }

    pub(crate) fn internal(log: impl Into<String>) -> Self {
        let detail = "Something went wrong inside the assistant. Its log tells more under this request id.";
        Self { log: Some(log.into()), ..Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", detail) }
    }

    /// The answer with its document, for the request of this id.
    pub(crate) fn document(&self, request_id: &str) -> Response {
        let title = self.status.canonical_reason().unwrap_or("Problem");
        let (status, detail, code) = (self.status.as_u16(), &*self.detail, &*self.code);
        let document = ProblemDocument { kind: "about:blank", title, status, detail, code, request_id };
        let body = serde_json::to_vec(&document).expect("a struct of texts and a number is JSON");
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(wait) = self.retry_after {
            // whole seconds, never 0: a client that waits none would be refused again
            headers.insert(
                header::RETRY_AFTER,
                HeaderValue::from((wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).max(1)),
            );
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"assistant\""));
        }
        response
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

impl From<DbError> for Problem {
    fn from(error: DbError) -> Self {
        let log = Some(error.to_string());
        if error.is_unavailable() {
            let detail = "The assistant cannot reach its database at the moment. Try again in a few seconds.";
            Self { log, ..Self::unavailable("database_unavailable", detail) }
        } else {
            Self { log, ..Self::internal("") }
        }
    }
}
