//! Android: the `.combined` source that dictionary tools of the open keyboards compile.
//!
//! Every word carries a frequency from 0 to 255 by which the keyboard ranks its guesses. Words that
//! are right but never to be offered are marked as offensive, which hides them.

use super::{Artefact, Material, archive, is_word};
use std::fmt::Write;

/// The file `android/en_GB-medical.combined`.
pub fn artefacts(material: &Material<'_>) -> Vec<Artefact> {
    let date = archive::seconds(material.updated);
    let version = material.version.replace('.', "");
    let mut text = format!(
        "dictionary=main:en_gb,locale=en_GB,description=British English with medicine,\
         date={date},version={version}\n"
    );
    for (word, form) in material.lexicon.accepted(material.profile).filter(|(w, _)| is_word(w)) {
        let frequency = 60 + 10 * u16::from(form.frequency.min(15));
        let hidden = if form.no_suggest { ",possibly_offensive=true" } else { "" };
        let _ = writeln!(text, " word={word},f={frequency}{hidden}");
    }
    vec![Artefact::new("android/en_GB-medical.combined", text)]
}
