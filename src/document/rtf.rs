//! Rich Text Format: groups, control words, and text in the code page of its font.
//!
//! Read from bytes, because every byte means something by itself. A word may be split by groups,
//! and a character may be a byte, an escape or a Unicode number followed by a substitute.

use super::block::{Block, Locus, Region};
use super::limits::{Flaw, Limits};
use encoding_rs::{Encoding, MACINTOSH, WINDOWS_1252};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// Reads a file.
pub(super) fn read(bytes: &[u8], limits: &Limits, blocks: &mut Vec<Block>) -> Result<(), Flaw> {
    let mut reader = Reader::new(bytes, limits);
    reader.run()?;
    blocks.append(&mut reader.done);
    Ok(())
}

/// What the text of a group is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Prose,
    Fonts,
    Skipped,
}

/// What a group inherits and restores.
#[derive(Clone)]
struct Group {
    kind: Kind,
    /// Substitutes behind a Unicode character.
    substitutes: usize,
    encoding: &'static Encoding,
    language: Option<Arc<str>>,
    deleted: bool,
    /// True for a group that began a block of its own.
    apart: bool,
    region: Region,
}

struct Reader<'b, 'l> {
    bytes: &'b [u8],
    at: usize,
    limits: &'l Limits,
    group: Group,
    stack: Vec<Group>,
    fonts: HashMap<i32, &'static Encoding>,
    font: i32,
    default_font: i32,
    default: &'static Encoding,
    default_language: Option<Arc<str>>,
    /// The blocks that are open, innermost last.
    open: Vec<Block>,
    done: Vec<Block>,
    paragraphs: usize,
    /// Characters still to be skipped behind a Unicode character.
    skip: usize,
    /// The first half of a surrogate pair.
    high: Option<(u32, usize)>,
    /// Bytes of a character that is not complete.
    pending: Vec<u8>,
    pending_at: usize,
    /// True right behind `{\*`.
    starred: bool,
}

impl<'b, 'l> Reader<'b, 'l> {
    fn new(bytes: &'b [u8], limits: &'l Limits) -> Reader<'b, 'l> {
        let group = Group {
            kind: Kind::Prose,
            substitutes: 1,
            encoding: WINDOWS_1252,
            language: None,
            deleted: false,
            apart: false,
            region: Region::Body,
        };
        Reader {
            bytes,
            at: 0,
            limits,
            group,
            stack: Vec::new(),
            fonts: HashMap::new(),
            font: 0,
            default_font: 0,
            default: WINDOWS_1252,
            default_language: None,
            open: vec![Block::new(0, Region::Body, Locus::Paragraph(1))],
            done: Vec::new(),
            paragraphs: 1,
            skip: 0,
            high: None,
            pending: Vec::new(),
            pending_at: 0,
            starred: false,
        }
    }

    fn run(&mut self) -> Result<(), Flaw> {
        while let Some(byte) = self.bytes.get(self.at).copied() {
            match byte {
                b'{' => self.enter()?,
                b'}' => self.leave(),
                b'\\' => self.control(),
                b'\r' | b'\n' => self.at += 1,
                _ => self.literal(byte),
            }
        }
        while !self.open.is_empty() {
            self.finish();
            self.open.pop();
        }
        Ok(())
    }

    fn enter(&mut self) -> Result<(), Flaw> {
        self.at += 1;
        self.skip = 0;
        if self.stack.len() >= self.limits.depth {
            return Err(Flaw::Limit("levels of nesting", self.limits.depth, "--max-depth"));
        }
        if self.stack.len().is_multiple_of(64) {
            self.limits.check_time()?;
        }
        self.stack.push(self.group.clone());
        self.group.apart = false;
        Ok(())
    }

    fn leave(&mut self) {
        self.at += 1;
        self.skip = 0;
        self.flush();
        if self.group.apart && self.open.len() > 1 {
            self.finish();
            self.open.pop();
        }
        let Some(group) = self.stack.pop() else { return };
        let fonts = std::mem::replace(&mut self.group, group).kind == Kind::Fonts;
        if fonts && self.group.kind != Kind::Fonts {
            self.group.encoding = self.usual();
        }
        if self.stack.is_empty() {
            self.at = self.bytes.len();
        }
    }

