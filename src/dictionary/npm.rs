//! npm: the layout of the `dictionary-*` packages, which nspell and its relatives load.
//!
//! nspell takes a morphological field for a part of the word, so the `ph:` hints stay out.

use super::{Artefact, Material, lines};
use serde_json::json;

const INDEX: &str = include_str!("../../extension/packaging/npm/index.js");
const TYPES: &str = include_str!("../../extension/packaging/npm/index.d.ts");
const README: &str = include_str!("../../extension/packaging/npm/readme.md");

/// The folder `npm/dictionary-en-gb-medical/`.
pub fn artefacts(material: &Material<'_>) -> Vec<Artefact> {
    let manifest = json!({
        "name": "dictionary-en-gb-medical",
        "version": material.version,
        "description": "British English with medicine: a Hunspell dictionary",
        "license": "(CC0-1.0 AND LicenseRef-SCOWL)",
        "keywords": ["spelling", "myspell", "hunspell", "dictionary", "en-GB", "medical"],
        "type": "module",
        "main": "index.js",
        "types": "index.d.ts",
        "sideEffects": false,
        "files": ["index.js", "index.d.ts", "index.aff", "index.dic", "license"],
    });
    let file = |name: &str, text: &str| {
        Artefact::new(&format!("npm/dictionary-en-gb-medical/{name}"), text)
    };
    vec![
        file("index.aff", material.aff),
        file("index.d.ts", TYPES),
        file("index.dic", &without_fields(material.dic)),
        file("index.js", INDEX),
        file("license", material.licence),
        file("package.json", &format!("{manifest:#}\n")),
        file("readme.md", README),
    ]
}

fn without_fields(dic: &str) -> String {
    lines(dic.lines().map(|line| line.split('\t').next().unwrap_or(line)))
}
