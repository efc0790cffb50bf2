use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{ContentBuilder, InfoBuilder, OpenApi, OpenApiBuilder, PathItem, Ref, ResponseBuilder};
use utoipa::{PartialSchema, ToSchema};

use crate::ProblemDocument;
use crate::router::api;

/// The document at `/api/openapi.json`: OpenAPI 3.1, made from the handlers.
pub fn openapi() -> OpenApi {
    finish(api().into_openapi())
}

/// What the document says before any call is in it.
pub(crate) fn base() -> OpenApi {
    let info = InfoBuilder::new()
        .title("assistant")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "A self-hosted personal assistant. JSON is snake_case, instants are RFC 3339 in UTC, ids are strings; \
             lists come in pages of `items` with a `next_cursor`. Every failure is a problem document (RFC 9457).",
        ))
        .build();
    let mut document = OpenApiBuilder::new()
        .info(info)
        .security(Some(["bearer", "api_key", "session"].map(|name| SecurityRequirement::new(name, [""; 0]))))
        .build();
    let components = document.components.get_or_insert_default();
    let bearer =
        HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some("A key: `ask_` and 43 characters."));
    components.add_security_scheme("bearer", SecurityScheme::Http(bearer.build()));
    components.add_security_scheme("api_key", SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::new("X-API-Key"))));
    let cookie = ApiKeyValue::with_description(
        "assistant_session",
        "A browser's session, from `POST /api/session`. What changes something needs a same-origin `Origin` with it.",
    );
    components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    components.schemas.insert(ProblemDocument::name().into_owned(), ProblemDocument::schema());
    document
}

/// Every call can fail, and always fails in the same form.
pub(crate) fn finish(mut document: OpenApi) -> OpenApi {
    for item in document.paths.paths.values_mut() {
        for operation in operations(item) {
            let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name(ProblemDocument::name()))).build();
            let failed = ResponseBuilder::new()
                .description("What went wrong, and what to do about it.")
                .content("application/problem+json", problem)
                .build();
            operation.responses.responses.insert("default".to_owned(), failed.into());
        }
    }
    document
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.put, &mut item.post, &mut item.delete, &mut item.patch].into_iter().flatten()
}
