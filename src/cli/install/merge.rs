//! Chromium's list of words, which is the user's: ours are added, and taken out again.
//!
//! While nobody changed it since, taking out means putting back the very bytes of before. When
//! Chromium has written it since, the words that came from us go and the others stay.

use super::{Health, PROBE, Session, artefact, read};
use medspell::dictionary::chromium::{has, merged, without};
use medspell::install::{Consumer, Merged, Source, sum};
use medspell::release::write_atomically;
use medspell::{Error, Result};
use std::fs;
use std::path::{Path, PathBuf};

impl Session {
    /// Adds our words to each list; false when one is not what Chromium writes.
    pub(super) fn merge(&mut self, consumer: Consumer, dist: &Path) -> Result<bool> {
        let [(Source::Dist(name), _)] = consumer.files(&self.home)[..] else { return Ok(true) };
        let ours = artefact(dist, name)?;
        let mut whole = true;
        for place in self.home.words() {
            whole &= self.merge_into(place, &ours)?;
        }
        Ok(whole)
    }

    fn merge_into(&mut self, place: PathBuf, ours: &[u8]) -> Result<bool> {
        self.say(&format!("merge the words into {}", place.display()));
        if self.dry_run {
            return Ok(true);
        }
        let before = read_text(&place)?;
        let theirs = before.as_deref().unwrap_or_default();
        let Some(both) = merged(theirs, &String::from_utf8_lossy(ours)) else {
            return Ok(self.leave(&place));
        };
        self.replace(&place, &both)?;
        let sha256 = sum(both.as_bytes());
        self.record.merged.insert(place, Merged { before, sha256 });
        Ok(true)
    }

    /// Takes our words out where they were put in; false when a list is not what Chromium writes.
    pub(super) fn unmerge(&mut self, consumer: Consumer) -> Result<bool> {
        let places: Vec<PathBuf> = self.record.merged.keys().cloned().collect();
        let mut whole = true;
        for place in places {
            whole &= self.unmerge_from(place, consumer)?;
        }
        Ok(whole)
    }

    fn unmerge_from(&mut self, place: PathBuf, consumer: Consumer) -> Result<bool> {
        let Some(merged) = self.record.merged.get(&place).cloned() else { return Ok(true) };
        self.say(&format!("take the words out of {}", place.display()));
        if self.dry_run {
            return Ok(true);
        }
        let before = merged.before.as_deref().unwrap_or_default();
        let left = match read_text(&place)? {
            None => None,
            Some(now) if sum(now.as_bytes()) == merged.sha256 => merged.before.clone(),
            Some(now) => {
                let [(_, ref copy)] = consumer.files(&self.home)[..] else { return Ok(true) };
                let ours = read_text(copy)?.unwrap_or_default();
                let Some(left) = without(&now, &ours, before) else {
                    return Ok(self.leave(&place));
                };
                Some(left)
            }
        };
        match left {
            Some(text) => self.replace(&place, &text)?,
            None if place.exists() => {
                fs::remove_file(&place).map_err(Error::io(&place, "remove"))?
            }
            None => {}
        }
        self.record.merged.remove(&place);
        Ok(true)
    }

    pub(super) fn examine_merged(&self) -> Result<Health> {
        for place in self.record.merged.keys() {
            let text = read_text(place)?.unwrap_or_default();
            if !PROBE.iter().all(|(word, right)| has(&text, word) == *right) {
                let problem = format!("{} lost the words: install again", place.display());
                return Ok(Health::Ill(problem));
            }
        }
        Ok(Health::Well("its list of words has haemoglobin, and its checksum is true"))
    }

    fn leave(&mut self, place: &Path) -> bool {
        self.say(&format!("left alone: {} has no true checksum", place.display()));
        false
    }

    fn replace(&mut self, place: &Path, text: &str) -> Result<()> {
        self.create_folders(place)?;
        write_atomically(place, text.as_bytes())
    }
}

fn read_text(path: &Path) -> Result<Option<String>> {
    let bytes = read(path)?;
    bytes
        .map(String::from_utf8)
        .transpose()
        .map_err(|_| Error::input(path, "it is not UTF-8", "mend it, or remove it"))
}
