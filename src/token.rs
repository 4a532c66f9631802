//! Text → runs → atoms, all with byte offsets into the source.
//!
//! The unit is the *run*: what stands between white space. A run of plain letters is decided by one
//! look-up; everything else takes the exact path: the whole run first (`i.v.`, `A&E`, `mg/kg`),
//! then its segments between hard separators, then their hyphenated parts, and at last the words of
//! UAX #29. What is no prose (addresses, numbers, codes) is left alone.

use crate::normalise::{Casing, casing, is_invisible};
use smallvec::SmallVec;
use unicode_segmentation::UnicodeSegmentation;

/// A piece of the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'t> {
    /// Byte offset in the text.
    pub start: usize,
    /// The piece as written.
    pub text: &'t str,
}

impl<'t> Token<'t> {
    /// The byte offset behind it.
    pub fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// The part of this token at a byte range of its own.
    pub fn part(&self, from: usize, to: usize) -> Token<'t> {
        Token { start: self.start + from, text: &self.text[from..to] }
    }

    fn trim(&self, outer: impl Fn(char) -> bool + Copy) -> Token<'t> {
        let from = self.text.len() - self.text.trim_start_matches(outer).len();
        let to = self.text.trim_end_matches(outer).len().max(from);
        self.part(from, to)
    }
}

/// The runs of a text: the pieces between white space. cut.rs cuts the same ones, and faster.
pub fn runs(text: &str) -> impl Iterator<Item = Token<'_>> {
    let base = text.as_ptr() as usize;
    text.split(char::is_whitespace)
        .filter(|run| !run.is_empty())
        .map(move |run| Token { start: run.as_ptr() as usize - base, text: run })
}

/// True of runs that are no prose: web and mail addresses, paths, files, handles.
pub fn is_opaque(run: &str) -> bool {
    if !run.bytes().any(|b| matches!(b, b':' | b'/' | b'\\' | b'@' | b'.')) {
        return false;
    }
    is_web(run)
        || has(run, b'@') && is_mail(run)
        || is_path(run)
        || has(run, b'.') && (is_domain(run) || is_file(run))
}

fn has(run: &str, mark: u8) -> bool {
    run.as_bytes().contains(&mark)
}

/// A web address, by how it begins.
fn is_web(run: &str) -> bool {
    let bare = run.trim_start_matches(|c: char| !c.is_alphanumeric());
    has(run, b':') && run.contains("://")
        || ["www.", "http:", "https:", "mailto:"]
            .iter()
            .any(|p| bare.get(..p.len()).is_some_and(|h| h.eq_ignore_ascii_case(p)))
}

fn is_mail(run: &str) -> bool {
    run.split_once('@').is_some_and(|(a, b)| {
        a.ends_with(|c: char| c.is_alphanumeric()) && b.starts_with(|c: char| c.is_alphanumeric())
    }) || run.strip_prefix('@').is_some_and(|r| r.starts_with(|c: char| c.is_alphanumeric()))
}

fn is_path(run: &str) -> bool {
    let bytes = run.as_bytes();
    let drive = bytes.len() > 3 && bytes[0].is_ascii_alphabetic() && &bytes[1..3] == b":\\";
    drive
        || run.starts_with("\\\\")
        || run.starts_with("~/")
        || (run.starts_with('/') && run[1..].contains('/'))
}

/// A host name such as `example.nhs.uk`: dotted labels, the last one a common top level.
fn is_domain(run: &str) -> bool {
    const TOP: [&str; 10] = ["uk", "com", "org", "net", "edu", "gov", "eu", "io", "int", "info"];
    let core = run.trim_matches(|c: char| !c.is_alphanumeric());
    let host = core.split('/').next().unwrap_or("");
    host.rsplit_once('.').is_some_and(|(labels, top)| {
        TOP.contains(&top) && labels.len() > 2 && labels.split('.').all(is_label)
    })
}

/// A file by its name: `scan.pdf`, `Letter_v2.DOCX`.
fn is_file(run: &str) -> bool {
    const KINDS: [&str; 26] = [
        "bmp", "csv", "dcm", "doc", "docm", "docx", "eml", "gif", "htm", "html", "jpeg", "jpg",
        "msg", "odp", "ods", "odt", "pdf", "png", "ppt", "pptx", "rtf", "tif", "tiff", "txt",
        "xls", "xlsx",
    ];
    let core = run.trim_matches(|c: char| !c.is_alphanumeric());
    core.rsplit_once('.').is_some_and(|(name, kind)| {
        let one_case = matches!(casing(kind), Casing::Lower | Casing::Upper);
        let plain = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
        !name.is_empty() && plain && one_case && KINDS.iter().any(|k| k.eq_ignore_ascii_case(kind))
    })
}

fn is_label(label: &str) -> bool {
    !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-')
}

