//! The master key of what users connect: the one in the environment, or one that lies in the data folder beside the embedded
//! databases. The latter guards a copy of the databases alone; whoever wants more sets `CREDENTIALS_ENCRYPTION_KEY`.

use std::io::ErrorKind;

use anyhow::{Context, anyhow};
use secrecy::{ExposeSecret, SecretString};
use vault::{MasterKey, Vault};

use crate::data_folder::DataFolder;
use crate::settings::{self, Database, Source};

const CURRENT: &str = "credentials.key";
/// There while a rotation is not finished.
const PREVIOUS: &str = "credentials.key.previous";

/// The vault that belongs to a database. `None` on PostgreSQL without `CREDENTIALS_ENCRYPTION_KEY`: nothing can be sealed then.
pub(crate) fn vault(source: &Source, database: &Database, folder: &DataFolder) -> anyhow::Result<Option<Vault>> {
    match (settings::vault(source)?, database) {
        (Some(vault), _) => Ok(Some(vault)),
        (None, Database::Embedded) => folder.vault().map(Some),
        (None, Database::Postgres(_)) => Ok(None),
    }
}

impl DataFolder {
    /// The vault of the key in this folder, which is made when there is none. During a rotation it has both keys.
    pub(crate) fn vault(&self) -> anyhow::Result<Vault> {
        let current = match self.key(CURRENT)? {
            Some(key) => key,
            None => self.key_make()?,
        };
        Ok(Vault::new(current, self.key(PREVIOUS)?))
    }

    /// Puts a new key in the place of the one there is, which stays beside it until [`Self::rotation_end`]; goes on with a
    /// rotation that was interrupted. The old key is safe on disk before the new one is, and the new one before it seals anything.
    pub(crate) fn rotation_begin(&self) -> anyhow::Result<Vault> {
        let Some(current) = self.key(CURRENT)? else { return self.vault() };
        match self.key(PREVIOUS)? {
            Some(previous) if previous.id() != current.id() => return Ok(Vault::new(current, Some(previous))),
            Some(_) => {}
            None => self.write(PREVIOUS, self.text(CURRENT)?.unwrap_or_default().expose_secret())?,
        }
        Ok(Vault::new(self.key_make()?, Some(current)))
    }

    /// Forgets the old key: nothing is sealed with it any more.
    pub(crate) fn rotation_end(&self) -> anyhow::Result<()> {
        let path = self.path().join(PREVIOUS);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(error).with_context(|| format!("the old key {} cannot be removed", path.display()))
            }
            _ => Ok(()),
        }
    }

    fn key_make(&self) -> anyhow::Result<MasterKey> {
        self.write(CURRENT, MasterKey::random_hex().expose_secret())?;
        self.key(CURRENT)?.ok_or_else(|| anyhow!("the key {CURRENT} was written and is not there"))
    }

    fn key(&self, name: &str) -> anyhow::Result<Option<MasterKey>> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        let place = self.path().join(name);
        MasterKey::from_hex(text.expose_secret()).map(Some).map_err(|error| {
            anyhow!(
                "{} holds no master key ({error}): put it back from a backup, or move it away and connect every account again",
                place.display()
            )
        })
    }

    /// A key that is there and cannot be read must not count as missing: a new one would take its place.
    fn text(&self, name: &str) -> anyhow::Result<Option<SecretString>> {
        let path = self.path().join(name);
        match std::fs::read_to_string(&path) {
            Ok(text) => Ok(Some(text.into())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).with_context(|| format!("the master key {} cannot be read", path.display())),
        }
    }
}
