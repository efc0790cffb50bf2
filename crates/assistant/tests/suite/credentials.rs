use std::path::Path;

use serde_json::{Value, json};
use stand_in_provider::{Script, StandIn};
use tokio::process::Command;

use crate::program::{Client, assistant, json, run, run_with_input, serve_up, up};

/// An Anthropic that takes every key; one that does not is played by an answer of its own.
async fn provider() -> StandIn {
    StandIn::start(|_| Script::new().text("Yes")).await.unwrap()
}

fn set(folder: &Path, provider: &StandIn) -> Command {
    let mut command = assistant(folder);
    command.args(["credentials", "set", "llm_anthropic", "--user", "owner"]).env("LLM_PROVIDER", "demo");
    command.env("ANTHROPIC_BASE_URL", provider.base_url());
    command
}

async fn list(folder: &Path) -> Value {
    let said = run(assistant(folder).args(["credentials", "list", "--json"])).await;
    assert_eq!(said.code, Some(0), "{said:?}");
    serde_json::from_str(&said.stdout).expect("one JSON object")
}

#[tokio::test]
async fn a_key_is_connected_beside_a_running_assistant_and_is_in_no_log() {
    let folder = tempfile::tempdir().unwrap();
    let provider = provider().await;
    let secret = format!("sk-ant-{:032x}", rand::random::<u128>());
    let log = folder.path().join("log");
    let mut command = up(folder.path());
    command.env("ANTHROPIC_BASE_URL", provider.base_url()).env("LLM_PROVIDER", "demo").env("RUST_LOG", "trace");
    let serving = serve_up(command.stderr(std::fs::File::create(&log).unwrap())).await;

    let said = run_with_input(set(folder.path(), &provider).env("RUST_LOG", "trace"), &format!("{secret}\n")).await;
    assert_eq!((said.code, said.stdout.as_str()), (Some(0), "owner's llm_anthropic works, and is kept.\n"), "{said:?}");
    assert!(!said.stderr.contains(&secret));
    let listed = list(folder.path()).await;
    assert_eq!(
        (&listed["items"][0]["service"], &listed["items"][0]["status"]),
        (&json!("llm_anthropic"), &json!("ok"))
    );

    let client = Client::of(folder.path(), &serving.url).await;
    assert_eq!(json(client.get("/api/me")).await["llm"]["key"], "own");
    let answer = json(client.post("/api/chat", &json!({"message": "Hello"}))).await;
    assert_eq!(answer["message"]["text"], "Yes");
    assert!(provider.received().iter().all(|request| request.headers["x-api-key"] == secret.as_str()));

    let forgotten =
        run(assistant(folder.path()).args(["credentials", "delete", "llm_anthropic", "--user", "owner"])).await;
    assert_eq!(forgotten.code, Some(0), "{forgotten:?}");
    assert_eq!(json(client.get("/api/me")).await["llm"]["key"], "demo");
    drop(serving);
    let log = std::fs::read_to_string(&log).unwrap();
    assert!(log.contains("TRACE") && !log.contains(&secret));
    for file in ["system.db", "system.db-wal", "journal.db", "journal.db-wal"] {
        let bytes = std::fs::read(folder.path().join("data").join(file)).unwrap_or_default();
        assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{file}");
    }
}

#[tokio::test]
async fn what_does_not_work_is_not_kept() {
    let folder = tempfile::tempdir().unwrap();
    let provider = StandIn::start(|_| Script::error(401, "authentication_error", "invalid x-api-key")).await.unwrap();
    drop(serve_up(&mut up(folder.path())).await);
    let secret = format!("sk-ant-{:032x}", rand::random::<u128>());
    let said = run_with_input(&mut set(folder.path(), &provider), &secret).await;
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.stderr.contains("did not accept the API key"), "{}", said.stderr);
    assert!(said.stderr.ends_with("Nothing was saved.\n") && !said.stderr.contains(&secret), "{}", said.stderr);

    let mut garmin = assistant(folder.path());
    garmin.args(["credentials", "set", "garmin", "--user", "owner"]);
    let said = run_with_input(&mut garmin, &secret).await;
    assert!(said.stderr.contains("garmin cannot be connected in this version"), "{}", said.stderr);
    assert_eq!(list(folder.path()).await["items"], json!([]));

    let said = run(assistant(folder.path()).args(["credentials", "set", "llm_anthropic", "--user", "nobody"])).await;
    assert!(said.stderr.contains("there is no user nobody"), "{}", said.stderr);
}
