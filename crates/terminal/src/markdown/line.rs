use anstyle::Style;
use unicode_width::UnicodeWidthStr;

use crate::screen::Screen;

/// A run of text in one style.
pub(super) struct Span {
    pub(super) text: String,
    pub(super) style: Style,
}

/// Columns the spans take.
pub(super) fn width(spans: &[Span]) -> usize {
    spans.iter().map(|span| span.text.width()).sum()
}

/// The spans as one painted line.
pub(super) fn paint(screen: Screen, spans: &[Span]) -> String {
    spans
        .iter()
        .map(|span| if span.style == Style::new() { span.text.clone() } else { screen.paint(span.style, &span.text) })
        .collect()
}

/// Breaks the spans into lines of at most `limit` columns, between words where there is a gap, inside a word only when the
/// word alone is too long. A `\n` in a span ends its line.
pub(super) fn wrap(spans: Vec<Span>, limit: usize) -> Vec<Vec<Span>> {
    let mut lines = vec![Vec::new()];
    let mut column = 0;
    for Span { text, style } in spans {
        for piece in pieces(&text) {
            if piece == "\n" {
                lines.push(Vec::new());
                column = 0;
                continue;
            }
            let blank = piece.trim().is_empty();
            if column + piece.width() > limit && column > 0 {
                // the gap at which a line breaks is not shown
                if let Some(line) = lines.last_mut() {
                    trim_end(line);
                }
                lines.push(Vec::new());
                column = 0;
            }
            if blank && column == 0 {
                continue;
            }
            for part in parts(piece, limit) {
                if column + part.width() > limit && column > 0 {
                    lines.push(Vec::new());
                    column = 0;
                }
                column += part.width();
                if let Some(line) = lines.last_mut() {
                    line.push(Span { text: part, style });
                }
            }
        }
    }
    if let Some(line) = lines.last_mut() {
        trim_end(line);
    }
    lines
}

fn trim_end(line: &mut Vec<Span>) {
    while line.last().is_some_and(|span| span.text.trim().is_empty()) {
        line.pop();
    }
}

/// Words and the gaps between them, each line break by itself.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut previous: Option<char> = None;
    for (at, c) in text.char_indices() {
        let splits = previous.is_some_and(|p| p == '\n' || c == '\n' || p.is_whitespace() != c.is_whitespace());
        if splits {
            pieces.push(&text[start..at]);
            start = at;
        }
        previous = Some(c);
    }
    if start < text.len() {
        pieces.push(&text[start..]);
    }
    pieces
}

/// The word, cut where it is longer than a whole line.
fn parts(word: &str, limit: usize) -> Vec<String> {
    if word.width() <= limit {
        return vec![word.to_owned()];
    }
    let mut parts = vec![String::new()];
    for c in word.chars() {
        let mut buffer = [0; 4];
        let width = c.encode_utf8(&mut buffer).width();
        if parts.last().is_some_and(|part| part.width() + width > limit) {
            parts.push(String::new());
        }
        if let Some(part) = parts.last_mut() {
            part.push(c);
        }
    }
    parts
}
