//! Enchant, which GNOME's programs ask: the pair under the name of the locale that they look for.
//!
//! A user's `hunspell/en_GB` goes before the system's, and `enchant.ordering` puts Hunspell before
//! Aspell, which comes first otherwise.

use super::{Artefact, Material};

/// The order of providers for British English.
pub const ORDERING: &str = "en_GB:hunspell,aspell\n";

/// The folder `enchant/`, laid out as `~/.config/enchant`.
pub fn artefacts(material: &Material<'_>) -> Vec<Artefact> {
    vec![
        Artefact::new("enchant/enchant.ordering", ORDERING),
        Artefact::new("enchant/hunspell/en_GB.aff", material.aff),
        Artefact::new("enchant/hunspell/en_GB.dic", material.dic),
    ]
}
