//! Replacing words in place: the smallest change of bytes, and proof that nothing else changed.
//!
//! Only the letters that differ are touched, in the run that holds the first of them; every tag
//! stays. The result is read again and compared with what it should say before anybody sees it.

use super::limits::Flaw;
use super::segment::Unit;
use super::{Block, Charset, Document, Format, Limits, package, splice};
use crate::{Error, Result};
use std::ops::Range;
use std::path::Path;

/// A word to replace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// The index of its block.
    pub block: usize,
    /// Where it stands in the block's text.
    pub range: Range<usize>,
    /// What to write instead.
    pub new: String,
}

/// A change of bytes in a part.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Edit {
    part: usize,
    start: usize,
    end: usize,
    bytes: Vec<u8>,
}

/// The bytes of `document` with these words replaced, and how many of them could be; those that
/// stand in markup, or in an encoding that does not have the letters, stay.
///
/// # Errors
/// When the package can not be changed safely, or the result does not read as it should.
pub fn replace(
    path: &Path,
    bytes: &[u8],
    document: &Document<'_>,
    wanted: &[Replacement],
    limits: &Limits,
) -> Result<(Vec<u8>, Vec<Replacement>)> {
    let mut edits = Vec::new();
    let mut done = Vec::new();
    for replacement in wanted {
        let new = in_style_of(
            &document.blocks[replacement.block].text[replacement.range.clone()],
            &replacement.new,
        );
        let replacement = Replacement { new, ..replacement.clone() };
        if let Some(more) = edit(document, &replacement) {
            edits.extend(more);
            done.push(replacement);
        }
    }
    edits.sort();
    edits.dedup();
    let fixed = apply(bytes, document, &edits, limits).map_err(|flaw| flaw.at(path))?;
    match reads_as(path, &fixed, document, &done, limits) {
        true => Ok((fixed, done)),
        false => Err(Error::input(
            path,
            "the change would touch more than the words",
            "replace them in the program that made it",
        )),
    }
}

/// `new` with the apostrophe that the old word has.
fn in_style_of(old: &str, new: &str) -> String {
    match old.contains('’') {
        true => new.replace('\'', "’"),
        false => new.to_owned(),
    }
}

/// The changes of bytes for one replacement.
fn edit(document: &Document<'_>, wanted: &Replacement) -> Option<Vec<Edit>> {
    let block = &document.blocks[wanted.block];
    let old = &block.text[wanted.range.clone()];
    let (front, back) = common(old, &wanted.new);
    let middle = wanted.range.start + front..wanted.range.end - back;
    let written = encode(document, block, &wanted.new[front..wanted.new.len() - back])?;
    let part = block.part;
    if middle.is_empty() {
        let at = insertion(document, block, middle.start, &wanted.range)?;
        return Some(vec![Edit { part, start: at, end: at, bytes: written }]);
    }
    let mut written = Some(written);
    let mut edits = Vec::new();
    for (_, piece) in block.segments.pieces(middle) {
        is_editable(document, piece.unit).then_some(())?;
        let source = document.parts[part].range(piece.source);
        let bytes = written.take().unwrap_or_default();
        edits.push(Edit { part, start: source.start, end: source.end, bytes });
    }
    Some(edits)
}

