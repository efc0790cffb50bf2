/// A number written in digits or, up to twelve, in letters; `a` and `an` are one.
pub(super) fn number(word: &str) -> Option<f64> {
    let spelled = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    if matches!(word, "a" | "an") {
        return Some(1.0);
    }
    if let Some((value, _)) = (1_u8..).zip(spelled).find(|(_, name)| *name == word) {
        return Some(f64::from(value));
    }
    let starts_with_digit = word.starts_with(|character: char| character.is_ascii_digit());
    let value: f64 = word.replace(',', ".").parse().ok().filter(|_| starts_with_digit)?;
    value.is_finite().then_some(value)
}
