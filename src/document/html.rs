//! HTML: text between tags, and the attributes that are read aloud.
//!
//! Written here because a span must lead back to the source through every character reference,
//! which the tokenizers of the field decode without a map. Broken HTML is read as browsers do:
//! nothing is an error.

use super::block::{Block, CODE, Locus, Region};
use std::ops::Range;
use std::sync::Arc;

/// The blocks of a text.
pub(super) fn read(text: &str, blocks: &mut Vec<Block>) {
    read_at(text, 0, blocks);
}

/// The same for text that stands at `base` of a part.
pub(super) fn read_at(text: &str, base: usize, blocks: &mut Vec<Block>) {
    let mut reader = Reader::new(text, base);
    reader.run();
    blocks.append(&mut reader.done);
}

/// Elements that end a word and a paragraph.
const BLOCKS: [&str; 48] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "button",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "iframe",
    "input",
    "legend",
    "li",
    "main",
    "nav",
    "ol",
    "option",
    "p",
    "section",
    "select",
    "summary",
    "table",
    "td",
    "th",
    "title",
    "tr",
    "ul",
    "head",
];
/// Elements whose content is no prose.
const SKIPPED: [&str; 6] = ["script", "style", "svg", "math", "template", "textarea"];
/// Elements whose content is in no language.
pub(super) const CODES: [&str; 6] = ["code", "pre", "kbd", "samp", "var", "tt"];
/// Elements whose content is text up to their own end tag.
const RAW: [&str; 8] =
    ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"];
/// Elements without an end tag.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];
/// Attributes whose value is prose.
const PROSE: [&str; 4] = ["alt", "title", "aria-label", "placeholder"];
/// The most elements that are kept open; deeper ones inherit from the last.
const DEEPEST: usize = 4096;

/// An open element.
struct Element {
    name: String,
    skipped: bool,
    language: Option<Arc<str>>,
}

struct Reader<'t> {
    text: &'t str,
    base: usize,
    open: Vec<Element>,
    block: Block,
    done: Vec<Block>,
}

fn empty(region: Region) -> Block {
    Block::new(0, region, Locus::Lines)
}

