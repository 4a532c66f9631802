//! PDF: what stands on the pages, put together into words again.
//!
//! A page is a program that paints glyphs, so there are no bytes of the file that a word could lead
//! back to: each page becomes a part of its own, which holds the text as read, and places are
//! pages. Nothing here can be fixed in place.
//!
//! The interpreter is not ours. It works in a thread of its own, which is left behind when the time
//! is up, and a fault of its own is one of the file. What could unpack into more than memory holds
//! is refused before it looks at the file.

mod census;
mod lzw;
mod meter;
mod page;

use super::block::Block;
use super::limits::{Flaw, Limits};
use super::part::{Charset, Part};
use encoding_rs::UTF_8;
use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Stream, String as Bytes};
use hayro_interpret::hayro_syntax::{self, LoadPdfError, Pdf};
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect, Vec2};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, RectExt, SoftMask, interpret_page,
};
use page::Page;
use std::panic::{self, AssertUnwindSafe};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Once};
use std::thread;
use std::time::{Duration, Instant};

/// The name of the thread, whose panics are no news to anybody.
const THREAD: &str = "medspell-pdf";
/// The stack of the thread: objects may nest 512 deep, forms 50.
const STACK: usize = 64 << 20;
/// What a glyph takes of the room for text, in bytes, and what a byte of text takes.
const GLYPH: usize = 128;
const TEXT: usize = 8;

/// The parts and blocks of a file.
pub(super) type Pages = (Vec<Part<'static>>, Vec<Block>);

/// Reads a file.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Pages, Flaw> {
    meter::check(bytes, limits)?;
    be_quiet();
    let (sender, receiver) = mpsc::sync_channel(1);
    let (own, bounds) = (bytes.to_vec(), limits.clone());
    let work = move || {
        let read = panic::catch_unwind(AssertUnwindSafe(|| read_pages(own, &bounds)));
        let _ = sender.send(read.unwrap_or_else(|fault| Err(flaw(fault))));
    };
    let worker = thread::Builder::new().name(THREAD.into()).stack_size(STACK);
    worker.spawn(work).map_err(|_| Flaw::TooLong)?;
    let left = limits.deadline.map(|end| end.saturating_duration_since(Instant::now()));
    match receiver.recv_timeout(left.unwrap_or(Duration::MAX)) {
        Ok(read) => read,
        Err(RecvTimeoutError::Timeout) => Err(Flaw::TooLong),
        Err(RecvTimeoutError::Disconnected) => Err(BROKEN),
    }
}

const BROKEN: Flaw = Flaw::Damaged("it is no whole PDF file");

/// Keeps the interpreter's panics, which are caught, from standard error.
fn be_quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |fault| {
            if thread::current().name() != Some(THREAD) {
                usual(fault);
            }
        }));
    });
}

/// What ended the interpreter: a limit of ours, or a fault of its own.
fn flaw(fault: Box<dyn std::any::Any + Send>) -> Flaw {
    fault.downcast::<Flaw>().map_or(BROKEN, |flaw| *flaw)
}

/// Ends the interpreter from inside one of its calls.
fn give_up(flaw: Flaw) -> ! {
    panic::resume_unwind(Box::new(flaw))
}

fn read_pages(bytes: Vec<u8>, limits: &Limits) -> Result<Pages, Flaw> {
    let encrypted = bytes.windows(8).any(|w| w == b"/Encrypt");
    let pdf = Pdf::new(bytes).map_err(|e| match e {
        LoadPdfError::Decryption(_) => Flaw::Encrypted,
        LoadPdfError::Invalid => BROKEN,
    })?;
    if encrypted {
        meter::check_open(&pdf, limits)?;
    }
    let cache = InterpreterCache::new();
    let mut reader = Reader::new(limits, language(&pdf));
    let (mut parts, mut blocks) = (Vec::new(), Vec::new());
    let (mut contents, mut written) = (0, 0);
    for (index, page) in pdf.pages().iter().enumerate() {
        limits.check_time()?;
        contents += content(page, limits)?;
        if contents > limits.total / 2 {
            return Err(Flaw::Limit("bytes of pages", limits.total / 2, "--max-total"));
        }
        let area = area(page);
        let settings = InterpreterSettings::default();
        let mut context = Context::new(Affine::IDENTITY, area, &cache, pdf.xref(), settings);
        reader.marks.clear();
        reader.room = limits.total / GLYPH;
        reader.page = Page::new(area);
        interpret_page(page, &mut context, &mut reader);
        let text = std::mem::take(&mut reader.page).layout(index, &mut blocks);
        written += text.len();
        if written > limits.total / TEXT {
            return Err(Flaw::Limit("bytes of text", limits.total / TEXT, "--max-total"));
        }
        parts.push(Part::decode(
            format!("page {}", index + 1),
            text.into_bytes().into(),
            Charset::Web(UTF_8),
        ));
    }
    if blocks.is_empty() && reader.pictures {
        return Err(Flaw::Unsupported("a PDF file of pictures without text"));
    }
    if reader.unnamed > reader.named {
        return Err(Flaw::Unsupported("a PDF file whose fonts do not say what their letters are"));
    }
    Ok((parts, blocks))
}

