//! Checkers of prose: LanguageTool (and LTeX) and Vale.
//!
//! LanguageTool takes a list of words to accept and one to flag, each with what to write instead.
//! Vale takes Hunspell dictionaries by name, and substitutions for what to flag.

use super::{Artefact, Material, lines};
use std::fmt::Write;

/// The folders `languagetool/` and `vale/`.
pub fn artefacts(material: &Material<'_>) -> Vec<Artefact> {
    let prohibited = material.american().into_iter().map(|(wrong, _)| wrong);
    vec![
        Artefact::new("languagetool/prohibited.txt", lines(prohibited)),
        Artefact::new("languagetool/spelling.txt", lines(material.medical())),
        Artefact::new("vale/styles/config/dictionaries/en_GB-medical.aff", material.aff),
        Artefact::new("vale/styles/config/dictionaries/en_GB-medical.dic", material.dic),
        Artefact::new("vale/styles/medspell/American.yml", american(material)),
        Artefact::new("vale/styles/medspell/Spelling.yml", SPELLING),
    ]
}

const SPELLING: &str = "\
extends: spelling
message: \"'%s' is in no British or medical dictionary.\"
level: error
append: false
dictionaries:
  - en_GB-medical
";

fn american(material: &Material<'_>) -> String {
    let mut text = "extends: substitution\nmessage: \"American: write '%s' for '%s'.\"\n\
                    level: error\nignorecase: true\nswap:\n"
        .to_owned();
    for (wrong, right) in material.american() {
        let _ = writeln!(text, "  \"{wrong}\": \"{right}\"");
    }
    text
}
