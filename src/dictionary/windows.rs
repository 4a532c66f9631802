//! The Windows spelling API, which Edge and Chrome on Windows ask: `.dic`, `.exc` and `.acl` for
//! `%AppData%\Microsoft\Spelling\en-GB`.
//!
//! Together they must stay under 1,000,000 bytes, or Windows drops a whole file without a word. So
//! the words are ranked and a core of them is taken; and the build fails when the sum is over the
//! limit all the same. The automatic corrections are only those of spelling (*hemoglobin*): nothing
//! may silently turn one drug into another. Not run by us: golden bytes, and an independent reader.

use super::{Artefact, Material, utf16};
use crate::error::{Error, Result};
use crate::lexicon::{Form, Kind};
use crate::wordlist::same_word;
use std::cmp::Reverse;
use std::path::Path;

const INSTALL: &str = include_str!("../../extension/packaging/windows/install.ps1");

/// What Windows takes, over all three files.
const LIMIT: usize = 1_000_000;
/// What the core list may take of it; the rest is room for the two others.
const CORE: usize = 850_000;

/// The folder `windows/`.
///
/// # Errors
/// When the files together are over the limit.
pub fn artefacts(material: &Material<'_>) -> Result<Vec<Artefact>> {
    let american = material.american();
    let corrections = american.iter().filter(|(wrong, right)| same_word(right, wrong));
    let mut all = vec![
        Artefact::new("windows/medspell.acl", utf16(corrections.map(|(a, b)| format!("{a}|{b}")))),
        Artefact::new("windows/medspell.dic", utf16(core(material))),
        Artefact::new("windows/medspell.exc", utf16(american.iter().map(|(wrong, _)| wrong))),
    ];
    within_limit(&all)?;
    all.push(Artefact::new("windows/install.ps1", INSTALL));
    Ok(all)
}

fn within_limit(files: &[Artefact]) -> Result<()> {
    let sum: usize = files.iter().map(|file| file.bytes.len()).sum();
    if sum < LIMIT {
        return Ok(());
    }
    let problem = format!("{sum} bytes, and Windows drops a file when they reach {LIMIT}");
    Err(Error::input(Path::new("windows/"), problem, "make the core list smaller"))
}

/// The medical words that matter most, as far as there is room, in byte order.
fn core<'a>(material: &Material<'a>) -> Vec<&'a str> {
    let medical = material.lexicon.accepted(material.profile).filter(|(_, form)| form.medical);
    let mut ranked: Vec<(&str, &Form)> = medical.collect();
    ranked.sort_by_key(|(text, form)| rank(text, form));
    let mut size = 2;
    let fits = |text: &&str| {
        size += 2 * (text.encode_utf16().count() + 2);
        size <= CORE
    };
    let mut core: Vec<&str> = ranked.into_iter().map(|(text, _)| text).take_while(fits).collect();
    core.sort_unstable();
    core
}

/// Common words first; among equals the preferred form, then the shorter word.
fn rank<'a>(text: &'a str, form: &Form) -> (Reverse<u8>, bool, usize, &'a str) {
    (Reverse(form.frequency), form.kind != Kind::Correct, text.len(), text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_the_limit_is_an_error() {
        assert!(within_limit(&[Artefact::new("a", vec![0; LIMIT - 1])]).is_ok());
        assert!(within_limit(&[Artefact::new("a", vec![0; LIMIT])]).is_err());
    }

    #[test]
    fn windows_corrects_by_itself_only_when_asked_to() {
        assert!(INSTALL.contains("elseif ($name -ne 'medspell.acl' -or $Correct"));
    }
}
