//! Glyphs at places → lines → paragraphs.
//!
//! Glyphs are read in the order in which they are painted, which is the order of reading in nearly
//! all files and keeps columns apart. A word ends where the next glyph stands off; a line where it
//! stands elsewhere.

use crate::document::block::{Block, CODE, Locus, Region};
use hayro_interpret::kurbo::{Point, Rect, Vec2};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// The gap that ends a word, in sizes of the font.
const GAP: f64 = 0.15;
/// The gap that ends a cell or column.
const WIDE: f64 = 3.0;
/// How far a glyph may stand off the line: superscripts do.
const OFF: f64 = 0.6;
/// How many places of the same run are kept.
const MEMORY: usize = 64;
/// How far a glyph may stand back over the one before: kerning does.
const BACK: f64 = 0.5;
/// How far the middles of a letter and its accent may lie apart.
const OVER: f64 = 0.2;
/// The same text painted twice so close together is one in bold or with a shadow.
const TWICE: f64 = 0.1;

/// A page as it is painted.
#[derive(Default)]
pub(super) struct Page {
    area: Rect,
    glyphs: Vec<Glyph>,
    /// Where a text was painted, in cells.
    painted: HashMap<String, Vec<(i64, i64)>>,
    /// The glyph with which a language begins.
    languages: Vec<(usize, Option<Arc<str>>)>,
}

/// A glyph on its baseline.
pub(super) struct Glyph {
    /// What it stands for.
    pub(super) text: String,
    /// Where it begins.
    pub(super) start: Point,
    /// Where the next one is expected.
    pub(super) end: Point,
    /// The size of the font.
    pub(super) size: f64,
}

/// Glyphs that stand behind each other.
struct Line {
    text: Range<usize>,
    start: Point,
    end: Point,
    /// Along the baseline, of length 1.
    way: Vec2,
    size: f64,
}

/// How a glyph follows the one before.
#[derive(PartialEq)]
enum Step {
    Joined,
    Spaced,
    Elsewhere,
}

impl Page {
    /// An empty page; what is painted outside of its area is not seen.
    pub(super) fn new(area: Rect) -> Page {
        Page { area, ..Page::default() }
    }

    /// Adds what one operator paints.
    pub(super) fn add(&mut self, run: Vec<Glyph>, language: Option<&Arc<str>>) {
        let area = self.area.inflate(1.0, 1.0);
        let seen = |g: &Glyph| area.contains(g.start) && g.end.is_finite() && g.size.is_finite();
        let run: Vec<_> = run.into_iter().filter(seen).collect();
        if self.is_twice(&run) {
            return;
        }
        if self.languages.last().is_none_or(|(_, last)| last.as_ref() != language) {
            self.languages.push((self.glyphs.len(), language.cloned()));
        }
        for glyph in run {
            if let Some(last) = self.glyphs.last_mut()
                && let Some(both) = accented(last, &glyph)
            {
                *last = both;
            } else {
                self.glyphs.push(glyph);
            }
        }
    }

    /// True of a run that was painted at this place before.
    fn is_twice(&mut self, run: &[Glyph]) -> bool {
        let Some(first) = run.first() else { return true };
        let text: String = run.iter().map(|g| g.text.as_str()).collect();
        let cell = (first.size * TWICE).max(1e-6);
        let (x, y) = ((first.start.x / cell).round() as i64, (first.start.y / cell).round() as i64);
        let painted = self.painted.entry(text).or_default();
        let twice = painted.iter().any(|(a, b)| a.abs_diff(x) < 2 && b.abs_diff(y) < 2);
        if !twice && painted.len() < MEMORY {
            painted.push((x, y));
        }
        twice
    }

    /// The text, a line a line; its paragraphs go to `blocks`.
    pub(super) fn layout(&self, index: usize, blocks: &mut Vec<Block>) -> String {
        let (text, lines, origins) = self.lines();
        let mut first = 0;
        for end in 1..=lines.len() {
            if end == lines.len() || !continues(&text, &lines[end - 1], &lines[end]) {
                let block = self.block(index, &text, &lines[first..end], &origins);
                blocks.extend((!block.text.trim().is_empty()).then_some(block));
                first = end;
            }
        }
        text
    }

    /// The lines, their text, and the glyph that each stretch of it came from.
    fn lines(&self) -> (String, Vec<Line>, Vec<(usize, usize)>) {
        let (mut text, mut origins) = (String::new(), Vec::new());
        let mut lines: Vec<Line> = Vec::new();
        let mut spaced = false;
        for (number, glyph) in self.glyphs.iter().enumerate() {
            let own = glyph.text.as_str();
            let step = lines.last().map_or(Step::Elsewhere, |line| step(line, glyph));
            if own.trim().is_empty() {
                spaced |= !own.is_empty();
                if let (Some(line), false) = (lines.last_mut(), step == Step::Elsewhere) {
                    line.end = glyph.end;
                }
                continue;
            }
            spaced |= step == Step::Spaced;
            match lines.last_mut() {
                Some(line) if step != Step::Elsewhere => {
                    if spaced {
                        text.push(' ');
                    }
                    line.end = glyph.end;
                    line.size = line.size.max(glyph.size);
                }
                last => {
                    if last.is_some() {
                        text.push('\n');
                    }
                    lines.push(Line::new(text.len(), glyph));
                }
            }
            origins.push((text.len(), number));
            own.chars().for_each(|c| add_character(&mut text, c));
            lines.last_mut().into_iter().for_each(|line| line.text.end = text.len());
            spaced = false;
        }
        (text, lines, origins)
    }

