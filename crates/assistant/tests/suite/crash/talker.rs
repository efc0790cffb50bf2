use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::books::{Acknowledged, Books};
use crate::program::Client;

/// A client that sends one message after the other, each until it is acknowledged, under one `Idempotency-Key`.
pub(crate) struct Talker {
    number: u64,
    client: Client,
    books: Arc<Books>,
}

/// A gateway that was just killed is asked again after this.
const PAUSE: Duration = Duration::from_millis(20);

impl Talker {
    pub(crate) fn new(number: u64, client: Client, books: Arc<Books>) -> Self {
        Self { number, client, books }
    }

    pub(crate) async fn talk(self, enough: CancellationToken) {
        let mut count = 0;
        while !enough.is_cancelled() {
            count += 1;
            let job = format!("job-{}-{count}", self.number);
            while self.try_once(&job).await.is_none() {
                tokio::time::sleep(PAUSE).await;
            }
        }
    }

    /// Sends the message and follows its turn for as long as the gateway lives; `None` when it was not acknowledged.
    async fn try_once(&self, job: &str) -> Option<()> {
        let mut stream = self
            .client
            .post("/api/chat", &json!({"message": format!("{job} please write down what I ate")}))
            .header("accept", "text/event-stream")
            .header("idempotency-key", job)
            .send()
            .await
            .ok()?;
        assert!(stream.status().is_success() || stream.status() == 503, "{job}: {}", stream.status());
        let mut seen = String::new();
        let mut acknowledged = false;
        while let Ok(Some(chunk)) = stream.chunk().await {
            seen.push_str(&String::from_utf8_lossy(&chunk));
            if let (false, Some(started)) = (acknowledged, started(&seen)) {
                let field = |name: &str| started[name].as_str().expect("an id").to_owned();
                self.books.note(&Acknowledged {
                    job: job.to_owned(),
                    turn: field("turn_id"),
                    thread: field("thread_id"),
                });
                acknowledged = true;
            }
        }
        acknowledged.then_some(())
    }
}

/// The data of the first event, once it is whole.
fn started(seen: &str) -> Option<Value> {
    let line = seen.split_once("event: turn.started")?.1.split_once("data: ")?.1.split_once('\n')?.0;
    serde_json::from_str(line).ok()
}
