//! The fast path: text → the runs that are not plainly right.
//!
//! Most runs of a text are a word with perhaps a capital first and punctuation around it, and most
//! of them come back. A [`Memory`] knows the short runs that it has seen, at the price of one look
//! into the cache of the processor; a new one is tried as a plain word against the probe table;
//! only the others reach the exact path of token.rs and check.rs, and that once. A property test
//! holds both paths equal: a run is passed over here only when the exact path finds nothing in it.

use crate::check::{Checker, Misspelling, Verdict};
use crate::cut::{BATCH, Place, Runs};
use crate::index::{Index, PROBE_WORD, probe_key};
use crate::quiet::Quiet;
use crate::token::{Token, is_opaque};
use std::collections::HashMap;
use std::ops::Range;

/// True of a run in which the exact path finds nothing, for one of two reasons: it has no letters,
/// or it is one plain word among ASCII punctuation. `false` decides nothing.
pub(crate) fn is_plainly_right(run: &str, index: &Index) -> bool {
    let run = run.as_bytes();
    if !run.is_ascii() {
        return false;
    }
    if !run.iter().any(u8::is_ascii_alphabetic) {
        return true;
    }
    let from = run.iter().position(u8::is_ascii_alphanumeric).unwrap_or(0);
    let last = run.iter().rposition(u8::is_ascii_alphanumeric).unwrap_or(0);
    let signed = from > 0 && matches!(run[from - 1], b'+' | b'-');
    !signed && is_right_word(&run[from..=last], index)
}

/// True of a plain word that is simply right. `false` decides nothing.
pub(crate) fn is_right_word(word: &[u8], index: &Index) -> bool {
    (1..=PROBE_WORD).contains(&word.len())
        && plain_word(probe_key(word), word.len()).is_some_and(|word| index.probe_key(word))
}

/// One in every byte, and the bit of small letters.
const EACH: u128 = u128::from_ne_bytes([1; 16]);
const CASE: u128 = 0x20 * EACH;

/// A plain word in lower case, as a key of PROBE: letters in lower case, perhaps with a capital
/// first, or in capitals. All its bytes are looked at together, and nothing branches on one.
#[inline]
fn plain_word(word: u128, length: usize) -> Option<u128> {
    let all = MASKS[length];
    let lower = word | CASE & all;
    // Filled up with letters. The highest bit of a byte is set by adding 5 to what comes after z,
    // and by adding 0x1f to all that is not before a.
    let filled = lower | ((u128::from(b'a') * EACH) & !all);
    let (after_z, from_a) = (filled.wrapping_add(5 * EACH), filled.wrapping_add(0x1f * EACH));
    let letters = (filled | after_z | !from_a) & (0x80 * EACH) == 0;
    let capitals = !word & CASE & all;
    let fits = (capitals & !0x20 == 0) | (capitals == CASE & all);
    (letters & fits & (length > 0)).then_some(lower)
}

/// A verdict and where it stands in a run.
type Found = (usize, usize, Verdict);
/// A map with a fast hash, seeded anew in every process.
type Table<K, V> = HashMap<K, V, foldhash::fast::RandomState>;

/// What a thread remembers of the runs that it has judged, so that a word is judged once and not at
/// each place: only for one checker. Its size has a limit.
///
/// Of the runs in which there is nothing to find, only the first ones are kept here: once a text is
/// so long that it has more of them, all threads that work with a checker share what they know.
pub struct Memory {
    few: Quiet,
    /// How many were put there.
    put: usize,
    /// Runs that the exact path has judged, by their range in `found`: short ones by their key.
    short_runs: Table<u128, Range<usize>>,
    long_runs: Table<String, Range<usize>>,
    found: Vec<Found>,
    /// How many runs were too long to be words.
    long: usize,
}

/// The lines of a table of quiet runs: that of a thread (32 KB), which is used up when it is half
/// full, and that of a checker (1 MB).
const FEW: usize = 1 << 10;
const MANY: usize = 1 << 15;
/// The most judged runs that are remembered.
const JUDGED: usize = 1 << 14;
/// The most characters of a run that is a word.
pub(crate) const LONGEST: usize = 256;

