//! One model call: the request goes out, its text is shown as it comes and stored in batches.

use std::time::Duration;

use futures_util::StreamExt as _;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use llm::{ChatEvent, ChatStream, ModelError, Reply};
use store::User;

use crate::ServerStatus;
use crate::run::{Break, Run};

/// How much of a streaming text a crash may lose of what was shown.
const BATCH: Duration = Duration::from_millis(250);

/// Asks for the next reply.
pub(crate) async fn ask(run: &mut Run<'_>) -> Result<Reply, Break> {
    let asked = run.agent.model().stream(&run.endpoint, &run.conversation.request).await;
    let stream = asked.map_err(|error| failed(run, &error))?;
    receive(run, stream).await
}

async fn receive(run: &mut Run<'_>, mut stream: ChatStream) -> Result<Reply, Break> {
    let mut begun = false;
    let mut batch = tokio::time::interval(BATCH);
    batch.reset();
    loop {
        let event = tokio::select! {
            biased;
            event = stream.next() => event,
            _ = batch.tick() => {
                store_shown(run).await?;
                continue;
            }
        };
        match event {
            Some(Ok(ChatEvent::Text(text))) if text.is_empty() => {}
            Some(Ok(ChatEvent::Text(text))) => {
                let text = if begun { text } else { run.as_shown(&text) };
                begun = true;
                run.show_text(&text);
            }
            Some(Ok(ChatEvent::Finished(reply))) => return Ok(reply),
            Some(Err(error)) => return Err(failed(run, &error)),
            None => {
                let sentence = "The model's answer broke off. Send the message again.";
                return Err(Break::Failed("model_broken_stream", sentence.to_owned()));
            }
        }
    }
}

async fn store_shown(run: &Run<'_>) -> Result<(), Break> {
    if !run.live.unstored().is_empty() {
        let tx = run.begin().await?;
        run.commit(tx).await?;
    }
    Ok(())
}

fn failed(run: &Run<'_>, error: &ModelError) -> Break {
    tracing::warn!(turn.id = %run.turn.id, model = %run.endpoint.model, %error, "the model gave no answer");
    Break::Failed(error.kind.code(), error.sentence.clone())
}

/// What the model is told of the moment: the clock on the person's wall, and which services are away.
pub(crate) fn note(now: Timestamp, user: &User, tools: &[ServerStatus]) -> String {
    let zone = TimeZone::get(&user.time_zone).unwrap_or(TimeZone::UTC);
    let local = now.to_zoned(zone);
    let now = format!("Now: {}, {}.", local.strftime("%A %Y-%m-%d %H:%M"), user.time_zone);
    let away: Vec<_> = tools.iter().filter(|server| !server.connected).map(|server| server.server.as_str()).collect();
    if away.is_empty() { now } else { format!("{now}\nCannot be reached now: {}.", away.join(", ")) }
}
