//! XML as the office formats need it: elements, and text with its exact place.
//!
//! quick-xml finds the tokens; this module joins the entities that it reports apart, keeps the
//! byte ranges, bounds depth and attributes, and never expands an entity that a document defines.

use super::block::Block;
use super::limits::{Flaw, Limits};
use quick_xml::Reader;
use quick_xml::events::Event;
use std::borrow::Cow;
use std::ops::Range;

/// A token.
pub(super) enum Node<'t> {
    /// An element begins. One without content is followed by its [`Node::Close`].
    Open(Tag<'t>),
    /// The innermost element ends; its qualified name.
    Close(&'t str),
    /// Text, as written or one character of it.
    Text(Piece<'t>),
}

/// A piece of text in the source.
pub(super) enum Piece<'t> {
    /// Text that stands there as it is.
    Copy(&'t str, usize),
    /// One character behind a reference.
    Character(Cow<'t, str>, Range<usize>),
}

impl Piece<'_> {
    /// Appends itself.
    pub(super) fn add_to(&self, block: &mut Block) {
        match self {
            Piece::Copy(text, at) => block.copy(text, *at),
            Piece::Character(text, range) => block.character(text, range.clone()),
        }
    }

    /// The text.
    pub(super) fn text(&self) -> &str {
        match self {
            Piece::Copy(text, _) => text,
            Piece::Character(text, _) => text,
        }
    }
}

/// A start tag.
#[derive(Clone, Copy)]
pub(super) struct Tag<'t> {
    /// The qualified name.
    pub(super) name: &'t str,
    /// What stands behind the name.
    attributes: &'t str,
    /// The offset of `attributes`.
    at: usize,
    /// The range of the whole tag.
    pub(super) start: usize,
}

impl<'t> Tag<'t> {
    /// The name without its prefix.
    pub(super) fn local(&self) -> &'t str {
        local(self.name)
    }

    /// The range of the tag.
    pub(super) fn range(&self) -> Range<usize> {
        self.start..self.at + self.attributes.len() + 1
    }

    /// The value of the attribute with this local name, references resolved.
    pub(super) fn get(&self, name: &str) -> Option<Cow<'t, str>> {
        let (_, value, _) = self.iter().find(|(n, ..)| local(n) == name)?;
        Some(match value.contains('&') {
            false => Cow::Borrowed(value),
            true => Cow::Owned(pieces(value, 0).map(|p| p.text().to_owned()).collect()),
        })
    }

    /// The value of the attribute with this local name and any prefix.
    pub(super) fn qualified(&self, name: &str) -> Option<Cow<'t, str>> {
        let found = self.iter().find(|(n, ..)| n.contains(':') && local(n) == name);
        found.map(|(_, value, _)| Cow::Borrowed(value))
    }

    /// The value of the attribute with this qualified name, as a block's text.
    pub(super) fn text(&self, name: &str, block: &mut Block) {
        if let Some((_, value, at)) = self.iter().find(|(n, ..)| *n == name) {
            pieces(value, at).for_each(|piece| piece.add_to(block));
        }
    }

    /// Names, raw values and the offsets of the values.
    fn iter(&self) -> impl Iterator<Item = (&'t str, &'t str, usize)> {
        let (all, base) = (self.attributes, self.at);
        let mut rest = 0;
        std::iter::from_fn(move || {
            let equals = rest + all.get(rest..)?.find('=')?;
            let name = all[rest..equals].trim();
            let behind = all[equals + 1..].trim_start();
            let open = all.len() - behind.len();
            let quote = behind.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let close = open + 1 + all[open + 1..].find(quote)?;
            rest = close + 1;
            Some((name, &all[open + 1..close], base + open + 1))
        })
    }
}