/// The unpacked length of a page's contents, which stay in memory to the end.
fn content(page: &hayro_syntax::page::Page<'_>, limits: &Limits) -> Result<usize, Flaw> {
    let most = meter::most(limits);
    let mut len = 0;
    for piece in page.raw().get::<Array<'_>>(b"Contents").iter().flat_map(Array::iter::<Stream<'_>>)
    {
        limits.check_time()?;
        len += piece.decoded_data().map_or(0, |data| data.len());
        if len > most {
            return Err(Flaw::Limit("bytes of a page", most, "--max-entry"));
        }
    }
    Ok(page.page_stream().map_or(0, <[u8]>::len))
}

/// What is seen of a page; all of it where the file says that it is nothing.
fn area(page: &hayro_syntax::page::Page<'_>) -> Rect {
    let area = page.intersected_crop_box().to_kurbo();
    match area.width() > 0.0 && area.height() > 0.0 {
        true => area,
        false => Rect::new(f64::MIN, f64::MIN, f64::MAX, f64::MAX),
    }
}

/// The language of the whole document.
fn language(pdf: &Pdf) -> Option<Arc<str>> {
    let catalog = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id())?;
    text(&catalog, b"Lang").map(Arc::from)
}

/// A text in a dictionary.
fn text(dict: &Dict<'_>, key: &[u8]) -> Option<String> {
    let bytes = dict.get::<Bytes<'_>>(key)?;
    let bytes = bytes.as_bytes();
    let wide = |mark: &[u8], read: fn([u8; 2]) -> u16| {
        let units = bytes.strip_prefix(mark)?.chunks_exact(2).map(|u| read([u[0], u[1]]));
        Some(char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')).collect())
    };
    let narrow = || match bytes.strip_prefix(b"\xef\xbb\xbf") {
        Some(utf8) => String::from_utf8_lossy(utf8).into_owned(),
        None => bytes.iter().map(|b| char::from(*b)).collect(),
    };
    wide(b"\xfe\xff", u16::from_be_bytes)
        .or_else(|| wide(b"\xff\xfe", u16::from_le_bytes))
        .or_else(|| Some(narrow()))
}

/// A stretch of a page that says something of its text.
struct Mark {
    /// The language, also that of the stretch around.
    language: Option<Arc<str>>,
    /// What is written, whatever is painted; gone once it is said.
    instead: Option<String>,
    /// True where what is painted does not count.
    replaced: bool,
}

/// Takes the glyphs of a page as they are painted.
struct Reader<'l> {
    limits: &'l Limits,
    language: Option<Arc<str>>,
    marks: Vec<Mark>,
    page: Page,
    /// How many more glyphs a page may have.
    room: usize,
    calls: usize,
    pictures: bool,
    /// How many glyphs say what they stand for, and how many do not.
    named: usize,
    unnamed: usize,
}