/// A run without the punctuation around it, as the candidates for a whole: with a trailing dot
/// (`i.v.`) where there is one, then without.
pub fn cores<'t>(run: Token<'t>) -> impl Iterator<Item = Token<'t>> {
    let core = run.trim(|c| !c.is_alphanumeric());
    let behind = &run.text[core.end() - run.start..];
    let dotted = behind.starts_with('.') && core.text.contains('.');
    let with_dot = dotted.then(|| run.part(core.start - run.start, core.end() - run.start + 1));
    let signed = run.text[..core.start - run.start]
        .chars()
        .next_back()
        .is_some_and(|c| matches!(c, '+' | '-' | '−'));
    let with_sign = (signed && !core.text.is_empty()).then(|| {
        let from = core.start - run.start;
        let sign = run.text[..from].chars().next_back().map_or(0, char::len_utf8);
        run.part(from - sign, core.end() - run.start)
    });
    with_dot.into_iter().chain(with_sign).chain((!core.text.is_empty()).then_some(core))
}

/// The segments of a run between hard separators: only letters, digits, marks, apostrophes and
/// hyphens stay together.
pub fn segments(run: Token<'_>) -> impl Iterator<Item = Token<'_>> {
    let base = run.text.as_ptr() as usize;
    let inner = |c: char| c.is_alphanumeric() || is_joiner(c) || is_mark(c) || is_invisible(c);
    run.text.split(move |c| !inner(c)).filter(|s| !s.is_empty()).map(move |s| {
        let from = s.as_ptr() as usize - base;
        run.part(from, from + s.len()).trim(|c| !c.is_alphanumeric() && !is_mark(c))
    })
}

/// The parts of a segment between hyphens, each with the offset behind it; none of a segment without
/// hyphens.
pub fn hyphen_parts(segment: Token<'_>) -> SmallVec<[Token<'_>; 4]> {
    if !segment.text.contains(is_hyphen) {
        return SmallVec::new();
    }
    let base = segment.text.as_ptr() as usize;
    let parts = segment.text.split(is_hyphen).filter(|part| !part.is_empty());
    parts
        .map(|p| segment.part(p.as_ptr() as usize - base, p.as_ptr() as usize - base + p.len()))
        .collect()
}

/// The words of a part under UAX #29.
pub fn words(part: Token<'_>) -> impl Iterator<Item = Token<'_>> {
    part.text.unicode_word_indices().map(move |(at, w)| part.part(at, at + w.len()))
}

/// True of the hyphens that join the parts of one word.
pub fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

fn is_joiner(c: char) -> bool {
    is_hyphen(c) || matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{2bc}' | '\u{ff07}')
}

/// Combining marks, so that a decomposed letter stays whole.
fn is_mark(c: char) -> bool {
    !c.is_ascii() && unicode_normalization::char::is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts<'t>(tokens: impl Iterator<Item = Token<'t>>) -> Vec<&'t str> {
        tokens.map(|t| t.text).collect()
    }

    fn run(text: &str) -> Token<'_> {
        Token { start: 0, text }
    }

    #[test]
    fn runs_have_offsets() {
        let found: Vec<_> = runs(" a\u{a0}b\ncd").map(|t| (t.start, t.text)).collect();
        assert_eq!(found, [(1, "a"), (4, "b"), (6, "cd")]);
    }

    #[test]
    fn addresses_are_opaque() {
        for text in [
            "https://x.org/edema",
            "(www.nhs.uk)",
            "a.b@nhs.net",
            "C:\\edema\\x",
            "/usr/lib/x",
            "bnf.nice.org.uk/drugs",
            "(edema_v2.DOCX),",
        ] {
            assert!(is_opaque(text), "{text}");
        }
        for text in
            ["mg/kg", "i.v.", "and/or", "A&E", "10/12", "end.The", "end.Doc", ".pdf", "see(a.pdf"]
        {
            assert!(!is_opaque(text), "{text}");
        }
    }

    #[test]
    fn a_whole_is_tried_with_its_dot() {
        assert_eq!(texts(cores(run("(i.v.),"))), ["i.v.", "i.v"]);
        assert_eq!(texts(cores(run("word."))), ["word"]);
        assert_eq!(texts(cores(run("+ve"))), ["+ve", "ve"]);
        assert_eq!(texts(cores(run("--"))), [""; 0]);
    }

    #[test]
    fn segments_split_at_hard_separators() {
        assert_eq!(texts(segments(run("“X-ray”/ECG—Sjögren’s"))), ["X-ray", "ECG", "Sjögren’s"]);
        assert_eq!(texts(segments(run("patients'"))), ["patients"]);
    }

    proptest::proptest! {
        #[test]
        fn spans_always_hold_their_text(text in "\\PC*") {
            for r in runs(&text) {
                for t in cores(r).chain(segments(r)).chain(segments(r).flat_map(hyphen_parts)).chain(words(r)) {
                    proptest::prop_assert_eq!(&text[t.start..t.end()], t.text);
                }
            }
        }
    }
}
