//! Text → runs, 64 bytes at a time: the same cuts as token.rs makes, and faster.
//!
//! Each block of the text becomes a number with a bit for every byte of white space, so that the
//! places where runs begin and end are read off it without looking at a byte twice.

use crate::token::Token;

/// The bytes that one mask stands for.
const BLOCK: usize = 64;

/// The runs of a text, in order.
pub(crate) struct Runs<'t> {
    text: &'t str,
    /// Where the block begins.
    base: usize,
    /// The places of the block, yet to come, where a run begins or ends.
    edges: u64,
    /// 1 when the byte before the next block is part of a run.
    inside: u64,
    /// The bytes of the next block that belong to a white space character of this one.
    over: u64,
    /// Where the run begins that has no end yet.
    start: Option<usize>,
}

impl<'t> Runs<'t> {
    pub(crate) fn new(text: &'t str) -> Runs<'t> {
        let mut runs = Runs { text, base: 0, edges: 0, inside: 0, over: 0, start: None };
        runs.read();
        runs
    }

    /// Reads the edges of the block at `base`.
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
        self.edges = inside ^ (inside << 1 | self.inside);
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

    fn token(&self, start: usize, end: usize) -> Token<'t> {
        Token { start, text: &self.text[start..end] }
    }
}

impl<'t> Iterator for Runs<'t> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        loop {
            while self.edges == 0 {
                self.base += BLOCK;
                if self.base >= self.text.len() {
                    let start = self.start.take()?;
                    return Some(self.token(start, self.text.len()));
                }
                self.read();
            }
            let at = self.base + self.edges.trailing_zeros() as usize;
            self.edges &= self.edges - 1;
            match self.start.take() {
                Some(start) => return Some(self.token(start, at)),
                None => self.start = Some(at),
            }
        }
    }
}

/// One bit for every byte of a block: ASCII white space, and what is not ASCII.
fn masks(block: &[u8; BLOCK]) -> (u64, u64) {
    let (words, _) = block.as_chunks::<8>();
    let (mut spaces, mut wide) = (0, 0);
    for (i, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        spaces |= gather(space_bytes(word)) << (i * 8);
        wide |= gather(word & HIGH) << (i * 8);
    }
    (spaces, wide)
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = ONES << 7;

/// Eight bytes at once: the high bit of each that is a tab, a line end or a space.
fn space_bytes(word: u64) -> u64 {
    let low = word & !HIGH;
    let at_least = |byte: u64| low + ONES * (0x80 - byte);
    let other = (low ^ ONES * 0x20) + ONES * 0x7f;
    (!other | at_least(0x09) & !at_least(0x0e)) & !word & HIGH
}

/// The high bits of eight bytes as eight bits.
fn gather(high: u64) -> u64 {
    (high >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
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
