//! What an answer costs.

use llm::{Prices, PricesError, Provider, Usage};

const MILLION: u64 = 1_000_000;

#[test]
fn the_built_in_table_counts_every_kind_of_token() {
    let usage = Usage { input: MILLION, output: MILLION, cache_read: MILLION, cache_write: MILLION };
    let cost = Prices::built_in().cost_micros(Provider::Claude, "claude-opus-4-5-20251101", &usage);
    assert_eq!(cost, Some((5 + 25) * MILLION + 500_000 + 6_250_000));
}

#[test]
fn what_is_not_listed_has_no_price() {
    let prices = Prices::built_in();
    let usage = Usage { input: 5, ..Usage::default() };
    for (provider, model) in [
        (Provider::Claude, "claude-opus-9"),
        (Provider::Claude, "claude-opus-4-55"),
        (Provider::Claude, "gpt-4.1"),
        (Provider::OpenAi, "gpt-4.1-mini"),
        (Provider::OpenAi, ""),
    ] {
        assert_eq!(prices.cost_micros(provider, model, &usage), None, "{model}");
    }
    assert!(prices.cost_micros(Provider::OpenAi, "gpt-4.1-2025-04-14", &usage).is_some());
    assert_eq!(prices.cost_micros(Provider::Ollama, "qwen3:8b", &usage), Some(0));
    assert_eq!(prices.cost_micros(Provider::Demo, "demo", &usage), Some(0));
}

#[test]
fn a_long_prompt_has_its_own_price() {
    let prices = Prices::built_in();
    let cost = |cache_read| {
        let usage = Usage { output: MILLION, cache_read, ..Usage::default() };
        prices.cost_micros(Provider::Claude, "claude-haiku-5-5", &usage)
    };
    assert_eq!(cost(100_000), Some(500_000 + 1_000));
    assert_eq!(cost(100_001), Some(2_500_000 + 5_001), "rounded up: 5000.05");
}

#[test]
fn a_file_replaces_the_table() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("prices.toml");
    let usage = Usage { input: 1, cache_write: 2, ..Usage::default() };

    std::fs::write(&path, "[[price]]\nprovider = \"openai\"\nmodel = \"mine\"\ninput = \"0.000001\"\noutput = \"3\"\n")
        .unwrap();
    let prices = Prices::load(&path).unwrap();
    assert_eq!(prices.cost_micros(Provider::OpenAi, "mine", &usage), Some(1), "the smallest price, rounded up");
    assert_eq!(prices.cost_micros(Provider::Claude, "claude-opus-4-5", &usage), None);

    for wrong in [
        "price = 5",
        "[[price]]\nprovider = \"openai\"\nmodel = \"m\"\ninput = \"-1\"\noutput = \"1\"",
        "[[price]]\ninput = 1.5",
    ] {
        std::fs::write(&path, wrong).unwrap();
        let error = Prices::load(&path).unwrap_err();
        assert!(matches!(error, PricesError::Malformed { .. }) && error.to_string().contains("prices.toml"), "{error}");
    }
    assert!(matches!(Prices::load(&folder.path().join("none")), Err(PricesError::Unreadable { .. })));
}
