use std::convert::Infallible;

use axum::extract::FromRequestParts;
use http::request::Parts;

use crate::Gateway;

/// All of a request but its body, for those who sign somebody in.
pub(crate) struct RequestParts(pub(crate) Parts);

impl FromRequestParts<Gateway> for RequestParts {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _gateway: &Gateway) -> Result<Self, Infallible> {
        Ok(Self(parts.clone()))
    }
}
