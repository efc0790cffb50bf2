use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;
use reqwest::Response;
use serde_json::Value;
use tokio::time::timeout;

use crate::complaint::Complaint;
use crate::fault::Fault;
use crate::frames::{Frames, Framing};
use crate::peer::Peer;
use crate::{ChatEvent, Timing};

/// More than any model writes in one answer; what exceeds it is no answer.
const ANSWER_MOST: usize = 64 * 1024 * 1024;

/// Puts a provider's messages together to an answer.
pub(crate) trait Assemble: Send {
    /// Takes in one message of the stream, and adds to `events` what it brings.
    fn message(&mut self, message: &str, events: &mut VecDeque<ChatEvent>) -> Result<(), Flaw>;

    /// The connection has ended without a message that ends the answer. Adds `Finished` if the answer is whole nevertheless.
    fn end(&mut self, events: &mut VecDeque<ChatEvent>) -> Result<(), Flaw>;
}

/// What can be wrong inside a stream.
#[derive(Debug)]
pub(crate) enum Flaw {
    /// The provider reports an error.
    Complaint(Complaint),
    /// It ended too early.
    CutOff,
    /// A message is not what the protocol says.
    Malformed(String),
}

/// An answer while it comes in.
pub(crate) struct Answer {
    peer: Peer,
    response: Response,
    frames: Frames,
    assembler: Box<dyn Assemble>,
    events: VecDeque<ChatEvent>,
    limit: Duration,
    idle: Duration,
    received: usize,
    finished: bool,
}

impl Answer {
    pub(crate) fn new(
        peer: Peer,
        response: Response,
        framing: Framing,
        assembler: Box<dyn Assemble>,
        timing: &Timing,
    ) -> Self {
        Self {
            peer,
            response,
            frames: Frames::new(framing),
            assembler,
            events: VecDeque::new(),
            limit: timing.first_byte,
            idle: timing.idle,
            received: 0,
            finished: false,
        }
    }

    /// The next event; `None` after `Finished`.
    pub(crate) async fn next(&mut self) -> Result<Option<ChatEvent>, Fault> {
        loop {
            if let Some(event) = self.events.pop_front() {
                self.finished = matches!(event, ChatEvent::Finished(_));
                return Ok(Some(event));
            }
            if self.finished {
                return Ok(None);
            }
            self.advance().await?;
        }
    }

    /// Takes in one message, or the bytes that may hold the next.
    async fn advance(&mut self) -> Result<(), Fault> {
        if let Some(message) = self.frames.next().map_err(|_| self.not_text())? {
            return self.assembler.message(&message, &mut self.events).map_err(|flaw| self.fault(flaw));
        }
        if let Some(bytes) = self.chunk().await? {
            self.frames.push(&bytes);
            return Ok(());
        }
        if let Some(message) = self.frames.end().map_err(|_| self.not_text())? {
            self.assembler.message(&message, &mut self.events).map_err(|flaw| self.fault(flaw))?;
        }
        if !matches!(self.events.back(), Some(ChatEvent::Finished(_))) {
            self.assembler.end(&mut self.events).map_err(|flaw| self.fault(flaw))?;
        }
        Ok(())
    }

    async fn chunk(&mut self) -> Result<Option<Bytes>, Fault> {
        let chunk =
            timeout(self.limit, self.response.chunk()).await.map_err(|_| Fault::stalled(&self.peer, self.limit))?;
        self.limit = self.idle;
        let chunk = chunk.map_err(|error| Fault::broken(&self.peer, &causes(&error)))?;
        self.received += chunk.as_ref().map_or(0, Bytes::len);
        if self.received > ANSWER_MOST {
            return Err(Fault::broken(&self.peer, "the answer is larger than 64 MiB"));
        }
        Ok(chunk)
    }

    fn fault(&self, flaw: Flaw) -> Fault {
        match flaw {
            Flaw::Complaint(complaint) => Fault::refused(&self.peer, complaint.status(), &complaint, None, None, None),
            Flaw::CutOff => Fault::broken(&self.peer, "the stream ended before the answer did"),
            Flaw::Malformed(what) => Fault::broken(&self.peer, &what),
        }
    }

    fn not_text(&self) -> Fault {
        Fault::broken(&self.peer, "the stream is not UTF-8")
    }
}

/// A message as JSON.
pub(crate) fn json(message: &str) -> Result<Value, Flaw> {
    serde_json::from_str(message).map_err(|error| Flaw::Malformed(format!("a message is not JSON: {error}")))
}

/// An error and what is behind it, without the address, which may hold a secret.
pub(crate) fn causes(error: &reqwest::Error) -> String {
    let mut text = if error.is_connect() { "no connection".to_owned() } else { "the connection broke".to_owned() };
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