impl Default for Memory {
    fn default() -> Memory {
        Memory {
            few: Quiet::new(FEW),
            put: 0,
            short_runs: Table::default(),
            long_runs: Table::default(),
            found: Vec::new(),
            long: 0,
        }
    }
}

impl Memory {
    /// How many runs of more than 256 characters, which are no words, were left alone since the
    /// last time of asking.
    pub fn take_long(&mut self) -> usize {
        std::mem::take(&mut self.long)
    }

    /// The runs that are known to be quiet.
    #[inline]
    fn quiet<'a>(&'a self, checker: &'a Checker) -> &'a Quiet {
        checker.quiet.get().unwrap_or(&self.few)
    }

    /// Finds and remembers those of the runs that are right, a bit for each: that are one plain word,
    /// with at most a mark before it and two behind it, or have no letters. They are all looked up
    /// before any of them is put away: the table of a dictionary is too large for the caches, and so
    /// the processor waits for several of its lines at the same time.
    #[inline(never)] // what is seen again does not come here, and its loop keeps the registers
    fn put_plain(&mut self, checker: &Checker, text: &[u8], places: &[Place]) -> u64 {
        let (mut right, mut words, quiet) = (0, [0; BATCH], self.quiet(checker));
        for (at, place) in places.iter().enumerate() {
            let key = key(text, *place);
            words[at] = plain_run(key);
            right |= u64::from(quiet.has_beside(key) | has_no_letter(key)) << at;
        }
        for (at, word) in words[..places.len()].iter().enumerate() {
            right |= u64::from(checker.index().probe_first(*word)) << at;
        }
        for (at, place) in places.iter().enumerate() {
            if right >> at & 1 == 1 {
                self.put_quiet(checker, key(text, *place));
            }
        }
        right
    }

    /// Remembers a run in which there is nothing to find; false where there is no room for it.
    fn put_quiet(&mut self, checker: &Checker, key: u128) -> bool {
        if key == LONG {
            return false;
        }
        if self.put == FEW && checker.quiet.get().is_none() {
            let many = checker.quiet.get_or_init(|| Quiet::new(MANY));
            self.few.keys().for_each(|key| _ = many.put(key));
        }
        self.put += 1;
        self.quiet(checker).put(key)
    }

    /// What is to be found in a run that is not known to be quiet.
    fn judge(&mut self, checker: &Checker, run: Token<'_>, key: u128) -> &[Found] {
        if run.text.len() > LONGEST && run.text.chars().count() > LONGEST {
            self.long += 1;
            return &[];
        }
        let known = match key {
            LONG => self.long_runs.get(run.text),
            _ => self.short_runs.get(&key),
        };
        let range = match known {
            Some(range) => range.clone(),
            None => self.learn(checker, run, key),
        };
        &self.found[range]
    }

    /// Judges a run and remembers it.
    fn learn(&mut self, checker: &Checker, run: Token<'_>, key: u128) -> Range<usize> {
        let found = match plain_core(run) {
            Some(core) => checker.check_plain(core),
            None => checker.check_exactly(run),
        };
        if found.is_empty() && self.put_quiet(checker, key) {
            return 0..0;
        }
        if self.short_runs.len() + self.long_runs.len() == JUDGED {
            self.short_runs.clear();
            self.long_runs.clear();
            self.found.clear();
        }
        let start = self.found.len();
        let place =
            |m: Misspelling<'_>| (m.token.start - run.start, m.token.end() - run.start, m.verdict);
        self.found.extend(found.into_iter().map(place));
        let range = start..self.found.len();
        match key {
            LONG => self.long_runs.insert(run.text.to_owned(), range.clone()),
            _ => self.short_runs.insert(key, range.clone()),
        };
        range
    }
}

