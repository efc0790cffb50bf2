use std::path::Path;
use std::process::Stdio;

use stand_in_provider::{Gate, Script, StandIn};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};

use crate::program::{PATIENCE, assistant, run, serve_up, up};

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

#[tokio::test]
async fn an_answer_outlives_the_gateway_that_began_it() {
    let gate = Gate::default();
    let held = gate.clone();
    let provider =
        StandIn::start(move |_| Script::new().text("Half of it, ").wait(&held).text("and the rest.")).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut serving = serve_up(&mut with_provider(folder.path(), &provider)).await;
    let bind = serving.url.trim_start_matches("http://").to_owned();

    let asking = assistant(folder.path()).args(["chat", "tell me"]).stdout(Stdio::piped()).spawn().unwrap();
    let arrived = async {
        while provider.received().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, arrived).await.expect("the model is asked");
    serving.child.kill().await.unwrap();
    gate.open();
    let _serving = serve_up(with_provider(folder.path(), &provider).env("ASSISTANT_BIND", bind)).await;
    let output = tokio::time::timeout(PATIENCE, asking.wait_with_output()).await.expect("it ends").unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "Half of it, and the rest.\n");
}

#[tokio::test]
async fn a_conversation_in_a_terminal() {
    let gate = Gate::default();
    let held = gate.clone();
    let provider = StandIn::start(move |request| match stand_in_provider::last_text(request) {
        Some(text) if text.contains("a list") => Script::new().text("## Today\n\n1. **Run**\n2. Rest\n"),
        _ => Script::new().text("Once upon a time").wait(&held).text(" there was no end."),
    })
    .await
    .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let _serving = serve_up(&mut with_provider(folder.path(), &provider)).await;
    let mut terminal = Terminal::open(&format!("exec {} chat", env!("CARGO_BIN_EXE_assistant")), folder.path());

    terminal.shows("/help lists the commands").await;
    terminal.types("a list\r").await;
    terminal.shows("\u{1b}[1mRun\u{1b}[0m").await;
    terminal.shows("2. Rest").await;
    terminal.shows("› ").await;

    terminal.types("a story\r").await;
    terminal.shows("Once upon a time").await;
    terminal.types("\u{3}").await;
    terminal.shows("stopped").await;
    terminal.shows("› ").await;

    terminal.types("/new\r").await;
    terminal.shows("A new conversation.").await;
    terminal.types("/search run\r").await;
    terminal.shows("   1  ").await;
    terminal.types("/open 1\r").await;
    terminal.shows("a list").await;
    terminal.shows("Today").await;
    terminal.shows("› ").await;
    terminal.types("/wrong\r").await;
    terminal.shows("there is no command /wrong").await;
    terminal.shows("› ").await;
    terminal.types("\u{4}").await;
    let ended = tokio::time::timeout(PATIENCE, terminal.child.wait()).await.expect("Ctrl-D leaves").unwrap();
    assert!(ended.success());
    let history = std::fs::read_to_string(folder.path().join("data/terminal.history")).unwrap();
    assert!(history.contains("a story"));
}

fn with_provider(folder: &Path, provider: &StandIn) -> Command {
    let mut command = up(folder);
    command.env("ANTHROPIC_API_KEY", "a-key-of-the-test").env("ANTHROPIC_BASE_URL", provider.base_url());
    command
}

/// A program in a pseudo-terminal, which `script` makes.
struct Terminal {
    child: Child,
    /// What came and was not yet waited for.
    screen: String,
}

impl Terminal {
    fn open(program: &str, folder: &Path) -> Self {
        let child = Command::new("script")
            .args(["--quiet", "--return", "--flush", "--command", program, "/dev/null"])
            .env_clear()
            .envs([("TERM", "xterm"), ("PATH", "/usr/bin:/bin"), ("SHELL", "/bin/sh")])
            .env("HOME", folder)
            .env("ASSISTANT_DATA_DIR", folder.join("data"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("script is there: it comes with every Debian, in bsdutils");
        Self { child, screen: String::new() }
    }

    async fn types(&mut self, keys: &str) {
        let keyboard = self.child.stdin.as_mut().unwrap();
        keyboard.write_all(keys.as_bytes()).await.unwrap();
        keyboard.flush().await.unwrap();
    }

    /// Waits until the text has come, and forgets what stood before it.
    async fn shows(&mut self, text: &str) {
        let waiting = async {
            let output = self.child.stdout.as_mut().unwrap();
            let mut bytes = [0; 4096];
            while !self.screen.contains(text) {
                let count = output.read(&mut bytes).await.unwrap();
                assert!(count > 0, "the program ended; “{text}” is not in {:?}", self.screen);
                self.screen.push_str(&String::from_utf8_lossy(&bytes[..count]));
            }
        };
        let in_time = tokio::time::timeout(PATIENCE, waiting).await.is_ok();
        assert!(in_time, "“{text}” did not come; there was {:?}", self.screen);
        let end = self.screen.find(text).unwrap() + text.len();
        self.screen.drain(..end);
    }
}
