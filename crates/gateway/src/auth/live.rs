use super::Caller;
use crate::Gateway;

/// Why an open stream or socket ends before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The key or session no longer holds.
    Revoked,
    /// The gateway is being stopped.
    Stopping,
}

/// Waits until an open stream of this caller has to end. A database that is away ends none: nothing was revoked by that.
pub(crate) async fn ended(gateway: Gateway, caller: Caller) -> End {
    let revoked = async {
        loop {
            tokio::time::sleep(gateway.limits.recheck).await;
            match caller.is_still_valid(&gateway).await {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => tracing::warn!("an open stream's key could not be checked: {error}"),
            }
        }
    };
    tokio::select! {
        () = revoked => End::Revoked,
        () = gateway.stopping.cancelled() => End::Stopping,
    }
}
