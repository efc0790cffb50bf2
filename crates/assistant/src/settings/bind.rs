use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use super::{SettingsError, Source};

/// Where everything listens unless told otherwise.
pub(crate) const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

const GATEWAY: SocketAddr = SocketAddr::new(LOOPBACK, 8080);

/// From where the gateway can be reached.
#[derive(Debug)]
pub(crate) struct Reach {
    pub(crate) bind: SocketAddr,
    /// Its names outside, `ASSISTANT_PUBLIC_URL`, where a proxy stands before it.
    pub(crate) public_origins: Vec<String>,
    /// Proxies on other machines, `ASSISTANT_TRUSTED_PROXIES`, whose word about the client is taken.
    pub(crate) trusted_proxies: Vec<IpAddr>,
}

impl Reach {
    pub(crate) fn read(source: &Source) -> Result<Self, SettingsError> {
        let public_origins = parts(source, "ASSISTANT_PUBLIC_URL")?;
        if let Some(origin) = public_origins.iter().find(|origin| !origin.starts_with("http")) {
            return Err(SettingsError::unusable(
                "ASSISTANT_PUBLIC_URL",
                format_args!("“{origin}” is no address such as https://assistant.example.org"),
            ));
        }
        let trusted_proxies = parts(source, "ASSISTANT_TRUSTED_PROXIES")?
            .iter()
            .map(|text| {
                let how = format!("“{text}” is no IP address");
                text.parse().map_err(|_| SettingsError::unusable("ASSISTANT_TRUSTED_PROXIES", how))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { bind: gateway_bind(source)?, public_origins, trusted_proxies })
    }
}

/// A setting of several values, set apart by commas.
fn parts(source: &Source, name: &'static str) -> Result<Vec<String>, SettingsError> {
    let text = source.text(name)?.unwrap_or_default();
    let parts = text.split(',').map(|part| part.trim().trim_end_matches('/').to_owned());
    Ok(parts.filter(|part| !part.is_empty()).collect())
}

/// The gateway's own address and port, `ASSISTANT_BIND`.
pub(crate) fn gateway_bind(source: &Source) -> Result<SocketAddr, SettingsError> {
    let Some(text) = source.text("ASSISTANT_BIND")? else { return Ok(GATEWAY) };
    text.parse().map_err(|_| {
        SettingsError::unusable("ASSISTANT_BIND", format_args!("“{text}” is no address:port, such as 127.0.0.1:8080"))
    })
}