    /// The code page of the default font.
    fn usual(&self) -> &'static Encoding {
        self.fonts.get(&self.default_font).copied().unwrap_or(self.default)
    }

    /// A control word or symbol.
    fn control(&mut self) {
        let start = self.at;
        let symbol = self.bytes.get(start + 1).copied().unwrap_or(b' ');
        if symbol.is_ascii_alphabetic() {
            let (word, number) = self.word();
            return self.apply(&word, number, start..self.at);
        }
        self.at = (start + 2).min(self.bytes.len());
        match symbol {
            b'\'' => self.hex(start),
            b'*' => self.starred = self.bytes[..start].trim_ascii_end().ends_with(b"{"),
            b'\\' | b'{' | b'}' => self.character(char::from(symbol), start..self.at),
            b'~' => self.character('\u{a0}', start..self.at),
            b'_' => self.character('\u{2011}', start..self.at),
            b'\r' | b'\n' => self.finish(),
            _ => {}
        }
    }

    /// Reads a control word, its number, and the space behind it.
    fn word(&mut self) -> (String, Option<i32>) {
        let rest = &self.bytes[self.at + 1..];
        let letters = rest.iter().take_while(|b| b.is_ascii_alphabetic()).count();
        let word = String::from_utf8_lossy(&rest[..letters.min(32)]).into_owned();
        let sign = usize::from(rest.get(letters) == Some(&b'-'));
        let digits = rest[letters + sign..].iter().take_while(|b| b.is_ascii_digit()).count();
        let text = &rest[letters..letters + sign + digits.min(10)];
        let value = std::str::from_utf8(text).ok().and_then(|t| t.parse::<i64>().ok());
        let value = value.map(|v| v.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32);
        let len = letters + if digits > 0 { sign + digits } else { 0 };
        self.at += 1 + len + usize::from(rest.get(len) == Some(&b' '));
        (word, value)
    }

    /// `\'hh`: a byte in the code page of the font.
    fn hex(&mut self, start: usize) {
        let digits = self.bytes.get(start + 2..start + 4).and_then(|d| std::str::from_utf8(d).ok());
        let Some(byte) = digits.and_then(|d| u8::from_str_radix(d, 16).ok()) else { return };
        self.at = start + 4;
        self.byte(byte, start);
    }

    fn literal(&mut self, byte: u8) {
        let start = self.at;
        self.at += 1;
        self.starred = false;
        if self.skip > 0 {
            self.skip -= 1;
        } else if byte >= 0x80 || !self.pending.is_empty() {
            self.byte(byte, start);
        } else if self.is_prose() {
            self.high = None;
            let plain = |b: &u8| matches!(b, b' '..=b'~') && !matches!(b, b'\\' | b'{' | b'}');
            let more = self.bytes[self.at..].iter().take_while(|b| plain(b)).count();
            self.at += more;
            let text = String::from_utf8_lossy(&self.bytes[start..self.at]).replace('\0', " ");
            self.with_block(|block| block.copy(&text, start));
        }
    }

    /// A byte of a character that may take several.
    fn byte(&mut self, byte: u8, start: usize) {
        if self.skip > 0 {
            self.skip -= 1;
            return;
        }
        if self.pending.is_empty() {
            self.pending_at = start;
        }
        self.pending.push(byte);
        let mut text = String::with_capacity(16);
        let mut decoder = self.group.encoding.new_decoder_without_bom_handling();
        let _ = decoder.decode_to_string(&self.pending, &mut text, false);
        if !text.is_empty() || self.pending.len() > 3 {
            let range = self.pending_at..self.at;
            self.pending.clear();
            text.chars().for_each(|c| self.character(c, range.clone()));
        }
    }

    /// Drops a character that was never completed.
    fn flush(&mut self) {
        self.pending.clear();
        self.high = None;
    }

    fn is_prose(&self) -> bool {
        self.group.kind == Kind::Prose && !self.group.deleted
    }

    fn character(&mut self, c: char, source: Range<usize>) {
        if self.skip > 0 {
            self.skip -= 1;
        } else if self.is_prose() {
            self.with_block(|block| block.character(c.encode_utf8(&mut [0; 4]), source));
        }
    }

    fn markup(&mut self, text: &str, source: Range<usize>) {
        if self.is_prose() {
            self.with_block(|block| block.markup(text, source));
        }
    }

    fn with_block(&mut self, add: impl FnOnce(&mut Block)) {
        if let Some(block) = self.open.last_mut() {
            let start = block.text.len();
            add(block);
            block.mark_language(start, self.group.language.as_ref());
        }
    }

    /// Ends the innermost block and begins the next.
    fn finish(&mut self) {
        self.flush();
        self.paragraphs += 1;
        let next = Block::new(0, self.group.region, Locus::Paragraph(self.paragraphs));
        if let Some(block) = self.open.last_mut()
            && !block.text.is_empty()
        {
            let region = block.region;
            self.done.push(std::mem::replace(block, Block { region, ..next }));
        }
    }

    fn apart(&mut self, region: Region) {
        self.paragraphs += 1;
        self.group.apart = true;
        self.group.region = region;
        self.group.kind = Kind::Prose;
        self.open.push(Block::new(0, region, Locus::Paragraph(self.paragraphs)));
    }

    fn apply(&mut self, word: &str, number: Option<i32>, source: Range<usize>) {
        let starred = std::mem::take(&mut self.starred);
        if word != "u" && self.skip > 0 {
            self.skip -= 1;
            if word == "bin" {
                self.binary(number);
            }
            return;
        }
        if self.group.kind == Kind::Skipped && !matches!(word, "bin" | "ud" | "shptxt" | "result") {
            return;
        }
        match word {
            "par" | "sect" | "page" | "column" | "cell" | "row" | "nestcell" | "nestrow" => {
                if self.is_prose() {
                    self.finish();
                }
            }
            "line" | "softline" => self.markup("\n", source),
            "tab" => self.markup("\t", source),
            "u" => self.unicode(number.unwrap_or(0), source),
            "uc" => self.group.substitutes = number.unwrap_or(1).clamp(0, 64) as usize,
            "bin" => self.binary(number),
            "deleted" => self.group.deleted = number != Some(0),
            "plain" => {
                (self.group.deleted, self.group.language) = (false, self.default_language.clone());
                self.group.encoding = self.usual();
            }
            _ => self.named(word, number, starred, source),
        }
    }

    fn named(&mut self, word: &str, number: Option<i32>, starred: bool, source: Range<usize>) {
        if let Some(c) = named_character(word) {
            return self.character(c, source);
        }
        match word {
            "f" => self.set_font(number.unwrap_or(0)),
            "deff" => self.default_font = number.unwrap_or(0),
            "fcharset" | "cpg" if self.group.kind == Kind::Fonts => {
                let page = if word == "cpg" { number } else { charset_page(number.unwrap_or(0)) };
                self.fonts.insert(self.font, encoding(page, self.default));
            }
            "ansicpg" => {
                self.default = encoding(number, self.default);
                self.group.encoding = self.default;
            }
            "mac" => (self.default, self.group.encoding) = (MACINTOSH, MACINTOSH),
            "lang" => self.group.language = number.map(language),
            "deflang" => {
                self.default_language = number.map(language);
                self.group.language = self.default_language.clone();
            }
            _ => self.destination(word, starred),
        }
    }

    /// What a group is for, by the word that begins it.
    fn destination(&mut self, word: &str, starred: bool) {
        match word {
            "fonttbl" => self.group.kind = Kind::Fonts,
            "header" | "headerl" | "headerr" | "headerf" => self.apart(Region::Header),
            "footer" | "footerl" | "footerr" | "footerf" => self.apart(Region::Footer),
            "footnote" => self.apart(Region::Note),
            "annotation" => self.apart(Region::Comment),
            "shptxt" => self.apart(Region::TextBox),
            "ud" | "result" => self.group.kind = self.around(),
            "shppict" | "shpinst" | "shpgrp" | "do" | "dptxbxtext" => {
                self.group.kind = Kind::Prose;
            }
            _ if starred || SKIPPED.contains(&word) => self.group.kind = Kind::Skipped,
            _ => {}
        }
    }

    /// What the text around a pair of groups is of which only one counts.
    fn around(&self) -> Kind {
        let around = self.stack.len().checked_sub(2).map(|outer| self.stack[outer].kind);
        around.unwrap_or(Kind::Prose)
    }

    fn set_font(&mut self, number: i32) {
        self.font = number;
        if self.group.kind != Kind::Fonts {
            self.group.encoding = self.fonts.get(&number).copied().unwrap_or(self.default);
        }
    }

    fn unicode(&mut self, number: i32, source: Range<usize>) {
        self.skip = 0;
        self.pending.clear();
        let value = if number < 0 { number.wrapping_add(0x1_0000) } else { number } as u32;
        match (value, self.high.take()) {
            (0xd800..=0xdbff, _) => self.high = Some((value, source.start)),
            (0xdc00..=0xdfff, Some((high, start))) => {
                let c = char::from_u32(0x10000 + ((high - 0xd800) << 10) + (value - 0xdc00));
                self.character(c.unwrap_or('\u{fffd}'), start..source.end);
            }
            // The symbol fonts of Word lie in the private area.
            (0xf020..=0xf0ff, _) => self.character('\u{fffc}', source),
            _ => self.character(char::from_u32(value).unwrap_or('\u{fffd}'), source),
        }
        self.skip = self.group.substitutes;
    }

    /// `\binN`: N raw bytes follow.
    fn binary(&mut self, number: Option<i32>) {
        let len = usize::try_from(number.unwrap_or(0)).unwrap_or(0);
        self.at = self.at.saturating_add(len).min(self.bytes.len());
    }
}

