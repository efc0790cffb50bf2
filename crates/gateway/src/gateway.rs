use std::net::IpAddr;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use agent::Agent;
use clock::Clock;
use db::Db;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::auth::{Buckets, Rate};

/// What the gateway is built from.
#[derive(Clone)]
pub struct GatewaySettings {
    /// The system database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// Who answers messages.
    pub agent: Agent,
    /// Whether only this machine can reach it: then requests under any foreign host name are refused, which is what stops a
    /// web page from reaching it by DNS rebinding.
    pub loopback: bool,
    /// Where people reach it from outside, for example `https://assistant.example.org`; empty when there is no proxy that
    /// changes the name.
    pub public_origins: Vec<String>,
    /// Proxies whose `X-Forwarded-*` headers are believed, beside those on this machine.
    pub trusted_proxies: Vec<IpAddr>,
    /// How much of it anybody may use.
    pub limits: GatewayLimits,
    /// When this is cancelled, streams and sockets end, so that a stop does not wait for them.
    pub stopping: CancellationToken,
}

/// How much of the gateway anybody may use.
#[derive(Clone, Debug)]
pub struct GatewayLimits {
    /// Requests of one key or session.
    pub requests: Rate,
    /// Failed sign-ins of one address.
    pub failed_attempts: Rate,
    /// How long a client may take to send its body.
    pub body_within: Duration,
    /// How often an open stream or socket is asked whether its key still holds.
    pub recheck: Duration,
    /// How long one frame to a WebSocket client may take before the client counts as too slow.
    pub slow_reader: Duration,
}

impl Default for GatewayLimits {
    fn default() -> Self {
        Self {
            requests: Rate { burst: 200, per_second: 100.0 },
            failed_attempts: Rate { burst: 10, per_second: 10.0 / 60.0 },
            body_within: Duration::from_secs(30),
            recheck: Duration::from_secs(2),
            slow_reader: Duration::from_secs(10),
        }
    }
}

/// The gateway's state. Cheap to clone.
#[derive(Clone)]
pub struct Gateway(Arc<Inner>);

/// What a handler can reach.
pub struct Inner {
    pub(crate) settings: GatewaySettings,
    pub(crate) requests: Buckets<Requester>,
    pub(crate) failed_attempts: Buckets<IpAddr>,
}

/// Whose requests are counted together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Requester {
    Key(Uuid),
    Session([u8; 32]),
}

impl Gateway {
    /// A gateway with these settings.
    pub fn new(settings: GatewaySettings) -> Self {
        let requests = Buckets::new(settings.limits.requests);
        let failed_attempts = Buckets::new(settings.limits.failed_attempts);
        Self(Arc::new(Inner { settings, requests, failed_attempts }))
    }
}

impl Deref for Gateway {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Deref for Inner {
    type Target = GatewaySettings;
    fn deref(&self) -> &GatewaySettings {
        &self.settings
    }
}
