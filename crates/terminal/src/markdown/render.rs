use anstyle::{AnsiColor, Style};
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Parser, Tag, TagEnd};
use unicode_width::UnicodeWidthStr;

use super::line::{Span, paint, wrap};
use super::options;
use super::table::{HEADING, Table};
use crate::screen::{DIM, Screen};

const CODE: Style = AnsiColor::Cyan.on_default();
const LINK: Style = AnsiColor::Blue.on_default().underline();
const TITLE: Style = Style::new().bold().underline();

/// The Markdown as lines for this screen, blocks set apart by an empty line.
pub(crate) fn render(markdown: &str, screen: Screen) -> Vec<String> {
    let mut page = Page::new(screen);
    for event in Parser::new_ext(markdown, options()) {
        page.take(event);
    }
    page.end_paragraph();
    page.lines
}

struct Page {
    screen: Screen,
    lines: Vec<String>,
    /// The paragraph being collected.
    spans: Vec<Span>,
    /// Styles that are open, innermost last; each already holds those around it.
    styles: Vec<Style>,
    /// What stands before each line of the blocks that are open: quote bars and list indents.
    margins: Vec<Margin>,
    /// The next number of each open list; `None` for bullets.
    lists: Vec<Option<u64>>,
    /// Addresses of open links.
    links: Vec<(String, usize)>,
    code: bool,
    table: Option<Table>,
    /// An empty line is due before the next one.
    gap: bool,
}

/// Before a block's first line stands `first`, before all others `rest`, of the same width.
struct Margin {
    first: Option<String>,
    rest: String,
}

impl Page {
    fn new(screen: Screen) -> Self {
        Self {
            screen,
            lines: Vec::new(),
            spans: Vec::new(),
            styles: vec![Style::new()],
            margins: Vec::new(),
            lists: Vec::new(),
            links: Vec::new(),
            code: false,
            table: None,
            gap: false,
        }
    }

    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text, self.style()),
            Event::Code(text) => self.text(&text, CODE),
            Event::Html(text) | Event::InlineHtml(text) => self.text(&text, DIM),
            Event::SoftBreak => self.text(" ", self.style()),
            Event::HardBreak => self.text("\n", self.style()),
            Event::Rule => {
                let rule = "─".repeat(self.room().min(40));
                self.block(vec![self.screen.paint(DIM, &rule)]);
            }
            Event::TaskListMarker(done) => self.text(if done { "☑ " } else { "☐ " }, self.style()),
            // not switched on in `options`
            Event::FootnoteReference(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.text(&text, self.style());
            }
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        let style = self.style();
        match tag {
            Tag::Heading { level, .. } => {
                self.styles.push(if level == HeadingLevel::H1 { TITLE } else { HEADING });
            }
            Tag::BlockQuote(_) => {
                self.end_paragraph();
                self.fill_gap();
                let bar = self.screen.paint(DIM, "│ ");
                self.margins.push(Margin { first: None, rest: bar });
            }
            Tag::CodeBlock(kind) => {
                self.end_paragraph();
                self.code = true;
                if let CodeBlockKind::Fenced(language) = kind
                    && !language.is_empty()
                {
                    self.block(vec![self.screen.paint(DIM, &format!("  {language}"))]);
                    self.gap = false;
                }
            }
            Tag::List(first) => {
                // a list inside an item follows its text without a gap
                self.end_paragraph();
                if !self.lists.is_empty() {
                    self.gap = false;
                }
                self.lists.push(first);
            }
            Tag::Item => {
                let mark = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    _ => "• ".to_owned(),
                };
                self.margins.push(Margin { rest: " ".repeat(mark.width()), first: Some(mark) });
            }
            Tag::Emphasis => self.styles.push(style.italic()),
            Tag::Strong => self.styles.push(style.bold()),
            Tag::Strikethrough => self.styles.push(style.strikethrough()),
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                self.links.push((dest_url.into_string(), self.spans.len()));
                self.styles.push(LINK);
            }
            Tag::Table(alignments) => self.table = Some(Table::new(alignments)),
            Tag::TableHead => {
                self.styles.push(HEADING);
                self.with_table(Table::row);
            }
            Tag::TableRow => self.with_table(Table::row),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::HtmlBlock => self.end_paragraph(),
            TagEnd::Heading(_) => {
                self.styles.pop();
                self.end_paragraph();
            }
            TagEnd::BlockQuote(_) => {
                self.end_paragraph();
                self.margins.pop();
            }
            TagEnd::CodeBlock => {
                self.code = false;
                let code: String = self.spans.drain(..).map(|span| span.text).collect();
                let lines = code.trim_end_matches('\n').lines();
                let lines = lines.map(|line| format!("  {}", self.screen.paint(CODE, line))).collect();
                self.block(lines);
            }
            TagEnd::List(_) => {
                self.lists.pop();
                self.gap = true;
            }
            TagEnd::Item => {
                self.end_paragraph();
                self.margins.pop();
                self.gap = false;
            }
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::TableHead => {
                self.styles.pop();
            }
            TagEnd::Link | TagEnd::Image => self.end_link(),
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.spans);
                self.with_table(|table| table.cell(cell));
            }
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    self.block(table.lines(self.screen, self.room()));
                }
            }
            _ => {}
        }
    }

    /// A link shows where it leads, unless its text says so already.
    fn end_link(&mut self) {
        self.styles.pop();
        let Some((address, from)) = self.links.pop() else { return };
        let shown: String = self.spans.get(from..).unwrap_or_default().iter().map(|span| span.text.as_str()).collect();
        if !address.is_empty() && !address.ends_with(&shown) {
            self.text(&format!(" ({address})"), DIM);
        }
    }

    fn text(&mut self, text: &str, style: Style) {
        self.spans.push(Span { text: text.to_owned(), style });
    }

    /// Sets the collected paragraph.
    fn end_paragraph(&mut self) {
        if self.code || self.spans.is_empty() {
            return;
        }
        let spans = std::mem::take(&mut self.spans);
        let lines = wrap(spans, self.room()).iter().map(|line| paint(self.screen, line)).collect();
        self.block(lines);
    }

    /// Adds a block's lines behind its margins.
    fn block(&mut self, lines: Vec<String>) {
        self.fill_gap();
        for line in lines {
            let margin: String = self
                .margins
                .iter_mut()
                .map(|margin| margin.first.take().unwrap_or_else(|| margin.rest.clone()))
                .collect();
            self.lines.push(format!("{margin}{line}"));
        }
        self.gap = true;
    }

    /// Sets the empty line that is due between two blocks, with the bars of the quotes both stand in.
    fn fill_gap(&mut self) {
        if std::mem::take(&mut self.gap) && !self.lines.is_empty() {
            let bars: String = self.margins.iter().map(|margin| margin.rest.as_str()).collect();
            self.lines.push(bars.trim_end().to_owned());
        }
    }

    fn style(&self) -> Style {
        self.styles.last().copied().unwrap_or_default()
    }

    /// Columns left inside the margins.
    fn room(&self) -> usize {
        // a quote's bar is painted: its two columns are counted, not its bytes
        let margins: usize = self
            .margins
            .iter()
            .map(|margin| margin.first.as_ref().map_or_else(|| visible(&margin.rest), |first| first.width()))
            .sum();
        self.screen.width.saturating_sub(margins).max(10)
    }

    fn with_table(&mut self, change: impl FnOnce(&mut Table)) {
        if let Some(table) = &mut self.table {
            change(table);
        }
    }
}

