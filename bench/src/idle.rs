use std::time::Duration;

use crate::Table;
use crate::gateway::Running;

/// Long enough for what a start leaves behind to settle.
const SETTLED: Duration = Duration::from_secs(10);

/// The memory of all six services in one process, before the first turn.
pub(crate) async fn measure(running: &Running) -> anyhow::Result<Table> {
    tokio::time::sleep(SETTLED).await;
    Ok((
        "Idle",
        vec![["memory in use (RSS), six services, demo household".to_owned(), running.memory()?, String::new()]],
    ))
}