/// Destinations without prose that are not marked by a star.
const SKIPPED: [&str; 25] = [
    "colortbl",
    "stylesheet",
    "info",
    "pict",
    "object",
    "nonshppict",
    "listtext",
    "pntext",
    "xe",
    "tc",
    "rxe",
    "atnid",
    "template",
    "revtbl",
    "filetbl",
    "private",
    "sp",
    "fldinst",
    "generator",
    "upr",
    "themedata",
    "colorschememapping",
    "objdata",
    "datastore",
    "nonesttables",
];

fn named_character(word: &str) -> Option<char> {
    Some(match word {
        "emdash" => '—',
        "endash" => '–',
        "lquote" => '‘',
        "rquote" => '’',
        "ldblquote" => '“',
        "rdblquote" => '”',
        "bullet" => '•',
        "emspace" => '\u{2003}',
        "enspace" => '\u{2002}',
        "qmspace" => '\u{2005}',
        "zwnj" => '\u{200c}',
        "zwj" => '\u{200d}',
        _ => return None,
    })
}

/// The code page of a font's character set.
fn charset_page(charset: i32) -> Option<i32> {
    Some(match charset {
        77 => 10000,
        78 => 10001,
        79 => 10003,
        80 => 10008,
        81 => 10002,
        89 => 10007,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        0 | 1 => return None,
        _ => 1252,
    })
}

