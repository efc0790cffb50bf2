/// How a provider's stream is cut into messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Framing {
    /// Server-sent events (<https://html.spec.whatwg.org/multipage/server-sent-events.html>); only their data counts.
    Events,
    /// One JSON value per line.
    Lines,
}

/// Cuts bytes, however they are chopped, into messages. Our own and not `eventsource-stream` 0.2.3: that one panics on a byte
/// order mark, and a release build of this program aborts on a panic.
pub(crate) struct Frames {
    framing: Framing,
    bytes: Vec<u8>,
    /// Up to here `bytes` are used up.
    used: usize,
    /// Up to here `bytes` hold no line end.
    searched: usize,
    /// The data lines of the event that is not yet closed.
    event: Option<Vec<u8>>,
}

/// A message is not UTF-8.
#[derive(Debug)]
pub(crate) struct NotText;

impl Frames {
    pub(crate) fn new(framing: Framing) -> Self {
        Self { framing, bytes: Vec::new(), used: 0, searched: 0, event: None }
    }

    /// Takes in more of the stream.
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        self.bytes.drain(..self.used);
        self.searched -= self.used;
        self.used = 0;
        self.bytes.extend_from_slice(bytes);
    }

    /// The next whole message; `None` until more was pushed.
    pub(crate) fn next(&mut self) -> Result<Option<String>, NotText> {
        while let Some(line) = self.line() {
            let message = match self.framing {
                Framing::Lines => Some(line),
                Framing::Events => self.event_line(&line),
            };
            if let Some(message) = message.filter(|message| !message.is_empty()) {
                return String::from_utf8(message).map(Some).map_err(|_| NotText);
            }
        }
        Ok(None)
    }

    /// The stream has ended: a last line needs no line end, but an event that was not closed does not count.
    pub(crate) fn end(&mut self) -> Result<Option<String>, NotText> {
        if self.framing == Framing::Events || self.used == self.bytes.len() {
            return Ok(None);
        }
        self.push(b"\n");
        self.next()
    }

    fn line(&mut self) -> Option<Vec<u8>> {
        let Some(length) = self.bytes[self.searched..].iter().position(|byte| *byte == b'\n') else {
            self.searched = self.bytes.len();
            return None;
        };
        let end = self.searched + length;
        let line = &self.bytes[self.used..end];
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line).to_vec();
        self.used = end + 1;
        self.searched = end + 1;
        Some(line)
    }

    fn event_line(&mut self, line: &[u8]) -> Option<Vec<u8>> {
        if line.is_empty() {
            return self.event.take();
        }
        let data = line.strip_prefix(b"data")?;
        let data = match data.strip_prefix(b":") {
            Some(data) => data.strip_prefix(b" ").unwrap_or(data),
            None if data.is_empty() => data,
            None => return None, // a field whose name only begins with "data"
        };
        match &mut self.event {
            None => self.event = Some(data.to_vec()),
            Some(event) => {
                event.push(b'\n');
                event.extend_from_slice(data);
            }
        }
        None
    }
}
