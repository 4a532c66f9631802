//! Text on the way out: nothing of others may steer the terminal or reorder the line, and a reader
//! that has gone is an error like any other, not a panic.

use medspell::{Error, Result};
use std::io::{self, Write};
use std::path::Path;

/// Writes text to standard output.
pub(super) fn print(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    written.map_err(Error::io(Path::new("standard output"), "write"))
}

/// `text` with control, bidi and invisible characters made visible as `\u{…}`.
pub(super) fn printable(text: &str) -> String {
    let steers = |c: char| c.is_control() || is_hidden(c);
    match text.contains(steers) {
        false => text.to_owned(),
        true => text
            .chars()
            .map(|c| if steers(c) { c.escape_unicode().to_string() } else { c.to_string() })
            .collect(),
    }
}

/// Bidi controls, zero-width characters and the soft hyphen, which `char::is_control` misses.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(printable("a\u{1b}[31mb\u{202e}c\n"), "a\\u{1b}[31mb\\u{202e}c\\u{a}");
        assert_eq!(printable("Ménière’s"), "Ménière’s");
    }
}
