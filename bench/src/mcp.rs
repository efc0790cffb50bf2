use std::path::Path;
use std::time::{Duration, Instant};

use agent::tool_servers::{ToolCaller, ToolServer, ToolServers};
use anyhow::ensure;
use clock::Clock;
use db::UserId;
use serde_json::{Map, Value};

use crate::Table;
use crate::gateway::{assistant, serve};
use crate::samples::Samples;

const CALLS: usize = 2000;

/// One reading call of the journal service, a process of its own, through the gateway's client: over HTTP on loopback.
pub(crate) async fn measure(folder: &Path) -> anyhow::Result<Table> {
    let (_child, url, _output) = serve(assistant(folder)?.args(["mcp", "journal", "--port", "0"]), "journal").await?;
    let http = reqwest::Client::builder().tcp_nodelay(true).build()?;
    let servers = ToolServers::new(http, vec![ToolServer::new("journal", &url)?], None, Clock::system());
    let owner = UserId::owner();
    let caller = ToolCaller { user: &owner, household: true, time_zone: Some("UTC") };
    let mut arguments = Map::new();
    arguments.insert("date".to_owned(), Value::from("2026-01-05"));
    let mut samples = Samples::default();
    for _ in 0..CALLS {
        let begun = Instant::now();
        let limit = Duration::from_secs(5);
        let answer = servers.call(&caller, "journal", "get_timeline", arguments.clone(), None, limit).await?;
        samples.add(begun.elapsed());
        ensure!(!answer.is_error, "{}", answer.text);
    }
    Ok(("An MCP call (p50, p99)", vec![samples.row("journal, get_timeline")]))
}
