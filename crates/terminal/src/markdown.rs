//! Markdown for a terminal: wrapped to its width, with weights and colours where it has them.

mod line;
mod render;
mod table;

pub(crate) use render::render;

use pulldown_cmark::{Event, Options, Parser};

/// What `CommonMark` has not and models write all the same.
fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_STRIKETHROUGH
}

/// How many bytes of a text that still grows are settled: up to the last block, which alone can change with what comes.
pub(crate) fn settled(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut last = 0;
    for (event, range) in Parser::new_ext(text, options()).into_offset_iter() {
        match event {
            Event::Start(_) => {
                if depth == 0 {
                    last = range.start;
                }
                depth += 1;
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Rule if depth == 0 => last = range.start,
            _ => {}
        }
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_block_is_unsettled() {
        let text = "# Day\n\nA run.\n\n- one\n- two";
        assert_eq!(&text[settled(text)..], "- one\n- two");
        assert_eq!(settled("a single paragraph"), 0);
        assert_eq!(settled(""), 0);
    }
}
