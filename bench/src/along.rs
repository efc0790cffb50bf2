use crate::Table;
use crate::gateway::Running;
use crate::samples::{Samples, milliseconds};

/// The turns in whose neighbourhood a long thread is measured.
const MARKS: [usize; 3] = [10, 100, 500];
/// Turns on each side of a mark.
const AROUND: usize = 5;

/// One thread of 500 plain turns: what a turn takes and what is sent to the model, early and late.
pub(crate) async fn measure(running: &Running) -> anyhow::Result<Table> {
    let thread = running.thread(0).await?;
    let filling = "and a sentence of some length, as people write them, so that the thread has weight ".repeat(4);
    let mut rows = Vec::new();
    let mut samples = Samples::default();
    for number in 1..=MARKS[2] + AROUND {
        let timed = running.turn(number, &thread, &format!("rounds=0 please {filling}")).await?;
        let Some(mark) = MARKS.into_iter().find(|mark| number.abs_diff(*mark) <= AROUND) else { continue };
        samples.add(timed.total);
        if number == mark + AROUND {
            let sent = running.provider.last().len();
            let mut around = std::mem::take(&mut samples);
            let alone = milliseconds(running.provider_alone().await?.quantile(50));
            rows.push([
                format!("turn {mark}"),
                milliseconds(around.quantile(50)),
                format!("{:.0} kB sent to the model, which takes {alone} alone", sent_kilobytes(sent)),
            ]);
        }
    }
    Ok(("Along one thread", rows))
}

fn sent_kilobytes(bytes: usize) -> f64 {
    f64::from(u32::try_from(bytes).unwrap_or(u32::MAX)) / 1e3
}
