use std::time::Duration;

use uuid::Uuid;

use crate::TerminalError;
use crate::client::Client;
use crate::event::Event;
use crate::sse::SseReader;

/// One message and the events of its turn, across broken connections.
pub(crate) struct Turn<'a> {
    client: &'a Client,
    text: &'a str,
    thread: Option<&'a str>,
    idempotency_key: String,
    id: Option<String>,
    last_event: String,
    stream: Option<SseReader>,
    /// Whether the gateway has ever answered: only then is it worth waiting for.
    reached: bool,
    failures: u32,
    ended: bool,
}

/// How often a broken connection is made again: 0.25 s, doubling to 4 s, is half a minute in all; a gateway restarts in less.
const ATTEMPTS: u32 = 10;
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(4);

impl<'a> Turn<'a> {
    /// A message to be sent: the first call of `next` sends it.
    pub(crate) fn new(client: &'a Client, thread: Option<&'a str>, text: &'a str) -> Self {
        Self {
            client,
            text,
            thread,
            idempotency_key: Uuid::new_v4().to_string(),
            id: None,
            last_event: "0".to_owned(),
            stream: None,
            reached: false,
            failures: 0,
            ended: false,
        }
    }

    /// The turn's id, once the gateway has told it.
    pub(crate) fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The next event; `None` behind the last. May be dropped at any await and called again.
    pub(crate) async fn next(&mut self) -> Result<Option<Event>, TerminalError> {
        loop {
            if self.ended {
                return Ok(None);
            }
            if self.failures > 0 {
                tokio::time::sleep(pause(self.failures)).await;
            }
            let stream = match &mut self.stream {
                Some(stream) => stream,
                None => match self.connect().await {
                    Ok(stream) => {
                        self.reached = true;
                        self.stream.insert(stream)
                    }
                    Err(error) => {
                        self.broken(error)?;
                        continue;
                    }
                },
            };
            let Some(event) = stream.next().await else {
                self.stream = None;
                self.broken(TerminalError::Lost(self.client.url().to_owned()))?;
                return Ok(Some(Event::Reconnecting));
            };
            self.failures = 0;
            if !event.id.is_empty() {
                self.last_event = event.id;
            }
            let event = Event::read(&event.kind, &serde_json::from_str(&event.data).unwrap_or_default());
            if let Event::Started { turn, .. } = &event {
                self.id = Some(turn.clone());
            }
            self.ended = event.ends_the_turn();
            return Ok(Some(event));
        }
    }

    async fn connect(&self) -> Result<SseReader, TerminalError> {
        let response = match &self.id {
            Some(turn) => self.client.turn_events(turn, &self.last_event).await?,
            // not known to have arrived: the same key joins the turn if it has
            None => self.client.send(self.thread, self.text, &self.idempotency_key).await?,
        };
        Ok(SseReader::new(response))
    }

    /// Counts a broken connection; an error is one that trying again will not mend.
    fn broken(&mut self, error: TerminalError) -> Result<(), TerminalError> {
        self.failures += 1;
        match error {
            TerminalError::Unreachable { .. } if !self.reached => Err(error),
            TerminalError::Unreachable { .. } | TerminalError::Lost(_) if self.failures <= ATTEMPTS => Ok(()),
            TerminalError::Unreachable { .. } => Err(TerminalError::Lost(self.client.url().to_owned())),
            other => Err(other),
        }
    }
}

fn pause(failures: u32) -> Duration {
    FIRST_PAUSE.saturating_mul(1 << (failures - 1).min(8)).min(LONGEST_PAUSE)
}
