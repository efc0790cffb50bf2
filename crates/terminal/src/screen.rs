use std::io::{IsTerminal, Write};

use anstyle::{AnsiColor, Style};

/// What the output can show.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    /// Whether a person watches it: then an answer is rendered while it comes.
    pub terminal: bool,
    /// Whether colours and weights may be used.
    pub colour: bool,
    /// Columns to wrap at.
    pub width: usize,
    /// Lines of the window.
    pub height: usize,
}

/// Long lines are hard to read, however wide the window.
const WIDEST: usize = 100;
const NARROWEST: usize = 20;

impl Screen {
    /// The standard output as it is now. `no_colour` is the person's wish (`NO_COLOR`).
    pub fn of_stdout(no_colour: bool) -> Self {
        let terminal = std::io::stdout().is_terminal();
        let (width, height) =
            terminal_size::terminal_size().map_or((80, 24), |(width, height)| (width.0.into(), height.0.into()));
        Self { terminal, colour: terminal && !no_colour, width: usize::clamp(width, NARROWEST, WIDEST), height }
    }

    pub(crate) fn paint(self, style: Style, text: &str) -> String {
        if self.colour { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }
}

pub(crate) const DIM: Style = Style::new().dimmed();
pub(crate) const STRONG: Style = Style::new().bold();
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
pub(crate) const BAD: Style = AnsiColor::Red.on_default();

/// Writes to the standard output at once. A reader that went away (`| head`) is no fault of ours.
pub(crate) fn put(text: &str) -> std::io::Result<()> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
