//! Keeping an eye on a server.

use std::sync::PoisonError;
use std::time::Duration;

use reqwest::Method;
use tokio_util::sync::CancellationToken;

use super::status::Standing;
use super::{Inner, Server, listing, wire};

/// How often a server that answers is asked whether it still does.
const LOOK_EVERY: Duration = Duration::from_secs(3);

/// How long a server may take to say that it lives, or to list its tools.
const LOOK_LIMIT: Duration = Duration::from_secs(3);

/// The pause after the first failure; it doubles from there.
const FIRST_PAUSE: Duration = Duration::from_millis(200);

/// The longest pause: a server that comes back is noticed within this time.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// How long a list of tools is believed of a server that says it is the same version.
const LIST_LIFETIME: Duration = Duration::from_mins(5);

/// Watches one server until `stop`.
pub(super) async fn watch(inner: &Inner, server: &Server, stop: &CancellationToken) {
    let mut failures = 0;
    loop {
        let pause = tokio::select! {
            () = stop.cancelled() => return,
            answers = look(inner, server) => {
                failures = if answers { 0 } else { failures + 1 };
                if answers { LOOK_EVERY } else { pause_after(failures) }
            }
        };
        // Between half and the whole of it, so that a fleet of gateways does not knock in step.
        let pause = pause.mul_f64(rand::random_range(0.5..=1.0));
        tokio::select! {
            () = stop.cancelled() => return,
            () = server.look_now.notified() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Looks at a server in the cheapest way that will do, and says whether it answers.
async fn look(inner: &Inner, server: &Server) -> bool {
    let known = {
        let seen = server.seen.read().unwrap_or_else(PoisonError::into_inner);
        let fresh = inner.clock.now().duration_since(seen.listed_at).unsigned_abs() < LIST_LIFETIME;
        if fresh { seen.standing.clone() } else { Standing::Unseen }
    };
    match (known, version(inner, server).await) {
        (_, Err(detail)) => {
            inner.went_away(server, &detail);
            false
        }
        (Standing::Answers(known), Ok(version)) if known == version => true,
        (_, Ok(version)) => list(inner, server, version).await,
    }
}

/// Looks at a server and lists its tools, whatever is known.
pub(super) async fn look_closely(inner: &Inner, server: &Server) -> bool {
    match version(inner, server).await {
        Ok(version) => list(inner, server, version).await,
        Err(detail) => {
            inner.went_away(server, &detail);
            false
        }
    }
}

/// Nothing for a server that is not known to be away. One that is gets asked once more, which takes [`LOOK_LIMIT`] at most: a
/// call to a server that takes connections and never answers would hold its turn up for as long as a call may take.
pub(super) async fn look_if_away(inner: &Inner, server: &Server) -> Result<(), wire::Failure> {
    let away = matches!(server.seen.read().unwrap_or_else(PoisonError::into_inner).standing, Standing::Away(_));
    if !away {
        return Ok(());
    }
    version(inner, server).await.map(drop).map_err(wire::Failure::NotSent)
}

/// The version of a server that answers and lacks nothing; otherwise why it cannot work.
async fn version(inner: &Inner, server: &Server) -> Result<String, String> {
    let mut url = server.at.mcp.clone();
    url.set_path("/health");
    let request = inner.request(Method::GET, server, url, None, LOOK_LIMIT);
    let health = wire::plain(request).await.map_err(wire::Failure::detail)?;
    if let Some(lacks) = health["lacks"].as_str() {
        return Err(lacks.to_owned());
    }
    Ok(health["version"].as_str().unwrap_or_default().to_owned())
}

async fn list(inner: &Inner, server: &Server, version: String) -> bool {
    let request = || inner.request(Method::POST, server, server.at.mcp.clone(), None, LOOK_LIMIT);
    match listing::tools(&server.at.name, request).await {
        Ok(tools) => {
            inner.came(server, version, tools);
            true
        }
        Err(failure) => {
            inner.went_away(server, &failure.detail());
            false
        }
    }
}

fn pause_after(failures: u32) -> Duration {
    FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(failures.saturating_sub(1))).min(LONGEST_PAUSE)
}
