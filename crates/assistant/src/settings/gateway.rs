use std::path::PathBuf;

use llm::{Endpoint, Prices};
use mcp_kit::token;
use secrecy::SecretString;

use super::{
    Database, ProviderUrls, Reach, SettingsError, Source, data_dir, endpoint, internal_key, prices, refuse_unsafe,
    system_database, vault,
};

/// What `assistant up` needs.
#[derive(Debug)]
pub(crate) struct UpSettings {
    pub(crate) data_dir: PathBuf,
    pub(crate) reach: Reach,
    pub(crate) endpoint: Endpoint,
    pub(crate) provider_urls: ProviderUrls,
    pub(crate) prices: Prices,
    /// A key that opens the gateway from its first start on.
    pub(crate) api_key: Option<SecretString>,
}

impl UpSettings {
    pub(crate) fn read(source: &Source) -> Result<Self, SettingsError> {
        let reach = Reach::read(source)?;
        refuse_unsafe(source, reach.bind, "ASSISTANT_API_KEY")?;
        // used later, but what is wrong with it is said before anything starts
        vault(source)?;
        Ok(Self {
            data_dir: data_dir(source)?,
            endpoint: endpoint(source)?,
            provider_urls: ProviderUrls::read(source)?,
            prices: prices(source)?,
            api_key: source.secret("ASSISTANT_API_KEY")?,
            reach,
        })
    }
}

/// What `assistant gateway` needs.
#[derive(Debug)]
pub(crate) struct GatewaySettings {
    pub(crate) reach: Reach,
    pub(crate) database: Database,
    pub(crate) endpoint: Endpoint,
    pub(crate) provider_urls: ProviderUrls,
    pub(crate) prices: Prices,
    pub(crate) services: ServiceUrls,
    pub(crate) internal_key: Option<token::Key>,
    /// A key that opens the gateway from its first start on.
    pub(crate) api_key: Option<SecretString>,
}

/// Where the five services are, in the order of [`crate::services::Name::ALL`].
#[derive(Debug)]
pub(crate) struct ServiceUrls(pub(crate) [String; 5]);

impl GatewaySettings {
    pub(crate) fn read(source: &Source) -> Result<Self, SettingsError> {
        let reach = Reach::read(source)?;
        refuse_unsafe(source, reach.bind, "ASSISTANT_API_KEY")?;
        // used later, but what is wrong with it is said before anything starts
        vault(source)?;
        Ok(Self {
            database: system_database(source)?,
            endpoint: endpoint(source)?,
            provider_urls: ProviderUrls::read(source)?,
            prices: prices(source)?,
            services: ServiceUrls::read(source)?,
            internal_key: internal_key(source, reach.bind)?,
            api_key: source.secret("ASSISTANT_API_KEY")?,
            reach,
        })
    }
}

impl ServiceUrls {
    fn read(source: &Source) -> Result<Self, SettingsError> {
        let mut urls = [const { String::new() }; 5];
        for (url, service) in urls.iter_mut().zip(crate::services::Name::ALL) {
            let name = service.url_setting();
            let given = source.text(name)?.unwrap_or_else(|| format!("http://127.0.0.1:{}/mcp", service.port()));
            if !given.starts_with("http://") && !given.starts_with("https://") {
                return Err(SettingsError::unusable(
                    name,
                    format_args!("“{given}” does not begin with http:// or https://"),
                ));
            }
            // the seed's compose file gives an address without a path
            let has_path = given.splitn(4, '/').nth(3).is_some_and(|path| !path.is_empty());
            *url = if has_path { given } else { format!("{}/mcp", given.trim_end_matches('/')) };
        }
        Ok(Self(urls))
    }
}