/// How many bytes two words share in front and behind.
fn common(old: &str, new: &str) -> (usize, usize) {
    let same = |(a, b): &(char, char)| a == b;
    let front = old.chars().zip(new.chars()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
    let (old, new) = (&old[front..], &new[front..]);
    let back = old.chars().rev().zip(new.chars().rev()).take_while(same).map(|(c, _)| c.len_utf8());
    (front, back.sum())
}

/// The byte at which letters that are missing go: behind the letter before, else before the next.
fn insertion(
    document: &Document<'_>,
    block: &Block,
    at: usize,
    word: &Range<usize>,
) -> Option<usize> {
    let place = |range: Range<usize>| {
        let (_, piece) = block.segments.pieces(range.clone()).next()?;
        is_editable(document, piece.unit).then(|| document.source(block, range))
    };
    let before = block.text[word.start..at].chars().next_back().map(|c| at - c.len_utf8()..at);
    let behind = block.text[at..word.end].chars().next().map(|c| at..at + c.len_utf8());
    let before = before.and_then(place).map(|range| range.end);
    before.or_else(|| behind.and_then(place).map(|range| range.start))
}

fn is_editable(document: &Document<'_>, unit: Unit) -> bool {
    match unit {
        Unit::Bytes(_) => true,
        Unit::Character => document.format != Format::Eml,
        Unit::Markup => false,
    }
}

/// New letters as the part writes them.
fn encode(document: &Document<'_>, block: &Block, text: &str) -> Option<Vec<u8>> {
    let part = &document.parts[block.part];
    match (part.charset(), document.format) {
        (_, Format::Pdf) => None,
        (Charset::Bytes, _) => text.is_ascii().then(|| text.as_bytes().to_vec()),
        (_, Format::Text | Format::Markdown | Format::Csv | Format::Tsv | Format::Tex) => {
            part.encode(text)
        }
        _ => part.encode(&text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")),
    }
}

fn apply(
    bytes: &[u8],
    document: &Document<'_>,
    edits: &[Edit],
    limits: &Limits,
) -> Result<Vec<u8>, Flaw> {
    let mut changed = Vec::new();
    for (index, part) in document.parts.iter().enumerate() {
        let own: Vec<&Edit> = edits.iter().filter(|e| e.part == index).collect();
        if !own.is_empty() {
            changed.push((part.name.as_str(), rewrite(part.bytes(), &own)?));
        }
    }
    match document.format.is_package() {
        true => splice::splice(&package::Package::open(bytes, limits)?, &changed, limits),
        false => Ok(changed.pop().map_or_else(|| bytes.to_vec(), |(_, bytes)| bytes)),
    }
}

fn rewrite(bytes: &[u8], edits: &[&Edit]) -> Result<Vec<u8>, Flaw> {
    const BROKEN: Flaw = Flaw::Damaged("two changes overlap");
    let (mut out, mut at) = (Vec::with_capacity(bytes.len() + 64), 0);
    for edit in edits {
        out.extend_from_slice(bytes.get(at..edit.start).ok_or(BROKEN)?);
        out.extend_from_slice(&edit.bytes);
        at = edit.end;
    }
    out.extend_from_slice(bytes.get(at..).ok_or(BROKEN)?);
    Ok(out)
}

/// True when the new bytes read as the document with the words replaced, and no other change.
fn reads_as(
    path: &Path,
    fixed: &[u8],
    document: &Document<'_>,
    done: &[Replacement],
    limits: &Limits,
) -> bool {
    let mut expected: Vec<String> = document.blocks.iter().map(|b| b.text.clone()).collect();
    let mut sorted: Vec<&Replacement> = done.iter().collect();
    sorted.sort_by_key(|r| std::cmp::Reverse(r.range.start));
    sorted.iter().for_each(|r| expected[r.block].replace_range(r.range.clone(), &r.new));
    let read = super::read(path, fixed, Some(document.format), limits);
    read.is_ok_and(|read| read.blocks.iter().map(|b| &b.text).eq(expected.iter()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{open, testing};

    /// Replaces `old` wherever it stands; the new bytes, and how many words were replaced.
    fn fix(name: &str, bytes: &[u8], old: &str, new: &str) -> Result<(Vec<u8>, usize)> {
        let limits = Limits::default();
        let document = open(name.as_ref(), bytes, None, &limits)?;
        let mut wanted = Vec::new();
        for (block, text) in document.blocks.iter().map(|b| &b.text).enumerate() {
            let found = text.match_indices(old);
            wanted.extend(found.map(|(at, _)| Replacement {
                block,
                range: at..at + old.len(),
                new: new.into(),
            }));
        }
        let (bytes, done) = replace(name.as_ref(), bytes, &document, &wanted, &limits)?;
        Ok((bytes, done.len()))
    }

    #[test]
    fn the_smallest_change_in_every_encoding() {
        assert_eq!(fix("a.txt", b"no edema", "edema", "oedema").unwrap().0, b"no oedema");
        assert_eq!(fix("a.txt", b"\xff\xfee\0d\0", "ed", "oed").unwrap().0, b"\xff\xfeo\0e\0d\0");
        assert_eq!(
            fix("a.txt", b"caf\xe9s, cr\xe8me", "cafés", "cafés'").unwrap().0,
            b"caf\xe9s', cr\xe8me"
        );
        let rtf = b"{\\rtf1 h{\\b em}oglobin}";
        assert_eq!(
            fix("a.rtf", rtf, "hemoglobin", "haemoglobin").unwrap().0,
            b"{\\rtf1 ha{\\b em}oglobin}"
        );
        let html = "<p>h<b>em</b>o&amp;globin";
        assert_eq!(
            fix("a.html", html.as_bytes(), "hem", "hæ<").unwrap().0,
            "<p>h<b>æ&lt;</b>o&amp;globin".as_bytes()
        );
    }

    #[test]
    fn what_stands_in_markup_stays() {
        let mail = b"Content-Transfer-Encoding: base64\n\nZWRlbWE=\n";
        assert_eq!(fix("a.eml", mail, "edema", "oedema").unwrap(), (mail.to_vec(), 0));
    }

    #[test]
    fn every_other_entry_of_a_package_keeps_its_bytes() {
        let bytes =
            testing::docx("<w:p><w:r><w:t>hem</w:t></w:r><w:r><w:t>orrhage</w:t></w:r></w:p>");
        let (fixed, count) = fix("a.docx", &bytes, "hemorrhage", "haemorrhage").unwrap();
        assert_eq!(count, 1);
        let limits = Limits::default();
        let (old, new) = (
            package::Package::open(&bytes, &limits).unwrap(),
            package::Package::open(&fixed, &limits).unwrap(),
        );
        for (a, b) in old.entries.iter().zip(&new.entries) {
            let same = old.data(a) == new.data(b);
            assert_eq!(same, a.name != "word/document.xml", "{}", a.name);
        }
        let text = new.read(new.find("word/document.xml").unwrap(), &limits).unwrap();
        assert!(
            String::from_utf8(text).unwrap().contains("<w:t>haem</w:t></w:r><w:r><w:t>orrhage")
        );
    }

    #[test]
    fn packages_that_two_readers_may_read_differently_are_refused() {
        let bytes = testing::docx("<w:p><w:r><w:t>edema</w:t></w:r></w:p>");
        let refused = |bytes: &[u8]| fix("a.docx", bytes, "edema", "oedema").is_err();
        assert!(!refused(&bytes));
        assert!(refused(&[b"MZ", &bytes[..]].concat()), "a prefix");
        assert!(refused(&[&bytes[..], b"x"].concat()), "a suffix");
        let mut other = bytes.clone();
        let at = other.windows(4).position(|w| w == b"word").unwrap();
        other[at] = b'W';
        assert!(refused(&other), "two names");
    }
}
