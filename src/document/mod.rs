//! Documents → blocks of running text, each with the way back to the bytes.
//!
//! One file a format. All of them are read from bytes in memory, within [`Limits`], and none opens
//! another file, starts a program or follows a reference. What they yield is the same for all:
//! a [`Document`] of [`Part`]s and [`Block`]s.

mod block;
mod csv;
mod docx;
mod edit;
mod eml;
mod html;
mod limits;
mod markdown;
mod odf;
mod ooxml;
mod package;
mod part;
#[cfg(feature = "pdf")]
mod pdf;
mod pptx;
mod rtf;
mod segment;
mod splice;
#[cfg(test)]
pub(crate) mod testing;
pub(crate) mod tex;
mod xlsx;
mod xml;

pub use block::{Block, CODE, Foreign, Locus, Region, is_english};
pub use edit::{Replacement, replace};
pub use limits::Limits;
pub use part::{Charset, Part};
pub use segment::{Segment, Segments, Unit};

use crate::Result;
use limits::Flaw;
use ooxml::Reading;
use package::Package;
use std::ops::Range;
use std::path::Path;

/// The input formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Plain text in any encoding.
    Text,
    /// Markdown.
    Markdown,
    /// HTML.
    Html,
    /// TeX and LaTeX.
    Tex,
    /// Comma-separated values.
    Csv,
    /// Tab-separated values.
    Tsv,
    /// A mail message.
    Eml,
    /// Rich Text Format.
    Rtf,
    /// Word.
    Docx,
    /// PowerPoint.
    Pptx,
    /// Excel.
    Xlsx,
    /// An OpenDocument package: text, sheets or slides.
    Odf,
    /// OpenDocument in one XML file.
    FlatOdf,
    /// PDF.
    Pdf,
}

impl Format {
    /// The format that a file name or `--type` names.
    pub fn named(ending: &str) -> Option<Format> {
        Some(match ending.to_ascii_lowercase().as_str() {
            "txt" | "text" | "log" => Format::Text,
            "md" | "markdown" | "mkd" => Format::Markdown,
            "html" | "htm" | "xhtml" => Format::Html,
            "tex" | "ltx" | "latex" => Format::Tex,
            "csv" => Format::Csv,
            "tsv" | "tab" => Format::Tsv,
            "eml" => Format::Eml,
            "rtf" => Format::Rtf,
            "docx" | "docm" | "dotx" | "dotm" => Format::Docx,
            "pptx" | "pptm" | "ppsx" | "potx" => Format::Pptx,
            "xlsx" | "xlsm" | "xltx" => Format::Xlsx,
            "odt" | "ott" | "ods" | "ots" | "odp" | "otp" | "odg" => Format::Odf,
            "fodt" | "fods" | "fodp" => Format::FlatOdf,
            "pdf" => Format::Pdf,
            _ => return None,
        })
    }

    /// True of zip packages.
    pub fn is_package(self) -> bool {
        matches!(self, Format::Docx | Format::Pptx | Format::Xlsx | Format::Odf)
    }

    /// True where the text of the file is what people edit, comments and all.
    pub fn has_lines(self) -> bool {
        use Format::{Csv, Html, Markdown, Tex, Text, Tsv};
        matches!(self, Text | Markdown | Html | Tex | Csv | Tsv)
    }

    /// True where the words can be replaced in place.
    pub fn is_fixable(self) -> bool {
        !matches!(self, Format::Pdf)
    }
}

/// A document that was read.
#[derive(Clone, Debug)]
pub struct Document<'b> {
    /// What it is.
    pub format: Format,
    /// Its parts: the file itself, or the entries of the package that hold text.
    pub parts: Vec<Part<'b>>,
    /// Its text.
    pub blocks: Vec<Block>,
}

impl Document<'_> {
    /// The bytes of a block's part that a range of its text came from.
    pub fn source(&self, block: &Block, text: Range<usize>) -> Range<usize> {
        self.parts[block.part].range(block.segments.range(text))
    }
}

