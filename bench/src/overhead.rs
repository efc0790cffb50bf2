use std::time::Instant;

use anyhow::Context;

use crate::Table;
use crate::gateway::Running;
use crate::samples::Samples;

const TURNS: usize = 500;

/// What the gateway adds to a turn whose model answers at once: one conversation, one turn after the other, streamed. The
/// stand-in's own time is measured beside it, with a request of the size that the gateway sent.
pub(crate) async fn measure(running: &Running) -> anyhow::Result<Table> {
    let mut rows = Vec::new();
    for rounds in [0, 1, 5] {
        let (mut first, mut total) = (Samples::default(), Samples::default());
        let turns = if rounds == 0 { TURNS } else { TURNS / 5 };
        let mut thread = running.thread(0).await?;
        for number in 0..turns {
            // short threads: how a long one behaves is measured elsewhere
            if number % 10 == 0 {
                thread = running.thread(number).await?;
            }
            let timed = running.turn(number, &thread, &format!("rounds={rounds} please")).await?;
            first.add(timed.first_text);
            total.add(timed.total);
        }
        rows.push(first.row(&format!("{rounds} tool rounds: to the first text")));
        rows.push(total.row(&format!("{rounds} tool rounds: whole turn")));
    }
    rows.push(stand_in(running).await?.row("of that, the stand-in's own time for each model call"));
    Ok(("A turn, one at a time (p50, p99)", rows))
}

async fn stand_in(running: &Running) -> anyhow::Result<Samples> {
    let http = reqwest::Client::builder().tcp_nodelay(true).build()?;
    let url = format!("{}/v1/messages", running.provider.base_url());
    let body = running.provider.requests().pop().context("the stand-in was asked")?;
    let mut samples = Samples::default();
    for _ in 0..TURNS {
        let begun = Instant::now();
        let request =
            http.post(&url).header("x-api-key", "a-key-of-the-bench").header("anthropic-version", "2023-06-01");
        let response = request.json(&body).send().await?.error_for_status()?;
        response.bytes().await?;
        samples.add(begun.elapsed());
    }
    Ok(samples)
}
