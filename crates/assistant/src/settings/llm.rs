use std::path::Path;

use llm::{Endpoint, Prices, Provider};

use super::{SettingsError, Source};

/// The model asked when `LLM_MODEL` does not say which.
const CLAUDE: &str = "claude-sonnet-4-6";

/// Who answers: `LLM_PROVIDER`, or Claude where there is a key for it, or else the demo model.
pub(crate) fn endpoint(source: &Source) -> Result<Endpoint, SettingsError> {
    let anthropic_key = source.secret("ANTHROPIC_API_KEY")?;
    let provider = match source.text("LLM_PROVIDER")? {
        Some(name) => provider(&name)?,
        None if anthropic_key.is_some() => Provider::Claude,
        None => Provider::Demo,
    };
    let model = source.text("LLM_MODEL")?;
    let model_of = |example: &str| {
        let why = format!("say which model to ask, such as {example}");
        model.clone().ok_or_else(|| SettingsError::missing("LLM_MODEL", &why))
    };
    match provider {
        Provider::Claude => Ok(Endpoint {
            provider,
            base_url: base_url(source, "ANTHROPIC_BASE_URL")?,
            key: Some(anthropic_key.ok_or_else(|| {
                SettingsError::missing(
                    "ANTHROPIC_API_KEY",
                    "LLM_PROVIDER=claude needs it; LLM_PROVIDER=demo needs no key",
                )
            })?),
            model: model.unwrap_or_else(|| CLAUDE.to_owned()),
        }),
        Provider::OpenAi => {
            let base_url = base_url(source, "OPENAI_BASE_URL")?;
            let key = source.secret("OPENAI_API_KEY")?;
            if key.is_none() && base_url.is_none() {
                return Err(SettingsError::missing(
                    "OPENAI_API_KEY",
                    "LLM_PROVIDER=openai needs it, unless OPENAI_BASE_URL names a server that wants none",
                ));
            }
            Ok(Endpoint { provider, base_url, key, model: model_of("gpt-5")? })
        }
        Provider::Ollama => Ok(Endpoint {
            provider,
            base_url: base_url(source, "OLLAMA_BASE_URL")?,
            key: None,
            model: model_of("qwen3")?,
        }),
        Provider::Demo => Ok(Endpoint { provider, base_url: None, key: None, model: "demo".to_owned() }),
    }
}

/// Where requests with the users' own keys go; `None` for the provider itself.
#[derive(Debug)]
pub(crate) struct ProviderUrls {
    pub(crate) anthropic: Option<String>,
    pub(crate) openai: Option<String>,
}

impl ProviderUrls {
    pub(crate) fn read(source: &Source) -> Result<Self, SettingsError> {
        Ok(Self { anthropic: base_url(source, "ANTHROPIC_BASE_URL")?, openai: base_url(source, "OPENAI_BASE_URL")? })
    }
}

fn provider(name: &str) -> Result<Provider, SettingsError> {
    match name {
        "claude" | "anthropic" => Ok(Provider::Claude),
        "openai" => Ok(Provider::OpenAi),
        "ollama" => Ok(Provider::Ollama),
        "demo" => Ok(Provider::Demo),
        other => Err(SettingsError::unusable(
            "LLM_PROVIDER",
            format_args!("there is no provider “{other}”, only claude, openai, ollama and demo"),
        )),
    }
}

fn base_url(source: &Source, name: &'static str) -> Result<Option<String>, SettingsError> {
    let Some(text) = source.text(name)? else { return Ok(None) };
    if !text.starts_with("http://") && !text.starts_with("https://") {
        return Err(SettingsError::unusable(name, format_args!("“{text}” does not begin with http:// or https://")));
    }
    Ok(Some(text.trim_end_matches('/').to_owned()))
}

/// What tokens cost: the table that comes with the program, or the one in `LLM_PRICES_FILE`.
pub(crate) fn prices(source: &Source) -> Result<Prices, SettingsError> {
    const NAME: &str = "LLM_PRICES_FILE";
    let Some(path) = source.text(NAME)? else { return Ok(Prices::built_in()) };
    Prices::load(Path::new(&path)).map_err(|error| SettingsError::unusable(NAME, error))
}