/// The word of a run that is one word of ASCII letters among marks that are no signs.
fn plain_core(run: Token<'_>) -> Option<Token<'_>> {
    let bytes = run.text.as_bytes();
    let from = bytes.iter().position(u8::is_ascii_alphabetic)?;
    let letters = bytes[from..].iter().take_while(|b| b.is_ascii_alphabetic()).count();
    let mark = |b: &u8| b.is_ascii_punctuation() && !matches!(b, b'+' | b'-');
    let plain = bytes[..from].iter().chain(&bytes[from + letters..]).all(mark);
    (plain && !is_opaque(run.text)).then(|| run.part(from, from + letters))
}

/// A short run as a number: its bytes, zeros, its length, so that *a* and *a\0* differ. Every longer
/// one is [`LONG`].
#[inline]
fn key(text: &[u8], (start, end): Place) -> u128 {
    let length = (end - start).min(16);
    let bytes = match text.get(start..start + 16).and_then(|b| b.first_chunk()) {
        Some(bytes) => *bytes,
        None => last_bytes(&text[start..], length),
    };
    u128::from_le_bytes(bytes) & MASKS[length] | (length as u128) << 120
}

/// The key of runs that are too long to be remembered as quiet.
const LONG: u128 = 16 << 120;

/// The word of a run that is one plain word with at most one mark before it, which is no sign, and
/// two behind it, as a key of PROBE; 0 of any other.
#[inline]
fn plain_run(key: u128) -> u128 {
    let is_mark = |byte: u8| usize::from(byte.is_ascii() & !byte.is_ascii_alphanumeric());
    let first = key as u8;
    let before = is_mark(first) & usize::from((first != b'+') & (first != b'-'));
    let (word, mut length) = (key >> (8 * before), (key >> 120) as usize - before);
    for _ in 0..2 {
        length -= is_mark((word >> (8 * length.max(1) - 8)) as u8) & usize::from(length > 0);
    }
    plain_word(word & MASKS[length], length).unwrap_or(0)
}

/// True of a short run in ASCII without a letter.
#[inline]
fn has_no_letter(key: u128) -> bool {
    let bytes = key & MASKS[15];
    let lower = bytes | CASE;
    let letters = lower.wrapping_add(0x1f * EACH) & !lower.wrapping_add(5 * EACH);
    ((bytes | letters) & (0x80 * EACH) == 0) & (key != LONG)
}

/// The bytes of a run at the very end of a text.
#[cold]
fn last_bytes(rest: &[u8], length: usize) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[..length].copy_from_slice(&rest[..length]);
    bytes
}

/// The bytes of a run of each length up to 15; of a longer one none.
const MASKS: [u128; 17] = {
    let mut masks = [0; 17];
    let mut length = 1;
    while length < 16 {
        masks[length] = masks[length - 1] << 8 | 0xff;
        length += 1;
    }
    masks
};

/// The runs of a text that are not known to be quiet.
struct Suspects<'t> {
    runs: Runs<'t>,
    /// How many runs of the batch were given away.
    given: usize,
    /// A bit for each run of the batch that is known to be right.
    right: u64,
}

impl<'t> Suspects<'t> {
    fn new(text: &'t str) -> Suspects<'t> {
        Suspects { runs: Runs::new(text), given: 0, right: 0 }
    }

    /// The next one, with its key.
    fn next(&mut self, checker: &Checker, memory: &mut Memory) -> Option<(Token<'t>, u128)> {
        let text = self.runs.text().as_bytes();
        loop {
            let quiet = memory.quiet(checker);
            while let Some(place) = self.runs.batch().get(self.given) {
                let is_right = self.right >> self.given & 1 == 1;
                self.given += 1;
                let key = key(text, *place);
                if !is_right && !quiet.has(key) {
                    return Some((self.runs.token(*place), key));
                }
            }
            if !self.runs.cut(|place| !quiet.has(key(text, place))) {
                return None;
            }
            self.right = memory.put_plain(checker, text, self.runs.batch());
            self.given = 0;
        }
    }
}

/// Calls `each` for every misspelling of a text, in order.
pub(crate) fn visit<'t>(
    checker: &Checker,
    memory: &mut Memory,
    text: &'t str,
    mut each: impl FnMut(Token<'t>, &Verdict),
) {
    let mut suspects = Suspects::new(text);
    while let Some((run, key)) = suspects.next(checker, memory) {
        let found = memory.judge(checker, run, key);
        found.iter().for_each(|(from, to, verdict)| each(run.part(*from, *to), verdict));
    }
}

/// The misspellings of a text, in order.
pub(crate) fn misspellings<'t>(
    checker: &Checker,
    memory: &mut Memory,
    text: &'t str,
) -> impl Iterator<Item = Misspelling<'t>> {
    let mut suspects = Suspects::new(text);
    std::iter::from_fn(move || {
        let (run, key) = suspects.next(checker, memory)?;
        let found = memory.judge(checker, run, key).iter();
        let place = |(from, to, verdict): &Found| Misspelling {
            token: run.part(*from, *to),
            verdict: verdict.clone(),
        };
        Some(found.map(place).collect::<Vec<_>>())
    })
    .flatten()
}

