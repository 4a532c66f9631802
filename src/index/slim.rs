//! The index read from end to end: all its forms, and the one for the browser, where every byte
//! travels: without the tables that can be made again or that only `explain` reads.

use super::build::{Keys, assemble, is_offered, probe_table, sounds, table};
use super::format::{Payload, SECTIONS, Section};
use super::{Hit, Index, map_of};
use crate::error::Result;
use fst::Streamer;

/// The same index without PROBE, FILTER, SOUNDS and ALIKE, which [`Index::whole`] makes again, and
/// without ENTRIES; every verdict, every suggestion and every caution stays.
///
/// # Errors
/// When the bytes are no index.
pub fn slim(bytes: &[u8]) -> Result<Vec<u8>> {
    let index = Index::open(bytes.to_vec())?;
    let mut sections: [Vec<u8>; SECTIONS] = Default::default();
    for (section, range) in sections.iter_mut().zip(&index.sections) {
        *section = index.bytes[range.clone()].to_vec();
    }
    sections[Section::Probe as usize] = probe_table(&[]);
    sections[Section::Filter as usize] = Vec::new();
    sections[Section::Entries as usize] = table(&[]);
    let (sounds, alike) = sounds(std::iter::empty());
    sections[Section::Sounds as usize] = sounds;
    sections[Section::Alike as usize] = alike;
    Ok(assemble(&sections))
}

impl Index {
    /// Every form, under its folded key, in byte order of the keys.
    pub fn forms(&self) -> Vec<Hit<'_>> {
        let mut forms = Vec::new();
        let mut stream = self.map.stream();
        while let Some((key, value)) = stream.next() {
            forms.extend(self.hits("", key, Payload(value)));
        }
        forms
    }

    /// A slim index with its tables made anew from the map.
    ///
    /// # Errors
    /// When the map is damaged.
    pub fn whole(mut self) -> Result<Index> {
        let (probe, filter) = self.keys().tables();
        let forms = self.forms();
        let offered = forms.iter().filter(|hit| is_offered(hit.kind, hit.flags.no_suggest));
        let (sounds, alike) = sounds(offered.map(|hit| (&*hit.form, hit.flags.frequency)));
        self.append(Section::Probe, &probe);
        self.append(Section::Filter, &filter);
        self.append(Section::Sounds, &sounds);
        self.append(Section::Alike, &alike);
        self.sounds = map_of(&self.bytes, &self.sections[Section::Sounds as usize])?;
        Ok(self)
    }

    fn keys(&self) -> Keys {
        let mut keys = Keys::default();
        let mut stream = self.map.stream();
        while let Some((key, value)) = stream.next() {
            if let Ok(key) = std::str::from_utf8(key) {
                keys.add(key, Payload(value));
            }
        }
        keys
    }

    pub(super) fn append(&mut self, section: Section, bytes: &[u8]) {
        let start = self.bytes.len();
        self.bytes.to_mut().extend(bytes);
        self.sections[section as usize] = start..self.bytes.len();
    }
}
