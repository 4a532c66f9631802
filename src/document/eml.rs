//! Mail: the subject and the text parts, whatever their transfer encoding.
//!
//! Two maps lie on each other: from text to the decoded bytes of a part, and from those to the
//! bytes of the file, where one byte may be `=C3` or a third of four letters.

use super::block::{Block, Locus, Region};
use super::limits::{Flaw, Limits};
use super::part::{decode_units, decode_web, is_utf8};
use super::segment::{Segments, Unit};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use std::ops::Range;

/// The headers that are prose.
const PROSE: [&str; 1] = ["subject"];

/// Reads a message.
pub(super) fn read(bytes: &[u8], limits: &Limits, blocks: &mut Vec<Block>) -> Result<(), Flaw> {
    let mut mail = Mail { bytes, limits, blocks };
    mail.entity(0..bytes.len(), 0, true)
}

struct Mail<'b, 'o> {
    bytes: &'b [u8],
    limits: &'b Limits,
    blocks: &'o mut Vec<Block>,
}

/// What the headers of an entity say of its body.
#[derive(Default)]
struct Headers {
    kind: String,
    charset: Option<String>,
    boundary: Option<String>,
    transfer: String,
}

impl Mail<'_, '_> {
    fn entity(&mut self, range: Range<usize>, depth: usize, message: bool) -> Result<(), Flaw> {
        let (headers, body) = self.headers(range, message);
        self.body(&headers, body, depth)
    }

    /// One of many in a digest, where what says nothing of itself is a message (RFC 2046, 5.1.5).
    fn digested(&mut self, range: Range<usize>, depth: usize) -> Result<(), Flaw> {
        let (mut headers, body) = self.headers(range, false);
        if headers.kind.is_empty() {
            "message/rfc822".clone_into(&mut headers.kind);
        }
        self.body(&headers, body, depth)
    }

