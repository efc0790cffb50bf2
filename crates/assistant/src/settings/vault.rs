use ::vault::{MasterKey, Vault};
use secrecy::ExposeSecret;

use super::{SettingsError, Source};

/// The vault of `CREDENTIALS_ENCRYPTION_KEY`, which also opens what `CREDENTIALS_ENCRYPTION_KEY_PREVIOUS` sealed.
pub(crate) fn vault(source: &Source) -> Result<Option<Vault>, SettingsError> {
    let previous = master_key(source, "CREDENTIALS_ENCRYPTION_KEY_PREVIOUS")?;
    let current = master_key(source, "CREDENTIALS_ENCRYPTION_KEY")?;
    if current.is_none() && previous.is_some() {
        let why = "CREDENTIALS_ENCRYPTION_KEY_PREVIOUS is set, and so must the key be that takes its place";
        return Err(SettingsError::missing("CREDENTIALS_ENCRYPTION_KEY", why));
    }
    Ok(current.map(|current| Vault::new(current, previous)))
}

fn master_key(source: &Source, name: &'static str) -> Result<Option<MasterKey>, SettingsError> {
    let Some(text) = source.secret(name)? else { return Ok(None) };
    MasterKey::from_hex(text.expose_secret()).map(Some).map_err(|error| SettingsError::unusable(name, error))
}