fn visible(margin: &str) -> usize {
    if margin.contains('│') { 2 } else { margin.width() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(markdown: &str, width: usize) -> String {
        render(markdown, Screen { terminal: true, colour: false, width, height: 24 }).join("\n")
    }

    #[test]
    fn a_page_of_everything() {
        let page = "# Your day\n\nYou **ran** 5 km and had `oats`, see [the note](https://example.org/n).\n\n\
            1. First\n   - inner\n2. Second item that is long enough to wrap\n\n> quoted words\n\n\
            ```rust\nlet a = 1;\n```\n\n- [x] done\n- [ ] open\n\n---\n\n\
            | who | owes |\n|---|---:|\n| Mira | 12.50 |\n";
        insta::assert_snapshot!(plain(page, 40), @"
        Your day

        You ran 5 km and had oats, see the note
        (https://example.org/n).

        1. First
           • inner
        2. Second item that is long enough to
           wrap

        │ quoted words

          rust
          let a = 1;

        • ☑ done
        • ☐ open

        ────────────────────────────────────────

        who  │  owes
        ─────┼──────
        Mira │ 12.50
        ");
    }

    #[test]
    fn a_table_too_wide_becomes_a_list() {
        insta::assert_snapshot!(plain("| name | note |\n|---|---|\n| tea | a very long note indeed |\n", 20), @"
        • name: tea
          note: a very long note indeed
        ");
    }

    #[test]
    fn a_long_word_is_cut_and_no_line_is_wider_than_the_screen() {
        let lines = render(&"x".repeat(95), Screen { terminal: true, colour: false, width: 40, height: 24 });
        assert_eq!(lines.iter().map(String::len).collect::<Vec<_>>(), [40, 40, 15]);
    }

    #[test]
    fn colours_stand_only_where_they_may() {
        let screen = Screen { terminal: true, colour: true, width: 40, height: 24 };
        assert_eq!(render("**a**", screen), ["\u{1b}[1ma\u{1b}[0m"]);
        assert_eq!(plain("**a**", 40), "a");
    }
}
