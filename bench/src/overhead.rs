use crate::Table;
use crate::gateway::Running;
use crate::samples::Samples;

const TURNS: usize = 500;

/// A turn whose model answers at once: one conversation, one turn after the other, streamed. Beside it stands what the model
/// itself takes for that turn's model calls; the difference is ours.
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
        let mut alone = running.provider_alone().await?;
        rows.push(alone.row(&format!("{rounds} tool rounds: the model alone, each of {} calls", rounds + 1)));
    }
    Ok(("A turn, one at a time (p50, p99)", rows))
}
