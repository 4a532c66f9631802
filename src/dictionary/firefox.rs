//! Firefox and Thunderbird: an .xpi for a private locale, and one that takes the place of en-GB.
//!
//! Both programs ask all chosen dictionaries and take a word that one of them knows. The private
//! locale `en-GB-x-medical` stands beside whatever is there; it carries general English too, because
//! a user who picks it alone must not see ordinary words underlined, and because a word with a
//! hyphen is right only when one dictionary has all its parts.

use super::{Artefact, Material, archive};
use serde_json::json;

/// The folder `firefox/`.
pub fn artefacts(material: &Material<'_>) -> Vec<Artefact> {
    let xpi = |locale: &str, id: &str| {
        Artefact::new(&format!("firefox/medspell-{locale}.xpi"), xpi(material, locale, id))
    };
    vec![xpi("en-GB", "en-GB@medspell.uk"), xpi("en-GB-x-medical", "en-GB-x-medical@medspell.uk")]
}

fn xpi(material: &Material<'_>, locale: &str, id: &str) -> Vec<u8> {
    let stem = format!("dictionaries/{locale}");
    let (aff, dic) = (format!("{stem}.aff"), format!("{stem}.dic"));
    let manifest = json!({
        "manifest_version": 2,
        "name": format!("medspell: British medical spelling ({locale})"),
        "version": material.version,
        "description": "British English with medicine. Nothing is sent anywhere.",
        "browser_specific_settings": { "gecko": { "id": id } },
        "dictionaries": { locale: dic },
    });
    let manifest = format!("{manifest:#}\n");
    archive::zip(&[
        ("LICENCE.txt", material.licence.as_bytes()),
        (&aff, material.aff.as_bytes()),
        (&dic, material.dic.as_bytes()),
        ("manifest.json", manifest.as_bytes()),
    ])
}
