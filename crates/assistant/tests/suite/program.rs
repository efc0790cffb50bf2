//! Runs the real program.

use std::path::Path;
use std::process::{Output, Stdio};
use std::sync::Once;
use std::time::Duration;

use reqwest::{RequestBuilder, Response, StatusCode};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

/// Longer than anything here takes on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(90);

/// The program with nothing in its environment but the data folder.
pub(crate) fn assistant(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_assistant"));
    command.env_clear().env("HOME", folder).env("ASSISTANT_DATA_DIR", folder.join("data")).stdin(Stdio::null());
    command.kill_on_drop(true);
    command
}

/// `assistant up` on free ports, all six.
pub(crate) fn up(folder: &Path) -> Command {
    let mut command = assistant(folder);
    command.args(["up", "--free-ports"]).env("ASSISTANT_BIND", "127.0.0.1:0");
    command
}

/// What a finished program said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs a command to its end.
pub(crate) async fn run(command: &mut Command) -> Said {
    let output = tokio::time::timeout(PATIENCE, command.output()).await.expect("the program ends").expect("it starts");
    let Output { status, stdout, stderr } = output;
    let text = |bytes| String::from_utf8(bytes).expect("the program writes UTF-8");
    Said { code: status.code(), stdout: text(stdout), stderr: text(stderr) }
}

/// Runs a command to its end, with something to read on its standard input.
pub(crate) async fn run_with_input(command: &mut Command, input: &str) -> Said {
    let mut file = tempfile::tempfile().expect("the temporary folder can be written");
    std::io::Write::write_all(&mut file, input.as_bytes()).expect("the file can be written");
    std::io::Seek::rewind(&mut file).expect("it is a file");
    run(command.stdin(file)).await
}

/// A program that serves. It is killed when this is dropped.
pub(crate) struct Serving {
    pub(crate) child: Child,
    /// The gateway's or the service's address.
    pub(crate) url: String,
    /// What it had said when it was ready.
    pub(crate) greeting: String,
    // kept open: a program whose reader is gone would be another test
    _output: Lines<BufReader<ChildStdout>>,
}

/// Starts a command that serves, and waits for the line that ends its greeting.
pub(crate) async fn serve(command: &mut Command, last_line: &str) -> Serving {
    let mut child = command.stdout(Stdio::piped()).spawn().expect("the program starts");
    let mut output = BufReader::new(child.stdout.take().expect("it was piped")).lines();
    let mut greeting = String::new();
    let reading = async {
        while let Some(line) = output.next_line().await.expect("the program writes UTF-8") {
            greeting.push_str(&line);
            greeting.push('\n');
            if line.starts_with(last_line) {
                return;
            }
        }
        panic!("the program ended before it was ready; it said: {greeting}");
    };
    tokio::time::timeout(PATIENCE, reading).await.expect("the program gets ready");
    let url = greeting.split_whitespace().find(|word| word.starts_with("http://")).expect("it names its address");
    Serving { child, url: url.to_owned(), greeting, _output: output }
}

/// `up`, started and ready.
pub(crate) async fn serve_up(command: &mut Command) -> Serving {
    serve(command, "Or talk here").await
}

impl Serving {
    /// Sends a signal, by its name.
    pub(crate) async fn signal(&self, name: &str) {
        let id = self.child.id().expect("the program runs").to_string();
        let sent = Command::new("kill").args(["-s", name, &id]).status().await.expect("kill is there");
        assert!(sent.success());
    }

    /// Waits for its end.
    pub(crate) async fn ended(&mut self) -> Option<i32> {
        tokio::time::timeout(PATIENCE, self.child.wait()).await.expect("it ends").expect("it was started").code()
    }
}

/// A client with a key.
#[derive(Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    url: String,
    key: String,
}

impl Client {
    pub(crate) fn new(url: &str, key: &str) -> Self {
        Self { http: http(), url: url.to_owned(), key: key.to_owned() }
    }

    /// With a key made on the command line, beside whatever runs there.
    pub(crate) async fn of(folder: &Path, url: &str) -> Self {
        Self::new(url, &key(&mut assistant(folder)).await)
    }

    /// The same client, for a gateway that has moved.
    pub(crate) fn at(self, url: &str) -> Self {
        Self { url: url.to_owned(), ..self }
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.http.get(format!("{}{path}", self.url)).bearer_auth(&self.key)
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> RequestBuilder {
        self.http.post(format!("{}{path}", self.url)).bearer_auth(&self.key).json(body)
    }
}

/// A client that shows nothing by itself.
pub(crate) fn http() -> reqwest::Client {
    static RING: Once = Once::new();
    RING.call_once(|| rustls::crypto::ring::default_provider().install_default().expect("nobody was faster"));
    reqwest::Client::builder().build().expect("a client can be built")
}

/// Makes an admin's key for the owner.
pub(crate) async fn key(command: &mut Command) -> String {
    let said =
        run(command.args(["keys", "create", "--user", "owner", "--role", "admin", "--allow-operator-llm", "--json"]))
            .await;
    assert_eq!(said.code, Some(0), "{said:?}");
    let made: Value = serde_json::from_str(&said.stdout).expect("one JSON object");
    made["key"].as_str().expect("the key").to_owned()
}

/// Sends a request, and again after the wait that the gateway asks for when there were too many.
pub(crate) async fn patiently(request: RequestBuilder) -> Response {
    loop {
        let once = request.try_clone().expect("no body is a stream").timeout(PATIENCE);
        let response = once.send().await.expect("the gateway answers");
        if response.status() != StatusCode::TOO_MANY_REQUESTS {
            return response;
        }
        let wait = response.headers()["retry-after"].to_str().ok().and_then(|seconds| seconds.parse().ok());
        tokio::time::sleep(Duration::from_secs(wait.expect("seconds"))).await;
    }
}

/// The answer's JSON, when it is a good one.
pub(crate) async fn json(request: RequestBuilder) -> Value {
    let response = patiently(request).await;
    let status = response.status();
    let body = response.text().await.expect("the body arrives");
    assert!(status.is_success(), "{status}: {body}");
    serde_json::from_str(&body).expect("it is JSON")
}