/// Reads a document. The name helps where the content does not say what it is.
///
/// # Errors
/// When it is damaged, encrypted, of an unknown kind, or goes beyond a limit.
pub fn open<'b>(
    path: &Path,
    bytes: &'b [u8],
    format: Option<Format>,
    limits: &Limits,
) -> Result<Document<'b>> {
    read(path, bytes, format, limits).map_err(|flaw| flaw.at(path))
}

fn read<'b>(
    path: &Path,
    bytes: &'b [u8],
    format: Option<Format>,
    limits: &Limits,
) -> Result<Document<'b>, Flaw> {
    if bytes.len() > limits.file {
        return Err(Flaw::Limit("bytes in a file", limits.file, "--max-file"));
    }
    limits.check_time()?;
    match format.map_or_else(|| detect(path, bytes), Ok)? {
        format if format.is_package() => read_package(bytes, limits),
        Format::Pdf => read_pdf(bytes, limits),
        format => read_flat(format, bytes, limits),
    }
}

/// True of bytes without a name that are taken for plain text.
pub fn is_plain_text(bytes: &[u8]) -> bool {
    matches!(detect(Path::new("-"), bytes), Ok(Format::Text))
}

/// What the content says, else the name, else plain text.
fn detect(path: &Path, bytes: &[u8]) -> Result<Format, Flaw> {
    let named = path.extension().and_then(|e| e.to_str()).and_then(Format::named);
    let head = &bytes[..bytes.len().min(1024)];
    let has = |mark: &[u8]| head.windows(mark.len()).any(|w| w == mark);
    match head {
        [b'P', b'K', 3 | 5, ..] => Ok(Format::Odf),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Err(old_office(bytes)),
        _ if head.starts_with(b"{\\rtf") => Ok(Format::Rtf),
        _ if has(b"%PDF-") => Ok(Format::Pdf),
        _ if has(b"urn:oasis:names:tc:opendocument:xmlns:office") => Ok(Format::FlatOdf),
        _ => match named {
            Some(Format::Rtf | Format::Pdf) => Ok(Format::Text),
            Some(format) if format.is_package() && contains(bytes, b"PK\x05\x06") => Ok(format),
            Some(format) if format.is_package() => {
                Err(Flaw::Damaged("it is cut off or no office document"))
            }
            Some(format) => Ok(format),
            None if is_html(head) => Ok(Format::Html),
            None => Ok(Format::Text),
        },
    }
}

fn contains(bytes: &[u8], mark: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(1 << 17)..];
    tail.windows(mark.len()).any(|w| w == mark)
}

fn is_html(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head).trim_start().to_ascii_lowercase();
    ["<!doctype html", "<html", "<?xml", "<head", "<body"].iter().any(|mark| text.starts_with(mark))
        && (text.contains("<html") || text.contains("<body") || text.contains("<head"))
}

/// Compound files are what Office wrote before 2007, and what it wraps encrypted documents in.
fn old_office(bytes: &[u8]) -> Flaw {
    let name: Vec<u8> = "EncryptedPackage".bytes().flat_map(|b| [b, 0]).collect();
    match bytes.windows(name.len()).any(|w| w == name) {
        true => Flaw::Encrypted,
        false => Flaw::Unsupported("a document of Office 97 to 2003"),
    }
}

fn read_package<'b>(bytes: &'b [u8], limits: &Limits) -> Result<Document<'b>, Flaw> {
    let package = Package::open(bytes, limits)?;
    let mut reading = Reading::new(&package, limits);
    let main = reading.relations("")?.into_iter().find(|r| r.kind == "officeDocument");
    let format = match main {
        Some(main) => office(&mut reading, &main.target)?,
        None if package.find("content.xml").is_some() => {
            odf::read(&mut reading)?;
            Format::Odf
        }
        None => return Err(Flaw::Unsupported("a zip file and no office document")),
    };
    let Reading { parts, blocks, .. } = reading;
    Ok(Document { format, parts, blocks })
}

