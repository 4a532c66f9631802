//! The index: opened without building anything, asked with one look-up.

mod build;
mod format;
mod rebase;
mod slim;
mod sound;
mod suggest;

pub use build::{Parts, build};
pub use format::Flags;
pub(crate) use format::{PROBE_WORD, probe_key, probe_line};
pub use slim::slim;
pub use suggest::Suggestion;
pub(crate) use suggest::distance;

use crate::error::{Error, Result};
use crate::lexicon::Kind;
use crate::normalise::fold;
use crate::wordlist::Entry;
use build::spelled;
use format::{
    BODY, MAGIC, PROBE_LINE, PROBE_RIGHT, Payload, SECTIONS, Section, Shape, TABLE, VERSION,
    filter_key,
};
use smallvec::{SmallVec, smallvec};
use std::borrow::Cow;
use std::ops::Range;

/// All forms of the dictionary, as bytes.
pub struct Index {
    bytes: Cow<'static, [u8]>,
    sections: [Range<usize>; SECTIONS],
    map: fst::Map<Cow<'static, [u8]>>,
    sounds: fst::Map<Cow<'static, [u8]>>,
}

/// What makes a key the PROBE cell of a right word.
const RIGHT: u128 = (PROBE_RIGHT as u128) << 120;

/// One form that a folded key stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit<'i> {
    /// The form, in its own case.
    pub form: Cow<'i, str>,
    /// What it is.
    pub kind: Kind,
    /// Its properties.
    pub flags: Flags,
    target: usize,
}

/// All forms that a folded key stands for: most often one.
pub(crate) type Hits<'i> = SmallVec<[Hit<'i>; 2]>;

/// One row of the medical lists, as `explain` shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The list that holds it.
    pub list: String,
    /// The row.
    pub entry: Entry,
}

impl Index {
    /// The index that this build carries.
    #[cfg(feature = "embedded")]
    pub fn embedded() -> Index {
        static BYTES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/medspell.idx"));
        Index::new(Cow::Borrowed(BYTES)).expect("build.rs wrote this index")
    }