fn encoding(page: Option<i32>, default: &'static Encoding) -> &'static Encoding {
    let label = match page {
        None | Some(0) => return default,
        Some(10000) => "macintosh",
        Some(10007) => "x-mac-cyrillic",
        Some(932 | 10001) => "shift_jis",
        Some(936 | 10008) => "gbk",
        Some(949 | 10003) => "euc-kr",
        Some(950 | 10002) => "big5",
        Some(65001) => "utf-8",
        Some(866) => "ibm866",
        Some(page) => {
            return Encoding::for_label(format!("windows-{page}").as_bytes()).unwrap_or(default);
        }
    };
    Encoding::for_label(label.as_bytes()).unwrap_or(default)
}

/// The language of a Windows language number; 1024 says nothing.
fn language(number: i32) -> Arc<str> {
    match number & 0x3ff {
        0 => "".into(),
        0x09 => "en".into(),
        0x07 => "de".into(),
        0x0a => "es".into(),
        0x0c => "fr".into(),
        0x10 => "it".into(),
        0x13 => "nl".into(),
        0x15 => "pl".into(),
        0x16 => "pt".into(),
        0x19 => "ru".into(),
        _ => format!("x-lcid-{number}").into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(rtf: &str) -> Vec<Block> {
        let mut blocks = Vec::new();
        read(rtf.as_bytes(), &Limits::default(), &mut blocks).unwrap();
        blocks
    }

    fn text(rtf: &str) -> Vec<String> {
        blocks(rtf).into_iter().map(|b| b.text).collect()
    }

    #[test]
    fn words_are_whole_across_groups() {
        assert_eq!(text("{\\rtf1 di{\\b arr}h\\'6fea\\par two}"), ["diarrhoea", "two"]);
    }

    #[test]
    fn unicode_has_substitutes_pairs_and_negative_numbers() {
        assert_eq!(text("{\\rtf1\\uc1 caf\\u233 ex}"), ["caféx"]);
        assert_eq!(
            text("{\\rtf1\\uc1 \\u-10179?\\u-8704? \\u8217\\'92s\\uc0\\u233 e}"),
            ["😀 ’sée"]
        );
        assert_eq!(text("{\\rtf1 \\u99999999999?x}"), ["\u{fffd}x"]);
    }

    #[test]
    fn fonts_give_the_code_page() {
        let rtf = "{\\rtf1\\ansi{\\fonttbl{\\f0\\fcharset0 A;}{\\f1\\fcharset204 B;}{\\f2\\fcharset128 C;}}\\f1\\'e4\\'e0 \\f0\\'e9 \\f2\\'93\\'fa\\'96\\'7b}";
        assert_eq!(text(rtf), ["да é 日本"]);
    }

    #[test]
    fn the_default_font_gives_the_code_page_too() {
        let rtf = "{\\rtf1\\ansi\\deff1{\\fonttbl{\\f0\\fcharset0 A;}{\\f1\\fcharset204 B;}}\\'e4\\'e0 \\f0\\'e9 \\plain\\'e4}";
        assert_eq!(text(rtf), ["да é д"]);
        let mac = "{\\rtf1\\mac\\ansicpg10001{\\fonttbl\\f0\\fcharset78 A;}\\f0\\'93\\'fa}";
        assert_eq!(text(mac), ["日"]);
    }

    #[test]
    fn the_document_ends_with_its_group() {
        assert_eq!(text("{\\rtf1 a{b}c}d"), ["abc"]);
        assert_eq!(text("a{b}"), ["ab"]);
    }

    #[test]
    fn of_a_pair_the_better_one_counts_where_text_counts() {
        assert_eq!(
            text("{\\rtf1 a{\\upr{x}{\\*\\ud{b}}}{\\info{\\upr{x}{\\*\\ud{y}}}}c}"),
            ["abc"]
        );
        assert_eq!(text("{\\rtf1 {\\object{\\*\\objdata 0}{\\result a}}}"), ["a"]);
    }

    #[test]
    fn other_destinations_are_left_out() {
        let rtf = "{\\rtf1{\\info{\\title T}}{\\*\\x y}a{\\field{\\*\\fldinst HYPERLINK}{\\fldrslt b}}{\\pict 00\\bin3 }}}}c{\\footnote note}d{\\deleted gone}}";
        assert_eq!(text(rtf), ["note", "abcd"]);
    }

    #[test]
    fn languages_are_known() {
        let found = blocks("{\\rtf1\\deflang2057 one {\\lang1031 zwei }three}");
        let english: Vec<_> = found[0].english().map(|r| &found[0].text[r]).collect();
        assert_eq!(english, ["one ", "three"]);
    }

    #[test]
    fn depth_is_bounded() {
        let deep = "{\\rtf1 ".to_owned() + &"{".repeat(10_000);
        assert!(read(deep.as_bytes(), &Limits::default(), &mut Vec::new()).is_err());
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_panic(rtf in "(\\{|\\}|\\\\|'|e9|u-?[0-9]{1,9}|bin|fonttbl|\\*|x| |é|par|-)*") {
            let mut blocks = Vec::new();
            let _ = read(rtf.as_bytes(), &Limits::default(), &mut blocks);
            for block in blocks {
                proptest::prop_assert!(block.segments.range(0..block.text.len()).end <= rtf.len());
            }
        }
    }
}
