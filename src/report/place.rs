//! Places in the words of a format, and the lines of a text.

use crate::document::{Block, Document, Locus, Part};
use std::fmt;

/// A place for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Line and column of the source, from 1, the column in characters: `12:5`; and the column in
    /// bytes of UTF-8.
    Line(usize, usize, usize),
    /// Paragraph and column: `¶12:5`.
    Paragraph(usize, usize),
    /// A cell: `Sheet1!B7`.
    Cell(String),
    /// A slide: `slide 4`.
    Slide(usize),
    /// A page: `p.3`.
    Page(usize),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Line(line, column, _) => write!(f, "{line}:{column}"),
            Place::Paragraph(number, column) => write!(f, "¶{number}:{column}"),
            Place::Cell(cell) => f.write_str(&super::printable(cell)),
            Place::Slide(number) => write!(f, "slide {number}"),
            Place::Page(number) => write!(f, "p.{number}"),
        }
    }
}

impl Place {
    /// The line and column that formats ask for which know nothing else.
    pub fn line(&self) -> (usize, usize) {
        match self {
            Place::Line(line, column, _) | Place::Paragraph(line, column) => (*line, *column),
            Place::Cell(_) => (1, 1),
            Place::Slide(number) | Place::Page(number) => (*number, 1),
        }
    }
}

/// Finds the places of one document. Keeps what it counted, because a document may be one line of
/// twenty megabytes with a finding in every other word.
pub struct Places<'d, 'b> {
    document: &'d Document<'b>,
    /// The lines of the parts, read when first asked for.
    lines: Vec<Option<Lines>>,
    /// The last column that was counted: block, offset, column.
    last: (usize, usize, usize),
}

impl<'d, 'b> Places<'d, 'b> {
    /// For this document.
    pub fn new(document: &'d Document<'b>) -> Places<'d, 'b> {
        let lines = document.parts.iter().map(|_| None).collect();
        Places { document, lines, last: (usize::MAX, 0, 0) }
    }

    /// The place of a byte of a block's text.
    pub fn at(&mut self, index: usize, offset: usize) -> Place {
        let block = &self.document.blocks[index];
        match &block.locus {
            Locus::Lines => self.line(block, offset),
            Locus::Paragraph(number) => Place::Paragraph(*number, self.column(index, offset)),
            Locus::Cell(cell) => Place::Cell(cell.clone()),
            Locus::Slide(number) => Place::Slide(*number),
            Locus::Page(number) => Place::Page(*number),
        }
    }

    fn line(&mut self, block: &Block, offset: usize) -> Place {
        let part = &self.document.parts[block.part];
        let source = block.segments.range(offset..offset + 1).start;
        let lines = self.lines[block.part].get_or_insert_with(|| Lines::new(content(part)));
        let (line, column, byte) = lines.at(content(part), source);
        Place::Line(line, column, byte)
    }

    fn column(&mut self, index: usize, offset: usize) -> usize {
        let (block, from, counted) = match self.last {
            (block, from, counted) if block == index && from <= offset => (block, from, counted),
            _ => (index, 0, 0),
        };
        let more = self.document.blocks[block].text[from..offset].chars().count();
        self.last = (index, offset, counted + more);
        counted + more + 1
    }
}

/// What lines are counted in: the text, or the bytes of a format that has none of its own.
fn content<'d>(part: &'d Part<'_>) -> &'d [u8] {
    match part.text() {
        "" => part.bytes(),
        text => text.as_bytes(),
    }
}

/// Where lines begin, and how many characters stand before every so many bytes.
struct Lines {
    starts: Vec<usize>,
    counted: Vec<usize>,
}

const STEP: usize = 256;

impl Lines {
    fn new(text: &[u8]) -> Lines {
        let ends = |(at, byte): (usize, &u8)| match byte {
            b'\n' => Some(at + 1),
            b'\r' if text.get(at + 1) != Some(&b'\n') => Some(at + 1),
            _ => None,
        };
        let starts = std::iter::once(0).chain(text.iter().enumerate().filter_map(ends)).collect();
        let mut sum = 0;
        let count = |chunk: &[u8]| {
            let before = sum;
            sum += characters(chunk);
            before
        };
        Lines { starts, counted: text.chunks(STEP).map(count).collect() }
    }

    /// The line of an offset, and its column in characters and in bytes.
    fn at(&self, text: &[u8], offset: usize) -> (usize, usize, usize) {
        let offset = offset.min(text.len());
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts[line - 1];
        let characters = self.before(text, offset) - self.before(text, start);
        (line, characters + 1, offset - start + 1)
    }

    /// The characters before a byte.
    fn before(&self, text: &[u8], offset: usize) -> usize {
        let chunk = (offset / STEP).min(self.counted.len().saturating_sub(1));
        self.counted.get(chunk).map_or(0, |sum| sum + characters(&text[chunk * STEP..offset]))
    }
}

/// UTF-8 characters: the bytes that continue none. Counted in bytes, of which a processor adds many
/// at a time, as long as they cannot overflow.
fn characters(bytes: &[u8]) -> usize {
    let count = |chunk: &[u8]| chunk.iter().map(|b| u8::from(*b & 0xc0 != 0x80)).sum::<u8>();
    bytes.chunks(255).map(|chunk| usize::from(count(chunk))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Limits, open};

    #[test]
    fn lines_count_characters() {
        let long = "é".repeat(5000) + " edema\r\nx\rz";
        let lines = Lines::new(long.as_bytes());
        assert_eq!(lines.at(long.as_bytes(), 10_001), (1, 5002, 10_002));
        assert_eq!(lines.at(long.as_bytes(), 10_008), (2, 1, 1));
        assert_eq!(lines.at(long.as_bytes(), 10_010), (3, 1, 1));
        assert_eq!(Lines::new(b"").at(b"", 0), (1, 1, 1));
    }

    #[test]
    fn places_are_in_the_words_of_the_format() {
        let document = open("a.md".as_ref(), b"# A\n\nb edema", None, &Limits::default()).unwrap();
        let mut places = Places::new(&document);
        assert_eq!(places.at(1, 2).to_string(), "3:3");
        let rtf = b"{\\rtf1 a\\par b \\'e9dema}";
        let document = open("a.rtf".as_ref(), rtf, None, &Limits::default()).unwrap();
        assert_eq!(Places::new(&document).at(1, 4).to_string(), "¶2:4");
    }
}
