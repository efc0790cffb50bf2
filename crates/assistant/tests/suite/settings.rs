use std::fs;

use serde_json::{Value, json};

use crate::program::{assistant, run, up};

#[tokio::test]
async fn an_unknown_key_in_the_settings_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("assistant.toml");
    fs::write(&file, "llm_provider = \"demo\"\nllm_modell = \"x\"\n").unwrap();
    let said = run(assistant(folder.path()).arg("--config").arg(&file).args(["config", "check"])).await;
    assert_eq!(said.code, Some(2));
    assert!(said.stderr.contains("unknown key, `llm_modell`"), "{}", said.stderr);
}

#[tokio::test]
async fn a_broken_settings_file_is_told_by_line_and_shows_no_secret() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("assistant.toml");
    let canary = format!("{:032x}", rand::random::<u128>());
    fs::write(&file, format!("llm_provider = \"demo\"\nanthropic_api_key = {canary}x\"\n")).unwrap();
    let said = run(assistant(folder.path()).env("ASSISTANT_CONFIG", &file).args(["config", "check"])).await;
    assert_eq!(said.code, Some(2));
    assert!(said.stderr.contains("line 2"), "{}", said.stderr);
    assert!(!said.stderr.contains(&canary));
}

#[tokio::test]
async fn the_environment_wins_over_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("assistant.toml");
    fs::write(&file, "llm_provider = \"ollama\"\nllm_model = \"one\"\n").unwrap();
    let check = || {
        let mut command = assistant(folder.path());
        command.arg("--config").arg(&file).args(["config", "check"]);
        command
    };
    assert!(run(&mut check()).await.stdout.contains("one (Ollama)"));
    assert!(run(check().env("LLM_MODEL", "two")).await.stdout.contains("two (Ollama)"));
}

#[tokio::test]
async fn claude_without_a_key_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let said = run(up(folder.path()).env("LLM_PROVIDER", "claude")).await;
    assert_eq!(said.code, Some(2));
    assert_eq!(
        said.stderr,
        "assistant: ANTHROPIC_API_KEY is not set: LLM_PROVIDER=claude needs it; LLM_PROVIDER=demo needs no key\n"
    );
}

#[tokio::test]
async fn a_secret_comes_from_a_file_or_from_the_environment_but_not_from_both() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("key");
    fs::write(&file, "a-key-of-the-test\n").unwrap();
    let check = || {
        let mut command = assistant(folder.path());
        command.args(["config", "check"]).env("ANTHROPIC_API_KEY_FILE", &file);
        command
    };
    assert!(run(&mut check()).await.stdout.contains("claude-sonnet-4-6 (Claude)"));
    let said = run(check().env("ANTHROPIC_API_KEY", "another")).await;
    assert_eq!(said.code, Some(2));
    assert!(said.stderr.contains("ANTHROPIC_API_KEY and ANTHROPIC_API_KEY_FILE are both set"), "{}", said.stderr);
}

#[tokio::test]
async fn nobody_elsewhere_is_let_in_with_a_secret_that_can_be_guessed() {
    let folder = tempfile::tempdir().unwrap();
    let random = || format!("{:032x}", rand::random::<u128>());
    let gateway = || {
        let mut command = assistant(folder.path());
        command.args(["config", "check"]).env("ASSISTANT_BIND", "0.0.0.0:8080").env("MCP_INTERNAL_SECRET", random());
        command
    };
    assert_eq!(run(gateway().env("ASSISTANT_API_KEY", random())).await.code, Some(0));
    for (value, reason) in [
        ("", "it is empty"),
        ("changeme-changeme-changeme-changeme", "it is a placeholder"),
        ("undefined", "it is a placeholder"),
        ("k3jh5g34kjh5g", "it is shorter than 32 characters"),
        ("abababababababababababababababababab", "it is a pattern"),
    ] {
        for name in ["ASSISTANT_API_KEY", "MCP_INTERNAL_SECRET"] {
            let said = run(gateway().env(name, value)).await;
            assert_eq!(said.code, Some(2), "{name}={value}: {said:?}");
            assert!(said.stderr.starts_with(&format!("assistant: {name} cannot be used: {reason}")), "{}", said.stderr);
        }
    }
    let said = run(gateway().env_remove("MCP_INTERNAL_SECRET")).await;
    assert_eq!(said.code, Some(2));
    assert!(said.stderr.starts_with("assistant: MCP_INTERNAL_SECRET is not set"), "{}", said.stderr);
    let said = run(assistant(folder.path()).args(["mcp", "garmin", "--bind", "0.0.0.0"])).await;
    assert_eq!(said.code, Some(2));
    assert!(said.stderr.starts_with("assistant: MCP_INTERNAL_SECRET is not set"), "{}", said.stderr);
}

#[tokio::test]
async fn a_wrong_command_line_is_wrong_use() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(run(assistant(folder.path()).arg("dance")).await.code, Some(2));
}

#[tokio::test]
async fn a_check_of_one_service_reads_what_that_one_reads() {
    let folder = tempfile::tempdir().unwrap();
    let check = |who: &str| {
        let mut command = assistant(folder.path());
        command.args(["config", "check", who, "--json"]).env("DB_HOST", "db.test").env("DB_PORT", "many");
        command
    };
    let said = run(&mut check("journal")).await;
    assert_eq!(said.code, Some(2));
    let told: Value = serde_json::from_str(&said.stdout).unwrap();
    let problem = "DB_PORT cannot be used: “many” is no port";
    assert_eq!(told, json!({"ok": false, "setting": "DB_PORT", "problem": problem}));
    // the gateway knows nothing of the journal's database
    let said = run(&mut check("gateway")).await;
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    let told: Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!(told["findings"]["model"], "demo (Demo)");
}

#[tokio::test]
async fn a_tool_service_beyond_loopback_is_checked_for_its_secret() {
    let folder = tempfile::tempdir().unwrap();
    let check = || {
        let mut command = assistant(folder.path());
        command.args(["config", "check", "garmin", "--bind", "0.0.0.0"]);
        command
    };
    let said = run(&mut check()).await;
    assert_eq!(said.code, Some(2));
    assert!(said.stderr.contains("MCP_INTERNAL_SECRET"), "{}", said.stderr);
    let secret = format!("{:032x}{:032x}", rand::random::<u128>(), rand::random::<u128>());
    let said = run(check().env("MCP_INTERNAL_SECRET", secret)).await;
    assert_eq!(said.stdout, "service      0.0.0.0:5555, for callers with a token\nThe settings are fine.\n");
}