    fn body(&mut self, headers: &Headers, body: Range<usize>, depth: usize) -> Result<(), Flaw> {
        if depth > self.limits.depth {
            return Err(Flaw::Limit("levels of nesting", self.limits.depth, "--max-depth"));
        }
        self.limits.check_time()?;
        match headers.kind.as_str() {
            kind if kind.starts_with("multipart/") => self.parts(headers, body, depth),
            "message/rfc822" => self.entity(body, depth + 1, false),
            "text/plain" | "text/html" | "text/enriched" => {
                self.text(headers, body);
                Ok(())
            }
            // RFC 2045, 5.2: what is no kind is plain text.
            kind if !kind.contains('/') => {
                self.text(headers, body);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Reads the headers; what they say, and the range of the body.
    fn headers(&mut self, range: Range<usize>, message: bool) -> (Headers, Range<usize>) {
        let mut headers = Headers::default();
        let mut at = range.start;
        while at < range.end {
            let line = self.header(at..range.end);
            if self.bytes[line.clone()].iter().all(u8::is_ascii_whitespace) {
                return (headers, line.end..range.end);
            }
            let colon = self.bytes[line.clone()].iter().position(|b| *b == b':');
            let Some(colon) = colon.map(|c| line.start + c) else {
                // No header: the body, or a boundary, whether there is an empty line or not.
                return (headers, at..range.end);
            };
            let name = String::from_utf8_lossy(&self.bytes[line.start..colon]).to_ascii_lowercase();
            if message && PROSE.contains(&name.as_str()) {
                self.subject(colon + 1..line.end);
            }
            headers.set(&name, &String::from_utf8_lossy(&self.bytes[colon + 1..line.end]));
            at = line.end;
        }
        (headers, range.end..range.end)
    }

    /// A header with its continuation lines.
    fn header(&self, range: Range<usize>) -> Range<usize> {
        let mut end = range.start;
        loop {
            end = self.line_end(end, range.end);
            match self.bytes.get(end) {
                Some(b' ' | b'\t') if end < range.end && !self.is_blank(range.start..end) => {}
                _ => return range.start..end,
            }
        }
    }

    fn is_blank(&self, range: Range<usize>) -> bool {
        self.bytes[range].iter().all(u8::is_ascii_whitespace)
    }

    /// The offset behind the line at `at`.
    fn line_end(&self, at: usize, end: usize) -> usize {
        self.bytes[at..end].iter().position(|b| *b == b'\n').map_or(end, |len| at + len + 1)
    }

    /// The parts between the boundary lines.
    fn parts(&mut self, headers: &Headers, body: Range<usize>, depth: usize) -> Result<(), Flaw> {
        let Some(boundary) = headers.boundary.as_deref().filter(|b| !b.is_empty()) else {
            return Ok(());
        };
        let mark = format!("--{boundary}");
        let part = match headers.kind.as_str() {
            "multipart/digest" => Mail::digested,
            _ => |mail: &mut Self, range, depth| mail.entity(range, depth, false),
        };
        let (mut at, mut start) = (body.start, None);
        while at < body.end {
            let end = self.line_end(at, body.end);
            let line = &self.bytes[at..end];
            let tail = line.strip_prefix(mark.as_bytes()).map(<[u8]>::trim_ascii_end);
            // A longer line is that of another boundary.
            if let Some(tail @ (b"" | b"--")) = tail {
                if let Some(from) = start {
                    part(self, from..at, depth + 1)?;
                }
                start = Some(end);
                if tail == b"--" {
                    return Ok(());
                }
            }
            at = end;
        }
        start.map_or(Ok(()), |from| part(self, from..body.end, depth + 1))
    }

    fn text(&mut self, headers: &Headers, body: Range<usize>) {
        let (bytes, outer) = match headers.transfer.as_str() {
            "base64" => base64(self.bytes, body),
            "quoted-printable" => quoted_printable(self.bytes, body, false),
            _ => {
                let mut map = Segments::default();
                map.push(body.len(), body.clone(), Unit::Bytes(1));
                (self.bytes[body].to_vec(), map)
            }
        };
        let (text, inner) = decode_units(&bytes)
            .unwrap_or_else(|| decode_web(&bytes, 0, charset(headers.charset.as_deref(), &bytes)));
        let mut found = Vec::new();
        match headers.kind.as_str() {
            "text/html" => super::html::read(&text, &mut found),
            _ => {
                let mut block = Block::new(0, Region::Body, Locus::Lines);
                block.copy(&text, 0);
                found.push(block);
            }
        }
        let map = inner.through(&outer);
        self.blocks.extend(found.into_iter().filter(|b| !b.text.is_empty()).map(|block| {
            let segments = block.segments.through(&map);
            Block { segments, ..block }
        }));
    }

    /// A header of prose, with the encoded words of RFC 2047.
    fn subject(&mut self, range: Range<usize>) {
        let mut block = Block::new(0, Region::Header, Locus::Lines);
        let mut at = range.start;
        while at < range.end {
            let tail = &self.bytes[at..range.end];
            let next = tail.windows(2).position(|w| w == b"=?").unwrap_or(tail.len());
            let plain = &tail[..next];
            if !plain.iter().all(u8::is_ascii_whitespace) || block.text.is_empty() {
                let (text, map) = decode_web(plain, 0, UTF_8);
                append(&mut block, &text, &map, at);
            }
            at += next;
            if at < range.end {
                at = self.encoded_word(at..range.end, &mut block);
            }
        }
        if !block.text.trim().is_empty() {
            self.blocks.push(block);
        }
    }

    /// `=?charset?Q?text?=` at the start of the range; the offset behind it.
    fn encoded_word(&self, range: Range<usize>, block: &mut Block) -> usize {
        let tail = &self.bytes[range.clone()];
        let tail = &tail[..tail.len().min(1024)];
        let marks: Vec<usize> =
            tail.iter().enumerate().filter(|(_, b)| **b == b'?').map(|(i, _)| i).take(4).collect();
        let [_, kind, text, end] = marks[..] else {
            block.copy("=?", range.start);
            return range.start + 2;
        };
        let inner = range.start + text + 1..range.start + end;
        let (bytes, outer) = match tail.get(kind + 1) {
            Some(b'b' | b'B') => base64(self.bytes, inner),
            _ => quoted_printable(self.bytes, inner, true),
        };
        let label = String::from_utf8_lossy(&tail[2..kind]).into_owned();
        let (text, map) = decode_web(&bytes, 0, charset(Some(&label), &bytes));
        append(block, &text, &map.through(&outer), 0);
        (range.start + end + 2).min(range.end)
    }
}

fn append(block: &mut Block, text: &str, map: &Segments, base: usize) {
    block.text.push_str(text);
    for (part, segment) in map.pieces(0..text.len()) {
        let source = segment.source.start + base..segment.source.end + base;
        block.segments.push(part.len(), source, segment.unit);
    }
}

impl Headers {
    fn set(&mut self, name: &str, value: &str) {
        let value = value.trim();
        match name {
            "content-type" => {
                self.kind = first(value);
                self.charset = parameter(value, "charset");
                self.boundary = parameter(value, "boundary");
            }
            "content-transfer-encoding" => self.transfer = first(value),
            _ => {}
        }
    }
}

/// The word before parameters and comments.
fn first(value: &str) -> String {
    let ends = |c: char| c == ';' || c == '(' || c.is_ascii_whitespace();
    value.split(ends).next().unwrap_or_default().to_ascii_lowercase()
}

/// The value of `; name=value` or `; name="value"`.
fn parameter(header: &str, name: &str) -> Option<String> {
    let mut quoted = false;
    let ends = |c: char| {
        quoted ^= c == '"';
        c == ';' && !quoted
    };
    header.split(ends).skip(1).find_map(|field| {
        let (key, value) = field.split_once('=')?;
        let value = value.trim().trim_matches('"');
        key.trim().eq_ignore_ascii_case(name).then(|| value.to_owned())
    })
}

/// What is said, but UTF-8 and Western letters are told apart by the bytes: mailers mix them up.
fn charset(label: Option<&str>, bytes: &[u8]) -> &'static Encoding {
    let known = label.and_then(|l| Encoding::for_label(l.as_bytes()));
    let guess = if is_utf8(bytes) { UTF_8 } else { WINDOWS_1252 };
    let sure =
        |e: &&'static Encoding| ![UTF_8, WINDOWS_1252].contains(e) && e.is_ascii_compatible();
    known.filter(sure).unwrap_or(guess)
}

/// Decodes the letters of base64 and steps over everything else.
fn base64(bytes: &[u8], range: Range<usize>) -> (Vec<u8>, Segments) {
    let (mut out, mut map) = (Vec::with_capacity(range.len() / 4 * 3), Segments::default());
    let (mut bits, mut count, mut from) = (0u32, 0, range.start);
    for at in range {
        let Some(value) = sextet(bytes[at]) else { continue };
        (bits, count) = (bits << 6 | value, count + 6);
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
            map.push(1, from..at + 1, Unit::Character);
            from = at;
        } else {
            from = at;
        }
    }
    (out, map)
}

fn sextet(byte: u8) -> Option<u32> {
    Some(u32::from(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    }))
}

