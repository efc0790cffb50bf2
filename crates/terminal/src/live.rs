use std::io;

use tokio::time::{Duration, Instant};
use unicode_width::UnicodeWidthStr;

use crate::event::Event;
use crate::markdown;
use crate::screen::{BAD, DIM, GOOD, STRONG, Screen, put};

/// The answer on the screen while it comes. Blocks that are complete are printed once; the last block, and the tools at
/// work, are drawn anew with each change at the bottom of the screen.
pub(crate) struct Live {
    screen: Screen,
    /// Text that is not yet printed for good.
    text: String,
    tools: Vec<(String, String)>,
    /// Lines of the part that is drawn anew.
    drawn: usize,
    drawn_at: Option<Instant>,
    /// Something came so soon after the last drawing that it is not on the screen yet.
    behind: bool,
    /// Something was printed before: the next block is set apart from it.
    begun: bool,
    state: Option<&'static str>,
}

/// Faster redrawing flickers and is not seen.
pub(crate) const FRAME: Duration = Duration::from_millis(40);

impl Live {
    pub(crate) fn new(screen: Screen) -> Self {
        Self {
            screen,
            text: String::new(),
            tools: Vec::new(),
            drawn: 0,
            drawn_at: None,
            behind: false,
            begun: false,
            state: Some("…"),
        }
    }

    /// Shows an event.
    pub(crate) fn show(&mut self, event: &Event) -> io::Result<()> {
        match event {
            Event::Text(text) => {
                self.state = None;
                self.text.push_str(text);
                let settled = markdown::settled(&self.text);
                if settled > 0 {
                    let block: String = self.text.drain(..settled).collect();
                    self.print(&markdown::render(&block, self.screen))?;
                }
                self.draw_soon()
            }
            Event::ToolStarted { call, title } => {
                self.flush()?;
                self.state = None;
                self.tools.push((call.clone(), title.clone()));
                self.draw()
            }
            Event::ToolFinished { call, ok, summary } => {
                let place = self.tools.iter().position(|(id, _)| id == call);
                let title = place.map(|place| self.tools.remove(place).1).unwrap_or_default();
                let mark = if *ok { self.screen.paint(GOOD, "✓") } else { self.screen.paint(BAD, "✗") };
                let summary = summary.lines().next().unwrap_or_default();
                let line = clip(&format!("{title}  {summary}"), self.screen.width.saturating_sub(4));
                self.state = self.tools.is_empty().then_some("…");
                self.print_close(&format!("  {mark} {}", self.screen.paint(DIM, line.trim_end())))?;
                self.draw()
            }
            Event::ApprovalRequired { title, preview } => {
                self.flush()?;
                let mut lines = vec![self.screen.paint(STRONG, &format!("Your approval is needed: {title}"))];
                lines.extend(preview.lines().map(|line| format!("  {line}")));
                self.print(&lines)
            }
            Event::Reconnecting => {
                self.state = Some("connection lost, connecting again…");
                self.draw()
            }
            Event::Finished(_) | Event::Failed(_) | Event::Cancelled => {
                self.state = None;
                self.flush()
            }
            Event::Started { .. } => self.draw(),
            Event::Unknown => Ok(()),
        }
    }

    /// Prints what was still being drawn.
    fn flush(&mut self) -> io::Result<()> {
        self.behind = false;
        let text = std::mem::take(&mut self.text);
        if text.trim().is_empty() { self.erase() } else { self.print(&markdown::render(&text, self.screen)) }
    }

    /// Prints a block for good, set apart from the one before.
    fn print(&mut self, lines: &[String]) -> io::Result<()> {
        self.erase()?;
        let gap = if self.begun { "\n" } else { "" };
        self.begun = true;
        put(&format!("{gap}{}\n", lines.join("\n")))
    }

    /// Prints a line for good, close to the one before.
    fn print_close(&mut self, line: &str) -> io::Result<()> {
        self.erase()?;
        self.begun = true;
        put(&format!("{line}\n"))
    }

    /// Whether `catch_up` is due after a `FRAME`.
    pub(crate) fn is_behind(&self) -> bool {
        self.behind
    }

    /// Draws what came since the last drawing.
    pub(crate) fn catch_up(&mut self) -> io::Result<()> {
        self.draw()
    }

    fn draw_soon(&mut self) -> io::Result<()> {
        self.behind = self.drawn_at.is_some_and(|at| at.elapsed() < FRAME);
        if self.behind { Ok(()) } else { self.draw() }
    }

    fn draw(&mut self) -> io::Result<()> {
        self.erase()?;
        let mut lines = Vec::new();
        if !self.text.trim().is_empty() {
            if self.begun {
                lines.push(String::new());
            }
            lines.extend(markdown::render(&self.text, self.screen));
        }
        for (_, title) in &self.tools {
            let line = clip(title, self.screen.width.saturating_sub(6));
            lines.push(self.screen.paint(DIM, &format!("  ⋯ {line}")));
        }
        if let Some(state) = self.state {
            lines.push(self.screen.paint(DIM, state));
        }
        // what has scrolled away cannot be erased: only as much is drawn as the window holds
        let room = self.screen.height.saturating_sub(2).max(1);
        let lines = &lines[lines.len().saturating_sub(room)..];
        if !lines.is_empty() {
            put(&format!("{}\n", lines.join("\n")))?;
        }
        self.behind = false;
        self.drawn = lines.len();
        self.drawn_at = Some(Instant::now());
        Ok(())
    }

    fn erase(&mut self) -> io::Result<()> {
        match std::mem::take(&mut self.drawn) {
            0 => Ok(()),
            // to the start of the line so many lines up, and clear all below
            lines => put(&format!("\u{1b}[{lines}F\u{1b}[J")),
        }
    }
}

/// The first line of the text, cut at so many columns.
fn clip(text: &str, columns: usize) -> String {
    let line = text.lines().next().unwrap_or_default();
    if line.width() <= columns {
        return line.to_owned();
    }
    let mut clipped = String::new();
    for c in line.chars() {
        if clipped.width() + 2 > columns {
            break;
        }
        clipped.push(c);
    }
    clipped.push('…');
    clipped
}
