//! Lexicon → bytes of the index. Shared with build.rs, which embeds the result.

use super::format::{
    BODY, Flags, MAGIC, PROBE_LINE, PROBE_RIGHT, PROBE_WORD, Payload, SECTIONS, Section, Shape,
    TABLE, UPPER, VERSION, filter_key, probe_key, probe_line,
};
use super::sound::sound;
use crate::lexicon::{Form, Kind, Lexicon, Profile};
use crate::normalise::{Casing, casing, fold};
use crate::wordlist::{Confusable, Entry, WordList};
use std::collections::BTreeMap;

/// What the index is made of.
pub struct Parts<'a> {
    /// Every form.
    pub lexicon: &'a Lexicon,
    /// The lists; the rows of the medical ones are kept for `explain`.
    pub lists: &'a [WordList],
    /// Look-alike pairs.
    pub confusables: &'a [Confusable],
    /// The version of the words.
    pub version: &'a str,
    /// The date of the lists.
    pub updated: &'a str,
}

/// Builds the index. The same parts give the same bytes.
///
/// # Panics
/// When the lists are beyond what the format holds, which curated ones are far from.
pub fn build(parts: &Parts<'_>) -> Vec<u8> {
    let mut sections = sections(parts.lexicon)
        .unwrap_or_else(|problem| panic!("the index can not hold the word lists: {problem}"));
    sections[Section::Meta as usize] =
        format!("version={}\nupdated={}\n", parts.version, parts.updated).into_bytes();
    sections[Section::Entries as usize] = table(&rows(parts.lists));
    sections[Section::Confusables as usize] = table(&pairs(parts.confusables));
    assemble(&sections)
}

/// The sections that hold forms; the others are empty.
///
/// # Errors
/// What the format has no room for.
pub(super) fn sections(lexicon: &Lexicon) -> Result<[Vec<u8>; SECTIONS], &'static str> {
    let mut targets = Targets::default();
    let mut records = Vec::new();
    let mut map = fst::MapBuilder::memory();
    let mut keys = Keys::default();
    for (key, forms) in by_key(lexicon) {
        let payload = payload(&key, &forms, &mut records, &mut targets)?;
        map.insert(&key, payload.0).expect("keys of a BTreeMap are sorted and distinct");
        keys.add(&key, payload);
    }
    let mut sections: [Vec<u8>; SECTIONS] = Default::default();
    sections[Section::Fst as usize] = map.into_inner().expect("writing to memory succeeds");
    let (probe, filter) = keys.tables();
    sections[Section::Probe as usize] = probe;
    sections[Section::Filter as usize] = filter;
    sections[Section::Records as usize] = records;
    sections[Section::Targets as usize] = table(&targets.texts);
    let forms = lexicon.iter().filter(|(_, form)| is_offered(form.kind, form.no_suggest));
    let (sounds, alike) = sounds(forms.map(|(text, form)| (text, form.frequency)));
    sections[Section::Sounds as usize] = sounds;
    sections[Section::Alike as usize] = alike;
    Ok(sections)
}

/// True of a form that is ever suggested.
pub(super) fn is_offered(kind: Kind, no_suggest: bool) -> bool {
    kind.is_accepted(Profile::default()) && !no_suggest
}

/// The map of phonetic keys and the words that it leads to, the commonest first, each with a
/// newline behind it and an empty one behind the last; from forms with their frequency.
pub(super) fn sounds<'f>(forms: impl Iterator<Item = (&'f str, u8)>) -> (Vec<u8>, Vec<u8>) {
    let mut keys: BTreeMap<Vec<u8>, Vec<(u8, String)>> = BTreeMap::new();
    for (text, frequency) in forms {
        let key = fold(text).into_owned();
        keys.entry(sound(&key)).or_default().push((15 - frequency.min(15), key));
    }
    let (mut map, mut alike) = (fst::MapBuilder::memory(), Vec::new());
    for (key, mut words) in keys {
        words.sort();
        words.dedup_by(|a, b| a.1 == b.1);
        map.insert(&key, alike.len() as u64).expect("keys of a BTreeMap are sorted and distinct");
        words.iter().for_each(|(_, word)| alike.extend([word.as_bytes(), b"\n"].concat()));
        alike.push(b'\n');
    }
    (map.into_inner().expect("writing to memory succeeds"), alike)
}

