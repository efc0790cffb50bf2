use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::Table;
use crate::gateway::Running;
use crate::samples::{Samples, milliseconds};

const WHILE: Duration = Duration::from_secs(8);

/// Plain turns in so many conversations at the same time, each sending the next message when it has its answer. The client and
/// the model run on the same cores.
pub(crate) async fn measure(running: &Arc<Running>) -> anyhow::Result<Table> {
    let mut rows = Vec::new();
    for conversations in [1, 8, 32, 100] {
        let begun = Instant::now();
        let mut talking = JoinSet::new();
        for number in 0..conversations {
            let running = running.clone();
            talking.spawn(async move {
                let mut samples = Samples::default();
                let mut count = 0;
                while begun.elapsed() < WHILE {
                    let thread = running.thread(number).await?;
                    for _ in 0..20 {
                        let timed = running.turn(number * 31 + count, &thread, "rounds=0 please").await?;
                        samples.add(timed.total);
                        count += 1;
                    }
                }
                anyhow::Ok((samples, count))
            });
        }
        let (mut samples, mut count) = (Samples::default(), 0);
        while let Some(ended) = talking.join_next().await {
            let (of_one, turns) = ended??;
            samples.extend(of_one);
            count += turns;
        }
        let rate = f64::from(u32::try_from(count)?) / begun.elapsed().as_secs_f64();
        let p99 = milliseconds(samples.quantile(99));
        rows.push([format!("{conversations} conversations"), format!("{rate:.0} turns/s"), format!("{p99} p99")]);
    }
    Ok(("Throughput of plain turns", rows))
}
