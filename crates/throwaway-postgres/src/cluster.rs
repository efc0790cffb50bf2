//! The cluster that a test's databases are made in.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

const SCRIPT: &str = include_str!("../with-postgres.sh");
/// Says the URL, then waits for the end of its input: for the end of this process, whose pipe that is.
const SAY_AND_WAIT: &str = r#"echo "$TEST_POSTGRES_URL"; cat >/dev/null"#;
const SAY_ALL_AND_WAIT: &str =
    r#"echo "$TEST_POSTGRES_URL"; echo "$TEST_POSTGRES_CA"; echo "$TEST_POSTGRES_CTL"; cat >/dev/null"#;

/// The superuser's URL of the cluster of this run.
pub(crate) fn url() -> &'static str {
    static CLUSTER: OnceLock<(String, Option<Child>)> = OnceLock::new();
    let (url, _) = CLUSTER.get_or_init(|| match given() {
        Some(url) => (url, None),
        None => start(),
    });
    url
}

#[expect(clippy::disallowed_methods, reason = "a test's own setting: the program never reads it")]
fn given() -> Option<String> {
    std::env::var("TEST_POSTGRES_URL").ok().filter(|url| !url.is_empty())
}

/// A cluster of its own that also listens on a port of localhost, over TLS.
pub(crate) struct TlsCluster {
    /// The superuser's.
    pub(crate) url: String,
    /// The file of the authority.
    pub(crate) ca: String,
    /// `pg_ctl` for this cluster.
    pub(crate) ctl: String,
    /// Its end is the cluster's.
    pub(crate) child: Child,
}

/// Starts one on `port`.
pub(crate) fn start_tls(port: u16) -> TlsCluster {
    let mut child =
        command(SAY_ALL_AND_WAIT).env("POSTGRES_TLS_PORT", port.to_string()).spawn().expect("sh can be run");
    let mut lines = BufReader::new(child.stdout.take().expect("stdout is piped")).lines();
    let mut line =
        || lines.next().and_then(Result::ok).expect("PostgreSQL and openssl are there (their own words stand above)");
    TlsCluster { url: line(), ca: line(), ctl: line(), child }
}

/// Starts a cluster. The child stays in a static, which is never dropped: the pipe to it closes when this process ends,
/// even by SIGKILL, and that ends the cluster.
fn start() -> (String, Option<Child>) {
    let mut child = command(SAY_AND_WAIT).spawn().expect("sh can be run");
    let stdout = child.stdout.take().expect("stdout is piped");
    let mut url = String::new();
    BufReader::new(stdout).read_line(&mut url).expect("what the script says can be read");
    let url = url.trim().to_owned();
    assert!(
        !url.is_empty(),
        "no PostgreSQL for the tests (its own words stand above). If it is missing, install postgresql-15: apt-get install postgresql"
    );
    (url, Some(child))
}

fn command(what: &str) -> Command {
    let mut command = Command::new("sh");
    command
        .args(["-c", SCRIPT, "with-postgres.sh", "sh", "-c", what])
        // a group of its own: Ctrl-C ends this process, and the script then tidies up undisturbed
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit());
    command
}
