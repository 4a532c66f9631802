//! Text → runs, 64 bytes at a time: the same cuts as token.rs makes, and faster.
//!
//! Each block of the text becomes a number with a bit for every byte of white space, so that the
//! places where runs begin and end are read off it without looking at a byte twice.

use crate::token::Token;

/// The bytes that one mask stands for.
const BLOCK: usize = 64;

/// The most runs that are cut at a time: a number has a bit for each.
pub(crate) const BATCH: usize = 64;

/// Where a run begins and ends.
pub(crate) type Place = (usize, usize);

/// The runs of a text, in order, as byte ranges.
pub(crate) struct Runs<'t> {
    text: &'t str,
    /// Where the next block begins.
    base: usize,
    /// Where the run begins whose end is next.
    start: usize,
    /// 1 when the byte before the next block is part of a run.
    inside: u64,
    /// The bytes of the next block that belong to a white space character of the one before.
    over: u64,
    /// The runs that were cut last, and how many of them were given away.
    batch: [Place; BATCH],
    count: usize,
    given: usize,
}

impl<'t> Runs<'t> {
    pub(crate) fn new(text: &'t str) -> Runs<'t> {
        let batch = [(0, 0); BATCH];
        Runs { text, base: 0, start: 0, inside: 0, over: 0, batch, count: 0, given: 0 }
    }

    /// The text.
    pub(crate) fn text(&self) -> &'t str {
        self.text
    }

    /// The run at a place.
    pub(crate) fn token(&self, (start, end): Place) -> Token<'t> {
        Token { start, text: &self.text[start..end] }
    }

    /// Cuts the next runs and keeps those that are asked for; false at the end of the text. A block
    /// holds the ends of half as many runs as it has bytes, and one more run may end with the text.
    pub(crate) fn cut(&mut self, is_kept: impl Fn(Place) -> bool) -> bool {
        (self.count, self.given) = (0, 0);
        while self.base < self.text.len() && self.count < BATCH - BLOCK / 2 {
            self.cut_block(&is_kept);
        }
        if self.base >= self.text.len() && std::mem::take(&mut self.inside) == 1 {
            self.batch[self.count] = (self.start, self.text.len());
            self.count += usize::from(is_kept(self.batch[self.count]));
        }
        self.count > 0
    }

    /// The runs that were cut last.
    pub(crate) fn batch(&self) -> &[Place] {
        &self.batch[..self.count]
    }

    /// Cuts the runs that end in the next block, half as many as it has bytes at most. Nothing
    /// branches on a run, so that the processor works at several of them at the same time.
    #[inline]
    fn cut_block(&mut self, is_kept: impl Fn(Place) -> bool) {
        let spaces = self.spaces();
        let inside = !spaces;
        let before = inside << 1 | self.inside;
        let (mut starts, mut ends) = (inside & !before, before & !inside);
        let (base, mut start, mut count) = (self.base, self.start, self.count);
        let mut take_start = || {
            let start = base + starts.trailing_zeros() as usize;
            starts &= starts.wrapping_sub(1);
            start
        };
        if self.inside == 0 {
            start = take_start();
        }
        while ends != 0 {
            let place = (start, base + ends.trailing_zeros() as usize);
            self.batch[count] = place;
            count += usize::from(is_kept(place));
            ends &= ends - 1;
            start = take_start();
        }
        (self.start, self.count) = (start, count);
        self.inside = inside >> (BLOCK - 1);
        self.base += BLOCK;
    }

    /// The bytes of white space in the next block.
    fn spaces(&mut self) -> u64 {
        let rest = &self.text.as_bytes()[self.base..];
        let (mut spaces, wide) = match rest.first_chunk() {
            Some(block) => masks(block),
            None => {
                let mut block = [b' '; BLOCK];
                block[..rest.len()].copy_from_slice(rest);
                masks(&block)
            }
        };
        spaces |= std::mem::take(&mut self.over);
        if wide != 0 {
            spaces |= self.wide_spaces(wide);
        }
        spaces
    }

    /// The white space beyond ASCII: the characters U+0085, U+00A0 and those that begin with the
    /// bytes E1 to E3.
    fn wide_spaces(&mut self, mut wide: u64) -> u64 {
        let mut spaces = 0u128;
        while wide != 0 {
            let at = wide.trailing_zeros() as usize;
            wide &= wide - 1;
            if matches!(self.text.as_bytes()[self.base + at], 0xc2 | 0xe1..=0xe3) {
                let c = self.text[self.base + at..].chars().next();
                let length = c.filter(|c| c.is_whitespace()).map_or(0, char::len_utf8);
                spaces |= ((1 << length) - 1) << at;
            }
        }
        self.over = (spaces >> BLOCK) as u64;
        spaces as u64
    }
}

impl<'t> Iterator for Runs<'t> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        if self.given == self.count && !self.cut(|_| true) {
            return None;
        }
        self.given += 1;
        Some(self.token(self.batch[self.given - 1]))
    }
}

/// One bit for every byte of a block: ASCII white space, and what is not ASCII.
///
/// The bytes are compared first and put together then, in plain loops that compilers turn into code
/// for many bytes at once.
fn masks(block: &[u8; BLOCK]) -> (u64, u64) {
    let spaces = bits(&block.map(|b| u8::from(b == b' ') | u8::from(b.wrapping_sub(b'\t') < 5)));
    let wide = if block.is_ascii() { 0 } else { bits(&block.map(|b| b >> 7)) };
    (spaces, wide)
}

/// 64 bytes, each 0 or 1, as 64 bits.
fn bits(bytes: &[u8; BLOCK]) -> u64 {
    const GATHER: u64 = 0x0102_0408_1020_4080; // moves bit 0 of each byte into the highest one
    let (words, _) = bytes.as_chunks::<8>();
    let gathered = |word: &[u8; 8]| u64::from_le_bytes(*word).wrapping_mul(GATHER) >> 56;
    words.iter().rev().fold(0, |bits, word| bits << 8 | gathered(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::runs;

    #[test]
    fn every_character_cuts_as_in_unicode() {
        for c in '\0'..=char::MAX {
            for before in [0, 61, 62, 63, 64] {
                if before != 0 && c > '\u{4000}' {
                    continue;
                }
                let text = format!("{}{c}b", "a".repeat(before));
                assert!(Runs::new(&text).eq(runs(&text)), "{before} {c:?}");
            }
        }
    }

    #[test]
    fn a_full_batch_has_room_for_the_last_run() {
        for (before, inside) in (0..70).flat_map(|n| (0..130).map(move |m| (n, m))) {
            let text = format!("{}{}{}", "a ".repeat(before), "a".repeat(inside), " a".repeat(32));
            assert!(Runs::new(&text).eq(runs(&text)), "{before} {inside}");
        }
    }

    proptest::proptest! {
        #[test]
        fn the_same_runs(text in "\\PC*|([a-z\u{e9}]{0,70}[ \n\u{85}\u{a0}\u{1680}\u{2003}\u{3000}]{0,3}){0,9}") {
            proptest::prop_assert!(Runs::new(&text).eq(runs(&text)));
        }
    }
}