/// The part of a qualified name behind the colon.
pub(super) fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// The text of raw character data at `at`: copies, and characters behind references.
pub(super) fn pieces(raw: &str, at: usize) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = 0;
    std::iter::from_fn(move || {
        let tail = raw.get(rest..).filter(|t| !t.is_empty())?;
        let start = at + rest;
        let reference = tail
            .strip_prefix('&')
            .and_then(|t| t.get(..t.bytes().take(12).position(|b| b == b';')?));
        if let Some(name) = reference {
            rest += name.len() + 2;
            return Some(Piece::Character(resolve(name), start..at + rest));
        }
        let first = tail.chars().next().map_or(1, char::len_utf8);
        let len = tail[first..].find('&').map_or(tail.len(), |end| end + first);
        rest += len;
        Some(Piece::Copy(&tail[..len], start))
    })
}

/// What a reference stands for; one that XML does not know is a space, never what a document
/// says of it.
fn resolve(name: &str) -> Cow<'static, str> {
    match name {
        "amp" => "&".into(),
        "lt" => "<".into(),
        "gt" => ">".into(),
        "quot" => "\"".into(),
        "apos" => "'".into(),
        _ => match name.strip_prefix('#').and_then(number).and_then(char::from_u32) {
            Some('\0') | None => " ".into(),
            Some(c) => String::from(c).into(),
        },
    }
}

fn number(digits: &str) -> Option<u32> {
    match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => digits.parse().ok(),
    }
}

/// The tokens of a text.
pub(super) struct Xml<'t, 'l> {
    text: &'t str,
    /// The bytes of a byte order mark, which the reader does not count.
    mark: usize,
    reader: Reader<&'t [u8]>,
    limits: &'l Limits,
    depth: usize,
    events: usize,
    /// The element without content that is to be closed next.
    closing: Option<&'t str>,
}

impl<'t, 'l> Xml<'t, 'l> {
    /// Reads `text`.
    pub(super) fn new(text: &'t str, limits: &'l Limits) -> Xml<'t, 'l> {
        let mark = text.len() - text.strip_prefix('\u{feff}').unwrap_or(text).len();
        let mut reader = Reader::from_str(text);
        reader.config_mut().allow_dangling_amp = true;
        Xml { text, mark, reader, limits, depth: 0, events: 0, closing: None }
    }

