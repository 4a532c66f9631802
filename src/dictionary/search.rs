//! Full-text engines: PostgreSQL, Elasticsearch and OpenSearch.
//!
//! The path for a corpus of millions of notes: the words are checked and stemmed inside an engine
//! that is already distributed. Both want an affix file with nothing but suffixes; PostgreSQL folds
//! all words to lower case, and its file names have only letters, digits and underscores.

use super::{Artefact, Material};
use crate::dictionary::hunspell;

const SETTINGS: &str = include_str!("../../extension/packaging/elasticsearch/settings.json");
const SQL: &str = include_str!("../../extension/packaging/postgresql/medspell.sql");

/// The folders `postgresql/` and `elasticsearch/`.
pub fn artefacts(material: &Material<'_>) -> Vec<Artefact> {
    let affixes = format!("SET UTF-8\n{}", hunspell::suffixes());
    let dic = hunspell::plain_dic(material.lexicon, material.profile);
    vec![
        Artefact::new("elasticsearch/hunspell/en_GB/en_GB.aff", affixes.clone()),
        Artefact::new("elasticsearch/hunspell/en_GB/en_GB.dic", dic.clone()),
        Artefact::new("elasticsearch/settings.json", SETTINGS),
        Artefact::new("postgresql/medspell.affix", affixes),
        Artefact::new("postgresql/medspell.dict", dic),
        Artefact::new("postgresql/medspell.sql", SQL),
    ]
}
