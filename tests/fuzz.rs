//! The fast path and the exact one must find the same in any text.
//!
//! The strings are made of real words, bent as writers, machines and attackers bend them, between
//! every kind of space. `MEDSPELL_FUZZ=10000000 cargo test --profile tests --test fuzz` makes a long run.

use medspell::{Checker, Index, Memory, Misspelling, Verdict};
use std::thread;

/// A small generator of numbers (xorshift64*), the same on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16
    }

    fn below(&mut self, n: usize) -> usize {
        self.roll() as usize % n
    }

    fn one<'a, T: AsRef<str>>(&mut self, of: &'a [T]) -> &'a str {
        of[self.below(of.len())].as_ref()
    }
}

const SPACES: [&str; 16] = [
    " ", " ", " ", " ", " ", " ", "\n", "\r\n", "\t", "  ", "\u{b}", "\u{a0}", "\u{2003}",
    "\u{3000}", "\u{85}", "\u{1680}",
];
const MARKS: [&str; 40] = [
    ",", ".", ";", ":", "!", "?", "(", ")", "[", "]", "\"", "'", "’", "‘", "“", "”", "-", "–", "—",
    "‑", "/", "\\", "+", "−", "&", "@", "_", "*", "#", "%", "°", "…", "'s", "’s", "\u{ad}",
    "\u{301}", "\u{200b}", "\0", "\u{1f}", "\u{7f}",
];
const PIECES: [&str; 24] = [
    "5",
    "12",
    "mg",
    "mg/kg",
    "i.v.",
    "e.g.",
    "X",
    "x",
    "III",
    "HbA1c",
    "mRNA",
    "co",
    "non",
    "pre",
    "http://",
    "www.",
    "C:\\",
    "a@b",
    "α",
    "µ",
    "ß",
    "é",
    "İ",
    "русский",
];

const LETTERS: [char; 8] = ['É', 'ø', '1', '-', '\'', '’', 'A', '\u{308}'];

/// A run: a word, a piece of one, or several with something between them.
fn bend(dice: &mut Dice, words: &[String], text: &mut String) {
    let start = text.len();
    match dice.below(8) {
        0 => text.push_str(dice.one(&PIECES)),
        1 => {
            text.push_str(dice.one(words));
            text.push_str(dice.one(&MARKS));
            text.push_str(dice.one(words));
        }
        2 => text.extend((0..dice.below(20)).map(|_| (b' ' + dice.roll() as u8 % 95) as char)),
        _ => text.push_str(dice.one(words)),
    }
    let run = text.split_off(start);
    match dice.below(8) {
        0 => text.push_str(&run.to_uppercase()),
        1 => text.push_str(&medspell::capitalise(&run)),
        2 => text.push_str(&run.to_lowercase()),
        3 => text.push_str(&slip(dice, &run)),
        _ => text.push_str(&run),
    }
    if dice.below(4) == 0 {
        text.insert_str(start, dice.one(&MARKS));
    }
    while dice.below(3) == 0 {
        text.push_str(dice.one(&MARKS));
    }
}

/// A slip of the pen: a letter that is missing, doubled, another one, or in the wrong place.
fn slip(dice: &mut Dice, run: &str) -> String {
    let mut letters: Vec<char> = run.chars().collect();
    if letters.is_empty() {
        return String::new();
    }
    let at = dice.below(letters.len());
    match dice.below(5) {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, letters[at]),
        2 => letters[at] = (b'a' + dice.roll() as u8 % 26) as char,
        3 => letters[at] = LETTERS[dice.below(LETTERS.len())],
        _ => letters.swap(at, 0),
    }
    letters.into_iter().collect()
}

/// True of a finding, as the other paths tell them.
fn is_wrong(found: &Misspelling<'_>) -> bool {
    found.verdict != Verdict::Correct
}

/// Compares the paths on this many strings; how many misspellings they had.
fn agree(checker: &Checker, words: &[String], seed: u64, strings: usize) -> usize {
    let (mut dice, mut memory, mut sum) = (Dice(seed), Memory::default(), 0);
    let mut text = String::new();
    for _ in 0..strings {
        text.clear();
        for _ in 0..=dice.below(8) {
            bend(&mut dice, words, &mut text);
            text.push_str(dice.one(&SPACES));
        }
        let exact: Vec<_> = checker.words(&text).filter(is_wrong).collect();
        assert!(checker.check(&text).eq(exact.iter().cloned()), "{text:?}: check");
        assert!(checker.check_with(&mut memory, &text).eq(exact.iter().cloned()), "{text:?}");
        let mut rest = exact.iter();
        checker.visit(&mut memory, &text, |token, verdict| {
            let other = rest.next().map(|m| (m.token, &m.verdict));
            assert_eq!(Some((token, verdict)), other, "{text:?}: visit");
        });
        assert_eq!(rest.next(), None, "{text:?}: visit");
        sum += exact.len();
    }
    sum
}

#[test]
fn the_fast_path_finds_what_the_exact_one_finds() {
    let strings: usize =
        std::env::var("MEDSPELL_FUZZ").map_or(200_000, |n| n.parse().expect("a number"));
    let checker = Checker::new(Index::embedded());
    let forms = checker.index().forms().into_iter();
    let words: Vec<String> = forms.map(|hit| hit.form.into_owned()).collect();
    let threads = thread::available_parallelism().map_or(1, |n| n.get());
    let (checker, words, share) = (&checker, &words, strings.div_ceil(threads));
    let found: usize = thread::scope(|scope| {
        let work = |n| scope.spawn(move || agree(checker, words, 0x9e37_79b9 + n as u64, share));
        let running: Vec<_> = (0..threads).map(work).collect();
        running.into_iter().map(|thread| thread.join().expect("they agree")).sum()
    });
    println!("{strings} strings, {found} misspellings");
    assert!(found > strings / 2);
}
