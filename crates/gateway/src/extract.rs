//! axum's extractors, with their refusals as problems.

use std::time::Duration;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use http::StatusCode;
use http::request::Parts;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::{Gateway, Problem};

/// A body of JSON.
pub(crate) struct JsonBody<T>(pub(crate) T);

/// The query of an address.
pub(crate) struct QueryText<T>(pub(crate) T);

/// The one id in an address. What is no id names nothing that exists.
pub(crate) struct PathId(pub(crate) Uuid);

/// How long a client may take to send its body.
const BODY_WITHIN: Duration = Duration::from_secs(30);

impl<T: DeserializeOwned> FromRequest<Gateway> for JsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, gateway: &Gateway) -> Result<Self, Problem> {
        match tokio::time::timeout(BODY_WITHIN, Json::from_request(request, gateway)).await {
            Ok(Ok(Json(body))) => Ok(Self(body)),
            Ok(Err(rejection)) => Err(refusal(&rejection)),
            Err(_) => Err(Problem::new(
                StatusCode::REQUEST_TIMEOUT,
                "body_too_slow",
                "The body did not arrive within 30 seconds. Send the request again.",
            )),
        }
    }
}

impl<T: DeserializeOwned> FromRequestParts<Gateway> for QueryText<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, gateway: &Gateway) -> Result<Self, Problem> {
        match Query::from_request_parts(parts, gateway).await {
            Ok(Query(query)) => Ok(Self(query)),
            Err(rejection) => Err(Problem::invalid("query_invalid", format!("{}.", rejection.body_text()))),
        }
    }
}

impl FromRequestParts<Gateway> for PathId {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, gateway: &Gateway) -> Result<Self, Problem> {
        let id = Path::from_request_parts(parts, gateway).await;
        id.map(|Path(id)| Self(id)).map_err(|_| Problem::not_found("thing: the id in the address is none"))
    }
}

fn refusal(rejection: &JsonRejection) -> Problem {
    let (code, detail) = match (rejection.status(), rejection) {
        (StatusCode::PAYLOAD_TOO_LARGE, _) => ("too_large", "The request is too large: at most 1 MiB.".to_owned()),
        (_, JsonRejection::MissingJsonContentType(_)) => {
            ("not_json", "Send the body as JSON, with “Content-Type: application/json”.".to_owned())
        }
        (_, JsonRejection::JsonDataError(error)) => ("body_invalid", format!("{}.", error.body_text())),
        _ => ("body_unreadable", format!("{}.", rejection.body_text())),
    };
    Problem::new(rejection.status(), code, detail)
}
