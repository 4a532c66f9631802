//! What an input format yields: blocks of running text, each with the way back to the source.
//!
//! A block is what a word can not cross: a paragraph, a cell, a line of a table. A word that is
//! spread over several runs of formatting is whole in it.

use super::segment::{Segments, Unit};
use std::ops::Range;
use std::sync::Arc;

/// Which part of a document a block belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Region {
    /// The running text.
    #[default]
    Body,
    /// A page header, or the headers of a letter.
    Header,
    /// A page footer.
    Footer,
    /// A footnote or endnote.
    Note,
    /// A comment.
    Comment,
    /// A text box.
    TextBox,
    /// The description of a picture.
    AltText,
    /// The speaker's notes of a slide.
    SpeakerNotes,
    /// A chart or diagram.
    Chart,
}

impl Region {
    /// How reports write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Region::Body => "body",
            Region::Header => "header",
            Region::Footer => "footer",
            Region::Note => "note",
            Region::Comment => "comment",
            Region::TextBox => "text box",
            Region::AltText => "alt text",
            Region::SpeakerNotes => "speaker notes",
            Region::Chart => "chart",
        }
    }
}

/// Where a block stands, in the words of its format.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Locus {
    /// By line and column of the source: `12:5`.
    #[default]
    Lines,
    /// By paragraph and column: `¶12:5`.
    Paragraph(usize),
    /// By cell: `Sheet1!B7`.
    Cell(String),
    /// By slide: `slide 4`.
    Slide(usize),
    /// By page: `p.3`.
    Page(usize),
}

/// A stretch of a block in a language that is not English.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Foreign {
    /// Where, in the text of the block.
    pub range: Range<usize>,
    /// The language, as the document names it.
    pub language: Arc<str>,
}

/// Running text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Block {
    /// The text.
    pub text: String,
    /// The way back: offsets of the part's decoded text.
    pub segments: Segments,
    /// The part of the document, an index into [`Document::parts`](super::Document::parts).
    pub part: usize,
    /// The kind of place.
    pub region: Region,
    /// The place.
    pub locus: Locus,
    /// What is in other languages.
    pub foreign: Vec<Foreign>,
}

impl Block {
    /// An empty block of a part.
    pub fn new(part: usize, region: Region, locus: Locus) -> Block {
        Block { part, region, locus, ..Block::default() }
    }

    /// Adds text that stands in the source as it is, at `source`.
    pub fn copy(&mut self, text: &str, source: usize) {
        self.text.push_str(text);
        self.segments.push(text.len(), source..source + text.len(), Unit::Bytes(1));
    }

    /// Adds a character that the source writes in another way.
    pub fn character(&mut self, text: &str, source: Range<usize>) {
        self.text.push_str(text);
        self.segments.push(text.len(), source, Unit::Character);
    }

    /// Adds text that stands for markup.
    pub fn markup(&mut self, text: &str, source: Range<usize>) {
        self.text.push_str(text);
        self.segments.push(text.len(), source, Unit::Markup);
    }

    /// Says that the text from `start` on is in this language; English needs no mention.
    pub fn mark_language(&mut self, start: usize, language: Option<&Arc<str>>) {
        let end = self.text.len();
        let Some(language) = language.filter(|l| start < end && !is_english(l)) else { return };
        match self.foreign.last_mut() {
            Some(last) if last.range.end == start && last.language == *language => {
                last.range.end = end;
            }
            _ => self.foreign.push(Foreign { range: start..end, language: language.clone() }),
        }
    }

    /// Says that the text from `start` on is no language: code, a formula.
    pub fn mark_code(&mut self, start: usize) {
        self.mark_language(start, Some(&CODE.into()));
    }

    /// The ranges to check: all but what is in other languages.
    pub fn english(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        let starts = std::iter::once(0).chain(self.foreign.iter().map(|f| f.range.end));
        let ends = self.foreign.iter().map(|f| f.range.start).chain([self.text.len()]);
        starts.zip(ends).map(|(start, end)| start..end).filter(|range| !range.is_empty())
    }
}

/// BCP 47 for what is in no language.
pub const CODE: &str = "zxx";

/// True of English in any country, and where nothing is said. Files say en-US far more often than
/// en-GB, whoever wrote them.
pub fn is_english(language: &str) -> bool {
    let primary = language.split(['-', '_']).next().unwrap_or("");
    primary.is_empty() || primary.eq_ignore_ascii_case("en") || primary.eq_ignore_ascii_case("eng")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_english_is_checked_and_nothing_else() {
        for language in ["en", "en-US", "EN_gb", "eng", ""] {
            assert!(is_english(language), "{language}");
        }
        for language in ["de", "enm", "x-none", "zxx"] {
            assert!(!is_english(language), "{language}");
        }
    }

    #[test]
    fn other_languages_are_left_out() {
        let mut block = Block::default();
        block.copy("one ", 0);
        block.copy("zwei ", 4);
        block.mark_language(4, Some(&"de".into()));
        block.copy("three", 9);
        let english: Vec<_> = block.english().map(|r| &block.text[r]).collect();
        assert_eq!(english, ["one ", "three"]);
    }
}
