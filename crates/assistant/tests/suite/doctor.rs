use std::fs;

use serde_json::Value;

use crate::program::{assistant, run, serve, serve_up, up};

#[tokio::test]
async fn the_doctor_finds_nothing_wrong_with_what_runs() {
    let folder = tempfile::tempdir().unwrap();
    let _serving = serve_up(&mut up(folder.path())).await;
    let said = run(assistant(folder.path()).args(["doctor", "--json"])).await;
    assert_eq!((said.code, said.stderr.as_str()), (Some(0), ""), "{said:?}");
    let found: Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!(found["ok"], true);
    let names: Vec<&str> =
        found["checks"].as_array().unwrap().iter().filter_map(|check| check["name"].as_str()).collect();
    for name in ["settings", "system database", "journal database", "gateway"] {
        assert!(names.contains(&name), "{names:?}");
    }
}

#[tokio::test]
async fn the_doctor_names_a_database_that_is_damaged() {
    let folder = tempfile::tempdir().unwrap();
    drop(serve_up(&mut up(folder.path())).await);
    let file = folder.path().join("data/journal.db");
    for leftover in ["data/journal.db-wal", "data/journal.db-shm"] {
        // there is none when the last process closed the database itself
        let _ = fs::remove_file(folder.path().join(leftover));
    }
    fs::write(&file, "this is no database, and long enough to be read as one\n".repeat(99)).unwrap();
    let said = run(assistant(folder.path()).arg("doctor")).await;
    assert_eq!(said.code, Some(1));
    assert!(said.stdout.contains("wrong  journal database: "), "{}", said.stdout);
    assert!(said.stdout.contains("damaged"), "{}", said.stdout);
    assert!(said.stdout.contains("ok     system database: "), "{}", said.stdout);
}

#[tokio::test]
async fn health_tells_a_container_whether_its_service_lives() {
    let folder = tempfile::tempdir().unwrap();
    let garmin = serve(assistant(folder.path()).args(["mcp", "garmin", "--port", "0"]), "garmin").await;
    let port = garmin.url.trim_end_matches("/mcp").rsplit(':').next().unwrap().to_owned();
    let ask = || {
        let mut command = assistant(folder.path());
        command.args(["health", "garmin", "--port", &port]);
        command
    };
    assert_eq!(run(&mut ask()).await.code, Some(0));
    let mut garmin = garmin;
    garmin.child.kill().await.unwrap();
    let said = run(&mut ask()).await;
    assert_eq!(said.code, Some(1));
    assert!(said.stderr.contains("does not answer"), "{}", said.stderr);
}
