//! cspell and its extension for VS Code: a dictionary of medicine, and one that forbids American
//! forms (`!` before a word), which cspell's own English dictionaries would otherwise accept.

use super::{Artefact, Material, lines};
use serde_json::json;

/// The folder `cspell/`, to be named in `import` of a project's settings.
pub fn artefacts(material: &Material<'_>) -> Vec<Artefact> {
    let settings = json!({
        "version": "0.2",
        "language": "en-GB",
        "dictionaryDefinitions": [
            { "name": "medspell", "path": "./medspell.txt", "description": "British medical words" },
            { "name": "medspell-american", "path": "./american.txt", "description": "American forms, forbidden" },
        ],
        "dictionaries": ["medspell", "medspell-american"],
    });
    let american = material.american().into_iter().map(|(wrong, _)| ["!", wrong].concat());
    vec![
        Artefact::new("cspell/american.txt", lines(american)),
        Artefact::new("cspell/cspell-ext.json", format!("{settings:#}\n")),
        Artefact::new("cspell/medspell.txt", lines(material.medical())),
    ]
}