impl<'l> Reader<'l> {
    fn new(limits: &'l Limits, language: Option<Arc<str>>) -> Reader<'l> {
        let (marks, page) = (Vec::new(), Page::default());
        let (named, unnamed) = (0, 0);
        Reader { limits, language, marks, page, room: 0, calls: 0, pictures: false, named, unnamed }
    }

    /// Looks at the clock now and then.
    fn tick(&mut self) {
        self.calls += 1;
        if self.calls.is_multiple_of(256)
            && let Err(flaw) = self.limits.check_time()
        {
            give_up(flaw);
        }
    }

    /// What a glyph stands for: its own character, or what its mark says instead.
    fn meaning(&mut self, glyph: &Glyph<'_>) -> String {
        if let Some(mark) = self.marks.iter_mut().rev().find(|m| m.replaced) {
            return mark.instead.take().unwrap_or_default();
        }
        let meaning = glyph.as_unicode();
        *if meaning.is_some() { &mut self.named } else { &mut self.unnamed } += 1;
        match meaning {
            Some(BfString::Char(c)) => c.into(),
            Some(BfString::String(text)) => text,
            None => '\u{fffd}'.into(),
        }
    }

    fn glyph(&mut self, glyph: &Glyph<'_>, place: Affine) -> page::Glyph {
        self.tick();
        self.room = self.room.checked_sub(1).unwrap_or_else(|| {
            give_up(Flaw::Limit("characters", self.limits.total / GLYPH, "--max-total"))
        });
        let width = match glyph {
            Glyph::Outline(outline) => outline.advance_width(),
            Glyph::Type3(drawn) => drawn.advance_width(),
        };
        let ([a, b, c, d, ..], start) = (place.as_coeffs(), place * Point::ZERO);
        let end = start + Vec2::new(a, b) * f64::from(width.unwrap_or(0.0));
        page::Glyph { text: self.meaning(glyph), start, end, size: 1000.0 * c.hypot(d) }
    }
}

impl<'a> Device<'a> for Reader<'_> {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        let glyphs = run.glyphs().iter();
        let run = glyphs.map(|g| self.glyph(g, props.transform * g.transform())).collect();
        let language = self.marks.last().map_or(&self.language, |m| &m.language);
        self.page.add(run, language.as_ref());
    }

    fn begin_marked_content(&mut self, _: &[u8], properties: Option<&Dict<'_>>) {
        self.tick();
        if self.marks.len() >= self.limits.depth {
            give_up(Flaw::Limit("levels of nesting", self.limits.depth, "--max-depth"));
        }
        let outer = self.marks.last().map_or(&self.language, |m| &m.language).clone();
        let instead = properties.and_then(|p| text(p, b"ActualText"));
        let language = properties.and_then(|p| text(p, b"Lang")).map(Arc::from).or(outer);
        self.marks.push(Mark { language, replaced: instead.is_some(), instead });
    }

    fn end_marked_content(&mut self) {
        self.marks.pop();
    }

    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.tick();
        self.pictures = true;
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {
        self.tick();
    }

    fn draw_rect(&mut self, _: &Rect, _: DrawProps<'a>, _: &DrawMode) {
        self.tick();
    }

    fn push_clip_path(&mut self, _: &ClipPath) {
        self.tick();
    }

    fn push_clip_rect(&mut self, _: &Rect) {
        self.tick();
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.tick();
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::testing::pdf;

    fn blocks(content: &str) -> Vec<Block> {
        read(&pdf(&[content]), &Limits::default()).unwrap().1
    }

    /// What is checked of a page.
    fn english(content: &str) -> Vec<String> {
        let english = |b: &Block| b.english().map(|r| b.text[r].trim().to_owned()).collect();
        blocks(content).iter().map(english).map(|ranges: Vec<_>| ranges.join("|")).collect()
    }

    #[test]
    fn words_are_put_together_again() {
        let text =
            "BT /F1 10 Tf 50 700 Td (No ede) Tj (ma) Tj [-900 (to-)] TJ 0 -12 Td (day) Tj ET";
        let (parts, blocks) = read(&pdf(&["", text]), &Limits::default()).unwrap();
        assert_eq!(blocks[0].text, "No edema today");
        assert_eq!((blocks[0].part, &parts[1].name[..]), (1, "page 2"));
        assert_eq!(parts[1].text(), "No edema to-\nday");
        assert_eq!(&parts[1].text()[blocks[0].segments.range(9..14)], "to-\nday");
    }

    #[test]
    fn what_stands_apart_is_apart() {
        let columns = "BT /F1 10 Tf 50 700 Td (left) Tj 0 -12 Td (hand) Tj 200 12 Td (right) Tj 0 -12 Td (side) Tj 0 -90 Td (far) Tj ET";
        assert_eq!(english(columns), ["left hand", "right side", "far"]);
        assert_eq!(
            english("BT /F1 10 Tf 0 1 -1 0 50 700 Tm (up) Tj 1 0 0 1 50 702 Tm (on) Tj ET"),
            ["up", "on"]
        );
        assert_eq!(english("BT /F1 10 Tf 50 700 Td (m) Tj 6 Tf 3 Ts (2) Tj ET"), ["m2"]);
        assert_eq!(english("BT /F1 10 Tf 900 700 Td (unseen) Tj ET"), [""; 0]);
    }

    #[test]
    fn an_accent_is_on_its_letter() {
        let before = "BT /F1 10 Tf 50 700 Td [(a Sj\\310) 600 (ogren)] TJ ET";
        assert_eq!(english(before), ["a Sjögren"]);
        let behind = "BT /F1 10 Tf 50 700 Td [(nai) 600 (\\310) 0 (ve)] TJ ET";
        assert_eq!(english(behind), ["naïve"]);
        let apart = "BT /F1 10 Tf 50 700 Td (a b\\310c) Tj ET";
        assert_eq!(english(apart), ["a b¨c"]);
    }

    #[test]
    fn what_is_painted_twice_is_there_once() {
        let twice =
            "BT /F1 10 Tf 2 Tr 50 700 Td (bold) Tj ET BT /F1 10 Tf 50.3 700 Td (bold) Tj ET";
        assert_eq!(english(twice), ["bold"]);
    }

    #[test]
    fn marks_say_what_is_written_and_in_which_language() {
        assert_eq!(english("BT /F2 10 Tf 50 700 Td <0041> Tj /F1 10 Tf (x) Tj ET"), ["ffix"]);
        let marked =
            "BT /F1 10 Tf 50 700 Td /Span<</ActualText(fi)>>BDC (#) Tj (#) Tj EMC (t) Tj ET";
        assert_eq!(english(marked), ["fit"]);
        let german =
            "BT /F1 10 Tf 50 700 Td (one ) Tj /P<</Lang(de)>>BDC (zwei ) Tj EMC (three) Tj ET";
        assert_eq!(english(german), ["one|three"]);
    }

    #[test]
    fn a_word_with_an_unreadable_glyph_is_not_checked() {
        let unknown = "BT /F1 10 Tf 50 700 Td (a tr) Tj /F2 10 Tf <0042> Tj /F1 10 Tf (at b) Tj ET";
        assert_eq!(english(unknown), ["a|b"]);
    }

    #[test]
    fn what_can_not_be_read_is_said() {
        let flaw = |bytes: &[u8]| read(bytes, &Limits::default()).map(|p| p.1).unwrap_err();
        let locked = String::from_utf8(pdf(&[""])).unwrap();
        let locked = locked.replace("/Root", "/Encrypt<</Filter/Standard/V 9>>/Root");
        assert_eq!(flaw(b"%PDF-1.7 1 0 obj<<"), BROKEN);
        assert_eq!(flaw(locked.as_bytes()), Flaw::Encrypted);
        let picture = "q 9 0 0 9 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x\nEI Q";
        assert_eq!(
            flaw(&pdf(&[picture])),
            Flaw::Unsupported("a PDF file of pictures without text")
        );
        let letters = "BT /F1 10 Tf 50 700 Td (a) Tj /F2 10 Tf <00420043> Tj ET";
        assert_eq!(
            flaw(&pdf(&[letters])),
            Flaw::Unsupported("a PDF file whose fonts do not say what their letters are")
        );
        assert_eq!(read(&pdf(&[""]), &Limits::default()).unwrap().1, []);
    }

    #[test]
    fn what_costs_too_much_is_refused() {
        let small = Limits { entry: 4 << 20, total: 4 << 20, ..Limits::default() };
        let text = "BT /F1 10 Tf 50 700 Td (word) Tj ET\n".repeat(9000);
        assert!(matches!(read(&pdf(&[&text]), &small), Err(Flaw::Limit("characters", ..))));
        let pages = vec![""; 2049];
        let refused = read(&pdf(&pages), &small).unwrap_err();
        assert_eq!(refused, Flaw::Limit("pages", 2048, "--max-total"));
        assert_eq!(read(&pdf(&pages[1..]), &small).unwrap().1, []);
        let late = Limits { deadline: Some(Instant::now()), ..Limits::default() };
        assert_eq!(read(&pdf(&[&text]), &late).unwrap_err(), Flaw::TooLong);
    }

    #[test]
    fn texts_are_in_their_encoding() {
        let said = "BT /F1 10 Tf 50 700 Td /Span<</ActualText<feff00e9d83dde00>>>BDC (#) Tj EMC ET";
        assert_eq!(english(said), ["é😀"]);
    }
}
