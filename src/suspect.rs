//! The fast path: text → the runs that are not plainly right.
//!
//! Most words of a text are lower-case letters, perhaps with a capital first and a comma behind.
//! They are cut and looked up here, byte by byte and without a heap; only the other runs reach the
//! exact path of token.rs and check.rs. A property test holds both paths equal: a run is skipped
//! here only when the exact path finds nothing in it.

use crate::check::{Misspelling, Verdict};
use crate::index::{Index, PROBE_WORD};
use crate::token::Token;
use std::collections::HashMap;

/// What a byte means to the scanner.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Byte {
    Lower,
    Upper,
    Space,
    Opening,
    Closing,
    Other,
    NotAscii,
}

static BYTES: [Byte; 256] = bytes();

const fn bytes() -> [Byte; 256] {
    let mut table = [Byte::Other; 256];
    let mut b = 0;
    while b < 256 {
        table[b] = match b as u8 {
            b'a'..=b'z' => Byte::Lower,
            b'A'..=b'Z' => Byte::Upper,
            b' ' | 0x09..=0x0d => Byte::Space,
            b'(' | b'[' | b'"' => Byte::Opening,
            b',' | b'.' | b';' | b':' | b'!' | b'?' | b')' | b']' => Byte::Closing,
            0x80.. => Byte::NotAscii,
            _ => Byte::Other,
        };
        b += 1;
    }
    table
}

/// The runs of a text, in order, without those that the probe table knows to be right.
pub(crate) struct Suspects<'t, 'i> {
    text: &'t str,
    at: usize,
    index: &'i Index,
}

impl<'t, 'i> Suspects<'t, 'i> {
    pub(crate) fn new(text: &'t str, index: &'i Index) -> Suspects<'t, 'i> {
        Suspects { text, at: 0, index }
    }

    fn class(&self, at: usize) -> Byte {
        self.text.as_bytes().get(at).map_or(Byte::Space, |&b| BYTES[usize::from(b)])
    }

    /// The place behind a plain word that is right, with what punctuation it has; `None` decides
    /// nothing.
    fn plain(&self, start: usize) -> Option<usize> {
        let word = start + usize::from(self.class(start) == Byte::Opening);
        let mut end = word + usize::from(self.class(word) == Byte::Upper);
        while self.class(end) == Byte::Lower {
            end += 1;
        }
        let mut behind = end;
        while self.class(behind) == Byte::Closing || self.text.as_bytes().get(behind) == Some(&b'"')
        {
            behind += 1;
        }
        let ends = self.class(behind) == Byte::Space && (1..=PROBE_WORD).contains(&(end - word));
        (ends && self.index.probe_key(key(self.text.as_bytes(), word, end))).then_some(behind)
    }

    /// The white space character at a place, by its length.
    fn space(&self, at: usize) -> Option<usize> {
        match self.class(at) {
            Byte::Space => Some(1),
            Byte::NotAscii => {
                let c = self.text.get(at..)?.chars().next()?;
                c.is_whitespace().then(|| c.len_utf8())
            }
            _ => None,
        }
    }
}

/// The probe key of a word in lower case: its bytes, zeros behind.
fn key(bytes: &[u8], from: usize, to: usize) -> u128 {
    let mut word = [0; 16];
    match bytes.get(from..from + 16) {
        Some(all) => word.copy_from_slice(all),
        None => word[..to - from].copy_from_slice(&bytes[from..to]),
    }
    let mask = (1u128 << (8 * (to - from))) - 1;
    u128::from_le_bytes(word) & mask | 0x20
}

impl<'t> Iterator for Suspects<'t, '_> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        while self.at < self.text.len() {
            if let Some(length) = self.space(self.at) {
                self.at += length;
            } else if let Some(end) = self.plain(self.at) {
                self.at = end;
            } else {
                let start = self.at;
                while self.at < self.text.len() && self.space(self.at).is_none() {
                    self.at += 1;
                }
                return Some(Token { start, text: &self.text[start..self.at] });
            }
        }
        None
    }
}

