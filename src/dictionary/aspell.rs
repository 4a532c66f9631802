//! Aspell: the words of medicine, for `aspell --lang=en create master`.
//!
//! Aspell's master dictionaries depend on the machine, so the list is shipped and compiled where it
//! is installed; `--extra-dicts` then adds it to en_GB. Aspell's English knows letters and inner
//! apostrophes alone, and drops a whole line that has anything else.

use super::{Artefact, Material, is_word, lines};

/// The file `aspell/medspell.wl`.
pub fn artefacts(material: &Material<'_>) -> Vec<Artefact> {
    let words = material.medical().into_iter().filter(|word| is_word(word) && is_latin(word));
    vec![Artefact::new("aspell/medspell.wl", lines(words))]
}

/// True of the letters that Aspell's English has: those of ISO 8859-1.
fn is_latin(word: &str) -> bool {
    word.chars().all(|c| u32::from(c) < 256)
}
