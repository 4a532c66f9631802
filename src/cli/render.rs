//! Text of others on a terminal: nothing in it may steer the terminal or reorder the line.

/// `text` with control, bidi and invisible characters made visible as `\u{…}`.
pub(super) fn printable(text: &str) -> String {
    medspell::report::printable(text).into_owned()
}