/// Reads an Office document by what its main part is.
fn office(reading: &mut Reading<'_, '_>, main: &str) -> Result<Format, Flaw> {
    let part = reading.side(main)?.ok_or(Flaw::Damaged("its main part is missing"))?;
    match root(&part, reading.limits)?.as_str() {
        "presentation" => pptx::read(reading, main).map(|()| Format::Pptx),
        "workbook" => xlsx::read(reading, main).map(|()| Format::Xlsx),
        _ => docx::read(reading, main).map(|()| Format::Docx),
    }
}

/// The name of the outermost element.
fn root(part: &Part<'_>, limits: &Limits) -> Result<String, Flaw> {
    let mut xml = xml::Xml::new(part.text(), limits);
    while let Some(node) = xml.next()? {
        if let xml::Node::Open(tag) = node {
            return Ok(tag.local().to_owned());
        }
    }
    Err(Flaw::Damaged("its main part is empty"))
}

#[cfg(feature = "pdf")]
fn read_pdf<'b>(bytes: &[u8], limits: &Limits) -> Result<Document<'b>, Flaw> {
    let (parts, blocks) = pdf::read(bytes, limits)?;
    Ok(Document { format: Format::Pdf, parts, blocks })
}

#[cfg(not(feature = "pdf"))]
fn read_pdf<'b>(_: &[u8], _: &Limits) -> Result<Document<'b>, Flaw> {
    Err(Flaw::Unsupported("a PDF file"))
}

