use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use crate::provider::Provider;
use crate::samples::Samples;

/// `assistant up` with a model that answers at no delay.
pub(crate) struct Running {
    child: Child,
    pub(crate) provider: Provider,
    http: reqwest::Client,
    url: String,
    /// Many, because each has its own request rate.
    keys: Vec<String>,
    _output: Lines<BufReader<ChildStdout>>,
}

/// How long one turn took.
pub(crate) struct Timed {
    pub(crate) first_text: Duration,
    pub(crate) total: Duration,
}

const KEYS: usize = 128;

/// The program beside this one.
pub(crate) fn program() -> anyhow::Result<PathBuf> {
    let path = std::env::current_exe()?.with_file_name("assistant");
    ensure!(path.exists(), "{} is not there: `make bench` builds it", path.display());
    Ok(path)
}

/// A command of the program with nothing in its environment but the data folder.
pub(crate) fn assistant(folder: &Path) -> anyhow::Result<Command> {
    let mut command = Command::new(program()?);
    command
        .env_clear()
        .env("HOME", folder)
        .env("ASSISTANT_DATA_DIR", folder.join("data"))
        .env("ASSISTANT_BIND", "127.0.0.1:0")
        .stdin(Stdio::null())
        .kill_on_drop(true);
    Ok(command)
}

/// Starts a command that serves, and waits for the line that says it is ready. Gives the first address it names.
pub(crate) async fn serve(
    command: &mut Command,
    last_line: &str,
) -> anyhow::Result<(Child, String, Lines<BufReader<ChildStdout>>)> {
    let mut child = command.stdout(Stdio::piped()).spawn()?;
    let mut output = BufReader::new(child.stdout.take().context("it was piped")?).lines();
    let mut url = None;
    while let Some(line) = output.next_line().await? {
        let address = line.split_whitespace().find(|word| word.starts_with("http://"));
        url = url.or(address.map(str::to_owned));
        if line.starts_with(last_line) {
            return Ok((child, url.context("it names its address")?, output));
        }
    }
    bail!("the program ended before it was ready")
}

impl Running {
    pub(crate) async fn start(folder: &Path) -> anyhow::Result<Self> {
        let provider = Provider::start().await?;
        let mut command = assistant(folder)?;
        command.args(["up", "--free-ports", "--demo"]);
        command.env("ANTHROPIC_API_KEY", "a-key-of-the-bench").env("ANTHROPIC_BASE_URL", &provider.url);
        let (child, url, output) = serve(&mut command, "The demo household has moved in").await?;
        let mut keys = Vec::new();
        let first = assistant(folder)?
            .args(["keys", "create", "--user", "owner", "--role", "admin", "--allow-operator-llm", "--json"])
            .output()
            .await?;
        let made: Value = serde_json::from_slice(&first.stdout)?;
        let admin = made["key"].as_str().context("a key")?.to_owned();
        let http = reqwest::Client::builder().tcp_nodelay(true).build()?;
        for number in 0..KEYS {
            let wanted = json!({"user_id": "owner", "role": "personal", "label": number.to_string(), "allow_operator_llm": true});
            let made = http.post(format!("{url}/api/admin/keys")).bearer_auth(&admin).json(&wanted).send().await?;
            let made: Value = made.error_for_status()?.json().await?;
            keys.push(made["key"].as_str().context("a key")?.to_owned());
        }
        Ok(Self { child, provider, http, url, keys, _output: output })
    }

    pub(crate) fn post(&self, number: usize, path: &str, body: &Value) -> RequestBuilder {
        self.http.post(format!("{}{path}", self.url)).bearer_auth(&self.keys[number % KEYS]).json(body)
    }

    /// A new conversation.
    pub(crate) async fn thread(&self, number: usize) -> anyhow::Result<String> {
        let made = self.post(number, "/api/threads", &json!({})).send().await?.error_for_status()?;
        let thread: Value = made.json().await?;
        Ok(thread["id"].as_str().context("an id")?.to_owned())
    }

    /// One streamed turn.
    pub(crate) async fn turn(&self, number: usize, thread: &str, text: &str) -> anyhow::Result<Timed> {
        let begun = Instant::now();
        let request = self.post(number, &format!("/api/threads/{thread}/messages"), &json!({ "text": text }));
        let mut stream = request.header("accept", "text/event-stream").send().await?.error_for_status()?;
        let mut seen = Vec::new();
        let mut first_text = None;
        while let Some(chunk) = stream.chunk().await? {
            seen.extend_from_slice(&chunk);
            if first_text.is_none() && contains(&seen, b"event: text.delta") {
                first_text = Some(begun.elapsed());
            }
        }
        let total = begun.elapsed();
        ensure!(contains(&seen, b"event: turn.finished"), "no answer: {}", String::from_utf8_lossy(&seen));
        Ok(Timed { first_text: first_text.context("text came")?, total })
    }

    /// What the model itself takes for the last request it was sent.
    pub(crate) async fn provider_alone(&self) -> anyhow::Result<Samples> {
        const TIMES: usize = 200;
        let url = format!("{}/v1/messages", self.provider.url);
        let body = self.provider.last();
        let mut samples = Samples::default();
        for _ in 0..TIMES {
            let request = self.http.post(&url).header("x-api-key", "a-key-of-the-bench");
            let request = request.header("anthropic-version", "2023-06-01").header("content-type", "application/json");
            let request = request.body(body.clone());
            let begun = Instant::now();
            request.send().await?.error_for_status()?.bytes().await?;
            samples.add(begun.elapsed());
        }
        Ok(samples)
    }

    /// The memory it has in use.
    pub(crate) fn memory(&self) -> anyhow::Result<String> {
        let id = self.child.id().context("it runs")?;
        let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("a line")?;
        let kilobytes: f64 = line.split_whitespace().next().context("a number")?.parse()?;
        Ok(format!("{:.1} MB", kilobytes * 1024.0 / 1e6))
    }
}

fn contains(seen: &[u8], what: &[u8]) -> bool {
    seen.windows(what.len()).any(|window| window == what)
}
