//! A service as a child process of its client.

use std::sync::Arc;
use std::time::Duration;

use rmcp::ServiceExt;
use tokio_util::sync::CancellationToken;

use crate::protocol::Protocol;
use crate::{Caller, Service};

/// Serves one client over standard input and output, until the input ends or `stop` is cancelled. The one user is `owner`, who
/// is served from the demo household if `sandbox`. Nothing else may write to standard output meanwhile.
pub async fn serve_stdio(
    service: Arc<dyn Service>,
    sandbox: bool,
    call_limit: Duration,
    stop: CancellationToken,
) -> std::io::Result<()> {
    let protocol = Protocol::new(service, Some(Caller::local(sandbox)), call_limit);
    let running = protocol.serve_with_ct(rmcp::transport::stdio(), stop).await.map_err(std::io::Error::other)?;
    running.waiting().await.map_err(std::io::Error::other)?;
    Ok(())
}
