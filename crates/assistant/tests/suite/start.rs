use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use serde_json::json;

use crate::program::{Client, assistant, json, run, serve, serve_up, up};

#[tokio::test]
async fn up_serves_everything_and_says_where() {
    let folder = tempfile::tempdir().unwrap();
    let serving = serve_up(&mut up(folder.path())).await;

    let lines: Vec<&str> = serving.greeting.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(lines[..7], ["gateway", "journal", "garmin", "google-workspace", "google-places", "splitwise", "model"]);
    assert!(serving.greeting.contains("the demo model"));
    assert!(serving.greeting.contains(&format!("Open  {}/sign-in#code=", serving.url)));

    let client = Client::of(folder.path(), &serving.url).await;
    let answer = json(client.post("/api/chat", &json!({"message": "hello"}))).await;
    assert_eq!(answer["state"], "done");

    let mode = |name: &str| fs::metadata(folder.path().join("data").join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(""), 0o700);
    for name in ["system.db", "journal.db", "gateway.url", "terminal.key"] {
        assert_eq!(mode(name), 0o600, "{name}");
    }
}

#[tokio::test]
async fn up_with_the_demo_household_knows_a_day() {
    let folder = tempfile::tempdir().unwrap();
    let serving = serve(up(folder.path()).arg("--demo"), "The demo household has moved in").await;
    let client = Client::of(folder.path(), &serving.url).await;
    let me = json(client.get("/api/me")).await;
    assert_eq!(me["demo"], true);
    let said = run(assistant(folder.path()).args(["demo", "remove"])).await;
    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(json(client.get("/api/me")).await["demo"], false);
}

#[tokio::test]
async fn a_port_in_use_is_named_with_the_service_that_needs_it() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let said = run(up(folder.path()).env("ASSISTANT_BIND", address.to_string())).await;
    assert_eq!(said.code, Some(1));
    let start = format!("assistant: port {} is in use, and the gateway needs it: ", address.port());
    assert!(said.stderr.starts_with(&start), "{}", said.stderr);
    assert_eq!(said.stderr.lines().count(), 1);
    assert!(!folder.path().join("data/system.db").exists(), "a start that fails has changed nothing");
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_named() {
    let folder = tempfile::tempdir().unwrap();
    // a file where the folder should be: refused for root, too, whom no permission stops
    fs::write(folder.path().join("data"), "").unwrap();
    let said = run(&mut up(folder.path())).await;
    assert_eq!(said.code, Some(1));
    assert!(said.stderr.contains("the data folder") && said.stderr.contains("ASSISTANT_DATA_DIR"), "{}", said.stderr);
    assert_eq!(said.stderr.lines().count(), 1);
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    // root writes through every permission but not into a file system that holds no files
    let data = if running_as_root() {
        std::path::PathBuf::from("/proc/self")
    } else {
        let data = folder.path().join("data");
        fs::create_dir(&data).unwrap();
        fs::set_permissions(&data, Permissions::from_mode(0o500)).unwrap();
        data
    };
    let said = run(up(folder.path()).env("ASSISTANT_DATA_DIR", &data)).await;
    assert_eq!(said.code, Some(1));
    assert!(said.stderr.contains("cannot be written"), "{}", said.stderr);
    assert_eq!(said.stderr.lines().count(), 1);
}

#[tokio::test]
async fn a_damaged_database_is_named() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("data")).unwrap();
    fs::write(
        folder.path().join("data/journal.db"),
        "this is no database, and long enough to be read as one\n".repeat(99),
    )
    .unwrap();
    let said = run(&mut up(folder.path())).await;
    assert_eq!(said.code, Some(1));
    assert!(said.stderr.contains("journal.db is damaged"), "{}", said.stderr);
    assert_eq!(said.stderr.lines().count(), 1);
}

#[tokio::test]
async fn two_cannot_serve_from_one_folder() {
    let folder = tempfile::tempdir().unwrap();
    let first = serve_up(&mut up(folder.path())).await;
    let said = run(&mut up(folder.path())).await;
    assert_eq!(said.code, Some(1));
    assert!(said.stderr.contains("another assistant is running on the data folder"), "{}", said.stderr);
    drop(first);
}

fn running_as_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|data| std::os::unix::fs::MetadataExt::uid(&data) == 0)
}
