use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Gateway;
use crate::auth::check_host;
use crate::controllers::{
    admin, audit, chat, credentials, demo, docs, events, health, me, messages, ready, session, socket, threads, tools,
    turns,
};
use crate::envelope::{envelope, panicked};
use crate::{openapi, web_app};

/// Bytes of a request's body.
const BODY_LIMIT: usize = 1 << 20;

/// Everything the gateway answers. Serve it with `into_make_service_with_connect_info::<SocketAddr>()`: failed sign-ins are
/// limited by address.
pub fn router(gateway: Gateway) -> Router {
    let (api, document) = api().split_for_parts();
    api.merge(docs::router(document))
        .route("/ws", get(socket::socket))
        .fallback(web_app::web_app)
        .method_not_allowed_fallback(web_app::method_not_allowed)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(gateway.clone(), check_host))
        .layer(from_fn_with_state(gateway.clone(), envelope))
        .with_state(gateway)
}

/// Every call of the contract that there is.
pub(crate) fn api() -> OpenApiRouter<Gateway> {
    OpenApiRouter::with_openapi(openapi::base())
        .routes(routes!(health::health))
        .routes(routes!(ready::ready))
        .routes(routes!(session::create::session_create, session::delete::session_delete))
        .routes(routes!(me::get::me_get, me::update::me_update))
        .routes(routes!(chat::chat))
        .routes(routes!(threads::create::thread_create, threads::list::thread_list))
        .routes(routes!(threads::get::thread_get, threads::update::thread_update, threads::delete::thread_delete))
        .routes(routes!(threads::restore::thread_restore))
        .routes(routes!(messages::create::message_create, messages::list::message_list))
        .routes(routes!(turns::get::turn_get))
        .routes(routes!(turns::events::turn_events))
        .routes(routes!(turns::cancel::turn_cancel))
        .routes(routes!(tools::tool_list))
        .routes(routes!(events::events))
        .routes(routes!(demo::demo_install, demo::demo_remove))
        .routes(routes!(audit::audit_list))
        .routes(routes!(credentials::list::credential_list))
        .routes(routes!(credentials::put::credential_put, credentials::delete::credential_delete))
        .routes(routes!(credentials::test::credential_test))
        .routes(routes!(admin::keys::create::key_create, admin::keys::list::key_list))
        .routes(routes!(admin::keys::delete::key_delete))
        .routes(routes!(admin::users::user_list))
}