    /// Opens an index from the bytes of its file, after comparing the checksum.
    ///
    /// # Errors
    /// [`Error::Index`] when it is truncated, damaged, or of another version.
    pub fn open(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Index> {
        let bytes = bytes.into();
        if bytes.len() < BODY || &bytes[..8] != MAGIC {
            return Err(Error::Index("no medspell index"));
        }
        if u32_at(&bytes, 8) != VERSION {
            return Err(Error::Index("of another version of medspell"));
        }
        if u64_at(&bytes, 16) != bytes.len() as u64 {
            return Err(Error::Index("truncated"));
        }
        if u32_at(&bytes, 12) != crc32fast::hash(&bytes[16..]) {
            return Err(Error::Index("damaged (its checksum does not fit)"));
        }
        Index::new(bytes)
    }

    fn new(bytes: Cow<'static, [u8]>) -> Result<Index> {
        let mut sections: [Range<usize>; SECTIONS] = Default::default();
        for (i, section) in sections.iter_mut().enumerate() {
            let at = |o: usize| usize::try_from(u64_at(&bytes, TABLE + i * 16 + o)).ok();
            let range = at(0).and_then(|start| Some(start..start.checked_add(at(8)?)?));
            let inside = range.filter(|r| r.end <= bytes.len());
            *section = inside.ok_or(Error::Index("damaged (a section lies outside)"))?;
        }
        if !(sections[Section::Probe as usize].len() / PROBE_LINE).is_power_of_two() {
            return Err(Error::Index("damaged (its table of words has no size)"));
        }
        if !matches!(sections[Section::Filter as usize].len().count_ones(), 0 | 1) {
            return Err(Error::Index("damaged (its filter has no size)"));
        }
        let map = map_of(&bytes, &sections[Section::Fst as usize])?;
        let sounds = map_of(&bytes, &sections[Section::Sounds as usize])?;
        Ok(Index { bytes, sections, map, sounds })
    }

    fn section(&self, section: Section) -> &[u8] {
        &self.bytes[self.sections[section as usize].clone()]
    }

    /// The `key` of the META section: `version` or `updated`.
    pub fn meta(&self, key: &str) -> &str {
        self.metas(key).next().unwrap_or("")
    }

    /// Every value of a `key` of the META section.
    pub(crate) fn metas<'i>(&'i self, key: &str) -> impl Iterator<Item = &'i str> {
        let text = std::str::from_utf8(self.section(Section::Meta)).unwrap_or("");
        let pairs = text.lines().filter_map(|line| line.split_once('='));
        pairs.filter(move |(k, _)| *k == key).map(|(_, value)| value)
    }

    /// True when these are the bytes of this index.
    pub fn is_the_same_as(&self, bytes: &[u8]) -> bool {
        *self.bytes == *bytes
    }

    /// How many folded forms there are.
    pub fn len(&self) -> usize {
        self.map.len()
    }

    /// True when the index holds no form.
    pub fn is_empty(&self) -> bool {
        self.map.is_empty()
    }

    /// True when a key other than 0 stands as a right word where the search for it starts. Found
    /// without a branch, so that the lines of several keys are waited for together.
    #[inline]
    pub(crate) fn probe_first(&self, key: u128) -> bool {
        let (lines, _) = self.section(Section::Probe).as_chunks::<PROBE_LINE>();
        let (cells, _) = lines[probe_line(key, lines.len())].as_chunks::<16>();
        let is_key = |cell: &[u8; 16]| u128::from_le_bytes(*cell) == key | RIGHT;
        cells.iter().fold(false, |any, cell| any | is_key(cell)) & (key != 0)
    }

    /// True when a plain lower-case word is simply right; `false` only means "ask [`Index::get`]".
    pub(crate) fn probe(&self, word: &[u8]) -> bool {
        (1..=PROBE_WORD).contains(&word.len()) && self.probe_key(probe_key(word))
    }

    /// The same for a word that is a key already.
    pub(crate) fn probe_key(&self, key: u128) -> bool {
        let (lines, _) = self.section(Section::Probe).as_chunks::<PROBE_LINE>();
        let first = probe_line(key, lines.len());
        for step in 0..lines.len() {
            let (cells, _) = lines[(first + step) & (lines.len() - 1)].as_chunks::<16>();
            for cell in cells {
                let cell = u128::from_le_bytes(*cell);
                if cell == 0 || cell == key | RIGHT {
                    return cell != 0;
                }
            }
        }
        false
    }

    /// False of a folded form that is in no list.
    fn may_hold(&self, form: &[u8]) -> bool {
        let filter = self.section(Section::Filter);
        if filter.is_empty() {
            return true;
        }
        let bit = probe_line(filter_key(form), filter.len() * 8);
        filter[bit / 8] >> (bit % 8) & 1 == 1
    }

    /// Up to `count` folded words with this phonetic key, the commonest first.
    fn sounding(&self, key: &[u8], count: usize) -> impl Iterator<Item = &str> {
        let offset = self.sounds.get(key).map_or(usize::MAX, |at| at as usize);
        let words = self.section(Section::Alike).get(offset..).unwrap_or(&[]);
        let words = words.split(|&b| b == b'\n').take_while(|word| !word.is_empty());
        words.take(count).filter_map(|word| std::str::from_utf8(word).ok())
    }

    /// Every form of a word in whatever case it is given.
    pub fn get<'i>(&'i self, word: &'i str) -> Hits<'i> {
        if word.len() > PROBE_WORD || !word.is_ascii() {
            return self.find(word, fold(word).as_bytes());
        }
        let mut key = probe_key(word.as_bytes()).to_le_bytes();
        key.make_ascii_lowercase();
        self.find(word, &key[..word.len()])
    }

    /// The forms of a word whose key is known.
    fn find<'i>(&'i self, word: &'i str, key: &[u8]) -> Hits<'i> {
        let value = self.may_hold(key).then(|| self.map.get(key)).flatten();
        value.map_or_else(Hits::new, |value| self.hits(word, key, Payload(value)))
    }

    fn hits<'i>(&'i self, word: &'i str, key: &[u8], payload: Payload) -> Hits<'i> {
        match payload.shape() {
            Shape::Records => self.records(payload.upper()),
            shape => smallvec![hit(form(word, key, shape), payload)],
        }
    }

    /// The records at an offset. A damaged one ends the list, it never panics.
    fn records(&self, offset: usize) -> Hits<'_> {
        let mut rest = self.section(Section::Records).get(offset..).unwrap_or(&[]);
        let count = take(&mut rest, 1).map_or(0, |b| b[0]);
        let mut hits = Hits::new();
        for _ in 0..count {
            let form = take(&mut rest, 1).and_then(|b| take(&mut rest, b[0] as usize));
            let (Some(form), Some(bits)) = (form, take(&mut rest, 8)) else { break };
            hits.push(hit(String::from_utf8_lossy(form), Payload(u64_at(bits, 0))));
        }
        hits
    }

    /// What to write instead of a form, best first.
    pub fn instead(&self, hit: &Hit<'_>) -> Vec<String> {
        let text = hit.target.checked_sub(1).and_then(|i| self.text(Section::Targets, i));
        text.map_or_else(Vec::new, |t| t.split('|').map(str::to_owned).collect())
    }

    /// The rows of the medical lists whose word folds to the same key.
    pub fn rows(&self, word: &str) -> Vec<Row> {
        self.lines(Section::Entries, &fold(word)).into_iter().filter_map(read_row).collect()
    }

    /// The words that `word` is easily taken for, each with its note.
    pub fn confusables(&self, word: &str) -> Vec<(String, String)> {
        let read = |line: &str| {
            let mut cells = line.split('\t').skip(1);
            Some((cells.next()?.to_owned(), cells.nth(1)?.to_owned()))
        };
        self.lines(Section::Confusables, &fold(word)).into_iter().filter_map(read).collect()
    }

    /// The lines of a sorted table whose first cell is `key`.
    fn lines(&self, section: Section, key: &str) -> Vec<&str> {
        let head = format!("{key}\t");
        let count = self.section(section).get(..4).map_or(0, |b| u32_at(b, 0) as usize);
        let (mut low, mut high) = (0, count);
        while low < high {
            let mid = low.midpoint(high);
            match self.text(section, mid).is_some_and(|line| line < head.as_str()) {
                true => low = mid + 1,
                false => high = mid,
            }
        }
        let rest = (low..count).map_while(|i| self.text(section, i));
        rest.take_while(|line| line.starts_with(&head)).collect()
    }

    /// Text number `i` of a table.
    fn text(&self, section: Section, i: usize) -> Option<&str> {
        let bytes = self.section(section);
        let count = u32_at(bytes.get(..4)?, 0) as usize;
        let end = |i: usize| Some(u32_at(bytes.get(4 + i * 4..8 + i * 4)?, 0) as usize);
        let start = if i == 0 { 0 } else { end(i - 1)? };
        let body = 4 + count * 4;
        (i < count).then_some(())?;
        std::str::from_utf8(bytes.get(body + start..body + end(i)?)?).ok()
    }
}