impl<'t> Reader<'t> {
    fn new(text: &'t str, base: usize) -> Reader<'t> {
        Reader { text, base, open: Vec::new(), block: empty(Region::Body), done: Vec::new() }
    }

    fn run(&mut self) {
        let mut at = 0;
        while at < self.text.len() {
            let end = self.text[at..].find('<').map_or(self.text.len(), |len| at + len);
            self.add(at..end);
            at = self.markup(end);
        }
        self.finish();
    }

    /// Reads what begins with `<` at `at`; the offset behind it.
    fn markup(&mut self, at: usize) -> usize {
        let tail = &self.text[at..];
        let to = |end: &str| tail.find(end).map_or(self.text.len(), |len| at + len + end.len());
        let next = tail.as_bytes().get(1).copied().unwrap_or(b' ');
        match next {
            _ if tail.is_empty() => at,
            _ if tail.starts_with("<!--") => to("-->"),
            _ if tail.starts_with("<![CDATA[") => to("]]>"),
            b'!' | b'?' => to(">"),
            b'/' => self.end_tag(at),
            _ if next.is_ascii_alphabetic() => self.start_tag(at),
            _ => {
                self.add(at..at + 1);
                at + 1
            }
        }
    }

    fn start_tag(&mut self, at: usize) -> usize {
        let (tag, end) = Tag::read(self.text, at + 1);
        let breaks = BLOCKS.contains(&tag.name.as_str());
        if breaks {
            self.finish();
        }
        let parent = self.open.last();
        let inherited = parent.and_then(|e| e.language.clone());
        let skipped = parent.is_some_and(|e| e.skipped) || SKIPPED.contains(&tag.name.as_str());
        let language = tag.value(self.text, "lang").or_else(|| tag.value(self.text, "xml:lang"));
        let language = match tag.is_code(self.text) {
            true => Some(CODE.into()),
            false => language.map(Arc::from).or(inherited),
        };
        if !skipped {
            self.attributes(&tag, language.as_ref());
        }
        let closed = VOID.contains(&tag.name.as_str()) || self.text[..end].ends_with("/>");
        let raw = RAW.contains(&tag.name.as_str());
        let name = tag.name.clone();
        if !closed && self.open.len() < DEEPEST {
            self.open.push(Element { name: tag.name, skipped, language });
        }
        match raw && !closed {
            true => self.raw(&name, end),
            false => end,
        }
    }

    /// The content of an element that holds no tags.
    fn raw(&mut self, name: &str, from: usize) -> usize {
        let tail = self.text.as_bytes().get(from..).unwrap_or_default();
        let is_end = |w: &[u8]| w[..2] == *b"</" && w[2..].eq_ignore_ascii_case(name.as_bytes());
        let len = tail.windows(name.len() + 2).position(is_end).unwrap_or(tail.len());
        self.add(from..from + len);
        from + len
    }

    fn end_tag(&mut self, at: usize) -> usize {
        let (tag, end) = Tag::read(self.text, at + 2);
        if BLOCKS.contains(&tag.name.as_str()) {
            self.finish();
        }
        let near = self.open.len().saturating_sub(64);
        if let Some(depth) = self.open[near..].iter().rposition(|e| e.name == tag.name) {
            self.open.truncate(near + depth);
        }
        end
    }

    fn attributes(&mut self, tag: &Tag, language: Option<&Arc<str>>) {
        for (name, value) in tag.attributes.iter().filter(|(n, _)| PROSE.contains(&n.as_str())) {
            let region = if name == "alt" { Region::AltText } else { Region::Body };
            let mut block = empty(region);
            characters(&self.text[value.clone()], self.base + value.start, &mut block);
            block.mark_language(0, language);
            if !block.text.trim().is_empty() {
                self.done.push(block);
            }
        }
    }

    fn add(&mut self, range: Range<usize>) {
        let element = self.open.last();
        if range.is_empty() || element.is_some_and(|e| e.skipped) {
            return;
        }
        let start = self.block.text.len();
        characters(&self.text[range.clone()], self.base + range.start, &mut self.block);
        self.block.mark_language(start, element.and_then(|e| e.language.as_ref()));
    }

    fn finish(&mut self) {
        let block = std::mem::replace(&mut self.block, empty(Region::Body));
        if !block.text.trim().is_empty() {
            self.done.push(block);
        }
    }
}

/// A tag: its name in lower case and the ranges of its attribute values.
struct Tag {
    name: String,
    attributes: Vec<(String, Range<usize>)>,
}

impl Tag {
    /// Reads the tag whose name begins at `at`; it and the offset behind it.
    fn read(text: &str, at: usize) -> (Tag, usize) {
        let bytes = text.as_bytes();
        let skip = |from: usize, stop: &dyn Fn(u8) -> bool| {
            bytes[from.min(bytes.len())..]
                .iter()
                .position(|b| stop(*b))
                .map_or(bytes.len(), |n| from + n)
        };
        let mut end = skip(at, &|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>'));
        let mut tag = Tag { name: text[at..end].to_ascii_lowercase(), attributes: Vec::new() };
        loop {
            end = skip(end, &|b| !b.is_ascii_whitespace() && b != b'/');
            if end >= bytes.len() || bytes[end] == b'>' {
                return (tag, (end + 1).min(bytes.len()));
            }
            let name = end;
            end = skip(name + 1, &|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>' | b'='));
            let name = text[name..end].to_ascii_lowercase();
            let equals = skip(end, &|b| !b.is_ascii_whitespace());
            if bytes.get(equals) != Some(&b'=') {
                continue;
            }
            let open = skip(equals + 1, &|b| !b.is_ascii_whitespace());
            let value = match bytes.get(open) {
                Some(quote @ (b'"' | b'\'')) => open + 1..skip(open + 1, &|b| b == *quote),
                _ => open..skip(open, &|b| b.is_ascii_whitespace() || b == b'>'),
            };
            let quoted = value.start > open;
            end = (value.end + usize::from(quoted)).min(bytes.len());
            if tag.attributes.len() < 256 {
                tag.attributes.push((name, value));
            }
        }
    }

    /// True of what is not to be read as language: code, and what must not be translated.
    fn is_code(&self, text: &str) -> bool {
        CODES.contains(&self.name.as_str())
            || self.value(text, "translate").is_some_and(|v| v.eq_ignore_ascii_case("no"))
    }

    fn value<'t>(&self, text: &'t str, name: &str) -> Option<&'t str> {
        let found = self.attributes.iter().find(|(n, _)| n == name);
        found.map(|(_, range)| &text[range.clone()])
    }
}

/// Adds text with character references, which stands at `at`.
pub(super) fn characters(text: &str, at: usize, block: &mut Block) {
    let mut from = 0;
    while let Some(amp) = text[from..].find('&').map(|len| from + len) {
        block.copy(&text[from..amp], at + from);
        from = match reference(&text[amp..]) {
            Some((value, len)) => {
                block.character(&value, at + amp..at + amp + len);
                amp + len
            }
            None => {
                block.copy("&", at + amp);
                amp + 1
            }
        };
    }
    block.copy(&text[from..], at + from);
}

/// The character of a reference and its length; the semicolon may be missing, as in browsers.
fn reference(text: &str) -> Option<(String, usize)> {
    let body = &text[1..];
    let len = body.bytes().take(40).take_while(|b| b.is_ascii_alphanumeric() || *b == b'#').count();
    let (name, closed) = (&body[..len], body[len..].starts_with(';'));
    let whole = 1 + len + usize::from(closed);
    if let Some(digits) = name.strip_prefix('#') {
        let value = match digits.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => digits.parse(),
        };
        let value = value.ok()?;
        let c = char::from_u32(value).filter(|c| *c != '\0').unwrap_or('\u{fffd}');
        return Some((c.into(), whole));
    }
    let value = quick_xml::escape::resolve_html5_entity(name)?;
    (closed || is_old(name)).then(|| (value.to_owned(), whole))
}

