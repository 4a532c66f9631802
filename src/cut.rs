//! Text → runs, 64 bytes at a time: the same cuts as token.rs makes, and faster.
//!
//! Each block of the text becomes a number with a bit for every byte of white space, so that the
//! places where runs begin and end are read off it without looking at a byte twice.

use crate::token::Token;

/// The bytes that one mask stands for.
const BLOCK: usize = 64;

/// The runs of a text, in order, as byte ranges.
pub(crate) struct Runs<'t> {
    text: &'t str,
    /// Where the block begins.
    base: usize,
    /// The places of the block, yet to come, where a run begins.
    starts: u64,
    /// The same where one ends.
    ends: u64,
    /// Where the run begins whose end is next.
    start: usize,
    /// 1 when the byte before the next block is part of a run.
    inside: u64,
    /// The bytes of the next block that belong to a white space character of this one.
    over: u64,
}

impl<'t> Runs<'t> {
    pub(crate) fn new(text: &'t str) -> Runs<'t> {
        let mut runs = Runs { text, base: 0, starts: 0, ends: 0, start: 0, inside: 0, over: 0 };
        runs.read();
        runs
    }

    /// Where the next run stands.
    #[inline(always)] // a call for each run would take as long as the rest
    pub(crate) fn next_place(&mut self) -> Option<(usize, usize)> {
        while self.ends == 0 {
            self.base += BLOCK;
            if self.base >= self.text.len() {
                let open = std::mem::take(&mut self.inside) == 1;
                return open.then_some((self.start, self.text.len()));
            }
            self.read();
        }
        let place = (self.start, self.base + self.ends.trailing_zeros() as usize);
        self.ends &= self.ends - 1;
        self.take_start();
        Some(place)
    }

    /// Turns to the next beginning of a run; there may be none in this block.
    #[inline(always)]
    fn take_start(&mut self) {
        self.start = self.base + self.starts.trailing_zeros() as usize;
        self.starts &= self.starts.wrapping_sub(1);
    }

    /// The text.
    pub(crate) fn text(&self) -> &'t str {
        self.text
    }

    /// The run at a place.
    pub(crate) fn token(&self, (start, end): (usize, usize)) -> Token<'t> {
        Token { start, text: &self.text[start..end] }
    }

    /// Reads the block at `base`.
    fn read(&mut self) {
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
        let inside = !spaces;
        let before = inside << 1 | self.inside;
        (self.starts, self.ends) = (inside & !before, before & !inside);
        if self.inside == 0 {
            self.take_start();
        }
        self.inside = inside >> (BLOCK - 1);
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
        self.next_place().map(|place| self.token(place))
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

    proptest::proptest! {
        #[test]
        fn the_same_runs(text in "\\PC*|([a-z\u{e9}]{0,70}[ \n\u{85}\u{a0}\u{1680}\u{2003}\u{3000}]{0,3}){0,9}") {
            proptest::prop_assert!(Runs::new(&text).eq(runs(&text)));
        }
    }
}
