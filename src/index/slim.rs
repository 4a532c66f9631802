//! The index read from end to end: all its forms, and the one for the browser, where every byte
//! travels: without the tables that can be made again or that only `explain` reads.

use super::build::{assemble, probe_cell, probe_table, table};
use super::format::{Payload, SECTIONS, Section};
use super::{Hit, Index};
use crate::error::Result;
use fst::Streamer;

/// The same index without PROBE, ENTRIES and CONFUSABLES; every verdict stays.
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
    sections[Section::Entries as usize] = table(&[]);
    sections[Section::Confusables as usize] = table(&[]);
    Ok(assemble(&sections))
}

impl Index {
    /// Every form, under its folded key, in byte order of the keys.
    pub fn forms(&self) -> Vec<Hit> {
        let mut forms = Vec::new();
        let mut stream = self.map.stream();
        while let Some((key, value)) = stream.next() {
            forms.extend(self.hits(&String::from_utf8_lossy(key), Payload(value)));
        }
        forms
    }

    /// The same index with its PROBE table made anew from the map.
    pub fn with_probe(mut self) -> Index {
        let mut cells = Vec::new();
        let mut stream = self.map.stream();
        while let Some((key, value)) = stream.next() {
            let key = std::str::from_utf8(key).ok();
            cells.extend(key.and_then(|key| probe_cell(key, Payload(value))));
        }
        let start = self.bytes.len();
        self.bytes.to_mut().extend(probe_table(&cells));
        self.sections[Section::Probe as usize] = start..self.bytes.len();
        self
    }
}
