use reqwest::Response;

/// One server-sent event.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct SseEvent {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) data: String,
}

/// Reads server-sent events (HTML Living Standard, section 9.2) from an answer.
pub(crate) struct SseReader {
    answer: Response,
    lines: Lines,
    event: SseEvent,
}

/// An event of ours has a whole reply at most; what has no end is not ours.
const LONGEST_LINE: usize = 8 << 20;

impl SseReader {
    pub(crate) fn new(answer: Response) -> Self {
        Self { answer, lines: Lines::default(), event: SseEvent::default() }
    }

    /// The next event; `None` when the connection has ended or broken. May be dropped while it waits, and called again.
    pub(crate) async fn next(&mut self) -> Option<SseEvent> {
        loop {
            while let Some(line) = self.lines.next() {
                if let Some(event) = take(&mut self.event, &line) {
                    return Some(event);
                }
            }
            let chunk = self.answer.chunk().await.ok()??;
            self.lines.0.extend_from_slice(&chunk);
            if self.lines.0.len() > LONGEST_LINE {
                return None;
            }
        }
    }
}

/// Takes one line into the event; an empty line ends it.
fn take(event: &mut SseEvent, line: &str) -> Option<SseEvent> {
    if line.is_empty() {
        let done = std::mem::take(event);
        return (!done.data.is_empty()).then_some(done);
    }
    let (field, value) = line.split_once(':').unwrap_or((line, ""));
    let value = value.strip_prefix(' ').unwrap_or(value);
    match field {
        "id" => value.clone_into(&mut event.id),
        "event" => value.clone_into(&mut event.kind),
        "data" => {
            if !event.data.is_empty() {
                event.data.push('\n');
            }
            event.data.push_str(value);
        }
        // a comment, which keeps the connection alive, or a field of a newer gateway
        _ => {}
    }
    None
}

/// Bytes that come in, cut at line ends.
#[derive(Default)]
struct Lines(Vec<u8>);

impl Lines {
    fn next(&mut self) -> Option<String> {
        let end = self.0.iter().position(|byte| *byte == b'\n')?;
        let mut line: Vec<u8> = self.0.drain(..=end).collect();
        line.truncate(line.len() - 1);
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        Some(String::from_utf8_lossy(&line).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(chunks: &[&[u8]]) -> Vec<SseEvent> {
        let (mut lines, mut event, mut events) = (Lines::default(), SseEvent::default(), Vec::new());
        for chunk in chunks {
            lines.0.extend_from_slice(chunk);
            while let Some(line) = lines.next() {
                events.extend(take(&mut event, &line));
            }
        }
        events
    }

    #[test]
    fn events_are_the_same_however_the_bytes_are_cut() {
        let text =
            ": still here\n\nid: 7\r\nevent: text.delta\r\ndata: {\"text\":\"caf\u{e9}\"}\r\n\r\ndata:a\ndata: b\n\n"
                .as_bytes();
        let whole = events(&[text]);
        assert_eq!(whole.len(), 2);
        assert_eq!((whole[0].id.as_str(), whole[0].kind.as_str()), ("7", "text.delta"));
        assert_eq!(whole[1].data, "a\nb");
        for cut in 1..text.len() {
            assert_eq!(events(&[&text[..cut], &text[cut..]]), whole, "cut at {cut}");
        }
    }
}
