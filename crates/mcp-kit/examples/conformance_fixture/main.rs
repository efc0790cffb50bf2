//! A server for the conformance suite (`tests/conformance/run.sh`): what the suite wants to find on a server, behind this crate's
//! transport and checks. `conformance_fixture <port>` serves as a service does, without sessions; with `--sessions` older
//! clients get one, because only there can a server ask its client for something before it answers (sampling, elicitation).
#![expect(clippy::expect_used, reason = "a fixture that cannot go on should stop")]

mod answers;
mod asking;
mod handler;
mod input_required;

use std::sync::Arc;

use axum::Router;
use clock::Clock;
use mcp_kit::{About, ServeSettings};
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::{StreamableHttpServerConfig, StreamableHttpService};
use tokio_util::sync::CancellationToken;

use crate::handler::Fixture;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let port: u16 = arguments.get(1).and_then(|port| port.parse().ok()).expect("the first argument is a port");
    let fixture = Arc::new(Fixture::new());
    let inside = if arguments.iter().any(|argument| argument == "--sessions") {
        let config = StreamableHttpServerConfig::default().disable_allowed_hosts();
        let handler = move || Ok(fixture.clone());
        Router::new()
            .route_service("/mcp", StreamableHttpService::new(handler, Arc::<LocalSessionManager>::default(), config))
    } else {
        mcp_kit::endpoint(move || fixture.clone())
    };
    let about = About {
        name: "conformance-fixture".to_owned(),
        title: "Conformance fixture".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        instructions: String::new(),
    };
    let settings = ServeSettings::local(Clock::system());
    let listener = mcp_kit::listen(([127, 0, 0, 1], port).into(), &settings).await.expect("the port is free");
    mcp_kit::serve(mcp_kit::guard(&about, settings, inside), listener, CancellationToken::new()).await;
}
