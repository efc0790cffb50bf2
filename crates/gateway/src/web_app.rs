//! The web app: the files of `web/dist`, inside the program.

use axum::extract::{OriginalUri, Request};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::Problem;

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
struct Dist;

/// Addresses that belong to programs: what is not there is not there.
const NOT_PAGES: [&str; 4] = ["/api", "/ws", "/mcp", "/metrics"];

/// Whatever no route takes: a file of the web app, the app itself for the addresses it makes up, or a 404.
pub(crate) async fn web_app(OriginalUri(uri): OriginalUri, request: Request) -> Response {
    let path = uri.path();
    if NOT_PAGES
        .iter()
        .any(|start| path.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
    {
        return Problem::not_found("address here").into_response();
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return method_not_allowed().await.into_response();
    }
    let name = path.trim_start_matches('/');
    match Dist::get(name) {
        Some(file) if !name.is_empty() => serve(name, &file, request.headers()),
        // a name with a dot is a file's, and it is not there; anything else is a page of the app
        _ if name.rsplit('/').next().is_some_and(|last| last.contains('.')) => {
            Problem::not_found("file").into_response()
        }
        _ => match Dist::get("index.html") {
            Some(index) => serve("index.html", &index, request.headers()),
            None => Problem::not_found("page: this build has no web app").into_response(),
        },
    }
}

pub(crate) async fn method_not_allowed() -> Problem {
    let detail = "This address does not take that method; the header “Allow” lists those it takes.";
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", detail)
}

fn serve(name: &str, file: &EmbeddedFile, asked: &HeaderMap) -> Response {
    let hash = file.metadata.sha256_hash();
    let tag = hash.iter().take(16).fold(String::from("\""), |tag, byte| format!("{tag}{byte:02x}")) + "\"";
    let mut headers = HeaderMap::new();
    // the names under assets/ hold a hash of what is inside, so they never change; everything else is asked for again
    let cache = if name.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(header::ETAG, HeaderValue::try_from(&tag).expect("hexadecimal digits are a header's value"));
    if asked.get(header::IF_NONE_MATCH).is_some_and(|known| known == tag.as_str()) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    let kind =
        HeaderValue::try_from(file.metadata.mimetype()).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CONTENT_TYPE, kind);
    (headers, file.data.clone()).into_response()
}