/// What a checker remembers of the runs that it has seen, so that a word is judged once and not
/// at each place: one for each thread, and only for one checker. Its size has a limit.
pub struct Memory {
    /// Runs with nothing to find, each at the place of its hash: 256 KB.
    quiet: Vec<u128>,
    /// What was found in other runs, and in long ones: where in the run, and the verdict.
    found: HashMap<String, Vec<(usize, usize, Verdict)>>,
    /// How many runs were too long to be words.
    long: usize,
}

const QUIET: usize = 16 * 1024;
/// The most other runs that are remembered, and the longest of them.
const FOUND: usize = 16 * 1024;
const LONGEST: usize = 256;

impl Default for Memory {
    fn default() -> Memory {
        Memory { quiet: vec![0; QUIET], found: HashMap::new(), long: 0 }
    }
}

impl Memory {
    fn place(&self, run: &str) -> Option<(usize, u128)> {
        let short = run.len() <= PROBE_WORD && !run.starts_with('\0');
        let key = short.then(|| key_of(run.as_bytes()))?;
        Some((crate::index::probe_line(key, self.quiet.len()), key))
    }

    /// How many runs of more than 256 characters, which are no words, were left alone since the
    /// last time of asking.
    pub fn take_long(&mut self) -> usize {
        std::mem::take(&mut self.long)
    }

    /// What is known to stand in a run.
    pub(crate) fn recall<'t>(&mut self, run: Token<'t>) -> Option<Vec<Misspelling<'t>>> {
        if self.place(run.text).is_some_and(|(at, key)| self.quiet[at] == key) {
            return Some(Vec::new());
        }
        if run.text.len() > LONGEST && run.text.chars().count() > LONGEST {
            self.long += 1;
            return Some(Vec::new());
        }
        let found = self.found.get(run.text)?.iter();
        let at_run = |(from, to, verdict): &(usize, usize, Verdict)| Misspelling {
            token: run.part(*from, *to),
            verdict: verdict.clone(),
        };
        Some(found.map(at_run).collect())
    }

    /// Remembers what stands in a run.
    pub(crate) fn remember(&mut self, run: Token<'_>, found: &[Misspelling<'_>]) {
        if let (true, Some((at, key))) = (found.is_empty(), self.place(run.text)) {
            self.quiet[at] = key;
            return;
        }
        if self.found.len() == FOUND {
            self.found.clear();
        }
        let place = |m: &Misspelling<'_>| {
            (m.token.start - run.start, m.token.end() - run.start, m.verdict.clone())
        };
        if run.text.len() <= LONGEST {
            self.found.insert(run.text.to_owned(), found.iter().map(place).collect());
        }
    }
}

/// A short run as a number; its length makes *a* and *a\0* differ.
fn key_of(run: &[u8]) -> u128 {
    let mut key = [0; 16];
    key[..run.len()].copy_from_slice(run);
    key[15] = run.len() as u8;
    u128::from_le_bytes(key)
}

#[cfg(all(test, feature = "embedded"))]
mod tests {
    use super::*;
    use crate::token::runs;

    #[test]
    fn the_byte_loop_cuts_the_same_runs() {
        let index = Index::embedded();
        let text = "The “heart” beats,\u{a0}\u{2003}x\u{85}edema. (Word) Zqx\n\u{3000}ß end";
        let known = |run: &Token<'_>| !["The", "(Word)", "end"].contains(&run.text);
        let expected: Vec<_> = runs(text).filter(known).collect();
        assert_eq!(Suspects::new(text, &index).collect::<Vec<_>>(), expected);
    }

    proptest::proptest! {
        #[test]
        fn every_suspect_is_a_run(text in "\\PC*|[a-z ,.\u{a0}\"(A-Z]*") {
            let index = Index::embedded();
            let all: Vec<_> = runs(&text).collect();
            for suspect in Suspects::new(&text, &index) {
                proptest::prop_assert!(all.contains(&suspect), "{suspect:?}");
            }
        }
    }
}
