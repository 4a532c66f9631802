//! What every target asks: a document of any bytes is read or refused, and every character of its
//! text leads back to bytes that are there.
//!
//! `RUSTC_BOOTSTRAP=1 cargo fuzz run --fuzz-dir tests/fuzz docx CORPUS tests/fuzz/seeds/docx`

use medspell::document::{Format, Limits, open};
use std::io::{Cursor, Write};

/// Reads a document and follows every character back.
pub fn check(bytes: &[u8], format: Format) {
    let limits = Limits { entry: 64 << 20, total: 64 << 20, ..Limits::default() };
    let Ok(document) = open("x".as_ref(), bytes, Some(format), &limits) else { return };
    for block in &document.blocks {
        let part = &document.parts[block.part];
        for (at, c) in block.text.char_indices() {
            let range = document.source(block, at..at + c.len_utf8());
            assert!(part.bytes().get(range).is_some(), "a character without a source");
        }
    }
}

/// The package of a text: each entry's name stands behind `=== ` in a line of its own, before its
/// content. What is a package already stays as it is.
pub fn package(text: &[u8]) -> Vec<u8> {
    if text.starts_with(b"PK") {
        return text.to_vec();
    }
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Stored);
    for entry in entries(text) {
        let (name, content) = entry;
        if writer.start_file(String::from_utf8_lossy(name), stored).is_ok() {
            let _ = writer.write_all(content);
        }
    }
    writer.finish().map(Cursor::into_inner).unwrap_or_default()
}

fn entries(text: &[u8]) -> Vec<(&[u8], &[u8])> {
    const MARK: &[u8] = b"=== ";
    let is_mark = |at: &usize| {
        text[*at..].starts_with(MARK) && (*at == 0 || text[*at - 1] == b'\n')
    };
    let starts: Vec<usize> = (0..text.len()).filter(is_mark).collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let entries = starts.iter().zip(ends).map(|(start, end)| {
        let entry = &text[start + MARK.len()..end];
        let name = entry.iter().position(|b| *b == b'\n').unwrap_or(entry.len());
        (&entry[..name], entry.get(name + 1..).unwrap_or_default())
    });
    entries.collect()
}
