//! Microsoft Word and classic Outlook: custom dictionaries, an exclusion list, and the scripts that
//! put them in place.
//!
//! Word takes UTF-16LE with a byte order mark, one word a line, no affixes, in at most ten
//! dictionaries; Microsoft's tables of limits name a size for each beyond which words are lost, so
//! the words are dealt out to several files. The exclusion list has one fixed name for a language
//! and may already hold a user's words: the script merges, and takes away only what it added.
//! Not run by us: there is no Word on the machines that test this.

use super::{Artefact, Material, utf16};
use crate::error::{Error, Result};
use std::path::Path;

const INSTALL: &str = include_str!("../../extension/packaging/word/install.ps1");
const UNINSTALL: &str = include_str!("../../extension/packaging/word/uninstall.ps1");

/// The most bytes in one custom dictionary.
const LIMIT: usize = 366_000;
/// The most custom dictionaries that we take of Word's ten.
const FILES: usize = 6;
/// The longest word that Word keeps.
const LONGEST: usize = 64;

/// The folder `word/`.
///
/// # Errors
/// When the words would need more dictionaries than a user can spare.
pub fn artefacts(material: &Material<'_>) -> Result<Vec<Artefact>> {
    let words: Vec<String> = material.medical().into_iter().filter(|w| is_needed(w)).collect();
    let parts = deal(&words);
    if parts.len() > FILES {
        let problem = format!("{} custom dictionaries, where {FILES} are left", parts.len());
        return Err(Error::input(Path::new("word/"), problem, "make the list for Word shorter"));
    }
    let mut all: Vec<Artefact> = (1..)
        .zip(parts)
        .map(|(n, part)| Artefact::new(&format!("word/medspell-{n}.dic"), utf16(part)))
        .collect();
    all.push(Artefact::new("word/ExcludeDictionaryEN0809.lex", utf16(excluded(material))));
    all.push(Artefact::new("word/install.ps1", INSTALL));
    all.push(Artefact::new("word/uninstall.ps1", UNINSTALL));
    Ok(all)
}

/// True of a word that fits; of possessives Word needs only those of names (*Crohn's*).
fn is_needed(word: &str) -> bool {
    let named = !word.ends_with("'s") || word.starts_with(char::is_uppercase);
    named && word.chars().count() <= LONGEST
}

/// The words in runs that each fit into one file, in order.
fn deal(words: &[String]) -> Vec<&[String]> {
    let (mut parts, mut start, mut size) = (Vec::new(), 0, 2);
    for (i, word) in words.iter().enumerate() {
        let bytes = 2 * (word.encode_utf16().count() + 2);
        if size + bytes > LIMIT {
            parts.push(&words[start..i]);
            (start, size) = (i, 2);
        }
        size += bytes;
    }
    parts.push(&words[start..]);
    parts
}

/// What Word shall flag: American forms, and those with an apostrophe in both its shapes.
fn excluded(material: &Material<'_>) -> Vec<String> {
    let words = material.american().into_iter().map(|(wrong, _)| wrong);
    let both = |word: &str| {
        let curly = word.contains('\'').then(|| word.replace('\'', "’"));
        std::iter::once(word.to_owned()).chain(curly)
    };
    words.flat_map(both).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_part_is_too_long_and_no_word_is_lost() {
        let words: Vec<String> = (0..40_000).map(|i| format!("word{i}")).collect();
        let parts = deal(&words);
        assert!(parts.len() > 1 && parts.iter().all(|part| utf16(*part).len() <= LIMIT));
        assert_eq!(parts.concat(), words);
    }
}