    fn block(&self, index: usize, text: &str, lines: &[Line], origins: &[(usize, usize)]) -> Block {
        let mut block = Block::new(index, Region::Body, Locus::Page(index + 1));
        for (number, line) in lines.iter().enumerate() {
            let own = &text[line.text.clone()];
            let next = lines.get(number + 1);
            let hyphen = next.and_then(|next| line_end(own, &text[next.text.clone()]));
            let own = &own[..own.len() - hyphen.map_or(0, char::len_utf8)];
            let mut at = line.text.start;
            for run in own.split_inclusive(' ') {
                let start = block.text.len();
                block.copy(run, at);
                block.mark_language(start, self.language(run, at, origins).as_ref());
                at += run.len();
            }
            if let (Some(next), None) = (next, hyphen) {
                block.character(" ", line.text.end..next.text.start);
            }
        }
        block
    }

    /// The language of a run; one with a glyph that nobody can read is no word.
    fn language(&self, run: &str, at: usize, origins: &[(usize, usize)]) -> Option<Arc<str>> {
        if run.contains('\u{fffd}') {
            return Some(CODE.into());
        }
        let origin = origins.partition_point(|(text, _)| *text <= at).checked_sub(1)?;
        let origin = origins[origin].1;
        let change = self.languages.partition_point(|(from, _)| *from <= origin).checked_sub(1)?;
        self.languages[change].1.clone()
    }
}

impl Line {
    fn new(at: usize, glyph: &Glyph) -> Line {
        let advance = glyph.end - glyph.start;
        let way = if advance.hypot() > 0.0 { advance.normalize() } else { Vec2::new(1.0, 0.0) };
        Line { text: at..at, start: glyph.start, end: glyph.end, way, size: glyph.size }
    }
}

/// A letter and its accent, which TeX and others paint over each other.
fn accented(last: &Glyph, next: &Glyph) -> Option<Glyph> {
    let (mark, letter) = match accent(&last.text) {
        Some(mark) => (mark, next),
        None => (accent(&next.text)?, last),
    };
    let base = match letter.text.as_str() {
        "\u{131}" => 'i',
        "\u{237}" => 'j',
        text => text.parse().ok()?,
    };
    let apart = next.start.midpoint(next.end) - last.start.midpoint(last.end);
    if apart.x.abs() > OVER * letter.size || apart.y.abs() > OFF * letter.size {
        return None;
    }
    let text = unicode_normalization::char::compose(base, mark)?.to_string();
    Some(Glyph { text, start: letter.start, end: letter.end, size: letter.size })
}

/// The combining mark of an accent that stands alone.
fn accent(text: &str) -> Option<char> {
    Some(match text {
        "`" => '\u{300}',
        "´" => '\u{301}',
        "ˆ" => '\u{302}',
        "˜" => '\u{303}',
        "¯" => '\u{304}',
        "˘" => '\u{306}',
        "˙" => '\u{307}',
        "¨" => '\u{308}',
        "˚" => '\u{30a}',
        "˝" => '\u{30b}',
        "ˇ" => '\u{30c}',
        "¸" => '\u{327}',
        "˛" => '\u{328}',
        _ => return None,
    })
}

/// Adds a character: ligatures as their letters, controls as spaces.
fn add_character(text: &mut String, c: char) {
    const LIGATURES: [&str; 7] = ["ff", "fi", "fl", "ffi", "ffl", "st", "st"];
    match c {
        '\u{fb00}'..='\u{fb06}' => text.push_str(LIGATURES[c as usize - 0xfb00]),
        c if c.is_control() => text.push(' '),
        '\u{e000}'..='\u{f8ff}' => text.push('\u{fffd}'),
        c => text.push(c),
    }
}

fn step(line: &Line, glyph: &Glyph) -> Step {
    let size = line.size.max(glyph.size);
    let advance = glyph.end - glyph.start;
    let turned = advance.dot(line.way) < 0.9 * advance.hypot();
    let (delta, size) = (glyph.start - line.end, size.max(1e-6));
    let (along, off) = (delta.dot(line.way) / size, delta.cross(line.way).abs() / size);
    match along {
        _ if turned || off > OFF || !(-BACK..WIDE).contains(&along) => Step::Elsewhere,
        GAP.. => Step::Spaced,
        _ => Step::Joined,
    }
}

/// True of a line that goes on with the paragraph of the one before.
fn continues(text: &str, line: &Line, next: &Line) -> bool {
    if line_end(&text[line.text.clone()], &text[next.text.clone()]).is_some() {
        return true;
    }
    let size = line.size.max(next.size).max(1e-6);
    let alike = line.size.min(next.size) > 0.8 * size && line.way.dot(next.way) > 0.99;
    let delta = next.start - line.start;
    let down = -line.way.cross(delta) / size;
    let (from, to) = (delta.dot(line.way), (line.end - line.start).dot(line.way));
    alike && (0.5..2.0).contains(&down) && from > -4.0 * size && from < to
}

/// The hyphen at the end of a line whose word goes on in the next.
fn line_end(line: &str, next: &str) -> Option<char> {
    let hyphen = line.chars().next_back()?;
    let before = line[..line.len() - hyphen.len_utf8()].chars().next_back()?;
    let small = before.is_lowercase() && next.starts_with(char::is_lowercase);
    match hyphen {
        '-' | '\u{2010}' if small => Some(hyphen),
        '\u{ad}' if before.is_alphabetic() => Some(hyphen),
        _ => None,
    }
}
