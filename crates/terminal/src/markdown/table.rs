use anstyle::Style;
use pulldown_cmark::Alignment;

use super::line::{Span, paint, width};
use crate::screen::{DIM, Screen};

/// A table while its cells come in.
pub(super) struct Table {
    alignments: Vec<Alignment>,
    rows: Vec<Vec<Vec<Span>>>,
}

impl Table {
    pub(super) fn new(alignments: Vec<Alignment>) -> Self {
        Self { alignments, rows: Vec::new() }
    }

    pub(super) fn row(&mut self) {
        self.rows.push(Vec::new());
    }

    pub(super) fn cell(&mut self, spans: Vec<Span>) {
        if let Some(row) = self.rows.last_mut() {
            row.push(spans);
        }
    }

    /// The table in columns; one that is wider than the screen becomes a list of its rows, each cell under its heading.
    pub(super) fn lines(&self, screen: Screen, limit: usize) -> Vec<String> {
        let columns = self.alignments.len();
        let widths: Vec<usize> = (0..columns)
            .map(|column| self.rows.iter().filter_map(|row| row.get(column)).map(|cell| width(cell)).max().unwrap_or(0))
            .collect();
        if widths.iter().sum::<usize>() + 3 * columns.saturating_sub(1) > limit {
            return self.list(screen);
        }
        let mut lines = Vec::new();
        for (number, row) in self.rows.iter().enumerate() {
            let cells: Vec<String> = widths
                .iter()
                .enumerate()
                .map(|(column, wide)| {
                    let empty = Vec::new();
                    let cell = row.get(column).unwrap_or(&empty);
                    pad(&paint(screen, cell), wide - width(cell), self.alignments[column])
                })
                .collect();
            lines.push(cells.join(&screen.paint(DIM, " │ ")).trim_end().to_owned());
            if number == 0 {
                let rule: Vec<String> = widths.iter().map(|wide| "─".repeat(*wide)).collect();
                lines.push(screen.paint(DIM, &rule.join("─┼─")));
            }
        }
        lines
    }

    fn list(&self, screen: Screen) -> Vec<String> {
        let Some((headings, rows)) = self.rows.split_first() else { return Vec::new() };
        let mut lines = Vec::new();
        for row in rows {
            for (column, cell) in row.iter().enumerate() {
                let heading = headings.get(column).map(|heading| paint(screen, heading)).unwrap_or_default();
                let mark = if column == 0 { "• " } else { "  " };
                let gap = if heading.is_empty() { "" } else { ": " };
                lines.push(format!("{mark}{heading}{gap}{}", paint(screen, cell)));
            }
        }
        lines
    }
}

fn pad(text: &str, missing: usize, alignment: Alignment) -> String {
    let left = match alignment {
        Alignment::Right => missing,
        Alignment::Center => missing / 2,
        Alignment::None | Alignment::Left => 0,
    };
    format!("{}{text}{}", " ".repeat(left), " ".repeat(missing - left))
}

/// What a heading cell looks like.
pub(super) const HEADING: Style = Style::new().bold();
