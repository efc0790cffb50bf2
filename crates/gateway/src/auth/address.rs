use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use axum::extract::ConnectInfo;
use http::HeaderMap;
use http::request::Parts;

use crate::Gateway;

/// The address a request came from: the peer's, or what a trusted proxy says of its own peer. All of one IPv6 network (/64)
/// count as one address, because one machine has them all.
pub(crate) fn client_address(gateway: &Gateway, parts: &Parts) -> IpAddr {
    let peer = peer(parts);
    let forwarded = || {
        // the last one is what the proxy itself saw; those before it are what the client claims
        let list = parts.headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
        list.rsplit(',').next()?.trim().parse().ok()
    };
    let address = if is_trusted(gateway, peer) { forwarded().unwrap_or(peer) } else { peer };
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

/// Whether the browser speaks TLS to the proxy before us, so that its cookie may be kept to TLS.
pub(crate) fn is_behind_tls(gateway: &Gateway, parts: &Parts) -> bool {
    forwarded(gateway, parts, "x-forwarded-proto").is_some_and(|proto| proto.eq_ignore_ascii_case("https"))
}

/// A header of a proxy, if the request came from one that is trusted.
pub(super) fn forwarded<'a>(gateway: &Gateway, parts: &'a Parts, name: &str) -> Option<&'a str> {
    let value = |headers: &'a HeaderMap| headers.get(name)?.to_str().ok()?.rsplit(',').next();
    if is_trusted(gateway, peer(parts)) { value(&parts.headers).map(str::trim) } else { None }
}

fn peer(parts: &Parts) -> IpAddr {
    let info = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    info.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(peer)| peer.ip())
}

fn is_trusted(gateway: &Gateway, peer: IpAddr) -> bool {
    peer.to_canonical().is_loopback() || gateway.trusted_proxies.contains(&peer.to_canonical())
}
