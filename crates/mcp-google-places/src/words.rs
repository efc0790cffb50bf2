//! Words of a question, and whether a place has them.

use household::Place;

/// Words that say nothing about what is sought.
const EMPTY: [&str; 27] = [
    "a", "an", "and", "around", "at", "best", "by", "close", "find", "for", "good", "here", "i", "in", "me", "my",
    "near", "nearby", "nearest", "next", "nice", "of", "place", "some", "the", "to", "with",
];

/// What people call things, and what the map calls them.
const SAME: [(&str, &str); 10] = [
    ("cafeteria", "cafe"),
    ("coffee", "cafe"),
    ("espresso", "cafe"),
    ("pharmacist", "pharmacy"),
    ("chemist", "pharmacy"),
    ("groceries", "grocery"),
    ("film", "movie"),
    ("cinema", "movie"),
    ("train", "train_station"),
    ("hotel", "lodging"),
];

/// The words of a text that matter, in lower case, without accents and plural.
pub(crate) fn telling(text: &str) -> Vec<String> {
    let folded = fold(text);
    let words = folded.split(|letter: char| !letter.is_alphanumeric() && letter != '_').filter(|word| !word.is_empty());
    words.filter(|word| !EMPTY.contains(word)).map(singular).collect()
}

/// How well a place fits: zero if a word is missing, else more for words in its name and for its kind.
pub(crate) fn fit(place: &Place, words: &[String]) -> u32 {
    let name = fold(place.name);
    let rest = fold(&format!("{} {}", place.address, place.about));
    let mut sum = 0;
    for word in words {
        let same = SAME.iter().find(|(said, _)| said == word).map_or(word.as_str(), |(_, meant)| meant);
        let either = |text: &str| text.contains(word.as_str()) || text.contains(same);
        // A kind is meant as a whole or by one of its words: a cafeteria is no café.
        let kind = place.kinds.iter().any(|kind| {
            [word.as_str(), same].into_iter().any(|word| *kind == word || kind.split('_').any(|part| part == word))
        });
        sum += match (kind || either(&name), either(&rest)) {
            (true, _) => 2,
            (_, true) => 1,
            _ => return 0,
        };
    }
    sum
}

/// Lower case, and letters without their accents: people leave them out.
pub(crate) fn fold(text: &str) -> String {
    let plain = |letter: char| match letter {
        'à' | 'á' | 'â' | 'ä' => 'a',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ò' | 'ó' | 'ô' | 'ö' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        other => other,
    };
    text.chars().flat_map(char::to_lowercase).map(plain).collect()
}

fn singular(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 2) {
        return format!("{stem}y");
    }
    let stem = word.strip_suffix('s').filter(|stem| stem.len() > 3 && !stem.ends_with('s'));
    stem.unwrap_or(word).to_owned()
}
