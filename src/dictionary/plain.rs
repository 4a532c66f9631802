//! Plain lists, one word a line: for JetBrains, Sublime Text, Obsidian and whatever comes next; and
//! the Hunspell pair for the spelling service of macOS (its install page says where; not run by us).

use super::{Artefact, Material, lines};

/// The folders `plain/` and `macos/`.
pub fn artefacts(material: &Material<'_>) -> Vec<Artefact> {
    let american =
        material.american().into_iter().map(|(wrong, right)| [wrong, "\t", right].concat());
    vec![
        Artefact::new("macos/en_GB-medical.aff", material.aff),
        Artefact::new("macos/en_GB-medical.dic", material.dic),
        Artefact::new("plain/american.tsv", lines(american)),
        Artefact::new("plain/medical.txt", lines(material.medical())),
    ]
}