/// The forms under each folded key, in byte order.
fn by_key(lexicon: &Lexicon) -> BTreeMap<String, Vec<(&str, &Form)>> {
    let mut keys: BTreeMap<String, Vec<(&str, &Form)>> = BTreeMap::new();
    for (text, form) in lexicon.iter() {
        keys.entry(fold(text).into_owned()).or_default().push((text, form));
    }
    keys
}

/// The payload of a key: inline for one form in plain casing, else a reference to records.
fn payload(
    key: &str,
    forms: &[(&str, &Form)],
    records: &mut Vec<u8>,
    targets: &mut Targets,
) -> Result<Payload, &'static str> {
    if let [(text, form)] = forms {
        let shape = Shape::from(casing(text));
        if shape != Shape::Records && spelled(key, shape) == *text {
            return Ok(bits(form).with(shape, targets.number(&form.instead)));
        }
    }
    let offset = records.len() as u64;
    if offset > UPPER {
        return Err("more than 16 MB of forms in mixed case");
    }
    records.push(byte(forms.len(), "more than 255 forms of one word")?);
    for (text, form) in forms {
        records.push(byte(text.len(), "a form of more than 255 bytes")?);
        records.extend(text.as_bytes());
        records
            .extend(bits(form).with(Shape::Records, targets.number(&form.instead)).0.to_le_bytes());
    }
    Ok(Payload::several(forms.iter().map(|(_, form)| bits(form))).with(Shape::Records, offset))
}