/// The references of HTML 3 work without a semicolon.
fn is_old(name: &str) -> bool {
    let accents = ["acute", "grave", "circ", "tilde", "uml", "cedil", "ring", "slash"];
    matches!(
        name,
        "amp" | "lt" | "gt" | "quot" | "nbsp" | "copy" | "reg" | "shy" | "deg" | "micro" | "szlig"
    ) || accents.iter().any(|a| name.strip_suffix(a).is_some_and(|l| l.len() == 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let mut blocks = Vec::new();
        read(text, &mut blocks);
        blocks.into_iter().map(|b| b.text).collect()
    }

    #[test]
    fn text_and_read_aloud_attributes() {
        let text = "<title>T &amp; U</title><p title='tip'>on<b>e</b> <code>x</code>tw&ouml;<br>three<script>no</script><img alt=pic>";
        assert_eq!(found(text), ["T & U", "tip", "one xtwö", "pic", "three"]);
    }

    #[test]
    fn languages_are_inherited() {
        let text = "<html lang=en><p>a <i lang=de>b <u>c</u></i> d<p lang=fr>e</p>f";
        let mut blocks = Vec::new();
        read(text, &mut blocks);
        let english: Vec<_> =
            blocks.iter().flat_map(|b| b.english().map(|r| b.text[r].to_owned())).collect();
        assert_eq!(english, ["a ", " d", "f"]);
    }

    #[test]
    fn broken_html_is_read_on() {
        assert_eq!(found("a < b <p <i x='"), ["a < b "]);
        assert_eq!(found("&nosuch; &eacute x &#xD800;"), ["&nosuch; é x \u{fffd}"]);
        assert_eq!(found("</"), [""; 0]);
    }

    proptest::proptest! {
        #[test]
        fn every_span_holds_its_text(text in "(<|>|/|&|;|#|\"|=|p|lang|amp| |é|!|-)*") {
            let mut blocks = Vec::new();
            read(&text, &mut blocks);
            for block in blocks {
                let range = block.segments.range(0..block.text.len());
                proptest::prop_assert!(text.get(range).is_some());
            }
        }
    }
}
