#![doc = include_str!("../README.md")]

mod along;
mod gateway;
mod idle;
mod machine;
mod many_keys;
mod mcp;
mod overhead;
mod provider;
mod rotation;
mod samples;
mod start;
mod throughput;

use std::io::Write;
use std::sync::Arc;

use gateway::Running;

/// A table of what was measured: a heading and rows of cells.
type Table = (&'static str, Vec<[String; 3]>);

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // whoever comes second finds it there
    let _ = rustls::crypto::ring::default_provider().install_default();
    let folder = tempfile::tempdir()?;
    match std::env::args().nth(1).as_deref() {
        Some("rotation") => return Ok(show(rotation::measure(folder.path()).await?)?),
        Some("keys") => return Ok(show(many_keys::measure(folder.path()).await?)?),
        _ => {}
    }
    say(&format!("{}\n", machine::description()?))?;
    show(start::measure(folder.path()).await?)?;
    let running = Arc::new(Running::start(folder.path()).await?);
    show(idle::measure(&running).await?)?;
    show(overhead::measure(&running).await?)?;
    show(throughput::measure(&running).await?)?;
    show(along::measure(&running).await?)?;
    show(("After all of it", vec![["memory in use (RSS)".to_owned(), running.memory()?, String::new()]]))?;
    drop(running);
    show(mcp::measure(tempfile::tempdir()?.path()).await?)?;
    show(rotation::measure(folder.path()).await?)?;
    show(many_keys::measure(folder.path()).await?)?;
    Ok(())
}

fn show((heading, rows): Table) -> std::io::Result<()> {
    say(&format!("| {heading} | | |\n|---|---:|---:|"))?;
    for [what, first, second] in rows {
        say(&format!("| {what} | {first} | {second} |"))?;
    }
    say("")
}

fn say(line: &str) -> std::io::Result<()> {
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{line}")?;
    stdout.flush()
}