#[cfg(all(test, feature = "embedded"))]
mod tests {
    use super::*;
    use crate::lexicon::Profile;
    use std::collections::HashSet;

    #[test]
    fn plain_runs_are_known() {
        let index = Index::embedded();
        for run in ["the", "(The", "THE.", "\"the\",", "'the'", "12", "--", "≤"] {
            let right = is_plainly_right(run, &index);
            assert_eq!(right, run != "≤", "{run}");
        }
        for run in ["tHE", "edema", "-the", "the-heart", "the's", "5HT", "hearté"] {
            assert!(!is_plainly_right(run, &index), "{run}");
        }
    }

    /// The keys of this many words of all kinds.
    fn words(index: &Index, count: usize) -> Vec<u128> {
        let forms = index.forms();
        let short = forms.iter().map(|hit| hit.form.as_bytes()).filter(|form| form.len() < 16);
        let keys = short.step_by(4).take(count).map(|form| key(form, (0, form.len())));
        keys.collect::<HashSet<_>>().into_iter().collect()
    }

    #[test]
    fn a_memory_grows_and_forgets_nothing() {
        let checker = Checker::new(Index::embedded());
        let mut memory = Memory::default();
        let words = words(checker.index(), 30_000);
        let mut put = |keys: &[u128]| {
            keys.iter().filter(|key| memory.put_quiet(&checker, **key)).copied().collect::<Vec<_>>()
        };
        let (first, others) = words.split_at(FEW - 1);
        let few = put(first);
        assert!(checker.quiet.get().is_none() && few.len() > first.len() * 95 / 100);
        let many = put(others);
        assert!(many.len() > others.len() * 95 / 100, "{}", many.len());
        let kept = checker.quiet.get().unwrap().keys().collect::<HashSet<_>>();
        assert!([few, many].concat().iter().all(|key| kept.contains(key)));
    }

    #[test]
    fn what_one_thread_knows_the_others_know() {
        let checker = Checker::new(Index::embedded());
        let (mut first, mut second) = (Memory::default(), Memory::default());
        let text = "HbA1c, mg/kg, (X-ray)";
        let many = words(checker.index(), 2_000);
        many.iter().for_each(|key| _ = first.put_quiet(&checker, *key));
        assert_eq!(checker.check_with(&mut first, text).count(), 0);
        let mut suspects = Suspects::new(text);
        assert!(suspects.next(&checker, &mut second).is_none());
    }

    #[test]
    fn another_profile_knows_nothing_of_the_one_before() {
        let checker = Checker::new(Index::embedded())
            .with_profile(Profile { oxford: true, ..Profile::default() });
        let mut memory = Memory::default();
        let many = words(checker.index(), 2_000);
        many.iter().for_each(|key| _ = memory.put_quiet(&checker, *key));
        assert_eq!(checker.check_with(&mut memory, "organize").count(), 0);
        let strict = checker.with_profile(Profile::default());
        assert_eq!(strict.check_with(&mut Memory::default(), "organize").count(), 1);
    }
}