/// Decodes `=C3` and soft line ends; in a header also `_` for a space.
fn quoted_printable(bytes: &[u8], range: Range<usize>, header: bool) -> (Vec<u8>, Segments) {
    let (mut out, mut map) = (Vec::with_capacity(range.len()), Segments::default());
    let mut at = range.start;
    while at < range.end {
        let tail = &bytes[at..range.end];
        let (byte, len) = match tail {
            [b'=', b'\r', b'\n', ..] => (None, 3),
            [b'=', b'\n', ..] => (None, 2),
            [b'=', a, b, ..] if hex(*a).is_some() && hex(*b).is_some() => {
                (Some(hex(*a).unwrap_or(0) << 4 | hex(*b).unwrap_or(0)), 3)
            }
            [b'_', ..] if header => (Some(b' '), 1),
            _ => (Some(tail[0]), 1),
        };
        if let Some(byte) = byte {
            out.push(byte);
            let unit = if len == 1 { Unit::Bytes(1) } else { Unit::Character };
            map.push(1, at..at + len, unit);
        }
        at += len;
    }
    (out, map)
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).map(|d| d as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(mail: &str) -> Vec<(String, String)> {
        let mut blocks = Vec::new();
        read(mail.as_bytes(), &Limits::default(), &mut blocks).unwrap();
        let source = |b: &Block| mail[b.segments.range(0..b.text.len())].to_owned();
        blocks.iter().map(|b| (b.text.clone(), source(b))).collect()
    }

    #[test]
    fn text_parts_are_decoded_with_their_places() {
        let mail = "Subject: =?utf-8?Q?caf=C3=A9_?=\n =?utf-8?B?bm9pcg==?=\nContent-Type: multipart/mixed; boundary=\"b\"\n\n--b\nContent-Transfer-Encoding: quoted-printable\n\nd=C3=A9j=\n=C3=A0 vu\n--b\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\nPHA+aGk8L3A+\n--b\nContent-Type: image/png\n\nx\n--b--\n";
        let found = found(mail);
        assert_eq!(found[0].0, " café noir");
        assert_eq!(found[1], ("déjà vu\n".into(), "d=C3=A9j=\n=C3=A0 vu\n".into()));
        assert_eq!(found[2].0, "hi");
        assert_eq!(found.len(), 3);
    }

    #[test]
    fn a_false_promise_of_a_charset_is_seen_through() {
        assert_eq!(charset(Some("utf-8"), b"caf\xe9 noir"), WINDOWS_1252);
        assert_eq!(charset(Some("us-ascii"), "café".as_bytes()), UTF_8);
        assert_eq!(charset(Some("koi8-r"), "café".as_bytes()), encoding_rs::KOI8_R);
    }

    #[test]
    fn a_text_file_of_wide_characters_is_read() {
        let mail = "Content-Type: text/plain; charset=UTF-16\nContent-Transfer-Encoding: base64\n\n//5hAOkA\n";
        assert_eq!(found(mail), [("a\u{e9}".into(), "5hAOkA".into())]);
    }

    #[test]
    fn a_kind_of_one_word_is_plain_text() {
        assert_eq!(found("Content-Type: text; charset=utf-8\n\nhello\n")[0].0, "hello\n");
    }

    #[test]
    fn a_comment_and_a_quoted_semicolon_are_understood() {
        let mail = "Content-Type: multipart/mixed (x); boundary=\"a;b\"\n\n--a;b\nContent-Type: text/plain (x)\nContent-Transfer-Encoding: Base64 (x)\n\naGk=\n--a;b--\n";
        assert_eq!(found(mail)[0].0, "hi");
    }

    #[test]
    fn a_digest_is_of_messages() {
        let mail = "Content-Type: multipart/digest; boundary=b\n\n--b\n\nFrom: x\n\none\n--b--\n";
        assert_eq!(found(mail), [("one\n".to_owned(), "one\n".to_owned())]);
    }

    #[test]
    fn a_boundary_is_a_whole_line_and_may_end_the_headers() {
        let mail = "Content-Type: multipart/mixed; boundary=b\n--b\nContent-Type: multipart/mixed; boundary=bb\n\n--bb\n\none\n--bb \n\ntwo\n--bb--\n--b--\nno more\n";
        let found = found(mail);
        assert_eq!([&found[0].0[..], &found[1].0], ["one\n", "two\n"]);
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn a_text_without_headers_is_a_body() {
        assert_eq!(found("no header here\n")[0].0, "no header here\n");
    }

    proptest::proptest! {
        #[test]
        fn no_mail_panics(mail in "(Subject: |Content-Type: |multipart/mixed; boundary=b|text/html|--b|=\\?x\\?|B\\?|\\?=|=C3|\n|<p>|é|QUJD)*") {
            let mut blocks = Vec::new();
            let _ = read(mail.as_bytes(), &Limits::default(), &mut blocks);
            for block in blocks {
                let range = block.segments.range(0..block.text.len());
                proptest::prop_assert!(range.end <= mail.len());
            }
        }
    }
}
