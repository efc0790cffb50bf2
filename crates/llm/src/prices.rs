use std::path::Path;

use serde::{Deserialize, Deserializer, de};
use thiserror::Error;

use crate::{Provider, Usage};

const BUILT_IN: &str = include_str!("../prices.toml");

/// What models cost: the table built into the program, or one from a file in the same form (`crates/llm/prices.toml`).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prices {
    price: Vec<Price>,
}

/// A price file cannot be used.
#[derive(Debug, Error)]
pub enum PricesError {
    /// It cannot be read.
    #[error("cannot read the price file {path}: {source}")]
    Unreadable {
        /// Which file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// It is not in the form of the built-in one.
    #[error("the price file {path} is wrong: {message}")]
    Malformed {
        /// Which file.
        path: String,
        /// Where and what, in the parser's words.
        message: String,
    },
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Price {
    provider: Provider,
    /// The model's name, or `*` for all of this provider.
    model: String,
    /// The price holds for prompts of at most so many tokens, cache included.
    prompt_most: Option<u64>,
    input: Rate,
    output: Rate,
    /// `None`: as `input`.
    cache_read: Option<Rate>,
    /// `None`: as `input`.
    cache_write: Option<Rate>,
}

/// Micro-dollars for a million tokens, which is the same as millionths of a dollar per token, a million times finer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Rate(u64);

impl Prices {
    /// The prices that were known when the program was built.
    pub fn built_in() -> Self {
        toml::from_str(BUILT_IN).expect("a test reads the built-in price file")
    }

    /// The prices in a file; they replace the built-in ones, all of them.
    pub fn load(path: &Path) -> Result<Self, PricesError> {
        let path_text = path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|source| PricesError::Unreadable { path: path_text.clone(), source })?;
        toml::from_str(&text).map_err(|error| PricesError::Malformed { path: path_text, message: error.to_string() })
    }

    /// What an answer cost, in millionths of a US dollar, rounded up; `None` if the model's price is not known.
    pub fn cost_micros(&self, provider: Provider, model: &str, usage: &Usage) -> Option<u64> {
        let prompt = usage.input.saturating_add(usage.cache_read).saturating_add(usage.cache_write);
        let price = self.price_of(provider, model, prompt)?;
        let cost = |tokens: u64, rate: Rate| u128::from(tokens) * u128::from(rate.0);
        let total = cost(usage.input, price.input)
            + cost(usage.output, price.output)
            + cost(usage.cache_read, price.cache_read.unwrap_or(price.input))
            + cost(usage.cache_write, price.cache_write.unwrap_or(price.input));
        u64::try_from(total.div_ceil(1_000_000)).ok()
    }

    /// The price with the smallest limit that the prompt keeps.
    fn price_of(&self, provider: Provider, model: &str, prompt: u64) -> Option<&Price> {
        let fits = |price: &&Price| {
            price.provider == provider
                && is_model(&price.model, model)
                && price.prompt_most.is_none_or(|most| prompt <= most)
        };
        self.price.iter().filter(fits).min_by_key(|price| price.prompt_most.unwrap_or(u64::MAX))
    }
}

/// Whether a listed name means this model: itself, or a dated version of it, as `claude-opus-4-5-20251101`. A longer name is
/// another model: `gpt-4o-mini` does not cost what `gpt-4o` costs.
fn is_model(listed: &str, model: &str) -> bool {
    if listed == "*" {
        return true;
    }
    let Some(rest) = model.strip_prefix(listed) else { return false };
    let date = rest.strip_prefix(['-', '@']).unwrap_or_default().replace('-', "");
    rest.is_empty() || rest == "-latest" || (date.len() == 8 && date.bytes().all(|byte| byte.is_ascii_digit()))
}

impl<'de> Deserialize<'de> for Rate {
    /// US dollars per million tokens as a decimal string: exact, where a float would not be.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        parse_dollars(&text)
            .map(Self)
            .ok_or_else(|| de::Error::custom(format!("{text:?} is no price, write it like \"0.125\"")))
    }
}

fn parse_dollars(text: &str) -> Option<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_number = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_number(whole) || !is_number(fraction) || fraction.len() > 6 {
        return None;
    }
    let micros: u64 = format!("{fraction:0<6}").parse().ok()?;
    whole.parse::<u64>().ok()?.checked_mul(1_000_000)?.checked_add(micros)
}