/// A count as RECORDS has it.
fn byte(count: usize, problem: &'static str) -> Result<u8, &'static str> {
    u8::try_from(count).map_err(|_| problem)
}

fn bits(form: &Form) -> Payload {
    let Form { possessive, keep_case, no_suggest, medical, frequency, .. } = *form;
    Payload::new(form.kind, Flags { possessive, no_suggest, medical, keep_case, frequency })
}

/// The surface form of a key under a plain shape.
pub fn spelled(key: &str, shape: Shape) -> String {
    match shape {
        Shape::Title => crate::normalise::capitalise(key),
        Shape::Upper => key.to_uppercase(),
        Shape::Lower | Shape::Records => key.to_owned(),
    }
}

/// The PROBE cell of a key, when it is a short plain word that is simply right.
fn probe_cell(key: &str, payload: Payload) -> Option<[u8; 16]> {
    let plain = payload.shape() == Shape::Lower
        && payload.kind() == Kind::Correct
        && !payload.flags().keep_case;
    if !plain || !key.is_ascii() || key.len() > PROBE_WORD || casing(key) != Casing::Lower {
        return None;
    }
    let mut cell = probe_key(key.as_bytes()).to_le_bytes();
    cell[PROBE_WORD] = PROBE_RIGHT;
    Some(cell)
}

/// The keys of a map, of which PROBE and FILTER are made.
#[derive(Default)]
pub(super) struct Keys {
    cells: Vec<[u8; 16]>,
    keys: Vec<u128>,
}

impl Keys {
    pub(super) fn add(&mut self, key: &str, payload: Payload) {
        self.cells.extend(probe_cell(key, payload));
        self.keys.push(filter_key(key.as_bytes()));
    }

    /// PROBE and FILTER.
    pub(super) fn tables(&self) -> (Vec<u8>, Vec<u8>) {
        (probe_table(&self.cells), filter(&self.keys))
    }
}

/// One bit in sixteen is set, so that of sixteen words in no list one is looked up in vain.
fn filter(keys: &[u128]) -> Vec<u8> {
    let bits = (keys.len() * 16).next_power_of_two().max(8);
    let mut bytes = vec![0; bits / 8];
    for key in keys {
        let bit = probe_line(*key, bits);
        bytes[bit / 8] |= 1 << (bit % 8);
    }
    bytes
}

/// Lays the cells out in lines of four; a full line overflows into the next one. At most nine in ten
/// places are taken: a table that fits into the cache is worth a second line now and then.
pub(super) fn probe_table(cells: &[[u8; 16]]) -> Vec<u8> {
    let lines = (cells.len() * 10 / 9 / 4 + 1).next_power_of_two();
    let mut bytes = vec![0u8; lines * PROBE_LINE];
    for cell in cells {
        let mut key = *cell;
        key[PROBE_WORD] = 0;
        let mut line = probe_line(u128::from_le_bytes(key), lines);
        let at = loop {
            match (0..4).map(|i| line * PROBE_LINE + i * 16).find(|&at| bytes[at + PROBE_WORD] == 0)
            {
                Some(at) => break at,
                None => line = (line + 1) & (lines - 1),
            }
        };
        bytes[at..at + 16].copy_from_slice(cell);
    }
    bytes
}

/// The distinct replacement texts, numbered from 1 in the order of first use.
#[derive(Default)]
struct Targets {
    texts: Vec<String>,
    numbers: BTreeMap<String, u64>,
}

impl Targets {
    fn number(&mut self, instead: &[String]) -> u64 {
        if instead.is_empty() {
            return 0;
        }
        let text = instead.join("|");
        let next = self.texts.len() as u64 + 1;
        *self.numbers.entry(text.clone()).or_insert_with(|| {
            self.texts.push(text);
            next
        })
    }
}

/// The rows of the medical lists, tab-separated, sorted by folded word.
fn rows(lists: &[WordList]) -> Vec<String> {
    let name =
        |list: &WordList| list.path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let medical = lists.iter().filter(|list| name(list) != crate::lexicon::GENERAL);
    let mut rows: Vec<String> =
        medical.flat_map(|list| list.entries.iter().map(move |e| row(&name(list), e))).collect();
    rows.sort();
    rows
}

fn row(list: &str, e: &Entry) -> String {
    let inflection: Vec<_> = e.inflection.iter().map(ToString::to_string).collect();
    let cells = [
        &*fold(&e.word),
        &e.word,
        list,
        &inflection.join(" "),
        e.class.as_str(),
        &e.us.join(" "),
        e.status.as_str(),
        &e.instead,
        &e.evidence.join(" "),
        &e.note,
    ];
    cells.map(|cell| cell.replace(['\t', '\n'], " ")).join("\t")
}

/// Both directions of every pair, sorted.
fn pairs(confusables: &[Confusable]) -> Vec<String> {
    let both = confusables.iter().flat_map(|c| [(&c.word, &c.with, c), (&c.with, &c.word, c)]);
    let mut lines: Vec<String> =
        both.map(|(a, b, c)| [&*fold(a), b, c.kind.as_str(), &c.note].join("\t")).collect();
    lines.sort();
    lines
}

/// Texts with their offsets: count u32, end offsets u32 …, the bytes.
pub(super) fn table(texts: &[String]) -> Vec<u8> {
    let mut bytes = (texts.len() as u32).to_le_bytes().to_vec();
    let mut end = 0u32;
    for text in texts {
        end += text.len() as u32;
        bytes.extend(end.to_le_bytes());
    }
    texts.iter().for_each(|text| bytes.extend(text.as_bytes()));
    bytes
}

/// Puts header, section table and sections together.
pub(super) fn assemble(sections: &[Vec<u8>; SECTIONS]) -> Vec<u8> {
    let mut bytes = vec![0u8; BODY];
    for (i, section) in sections.iter().enumerate() {
        bytes.resize(bytes.len().next_multiple_of(64), 0);
        let (offset, length) = (bytes.len() as u64, section.len() as u64);
        let at = TABLE + i * 16;
        bytes[at..at + 8].copy_from_slice(&offset.to_le_bytes());
        bytes[at + 8..at + 16].copy_from_slice(&length.to_le_bytes());
        bytes.extend(section);
    }
    let total = bytes.len() as u64;
    bytes[..8].copy_from_slice(MAGIC);
    bytes[8..12].copy_from_slice(&VERSION.to_le_bytes());
    bytes[16..24].copy_from_slice(&total.to_le_bytes());
    let checksum = crc32fast::hash(&bytes[16..]);
    bytes[12..16].copy_from_slice(&checksum.to_le_bytes());
    bytes
}
