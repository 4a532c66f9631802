//! Text on the way out: nothing of others may steer the terminal or reorder the line, and a reader
//! that has gone is an error like any other, not a panic.

use medspell::{Error, Result};
use std::fmt::Display;
use std::io::{self, Write};
use std::path::Path;

/// Writes text to standard output.
pub(super) fn print(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    written.map_err(Error::io(Path::new("standard output"), "write"))
}

/// Says a line on standard error. Where nobody reads it any more there is nobody to tell that, and
/// the work goes on.
pub(super) fn say(line: impl Display) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// `text` with control, bidi and invisible characters made visible as `\u{…}`.
pub(super) fn printable(text: &str) -> String {
    medspell::report::printable(text).into_owned()
}

/// The same of text in lines with tabs, which stay.
pub(super) fn printable_text(text: &str) -> String {
    let kept = |c: &char| matches!(c, '\n' | '\t');
    let mut out = String::with_capacity(text.len());
    for piece in text.split_inclusive(['\n', '\t']) {
        let end = piece.chars().next_back().filter(kept);
        out.push_str(&printable(piece.strip_suffix(['\n', '\t']).unwrap_or(piece)));
        out.extend(end);
    }
    out
}
