use std::path::Path;
use std::time::Instant;

use anyhow::Context;

use crate::Table;
use crate::gateway::{assistant, serve};
use crate::samples::Samples;

const STARTS: usize = 20;

/// From the start of the process to the first answer of the gateway, with all six services listening: on an empty folder, and
/// on one that is there.
pub(crate) async fn measure(folder: &Path) -> anyhow::Result<Table> {
    let (mut first, mut again) = (Samples::default(), Samples::default());
    let http = reqwest::Client::new();
    for _ in 0..STARTS {
        let fresh = tempfile::tempdir_in(folder)?;
        for samples in [&mut first, &mut again] {
            let begun = Instant::now();
            let (mut child, url, _output) =
                serve(assistant(fresh.path())?.args(["up", "--free-ports"]), "gateway").await?;
            http.get(format!("{url}/api/health")).send().await?.error_for_status().context("the gateway answers")?;
            samples.add(begun.elapsed());
            child.kill().await?;
        }
    }
    Ok(("Start to ready (p50, p99)", vec![first.row("empty data folder"), again.row("existing data folder")]))
}
