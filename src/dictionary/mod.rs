//! The formats that other programs load: one module each, all of them lexicon → artefacts.
//!
//! Programs differ in what they can take (affixes or not, which encoding, how much), never in the
//! words: every format draws on the same [`Material`].

pub mod android;
pub mod archive;
pub mod aspell;
pub mod chromium;
pub mod cspell;
pub mod debian;
pub mod editors;
pub mod enchant;
pub mod firefox;
pub mod hunspell;
mod keyboard;
pub mod libreoffice;
pub mod npm;
mod phonetics;
pub mod plain;
pub mod prose;
pub mod sbom;
pub mod search;
mod slips;
pub mod windows;
pub mod word;

use crate::lexicon::{Form, Kind, Lexicon, Profile};
use crate::normalise::fold;
use std::collections::BTreeSet;

/// One file of `dist/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artefact {
    /// Its path in `dist/`, with `/`.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Artefact {
    /// A file at `path` in `dist/`.
    pub fn new(path: &str, bytes: impl Into<Vec<u8>>) -> Artefact {
        Artefact { path: path.to_owned(), bytes: bytes.into() }
    }
}

/// What every format is made of.
pub struct Material<'a> {
    /// The words.
    pub lexicon: &'a Lexicon,
    /// Which spellings are accepted.
    pub profile: Profile,
    /// Digits and dots.
    pub version: &'a str,
    /// The day of the last change to the lists, `2026-11-22`.
    pub updated: &'a str,
    /// The notices of the word lists, in full.
    pub licence: &'a str,
    /// The affix file of the merged pair.
    pub aff: &'a str,
    /// The word file of the merged pair.
    pub dic: &'a str,
    /// The flagless word file of medicine alone.
    pub add_on: &'a str,
}

impl Material<'_> {
    /// Every accepted form with its possessive, in byte order, for programs without affixes.
    pub fn accepted(&self) -> Vec<String> {
        expand(self.lexicon.accepted(self.profile))
    }

    /// The medical ones among them.
    pub fn medical(&self) -> Vec<String> {
        expand(self.lexicon.accepted(self.profile).filter(|(_, form)| form.medical))
    }

    /// American forms that are right in no case and no sense, each with the British form. *Meter*
    /// and *program* are British words too, so they are not among them.
    pub fn american(&self) -> Vec<(&str, &str)> {
        let right: BTreeSet<_> =
            self.lexicon.accepted(self.profile).map(|(text, _)| fold(text)).collect();
        let wrong = self.lexicon.iter().filter(|(_, form)| form.kind == Kind::American);
        wrong
            .filter(|(text, _)| !right.contains(&fold(text)) && is_word(text))
            .filter_map(|(text, form)| Some((text, form.instead.first()?.as_str())))
            .collect()
    }
}

fn expand<'a>(forms: impl Iterator<Item = (&'a str, &'a Form)>) -> Vec<String> {
    let mut all: Vec<String> = forms
        .flat_map(|(text, form)| {
            let possessive = form.possessive.then(|| format!("{text}'s"));
            std::iter::once(text.to_owned()).chain(possessive)
        })
        .collect();
    all.sort();
    all.dedup();
    all
}

/// True of letters and inner apostrophes alone: what every program takes for one word.
fn is_word(text: &str) -> bool {
    text.chars().all(|c| c.is_alphabetic() || c == '\'') && !text.ends_with('\'')
}

/// Lines of text, each ended.
fn lines<T: AsRef<str>>(words: impl IntoIterator<Item = T>) -> String {
    words.into_iter().fold(String::new(), |text, word| text + word.as_ref() + "\n")
}

/// UTF-16LE with a byte order mark and CRLF: what Microsoft's word lists must be.
fn utf16<T: AsRef<str>>(words: impl IntoIterator<Item = T>) -> Vec<u8> {
    let text = words.into_iter().fold("\u{feff}".to_owned(), |t, w| t + w.as_ref() + "\r\n");
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}
