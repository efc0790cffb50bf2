//! The contract, for programs at `/api/openapi.json` and for people at `/api/docs`.

use axum::Router;
use axum::response::IntoResponse;
use axum::routing::get;
use bytes::Bytes;
use http::header;
use utoipa::openapi::OpenApi;

use crate::{Gateway, openapi};

const PAGE: &str = include_str!("../../assets/docs.html");
const SCRIPT: &str = include_str!("../../assets/docs.js");
const STYLE: &str = include_str!("../../assets/docs.css");

/// The document of these calls, and a page that shows it.
pub(crate) fn router(document: OpenApi) -> Router<Gateway> {
    let document = openapi::finish(document).to_json().expect("the document is texts and maps");
    let document = Bytes::from(document);
    let json = move || {
        let document = document.clone();
        async move { ([(header::CONTENT_TYPE, "application/json")], document) }
    };
    Router::new()
        .route("/api/openapi.json", get(json))
        .route("/api/docs", get(async || file("text/html; charset=utf-8", PAGE)))
        .route("/api/docs/docs.js", get(async || file("text/javascript; charset=utf-8", SCRIPT)))
        .route("/api/docs/docs.css", get(async || file("text/css; charset=utf-8", STYLE)))
}

fn file(kind: &'static str, text: &'static str) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache")], text)
}
