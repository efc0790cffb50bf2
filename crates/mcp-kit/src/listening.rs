//! Listening, and serving connections until told to stop.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::service::TowerToHyperService;
use thiserror::Error;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

use crate::ServeSettings;

/// How long to wait after the system refused to accept, which it does when it is out of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);

/// Opens the port of a service. One without a key trusts whoever reaches it, so it stays on loopback.
pub async fn listen(address: SocketAddr, settings: &ServeSettings) -> Result<TcpListener, ListenError> {
    if settings.key.is_none() && !address.ip().is_loopback() {
        return Err(ListenError::Unguarded { address });
    }
    TcpListener::bind(address).await.map_err(|cause| match cause.kind() {
        io::ErrorKind::AddrInUse => ListenError::InUse { address },
        _ => ListenError::Failed { address, cause },
    })
}

/// Why a port could not be opened.
#[derive(Debug, Error)]
pub enum ListenError {
    /// Beyond loopback, without a key.
    #[error(
        "refusing to listen on {address} without a secret: set MCP_INTERNAL_SECRET (`openssl rand -hex 32`) or listen on 127.0.0.1"
    )]
    Unguarded {
        /// What was asked for.
        address: SocketAddr,
    },
    /// Another program has the port.
    #[error("port {} on {} is in use by another program: stop it or choose another port", address.port(), address.ip())]
    InUse {
        /// What was asked for.
        address: SocketAddr,
    },
    /// The system refused.
    #[error("cannot listen on {address}: {cause}")]
    Failed {
        /// What was asked for.
        address: SocketAddr,
        /// The system's reason.
        cause: io::Error,
    },
}

/// How long a server waits for its clients.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For the head of the next request: also the time for which an idle connection is kept open. Clients must let go of
    /// theirs sooner, or they may send a call into a connection that is being closed and not know what became of it.
    pub head: Duration,
    /// For requests in flight to finish once a stop is wanted.
    pub stop: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        // nginx lets go of its idle connections after 60 seconds, the gateway of those to its services after 20.
        Self { head: Duration::from_secs(75), stop: Duration::from_secs(3) }
    }
}

/// Serves a router until `stop` is cancelled, then lets what is in flight finish for three seconds.
///
/// Beside what `axum::serve` does: Nagle's algorithm is off (with it a call over loopback can take 44 ms, without it 0.3 ms), a
/// request's head must arrive in time, and the stop has an end. Handlers find who called as `ConnectInfo<SocketAddr>`.
pub async fn serve(router: Router, listener: TcpListener, stop: CancellationToken) {
    serve_patiently(Patience::default(), router, listener, stop).await;
}

/// Serves a router with a patience of one's own.
pub async fn serve_patiently(patience: Patience, router: Router, listener: TcpListener, stop: CancellationToken) {
    let connections = TaskTracker::new();
    // Cancelled when this function returns, or when its future is dropped: no connection outlives it.
    let end = CancellationToken::new();
    let _at_the_end = end.clone().drop_guard();
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                let (router, stop, end) = (router.clone(), stop.clone(), end.clone());
                connections.spawn(async move {
                    end.run_until_cancelled(connection(stream, peer, router, patience.head, stop)).await
                });
            }
            Err(error) if connection_is_gone(&error) => {}
            Err(error) => {
                tracing::error!(%error, "cannot accept connections; trying again");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
    drop(listener);
    connections.close();
    if tokio::time::timeout(patience.stop, connections.wait()).await.is_err() {
        tracing::warn!(connections = connections.len(), "stopped with requests still in flight");
    }
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    head_limit: Duration,
    stop: CancellationToken,
) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection keeps Nagle's algorithm");
    }
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(head_limit);
    builder.http2().timer(TokioTimer::new()).enable_connect_protocol();
    let router = router.map_request(move |mut request: Request<_>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        request
    });
    let served = builder.serve_connection_with_upgrades(TokioIo::new(stream), TowerToHyperService::new(router));
    let mut served = std::pin::pin!(served);
    let ended = tokio::select! {
        ended = served.as_mut() => ended,
        () = stop.cancelled() => {
            served.as_mut().graceful_shutdown();
            served.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}

/// The client gave up between its knock and our answer.
fn connection_is_gone(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionRefused | ConnectionAborted | ConnectionReset)
}
