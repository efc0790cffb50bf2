use std::process::Stdio;

use tokio::io::AsyncWriteExt;

use crate::program::{assistant, run, serve_up, up};

#[tokio::test]
async fn a_question_on_the_command_line_is_answered_in_plain_text() {
    let folder = tempfile::tempdir().unwrap();
    let _serving = serve_up(&mut up(folder.path())).await;
    let said = run(assistant(folder.path()).args(["chat", "hello"])).await;
    assert_eq!((said.code, said.stderr.as_str()), (Some(0), ""));
    assert!(said.stdout.contains("demo model"), "{}", said.stdout);
    assert!(!said.stdout.contains('\u{1b}'), "no escape codes in a pipe");
}

#[tokio::test]
async fn a_piped_question_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    let _serving = serve_up(&mut up(folder.path())).await;
    let mut child = assistant(folder.path()).arg("chat").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"hello\n").await.unwrap();
    let output = child.wait_with_output().await.unwrap();
    assert!(output.status.success());
    assert!(String::from_utf8(output.stdout).unwrap().contains("demo model"));
}

#[tokio::test]
async fn without_an_assistant_the_way_to_one_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let said = run(assistant(folder.path()).args(["chat", "hello"])).await;
    assert_eq!(said.code, Some(1));
    assert!(said.stderr.contains("start it with `assistant up`"), "{}", said.stderr);
    let said = run(assistant(folder.path())
        .args(["chat", "--url", "http://127.0.0.1:9", "hello"])
        .env("ASSISTANT_API_KEY", "ask_nobody"))
    .await;
    assert_eq!(said.code, Some(1));
    assert!(said.stderr.contains("no assistant answers at http://127.0.0.1:9"), "{}", said.stderr);
}
