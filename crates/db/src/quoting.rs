//! Names and texts inside statements that take no parameters: those that make databases, roles and rights.

/// A name as SQL writes it.
pub(crate) fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A text as SQL writes it. For texts without a backslash, whose meaning the server's settings could change.
pub(crate) fn literal(text: &str) -> String {
    debug_assert!(!text.contains('\\'), "a literal takes no backslash");
    format!("'{}'", text.replace('\'', "''"))
}
