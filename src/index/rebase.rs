//! The same medical lists on other forms: how a dictionary of the user's takes the place of the
//! general list (see [`crate::base`]).

use super::build::{assemble, sections, table};
use super::{Index, Section, read_row};
#[cfg(feature = "cli")]
use super::{Payload, Shape};
use crate::lexicon::Lexicon;
use crate::wordlist::WordList;
use std::collections::BTreeMap;

impl Index {
    /// The medical lists, made again from the rows that the index keeps for `explain`.
    pub fn lists(&self) -> Vec<WordList> {
        let mut lists: BTreeMap<String, WordList> = BTreeMap::new();
        for row in self.table(Section::Entries).filter_map(read_row) {
            let list = lists.entry(row.list).or_default();
            list.entries.push(row.entry);
        }
        let named = |(name, list)| WordList { path: format!("{name}.csv").into(), ..list };
        lists.into_iter().map(named).collect()
    }

    /// An index of the forms of `lexicon` with the rows, pairs and version of this one; `meta` are
    /// more `key=value` lines for META.
    ///
    /// # Errors
    /// What of the lexicon the format has no room for.
    pub fn rebase(&self, lexicon: &Lexicon, meta: &str) -> Result<Vec<u8>, &'static str> {
        let mut sections = sections(lexicon)?;
        let head = |key| format!("{key}={}\n", self.meta(key));
        sections[Section::Meta as usize] =
            [&head("version"), &head("updated"), meta].concat().into_bytes();
        for kept in [Section::Entries, Section::Confusables] {
            let lines: Vec<String> = self.table(kept).map(str::to_owned).collect();
            sections[kept as usize] = table(&lines);
        }
        Ok(assemble(&sections))
    }

    /// The checksum of the file, which tells it from any other index.
    pub fn checksum(&self) -> u32 {
        super::u32_at(&self.bytes, 12)
    }

    /// The same index without its tables of short forms: every word takes the exact path.
    pub(crate) fn without_probe(mut self) -> Index {
        self.append(Section::Probe, &super::build::probe_table(&[]));
        self.append(Section::Filter, &[]);
        self
    }

    /// How common a folded form is, as far as this index knows.
    #[cfg(feature = "cli")]
    pub(crate) fn frequency(&self, folded: &str) -> u8 {
        let frequency = |payload: Payload| match payload.shape() {
            Shape::Records => self.records(payload.upper()).first().map(|hit| hit.flags.frequency),
            _ => Some(payload.flags().frequency),
        };
        self.map.get(folded).and_then(|value| frequency(Payload(value))).unwrap_or(0)
    }

    /// The texts of a table.
    fn table(&self, section: Section) -> impl Iterator<Item = &str> {
        (0..).map_while(move |i| self.text(section, i))
    }
}
