//! A part of a document: its bytes, its text, and the way from one to the other.
//!
//! Every format is read from text, whatever the encoding of the bytes; offsets of the text become
//! offsets of the bytes here and nowhere else. Most parts are plain UTF-8, and then both are one.

use super::segment::{Segments, Unit};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;
use std::ops::Range;

/// A part of a document.
#[derive(Clone, Debug)]
pub struct Part<'b> {
    /// The name inside the package; empty for the file itself.
    pub name: String,
    text: Cow<'b, str>,
    /// The bytes, where they are not those of the text.
    bytes: Option<Cow<'b, [u8]>>,
    map: Segments,
    charset: Charset,
}

/// How a part is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charset {
    /// A byte encoding of the web standard, UTF-8 among them.
    Web(&'static Encoding),
    /// UTF-16 and UTF-32: bytes of a unit, and whether the big end comes first.
    Wide(usize, bool),
    /// Bytes that the format itself gives a meaning to (RTF, mail, PDF).
    Bytes,
}

impl<'b> Part<'b> {
    /// Bytes that are no text by themselves.
    pub(super) fn binary(bytes: &'b [u8]) -> Part<'b> {
        Part {
            name: String::new(),
            text: Cow::Borrowed(""),
            bytes: Some(Cow::Borrowed(bytes)),
            map: Segments::default(),
            charset: Charset::Bytes,
        }
    }

    /// Text in whatever encoding it is found to have.
    pub(super) fn text_file(bytes: &'b [u8]) -> Part<'b> {
        let charset = detect(bytes);
        Part::decode(String::new(), Cow::Borrowed(bytes), charset)
    }

    /// HTML: UTF-8 where it is valid, else what a `meta` element says, else a guess; the guess of
    /// Western letters also goes before a false promise of UTF-8.
    pub(super) fn html(bytes: &'b [u8]) -> Part<'b> {
        let guess = detect(bytes);
        let charset = match (guess, meta_charset(bytes)) {
            (Charset::Web(found), Some(said)) if found == UTF_8 || found == said => guess,
            (Charset::Web(found), Some(said)) if found == WINDOWS_1252 && said == UTF_8 => guess,
            (Charset::Web(_), Some(said)) => Charset::Web(said),
            _ => guess,
        };
        Part::decode(String::new(), Cow::Borrowed(bytes), charset)
    }

    /// An XML entry of a package, or a file of XML: by its mark, its declaration, else UTF-8.
    pub(super) fn xml(name: &str, bytes: Cow<'b, [u8]>) -> Part<'b> {
        let charset = declared(&bytes);
        Part::decode(name.to_owned(), bytes, charset)
    }

    /// Text in a known encoding.
    pub(super) fn decode(name: String, bytes: Cow<'b, [u8]>, charset: Charset) -> Part<'b> {
        let mark = mark_len(&bytes, charset);
        if charset == Charset::Web(UTF_8) && mark == 0 {
            match utf8(bytes) {
                Ok(text) => {
                    return Part { name, text, bytes: None, map: Segments::default(), charset };
                }
                Err(bytes) => return Part::mapped(name, bytes, charset, mark),
            }
        }
        Part::mapped(name, bytes, charset, mark)
    }

    fn mapped(name: String, bytes: Cow<'b, [u8]>, charset: Charset, mark: usize) -> Part<'b> {
        let (text, map) = match charset {
            Charset::Web(encoding) => decode_web(&bytes, mark, encoding),
            Charset::Wide(unit, big) => decode_wide(&bytes, mark, unit, big),
            Charset::Bytes => (String::new(), Segments::default()),
        };
        Part { name, text: Cow::Owned(text), bytes: Some(bytes), map, charset }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes as they stand in the file or the entry.
    pub fn bytes(&self) -> &[u8] {
        self.bytes.as_deref().unwrap_or(self.text.as_bytes())
    }

    /// How the bytes are encoded.
    pub fn charset(&self) -> Charset {
        self.charset
    }

    /// A range of the text → the range of the bytes.
    pub fn range(&self, text: Range<usize>) -> Range<usize> {
        match self.bytes.is_some() && self.charset != Charset::Bytes {
            true => self.map.range(text),
            false => text,
        }
    }

    /// `text` in the encoding of this part; nothing where it has no such character.
    pub fn encode(&self, text: &str) -> Option<Vec<u8>> {
        match self.charset {
            Charset::Web(encoding) => {
                let (bytes, _, lossy) = encoding.encode(text);
                (!lossy).then(|| bytes.into_owned())
            }
            Charset::Wide(4, _) | Charset::Bytes => None,
            Charset::Wide(_, big) => Some(
                text.encode_utf16()
                    .flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() })
                    .collect(),
            ),
        }
    }
}

fn utf8(bytes: Cow<'_, [u8]>) -> Result<Cow<'_, str>, Cow<'_, [u8]>> {
    match bytes {
        Cow::Borrowed(b) => std::str::from_utf8(b).map(Cow::Borrowed).map_err(|_| Cow::Borrowed(b)),
        Cow::Owned(b) => {
            String::from_utf8(b).map(Cow::Owned).map_err(|e| Cow::Owned(e.into_bytes()))
        }
    }
}

/// The encoding by the byte order mark, by UTF-8 being valid, by the pattern of zeros, by guess.
fn detect(bytes: &[u8]) -> Charset {
    if let Some(charset) = marked(bytes).or_else(|| zeros(bytes)) {
        return charset;
    }
    let head = &bytes[..bytes.len().min(1 << 20)];
    if is_utf8(bytes) {
        return Charset::Web(UTF_8);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(head, true);
    // What a few bytes leave open was written in Britain.
    let few = bytes.iter().filter(|b| !b.is_ascii()).take(FEW).count() < FEW;
    Charset::Web(detector.guess(few.then_some(b"uk"), Utf8Detection::Deny))
}

/// How many bytes beside ASCII say something of their encoding.
const FEW: usize = 8;

/// True of UTF-8, also of one with a few broken bytes among many characters.
pub(super) fn is_utf8(bytes: &[u8]) -> bool {
    let (mut whole, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        broken += usize::from(!chunk.invalid().is_empty());
        whole += chunk.valid().bytes().filter(|b| *b >= 0xc0).count();
        if broken > 8 && broken > whole {
            return false;
        }
    }
    broken == 0 || whole > 8 * broken
}

/// What a byte order mark says.
fn marked(bytes: &[u8]) -> Option<Charset> {
    match bytes {
        [0xff, 0xfe, 0, 0, ..] => Some(Charset::Wide(4, false)),
        [0, 0, 0xfe, 0xff, ..] => Some(Charset::Wide(4, true)),
        [0xef, 0xbb, 0xbf, ..] => Some(Charset::Web(UTF_8)),
        [0xff, 0xfe, ..] => Some(Charset::Wide(2, false)),
        [0xfe, 0xff, ..] => Some(Charset::Wide(2, true)),
        _ => None,
    }
}

/// UTF-16 and UTF-32 without a mark: Latin text leaves its zeros at fixed places.
fn zeros(bytes: &[u8]) -> Option<Charset> {
    let head = &bytes[..bytes.len().min(4096)];
    if head.len() < 4 || !head.contains(&0) {
        return None;
    }
    let share = |unit: usize, at: usize| {
        let zeros = head.iter().skip(at).step_by(unit).filter(|b| **b == 0).count();
        zeros * unit * 10 / head.len()
    };
    [(4, false, [1, 2, 3], 0), (4, true, [0, 1, 2], 3), (2, false, [1; 3], 0), (2, true, [0; 3], 1)]
        .into_iter()
        .find(|(unit, _, zero, full)| {
            zero.iter().all(|at| share(*unit, *at) >= 8) && share(*unit, *full) == 0
        })
        .map(|(unit, big, ..)| Charset::Wide(unit, big))
}

/// `charset=…` in a `meta` element, or what an XML declaration says. Browsers want it in the first
/// kilobyte, writers put long comments before it.
fn meta_charset(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1 << 16)]).to_ascii_lowercase();
    let tags = head.match_indices('<').map(|(at, _)| &head[at..]);
    let tags = tags.map(|tag| tag.split('>').next().unwrap_or_default());
    let said = tags.filter_map(|tag| match () {
        () if tag.starts_with("<meta") => tag.split_once("charset"),
        () if tag.starts_with("<?xml") => tag.split_once("encoding"),
        () => None,
    });
    let labels = said.filter_map(|(_, said)| said.trim_start().strip_prefix('='));
    let labels = labels.map(|label| label.trim_start_matches(|c: char| "\"' ".contains(c)));
    let labels = labels.filter_map(|label| {
        label.split(|c: char| !(c.is_ascii_alphanumeric() || "-_:".contains(c))).next()
    });
    labels.filter_map(|l| Encoding::for_label(l.as_bytes())).find(|e| e.is_ascii_compatible())
}

/// What an XML file says of itself.
fn declared(bytes: &[u8]) -> Charset {
    if let Some(charset) = marked(bytes) {
        return charset;
    }
    match bytes {
        [b'<', 0, ..] => return Charset::Wide(2, false),
        [0, b'<', ..] => return Charset::Wide(2, true),
        _ => {}
    }
    let head = &bytes[..bytes.len().min(200)];
    let head = head.split(|b| *b == b'>').next().unwrap_or(head);
    let label = String::from_utf8_lossy(head);
    let label = label.split_once("encoding").map_or("", |(_, tail)| tail);
    let label = label.split(['"', '\'']).nth(1).unwrap_or("utf-8");
    match Encoding::for_label(label.as_bytes()) {
        Some(e) if e != UTF_16LE && e != UTF_16BE => Charset::Web(e),
        _ => Charset::Web(UTF_8),
    }
}

fn mark_len(bytes: &[u8], charset: Charset) -> usize {
    match (marked(bytes), charset) {
        (Some(found), _) if found != charset => 0,
        (Some(Charset::Web(_)), _) => 3,
        (Some(Charset::Wide(unit, _)), _) => unit,
        _ => 0,
    }
}

/// Decodes a byte encoding, keeping ASCII stretches whole and mapping each other character.
pub(super) fn decode_web(
    bytes: &[u8],
    mark: usize,
    encoding: &'static Encoding,
) -> (String, Segments) {
    let (mut text, mut map) = (String::with_capacity(bytes.len()), Segments::default());
    let mut at = mark;
    while at < bytes.len() {
        let ascii = Encoding::ascii_valid_up_to(&bytes[at..]);
        if ascii > 0 && encoding.is_ascii_compatible() {
            text.push_str(std::str::from_utf8(&bytes[at..at + ascii]).unwrap_or_default());
            map.push(ascii, at..at + ascii, Unit::Bytes(1));
            at += ascii;
            continue;
        }
        let (len, chars) = one_character(&bytes[at..], encoding);
        let copied = encoding == UTF_8 && chars.as_bytes() == &bytes[at..at + len];
        map.push(chars.len(), at..at + len, if copied { Unit::Bytes(1) } else { Unit::Character });
        text.push_str(&chars);
        at += len;
    }
    (text, map)
}

/// The shortest prefix that decodes to something, and what it decodes to.
fn one_character(bytes: &[u8], encoding: &'static Encoding) -> (usize, String) {
    let longest = bytes.len().min(8);
    for len in 1..=longest {
        let mut decoder = encoding.new_decoder_without_bom_handling();
        let mut out = String::with_capacity(32);
        let (result, read, replaced) = decoder.decode_to_string(&bytes[..len], &mut out, false);
        if !out.is_empty() && result == CoderResult::InputEmpty {
            return if replaced { (1, "\u{fffd}".into()) } else { (read, out) };
        }
    }
    (1, "\u{fffd}".into())
}

/// UTF-16 and UTF-32 by their mark or their zeros; nothing of other bytes.
pub(super) fn decode_units(bytes: &[u8]) -> Option<(String, Segments)> {
    match marked(bytes).or_else(|| zeros(bytes))? {
        charset @ Charset::Wide(unit, big) => {
            Some(decode_wide(bytes, mark_len(bytes, charset), unit, big))
        }
        _ => None,
    }
}

fn decode_wide(bytes: &[u8], mark: usize, unit: usize, big: bool) -> (String, Segments) {
    let (mut text, mut map) = (String::with_capacity(bytes.len() / unit), Segments::default());
    let mut at = mark;
    while at < bytes.len() {
        let (c, units) = wide_character(&bytes[at..], unit, big);
        let end = (at + units * unit).min(bytes.len());
        let ascii = c.is_ascii() && end == at + unit;
        map.push(c.len_utf8(), at..end, if ascii { Unit::Bytes(unit) } else { Unit::Character });
        text.push(c);
        at = end;
    }
    (text, map)
}

/// The first character, and how many units it takes.
fn wide_character(bytes: &[u8], unit: usize, big: bool) -> (char, usize) {
    let value = |n: usize| {
        let raw = bytes.get(n * unit..(n + 1) * unit)?;
        let fold = |sum: u32, byte: &u8| sum << 8 | u32::from(*byte);
        Some(if big { raw.iter().fold(0, fold) } else { raw.iter().rev().fold(0, fold) })
    };
    let Some(first) = value(0) else { return ('\u{fffd}', 1) };
    if let Some(c) = char::from_u32(first) {
        return (c, 1);
    }
    let pair = value(1).filter(|low| unit == 2 && first < 0xdc00 && (0xdc00..0xe000).contains(low));
    let c =
        pair.and_then(|low| char::from_u32(0x10000 + ((first - 0xd800) << 10) + (low - 0xdc00)));
    c.map_or(('\u{fffd}', 1), |c| (c, 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source<'b>(bytes: &'b [u8], word: &str) -> (Charset, &'b [u8]) {
        let part = Part::text_file(bytes);
        let at = part.text().find(word).unwrap_or_else(|| panic!("{word} in {:?}", part.text()));
        (part.charset(), &bytes[part.range(at..at + word.len())])
    }

    #[test]
    fn every_encoding_leads_back_to_its_bytes() {
        let wide = |big: bool| -> Vec<u8> {
            let units = "\u{feff}café 𝒳 edema".encode_utf16();
            units.flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
        };
        assert_eq!(source(&wide(false), "é"), (Charset::Wide(2, false), &b"\xe9\0"[..]));
        assert_eq!(source(&wide(true), "edema").1, b"\0e\0d\0e\0m\0a");
        assert_eq!(source(&wide(true)[2..], "edema").1.len(), 10);
        assert_eq!(source(b"\xef\xbb\xbfedema", "edema").1, b"edema");
        assert_eq!(
            source(b"the patient\x92s diarrh\xe9e", "’"),
            (Charset::Web(encoding_rs::WINDOWS_1252), &b"\x92"[..])
        );
        let utf32: Vec<u8> = "word".chars().flat_map(|c| u32::from(c).to_be_bytes()).collect();
        assert_eq!(source(&utf32, "or").1, b"\0\0\0o\0\0\0r");
    }

    #[test]
    fn what_html_says_is_heard_where_the_bytes_agree() {
        let html = |bytes: &[u8]| Part::html(bytes).charset();
        let page = |said: &str, word: &[u8]| [said.as_bytes(), word].concat();
        let late = format!(
            "<!-- {} --><META http-equiv=a content='text/html; charset = KOI8-R'>",
            "x".repeat(4000)
        );
        assert_eq!(html(&page(&late, b"\xc1\xc2")), Charset::Web(encoding_rs::KOI8_R));
        let wrong = "<meta charset=utf-8>";
        assert_eq!(
            html(&page(wrong, b"\xa3825, caf\xe9")),
            Charset::Web(encoding_rs::WINDOWS_1252)
        );
        assert_eq!(html(&page("<meta charset=koi8-r>", "é".as_bytes())), Charset::Web(UTF_8));
        let script = "<script charset=koi8-r></script><p>";
        assert_eq!(html(&page(script, b"caf\xe9")), Charset::Web(encoding_rs::WINDOWS_1252));
    }

    #[test]
    fn a_broken_byte_leaves_utf8_what_it_is() {
        let text =
            |text: &str, end: &[u8]| Part::text_file(&[text.as_bytes(), end].concat()).charset();
        assert_eq!(text(&"é’“".repeat(9), b"\xff"), Charset::Web(UTF_8));
        assert_eq!(text("é", b" diarrh\xe9e"), Charset::Web(encoding_rs::WINDOWS_1252));
    }

    #[test]
    fn text_goes_back_into_its_encoding() {
        assert_eq!(Part::text_file(b"caf\xe9 \x93noir\x94").encode("é"), Some(vec![0xe9]));
        assert_eq!(Part::text_file(b"caf\xe9 \x93noir\x94").encode("β"), None);
        assert_eq!(Part::text_file(b"\xff\xfea\0").encode("é"), Some(vec![0xe9, 0]));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
            for part in [Part::text_file(&bytes), Part::xml("", (&bytes[..]).into())] {
                let len = part.text().len();
                proptest::prop_assert!(part.range(0..len).end <= bytes.len());
            }
        }
    }
}
