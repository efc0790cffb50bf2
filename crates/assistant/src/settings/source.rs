use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};

use super::known::known;
use super::{Reader, SettingsError};

/// Where settings come from: the environment, which wins, and the file.
#[derive(Debug)]
pub(crate) struct Source {
    file: BTreeMap<String, SecretString>,
    reader: Reader,
}

/// No settings file or secret is larger.
const FILE_LIMIT: u64 = 256 * 1024;

impl Source {
    /// Reads the file, if one is named by `--config` or `ASSISTANT_CONFIG`. The environment is read when a setting is asked for.
    pub(crate) fn read(config: Option<&Path>, reader: Reader) -> Result<Self, SettingsError> {
        let mut source = Self { file: BTreeMap::new(), reader };
        let config = match config {
            Some(path) => Some(path.to_owned()),
            None => environment("ASSISTANT_CONFIG")?.map(PathBuf::from),
        };
        if let Some(path) = config {
            source.file = read_toml(&path)?;
        }
        Ok(source)
    }

    /// The same for another reader.
    pub(crate) fn read_as(&self, reader: Reader) -> Self {
        Self { file: self.file.clone(), reader }
    }

    /// A setting as text; an empty one counts as not set, which is what compose files make of a missing variable.
    pub(crate) fn text(&self, name: &'static str) -> Result<Option<String>, SettingsError> {
        let reader = self.reader;
        debug_assert!(
            known(name).is_some_and(|setting| setting.readers.contains(&reader)),
            "{reader:?} reads {name}: say so in the table of settings"
        );
        if let Some(value) = environment(name)? {
            return Ok(Some(value));
        }
        Ok(self.file.get(name).map(|value| value.expose_secret().to_owned()).filter(|value| !value.is_empty()))
    }

    /// A secret: from `name`, or from the file that `<name>_FILE` names.
    pub(crate) fn secret(&self, name: &'static str) -> Result<Option<SecretString>, SettingsError> {
        let twin = format!("{name}_FILE");
        let in_file = match environment(&twin)? {
            Some(path) => Some(PathBuf::from(path)),
            None => self.file.get(&twin).map(|path| PathBuf::from(path.expose_secret())),
        };
        match (self.text(name)?, in_file) {
            (Some(_), Some(_)) => {
                Err(SettingsError::of(name, format!("{name} and {twin} are both set: keep the one that is meant")))
            }
            (Some(value), None) => Ok(Some(value.into())),
            (None, Some(path)) => {
                let text = read_text(&path)
                    .map_err(|reason| SettingsError::unusable(&twin, format_args!("{}: {reason}", path.display())))?;
                Ok(Some(text.trim_end_matches(['\n', '\r']).into()))
            }
            (None, None) => Ok(None),
        }
    }
}

/// Whether the variable stands in the environment, and is empty.
#[expect(clippy::disallowed_methods, reason = "settings are read here and nowhere else")]
pub(crate) fn is_present_but_empty(name: &'static str) -> bool {
    std::env::var(name).is_ok_and(|value| value.trim().is_empty())
}

/// The person's wish for plain output (<https://no-color.org>).
pub(crate) fn no_colour() -> bool {
    matches!(environment("NO_COLOR"), Ok(Some(_)))
}

/// A variable of the environment, which the settings file cannot replace.
#[expect(clippy::disallowed_methods, reason = "settings are read here and nowhere else")]
pub(crate) fn environment(name: &str) -> Result<Option<String>, SettingsError> {
    match std::env::var(name) {
        Ok(value) if value.is_empty() => Ok(None),
        Ok(value) => Ok(Some(value)),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => Err(SettingsError::unusable(name, "it is not UTF-8")),
    }
}

fn read_toml(path: &Path) -> Result<BTreeMap<String, SecretString>, SettingsError> {
    let place = path.display();
    let text = read_text(path)
        .map_err(|reason| SettingsError::new(format!("the settings file {place} cannot be read: {reason}")))?;
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        // the message names line and column; the excerpt that comes with it could show a secret
        let line = error.span().map_or(1, |span| text[..span.start].lines().count().max(1));
        SettingsError::new(format!("the settings file {place} is no TOML: line {line}: {}", error.message()))
    })?;
    table
        .into_iter()
        .map(|(key, value)| {
            let name = variable(&key).ok_or_else(|| {
                SettingsError::new(format!(
                    "the settings file {place} has an unknown key, `{key}`: the keys are the environment variables in lower case"
                ))
            })?;
            let text = match value {
                toml::Value::String(text) => text,
                toml::Value::Integer(number) => number.to_string(),
                _ => {
                    return Err(SettingsError::new(format!("the settings file {place}: `{key}` must be a string")));
                }
            };
            Ok((name, text.into()))
        })
        .collect()
}

/// The variable a key of the file stands for.
fn variable(key: &str) -> Option<String> {
    let name = key.to_ascii_uppercase();
    let is_lower = key.bytes().all(|b| !b.is_ascii_uppercase());
    let file_of = |name: &str| name.strip_suffix("_FILE").and_then(known).is_some_and(|setting| setting.secret);
    (is_lower && (known(&name).is_some() || file_of(&name))).then_some(name)
}

fn read_text(path: &Path) -> Result<String, String> {
    let size = std::fs::metadata(path).map_err(|error| error.to_string())?.len();
    if size > FILE_LIMIT {
        return Err(format!("it has {size} bytes, more than {FILE_LIMIT}"));
    }
    std::fs::read_to_string(path).map_err(|error| error.to_string())
}