fn read_flat<'b>(format: Format, bytes: &'b [u8], limits: &Limits) -> Result<Document<'b>, Flaw> {
    let mut blocks = Vec::new();
    let part = match format {
        Format::Rtf | Format::Eml => Part::binary(bytes),
        Format::FlatOdf => Part::xml("", bytes.into()),
        Format::Html => Part::html(bytes),
        _ => Part::text_file(bytes),
    };
    let text = part.text();
    match format {
        Format::Rtf => rtf::read(bytes, limits, &mut blocks)?,
        Format::Eml => eml::read(bytes, limits, &mut blocks)?,
        Format::FlatOdf => odf::read_flat(&part, limits, &mut blocks)?,
        _ if text.contains('\0') => return Err(Flaw::Unsupported("a binary file")),
        Format::Markdown => markdown::read(text, &mut blocks),
        Format::Html => html::read(text, &mut blocks),
        Format::Tex => tex::read(text, &limits.tex, &mut blocks),
        Format::Csv => csv::read(text, b',', &mut blocks),
        Format::Tsv => csv::read(text, b'\t', &mut blocks),
        _ => {
            let mut block = Block::new(0, Region::Body, Locus::Lines);
            block.copy(text, 0);
            blocks.push(block);
        }
    }
    Ok(Document { format, parts: vec![part], blocks })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashMap;

    /// The formats that are no packages, and of the packages what the fuzzer calls them.
    const FORMATS: [(&str, Format); 14] = [
        ("txt", Format::Text),
        ("md", Format::Markdown),
        ("html", Format::Html),
        ("tex", Format::Tex),
        ("csv", Format::Csv),
        ("tsv", Format::Tsv),
        ("eml", Format::Eml),
        ("rtf", Format::Rtf),
        ("fodt", Format::FlatOdf),
        ("pdf", Format::Pdf),
        ("docx", Format::Docx),
        ("pptx", Format::Pptx),
        ("xlsx", Format::Xlsx),
        ("odf", Format::Odf),
    ];

    /// Every character of every block leads to bytes of its part.
    fn spans_are_valid(bytes: &[u8], format: Option<Format>) {
        let Ok(document) = open("x".as_ref(), bytes, format, &Limits::default()) else { return };
        for block in &document.blocks {
            let part = &document.parts[block.part];
            for (at, c) in block.text.char_indices() {
                let range = document.source(block, at..at + c.len_utf8());
                assert!(part.bytes().get(range.clone()).is_some(), "{range:?} of {format:?}");
            }
        }
    }

    #[test]
    fn content_goes_before_name() {
        let kind = |name: &str, bytes: &[u8]| {
            open(name.as_ref(), bytes, None, &Limits::default()).map(|d| d.format).ok()
        };
        assert_eq!(kind("a.txt", b"{\\rtf1 x}"), Some(Format::Rtf));
        assert_eq!(kind("a.txt", &testing::docx("")), Some(Format::Docx));
        assert_eq!(kind("a", b"<!doctype html><html>x"), Some(Format::Html));
        assert_eq!(kind("a.rtf", b"no rich text"), Some(Format::Text));
        assert_eq!(kind("a.md", b"x"), Some(Format::Markdown));
        assert_eq!(kind("a.docx", b"no package"), None);
    }

    /// The seeds and findings of the fuzzer, packages still as the text of their entries.
    fn seeds() -> Vec<(Format, Vec<u8>)> {
        let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz");
        let folders = ["seeds", "findings"].map(|kind| fuzz.join(kind));
        let formats = folders.iter().flat_map(|f| FORMATS.map(|(name, kind)| (f.join(name), kind)));
        let mut found = Vec::new();
        for (folder, format) in formats.filter(|(folder, _)| folder.is_dir()) {
            for file in std::fs::read_dir(folder).unwrap() {
                found.push((format, std::fs::read(file.unwrap().path()).unwrap()));
            }
        }
        found
    }

    /// Packs the entries of a seed, each behind its name in a line that begins with `=== `.
    fn packed(format: Format, seed: &[u8]) -> Vec<u8> {
        if !format.is_package() || seed.starts_with(b"PK") {
            return seed.to_vec();
        }
        let text = String::from_utf8_lossy(seed);
        let entries = text.split("=== ").filter_map(|e| e.split_once('\n'));
        let entries: HashMap<_, _> = entries.map(|(name, xml)| (name, xml.as_bytes())).collect();
        testing::zip(&entries.into_iter().collect::<Vec<_>>())
    }

    #[test]
    fn seeds_and_findings_of_the_fuzzer_are_read() {
        let seeds = seeds();
        for (name, format) in FORMATS {
            let of_format = seeds.iter().filter(|(kind, _)| *kind == format);
            let read = of_format.filter(|(_, seed)| {
                let bytes = packed(format, seed);
                spans_are_valid(&bytes, Some(format));
                let document = open("x".as_ref(), &bytes, Some(format), &Limits::default());
                document.is_ok_and(|d| !d.blocks.is_empty())
            });
            let unread = name == "tsv" || (format == Format::Pdf && !cfg!(feature = "pdf"));
            assert!(unread || read.count() > 0, "{name} has no seed");
        }
    }

    proptest! {
        #[test]
        fn no_damaged_seed_panics(
            seed in any::<prop::sample::Index>(),
            edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        ) {
            let seeds = seeds();
            let (format, mut bytes) = seeds[seed.index(seeds.len())].clone();
            for (at, byte) in edits {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            spans_are_valid(&packed(format, &bytes), Some(format));
        }

        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), format in 0..FORMATS.len()) {
            spans_are_valid(&bytes, None);
            spans_are_valid(&bytes, Some(FORMATS[format].1));
        }

        #[test]
        fn no_text_panics(text in "([<>/&;=\"'{}\\\\$#%*_`\\[\\](): \n-]|[a-zé\u{ad}]{1,3})*", format in 0..FORMATS.len()) {
            spans_are_valid(text.as_bytes(), Some(FORMATS[format].1));
        }

        #[test]
        fn no_word_document_panics(body in "(<w:(p|r|t|rPr|del|tab/|noBreakHyphen/|lang w:val=\"de\"/)>|</w:(p|r|t|rPr|del)>|&amp;|&#x?[0-9]{1,7};|[a-zé ])*") {
            spans_are_valid(&testing::docx(&body), None);
        }

        #[test]
        fn no_damaged_package_panics(at in 0..1000usize, byte in any::<u8>()) {
            let mut bytes = testing::docx("<w:p><w:r><w:t>word</w:t></w:r></w:p>");
            let at = at % bytes.len();
            bytes[at] = byte;
            spans_are_valid(&bytes, None);
        }
    }
}