    /// The next token.
    pub(super) fn next(&mut self) -> Result<Option<Node<'t>>, Flaw> {
        if let Some(name) = self.closing.take() {
            return Ok(Some(Node::Close(name)));
        }
        loop {
            self.tick()?;
            let (event, range) = self.event()?;
            let node = match event {
                Event::Start(_) => self.open(range, 1)?,
                Event::Empty(_) => self.empty(range)?,
                Event::End(_) => self.close(range),
                Event::Text(_) => self.copy(range),
                Event::CData(_) => self.copy(range.start + 9..range.end - 3),
                Event::GeneralRef(_) => self.reference(range),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => continue,
                Event::Eof if self.depth > 0 => {
                    return Err(Flaw::Damaged("its XML ends too early"));
                }
                Event::Eof => return Ok(None),
            };
            return Ok(Some(node));
        }
    }

    /// What the reader finds next, and where.
    fn event(&mut self) -> Result<(Event<'t>, Range<usize>), Flaw> {
        let start = self.position();
        let event = self.reader.read_event();
        let event = event.map_err(|_| Flaw::Damaged("its XML is not well formed"))?;
        Ok((event, start..self.position()))
    }

    fn position(&self) -> usize {
        let read = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX);
        read.saturating_add(self.mark).min(self.text.len())
    }

    fn tick(&mut self) -> Result<(), Flaw> {
        self.events += 1;
        match self.events % 4096 {
            0 => self.limits.check_time(),
            _ => Ok(()),
        }
    }

    /// An element without content, which ends with the next token.
    fn empty(&mut self, range: Range<usize>) -> Result<Node<'t>, Flaw> {
        let node = self.open(range, 2)?;
        self.depth -= 1;
        if let Node::Open(tag) = &node {
            self.closing = Some(tag.name);
        }
        Ok(node)
    }

    fn close(&mut self, range: Range<usize>) -> Node<'t> {
        self.depth = self.depth.saturating_sub(1);
        Node::Close(self.text[range.start + 2..range.end - 1].trim_end())
    }

    fn copy(&self, range: Range<usize>) -> Node<'t> {
        let start = range.start;
        Node::Text(Piece::Copy(&self.text[range], start))
    }

    fn reference(&self, range: Range<usize>) -> Node<'t> {
        let name = self.text[range.clone()].trim_start_matches('&').trim_end_matches(';');
        Node::Text(Piece::Character(resolve(name), range))
    }

    /// A start tag at `range`, whose end takes `end` bytes.
    fn open(&mut self, range: Range<usize>, end: usize) -> Result<Node<'t>, Flaw> {
        self.depth += 1;
        if self.depth > self.limits.depth {
            return Err(Flaw::Limit("levels of nesting", self.limits.depth, "--max-depth"));
        }
        let inner = &self.text[range.start + 1..range.end - end];
        let len = inner.find(|c: char| c.is_ascii_whitespace()).unwrap_or(inner.len());
        let attributes = &inner[len..];
        let many = self.limits.attributes;
        if attributes.len() > many && attributes.bytes().filter(|b| *b == b'=').count() > many {
            return Err(Flaw::Limit("attributes", many, "--max-attributes"));
        }
        let at = range.start + 1 + len;
        Ok(Node::Open(Tag { name: &inner[..len], attributes, at, start: range.start }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(xml: &str) -> Result<Vec<(String, String)>, Flaw> {
        let limits = Limits::default();
        let mut reader = Xml::new(xml, &limits);
        let mut found = Vec::new();
        while let Some(node) = reader.next()? {
            match node {
                Node::Text(Piece::Copy(t, at)) => {
                    found.push((t.into(), xml[at..at + t.len()].into()))
                }
                Node::Text(Piece::Character(t, range)) => found.push((t.into(), xml[range].into())),
                _ => {}
            }
        }
        Ok(found)
    }

    #[test]
    fn text_knows_its_place() {
        let found = texts("<a>x &amp; é<b/><![CDATA[<]]>&#233;&bomb;</a>").unwrap();
        let written: Vec<_> = found.iter().map(|(t, s)| (t.as_str(), s.as_str())).collect();
        assert_eq!(
            written,
            [
                ("x ", "x "),
                ("&", "&amp;"),
                (" é", " é"),
                ("<", "<"),
                ("é", "&#233;"),
                (" ", "&bomb;")
            ]
        );
    }

    #[test]
    fn a_byte_order_mark_moves_no_place() {
        let found = texts("\u{feff}<a>é</a>").unwrap();
        assert_eq!(found, [("é".into(), "é".into())]);
        assert!(texts("\u{feff}\u{fffd}\u{fffd}ml<)").is_err());
    }

    #[test]
    fn attributes_have_places_and_references() {
        let xml = "<a w:x = 'b&lt;c' y=\"\"/>";
        let limits = Limits::default();
        let Ok(Some(Node::Open(tag))) = Xml::new(xml, &limits).next() else { panic!("a tag") };
        assert_eq!((tag.name, tag.range()), ("a", 0..xml.len() - 1));
        assert_eq!(tag.get("x").as_deref(), Some("b<c"));
        assert_eq!(tag.get("y").as_deref(), Some(""));
        assert_eq!(tag.get("z"), None);
    }

    #[test]
    fn depth_and_attributes_are_bounded() {
        assert_eq!(
            texts(&"<a>".repeat(600)),
            Err(Flaw::Limit("levels of nesting", 512, "--max-depth"))
        );
        let many = format!("<a {}/>", "x=\"\" ".repeat(5000));
        assert_eq!(texts(&many), Err(Flaw::Limit("attributes", 4096, "--max-attributes")));
        assert!(texts("<a><b></a>").is_err() && texts("<a>").is_err());
    }
}
