//! The map from text back to the bytes that it came from.
//!
//! Text is taken out of a document in stretches: most are copied byte for byte, some are one
//! character written in another way (`&amp;`, `\'e9`, two bytes of UTF-16), some stand for markup
//! (a tab element). A word may lie over several of them, so the map answers for ranges.

use std::ops::Range;

/// How a stretch of text stands in its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Every text byte takes this many source bytes: 1 for a copy, 2 and 4 for ASCII in UTF-16, -32.
    Bytes(usize),
    /// One character, written in another way.
    Character,
    /// Text that stands for markup and can not be edited.
    Markup,
}

/// A stretch of text and where it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Where it begins in the text.
    pub text: usize,
    /// Where it stands in the source.
    pub source: Range<usize>,
    /// How.
    pub unit: Unit,
}

/// The stretches of one text, in order and without gaps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Segments {
    all: Vec<Segment>,
    len: usize,
}

impl Segments {
    /// Adds `len` bytes of text from `source`; what continues the last stretch lengthens it.
    pub fn push(&mut self, len: usize, source: Range<usize>, unit: Unit) {
        if len == 0 {
            return;
        }
        match self.all.last_mut() {
            Some(last)
                if matches!(unit, Unit::Bytes(_))
                    && last.unit == unit
                    && last.source.end == source.start =>
            {
                last.source.end = source.end;
            }
            _ => self.all.push(Segment { text: self.len, source, unit }),
        }
        self.len += len;
    }

    /// The length of the text.
    pub fn len(&self) -> usize {
        self.len
    }

    /// True before the first text.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The smallest source range that holds this range of the text.
    pub fn range(&self, text: Range<usize>) -> Range<usize> {
        let start = self.position(text.start, false);
        match text.is_empty() {
            true => start..start,
            false => start..self.position(text.end - 1, true).max(start),
        }
    }

    /// The parts of the stretches under a range of the text, each with its place in the text.
    pub fn pieces(&self, text: Range<usize>) -> impl Iterator<Item = (Range<usize>, Segment)> {
        let first = self.all.partition_point(|s| s.text <= text.start).saturating_sub(1);
        let last = self.all.partition_point(|s| s.text < text.end).max(first);
        (first..last).map(move |i| {
            let segment = &self.all[i];
            let end = self.all.get(i + 1).map_or(self.len, |next| next.text);
            let part = segment.text.max(text.start)..end.min(text.end);
            let source = match segment.unit {
                Unit::Bytes(step) => {
                    let at = |offset: usize| segment.source.start + (offset - segment.text) * step;
                    at(part.start)..at(part.end)
                }
                _ => segment.source.clone(),
            };
            (part.clone(), Segment { text: part.start, source, unit: segment.unit })
        })
    }

    /// The same text over `outer`, which maps the offsets of our source further back.
    pub fn through(&self, outer: &Segments) -> Segments {
        let mut map = Segments::default();
        for (text, segment) in self.pieces(0..self.len) {
            match segment.unit {
                Unit::Bytes(1) => {
                    for (part, piece) in outer.pieces(segment.source) {
                        map.push(part.len(), piece.source, piece.unit);
                    }
                }
                unit => map.push(text.len(), outer.range(segment.source), unit),
            }
        }
        map
    }

    /// The source offset of the text byte at `offset`, or of what stands behind it.
    fn position(&self, offset: usize, behind: bool) -> usize {
        let index = self.all.partition_point(|s| s.text <= offset);
        let Some(segment) = index.checked_sub(1).map(|i| &self.all[i]) else { return 0 };
        match (segment.unit, behind) {
            (Unit::Bytes(step), _) => {
                let at =
                    segment.source.start + (offset - segment.text + usize::from(behind)) * step;
                at.min(segment.source.end)
            }
            (_, false) if offset >= self.len => segment.source.end,
            (_, false) => segment.source.start,
            (_, true) => segment.source.end,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `a&amp;b` and then an element that stands for a tab.
    fn example() -> Segments {
        let mut map = Segments::default();
        map.push(1, 10..11, Unit::Bytes(1));
        map.push(1, 11..16, Unit::Character);
        map.push(1, 16..17, Unit::Bytes(1));
        map.push(1, 17..25, Unit::Markup);
        map
    }

    #[test]
    fn ranges_cover_what_was_written() {
        let map = example();
        assert_eq!(map.range(0..3), 10..17);
        assert_eq!(map.range(1..2), 11..16);
        assert_eq!(map.range(3..4), 17..25);
        assert_eq!(map.range(4..4), 25..25);
        assert_eq!(Segments::default().range(0..0), 0..0);
    }

    #[test]
    fn copies_grow_and_wide_text_is_scaled() {
        let mut map = Segments::default();
        map.push(2, 2..6, Unit::Bytes(2));
        map.push(1, 6..8, Unit::Bytes(2));
        assert_eq!(map.all.len(), 1);
        assert_eq!(map.range(1..3), 4..8);
    }

    #[test]
    fn pieces_are_cut_to_the_range() {
        let pieces: Vec<_> = example().pieces(0..2).map(|(text, s)| (text, s.source)).collect();
        assert_eq!(pieces, [(0..1, 10..11), (1..2, 11..16)]);
    }
}
