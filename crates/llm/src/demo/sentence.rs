/// What the person wrote, cut into words that can be looked at one by one. A word keeps its place in the text, so that names
/// come out as they were written.
pub(super) struct Sentence<'t> {
    text: &'t str,
    words: Vec<Word<'t>>,
}

/// One word of it, without the punctuation around it.
pub(super) struct Word<'t> {
    /// As written.
    pub(super) text: &'t str,
    /// In lower case, with plain apostrophes and `cafe` for `café`.
    pub(super) lower: String,
    /// The first mark of punctuation behind it.
    pub(super) mark: Option<char>,
    /// Where it begins in the text, in bytes.
    start: usize,
}

impl<'t> Sentence<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let mut words = Vec::new();
        let mut start = None;
        for (at, character) in text.char_indices().chain([(text.len(), ' ')]) {
            match (start, character.is_whitespace()) {
                (None, false) => start = Some(at),
                (Some(from), true) => {
                    push_words(text, from, at, &mut words);
                    start = None;
                }
                _ => {}
            }
        }
        Self { text, words }
    }

    pub(super) fn words(&self) -> &[Word<'t>] {
        &self.words
    }

    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// The word at `index` in lower case; empty beyond the end, which equals no word.
    pub(super) fn lower(&self, index: usize) -> &str {
        self.words.get(index).map_or("", |word| word.lower.as_str())
    }

    /// Whether `pattern` stands at `index`. A pattern is words with a space between, each with its alternatives: `show|list my mail`.
    pub(super) fn stands_at(&self, index: usize, pattern: &str) -> bool {
        pattern.split(' ').enumerate().all(|(offset, alternatives)| {
            let word = self.lower(index + offset);
            !word.is_empty() && alternatives.split('|').any(|alternative| alternative == word)
        })
    }

    /// The index behind the first of `patterns` with which the sentence begins.
    pub(super) fn begins(&self, patterns: &[&str]) -> Option<usize> {
        patterns.iter().find(|pattern| self.stands_at(0, pattern)).map(|pattern| pattern.split(' ').count())
    }

    /// The index behind the first place where one of `patterns` stands.
    pub(super) fn behind(&self, patterns: &[&str]) -> Option<usize> {
        (0..self.len()).find_map(|index| {
            let pattern = patterns.iter().find(|pattern| self.stands_at(index, pattern))?;
            Some(index + pattern.split(' ').count())
        })
    }

    /// Whether one of `patterns` stands anywhere.
    pub(super) fn has(&self, patterns: &[&str]) -> bool {
        self.behind(patterns).is_some()
    }

    /// The text as written from the word at `index` to the end.
    pub(super) fn text_from(&self, index: usize) -> &'t str {
        self.words.get(index).map_or("", |word| self.text[word.start..].trim())
    }

    /// The words at these indices as written, a space between.
    pub(super) fn join(&self, indices: impl IntoIterator<Item = usize>) -> String {
        let words: Vec<&str> = indices.into_iter().filter_map(|index| Some(self.words.get(index)?.text)).collect();
        words.join(" ")
    }

    /// Whether a comma or the like, or an end, stands behind the word at `index`.
    pub(super) fn breaks_after(&self, index: usize) -> bool {
        self.words
            .get(index)
            .is_none_or(|word| word.mark.is_some_and(|mark| matches!(mark, '.' | ',' | ';' | ':' | '!' | '?')))
    }

    /// Whether it asks: by its mark, or by the way it begins.
    pub(super) fn is_question(&self) -> bool {
        let asks = [
            "what|when|where|who|whom|which|why|how",
            "what's|who's|where's|how's|when's",
            "do|does|did|is|are|am|can|could|should|shall|would|will i|you|we|they|it|there|my|the",
        ];
        self.text.trim_end().ends_with('?') || self.begins(&asks).is_some()
    }

    /// Whether it says that something did not happen, or is only intended.
    pub(super) fn is_not_done(&self) -> bool {
        self.has(&[
            "not|never|didn't|haven't|don't|won't|wasn't|couldn't|nobody",
            "will|i'll|shall|would|going to",
            "want|plan|hope|need to",
        ])
    }
}

/// Cuts what stands between two spaces into words: `30-minute` and `5km` are two, `2026-11-03`, `15:30` and `don't` one.
fn push_words<'t>(text: &'t str, from: usize, to: usize, words: &mut Vec<Word<'t>>) {
    let chunk = &text[from..to];
    let start = from + chunk.len() - chunk.trim_start_matches(is_mark).len();
    let core = text[start..to].trim_end_matches(is_mark);
    if core.is_empty() {
        // A dash or a bare mark: it belongs to the word before.
        if let (Some(word), Some(mark)) = (words.last_mut(), chunk.chars().next()) {
            word.mark.get_or_insert(mark);
        }
        return;
    }
    let mark = text[start + core.len()..to].chars().next();
    let digits = core.find(|character: char| !matches!(character, '0'..='9' | '.' | ',')).unwrap_or(core.len());
    let unit = core[digits..].trim_start_matches('-');
    let number_and_unit = digits > 0 && !unit.is_empty() && unit.chars().all(char::is_alphabetic) && !is_ordinal(unit);
    if number_and_unit {
        words.push(word(text, start, start + digits, None));
        words.push(word(text, start + core.len() - unit.len(), start + core.len(), mark));
    } else {
        words.push(word(text, start, start + core.len(), mark));
    }
}

fn word(text: &str, start: usize, end: usize, mark: Option<char>) -> Word<'_> {
    let lower = text[start..end].to_lowercase().replace('’', "'").replace("café", "cafe");
    Word { text: &text[start..end], lower, mark, start }
}

fn is_ordinal(unit: &str) -> bool {
    matches!(unit, "st" | "nd" | "rd" | "th")
}

/// Punctuation that may stand around a word.
fn is_mark(character: char) -> bool {
    !character.is_alphanumeric() && !matches!(character, '€' | '$' | '£' | '#' | '@' | '&')
}
