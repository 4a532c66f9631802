//! Documents → the spans of prose in them, and byte offsets → places.

mod markdown;

use std::ops::Range;
use std::path::Path;

/// The spans of `text` that are prose, in order. The name tells Markdown from plain text.
pub fn prose(path: &Path, text: &str) -> Vec<Range<usize>> {
    let ending = path.extension().map(|e| e.to_ascii_lowercase());
    match ending.as_deref().and_then(|e| e.to_str()) {
        Some("md" | "markdown") => markdown::prose(text),
        _ => std::iter::once(0..text.len()).collect(),
    }
}

/// A place for people: line and column, both from 1, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl Place {
    /// What stands around `start..end` in its line, at most 60 characters on either side.
    pub fn context<'t>(&self, text: &'t str, start: usize, end: usize) -> (&'t str, &'t str) {
        const WIDTH: usize = 60;
        let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let stop = text[end..].find('\n').map_or(text.len(), |at| end + at);
        let from =
            text[line..start].char_indices().rev().nth(WIDTH - 1).map_or(line, |(at, _)| line + at);
        let to = text[end..stop].char_indices().nth(WIDTH).map_or(stop, |(at, _)| end + at);
        (&text[from..start], text[end..to].trim_end_matches('\r'))
    }
}

/// Byte offsets → places, for one text.
pub struct Places<'t> {
    text: &'t str,
    /// The offset at which each line begins.
    lines: Vec<usize>,
}

impl<'t> Places<'t> {
    /// Reads the line ends of a text.
    pub fn new(text: &'t str) -> Places<'t> {
        let ends = text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at + 1);
        Places { text, lines: std::iter::once(0).chain(ends).collect() }
    }

    /// The place of a byte offset.
    pub fn at(&self, offset: usize) -> Place {
        let line = self.lines.partition_point(|&start| start <= offset);
        let column = self.text[self.lines[line - 1]..offset].chars().count() + 1;
        Place { line, column }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters() {
        let text = "é edema\n\nx";
        let places = Places::new(text);
        assert_eq!(places.at(3), Place { line: 1, column: 3 });
        assert_eq!(places.at(10), Place { line: 3, column: 1 });
        assert_eq!(places.at(3).context(text, 3, 8), ("é ", ""));
    }
}