/// The map in a section: borrowed from embedded bytes, else a copy.
#[allow(clippy::ptr_arg)] // a slice would forget that embedded bytes live for ever
fn map_of(
    bytes: &Cow<'static, [u8]>,
    range: &Range<usize>,
) -> Result<fst::Map<Cow<'static, [u8]>>> {
    let slice = match bytes {
        Cow::Borrowed(b) => Cow::Borrowed(&b[range.clone()]),
        Cow::Owned(b) => Cow::Owned(b[range.clone()].to_vec()),
    };
    fst::Map::new(slice).map_err(|_| Error::Index("damaged (its map is unreadable)"))
}

/// The form of a key under a plain shape: the word itself where it is written so.
fn form<'i>(word: &'i str, key: &[u8], shape: Shape) -> Cow<'i, str> {
    let capitals = match shape {
        Shape::Title => 1,
        Shape::Upper => key.len(),
        Shape::Lower | Shape::Records => 0,
    };
    let letter = |(at, b): (usize, &u8)| if at < capitals { b.to_ascii_uppercase() } else { *b };
    let plain = key.is_ascii() || capitals == 0;
    match plain && word.bytes().eq(key.iter().enumerate().map(letter)) {
        true => Cow::Borrowed(word),
        false => Cow::Owned(spelled(&String::from_utf8_lossy(key), shape)),
    }
}

fn hit(form: Cow<'_, str>, payload: Payload) -> Hit<'_> {
    Hit { form, kind: payload.kind(), flags: payload.flags(), target: payload.upper() }
}

fn take<'a>(rest: &mut &'a [u8], n: usize) -> Option<&'a [u8]> {
    let (head, tail) = rest.split_at_checked(n)?;
    *rest = tail;
    Some(head)
}

fn read_row(line: &str) -> Option<Row> {
    let cells: Vec<&str> = line.split('\t').skip(1).collect();
    let [word, list, rest @ ..] = cells.as_slice() else { return None };
    let entry = crate::wordlist::entry_from(word, rest)?;
    Some(Row { list: (*list).to_owned(), entry })
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"))
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes"))
}

#[cfg(all(test, feature = "embedded"))]
mod tests {
    use super::*;

    /// The embedded index with other bytes somewhere, and the checksum that fits.
    fn forged(at: usize, bytes: &[u8]) -> Result<Index> {
        let mut index = Index::embedded().bytes.into_owned();
        index[at..at + bytes.len()].copy_from_slice(bytes);
        let sum = crc32fast::hash(&index[16..]);
        index[12..16].copy_from_slice(&sum.to_le_bytes());
        Index::open(index)
    }

    #[test]
    fn the_filter_holds_all_forms_and_little_else() {
        let index = Index::embedded();
        let keys: Vec<String> = index.forms().iter().map(|hit| fold(&hit.form).into()).collect();
        assert!(keys.iter().all(|key| index.may_hold(key.as_bytes())));
        for ending in ["q", "qqqqqqqqqqqqqqqqqq"] {
            let no_words = keys.iter().map(|key| format!("{key}{ending}"));
            let unknown: Vec<_> = no_words.filter(|word| index.map.get(word).is_none()).collect();
            let held = unknown.iter().filter(|word| index.may_hold(word.as_bytes())).count();
            assert!(held * 16 < unknown.len(), "{held} of {}", unknown.len());
        }
    }

    #[test]
    fn a_forged_table_neither_panics_nor_keeps_us() {
        let length = |section: Section| TABLE + section as usize * 16 + 8;
        assert!(matches!(forged(length(Section::Probe), &[0; 8]), Err(Error::Index(_))));
        assert!(matches!(forged(length(Section::Filter), &[3, 0]), Err(Error::Index(_))));
        let probe = Index::embedded().sections[Section::Probe as usize].clone();
        let full = forged(probe.start, &vec![1; probe.len()]).unwrap();
        assert!(!full.probe(b"heart") && !full.get("heart").is_empty());
    }
}
