//! axum's extractors, with their refusals as problems.

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

impl<T: DeserializeOwned> FromRequest<Gateway> for JsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, gateway: &Gateway) -> Result<Self, Problem> {
        match tokio::time::timeout(gateway.limits.body_within, Json::from_request(request, gateway)).await {
            Ok(Ok(Json(body))) => Ok(Self(body)),
            Ok(Err(rejection)) => Err(refusal(&rejection)),
            Err(_) => Err(Problem::new(
                StatusCode::REQUEST_TIMEOUT,
                "body_too_slow",
                "The body did not arrive in time. Send the request again.",
            )),
        }
    }
}

impl<T: DeserializeOwned> FromRequestParts<Gateway> for QueryText<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, gateway: &Gateway) -> Result<Self, Problem> {
        match Query::from_request_parts(parts, gateway).await {
            Ok(Query(query)) => Ok(Self(query)),
            Err(rejection) => {
                let text = rejection.body_text();
                let what = text.strip_prefix("Failed to deserialize query string: ").unwrap_or(&text);
                Err(Problem::invalid("query_invalid", format!("The query does not fit: {what}.")))
            }
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
        (_, JsonRejection::JsonDataError(error)) => ("body_invalid", body_sentence(&error.body_text())),
        _ => ("body_unreadable", format!("{}.", rejection.body_text())),
    };
    Problem::new(rejection.status(), code, detail)
}

/// What is wrong with a body. Where serde can only speak of this program's own types, the person is told what is wanted.
fn body_sentence(serde: &str) -> String {
    let about_types = ["struct ", "enum ", "variant ", "tuple "].iter().any(|word| serde.contains(word));
    if about_types {
        return "The body must be a JSON object with the fields of this call: see /api/docs.".to_owned();
    }
    let what = serde.strip_prefix("Failed to deserialize the JSON body into the target type: ").unwrap_or(serde);
    format!("The body does not fit: {}.", without_value(what))
}

/// serde's sentence without the text it found where it expected something else: that may be a secret in the wrong place.
fn without_value(sentence: &str) -> String {
    let Some((before, rest)) = sentence.split_once("string \"") else { return sentence.to_owned() };
    match rest.rsplit_once("\", expected") {
        Some((_, after)) => format!("{before}a string, expected{after}"),
        None => format!("{before}a string that does not belong there"),
    }
}
