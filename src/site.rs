//! The download site: static pages, made from the artefacts themselves.
//!
//! A page shows the size and the SHA-256 of the very bytes that it links to, so the pages are made
//! after everything else and from nothing else.

use crate::dictionary::Artefact;
use crate::lexicon::{Kind, Lexicon, Profile};
use askama::Template;
use sha2::{Digest, Sha256};

const STYLE: &str = include_str!("../site/style.css");

/// One download, as the page shows it.
struct Download {
    href: String,
    name: String,
    what: &'static str,
    size: String,
    sha256: String,
}

#[derive(Template)]
#[template(path = "index.html")]
struct Home<'a> {
    version: &'a str,
    updated: &'a str,
    canonical: Option<String>,
    headwords: String,
    forms: String,
    american: String,
    downloads: Vec<Download>,
}

#[derive(Template)]
#[template(path = "licences.html")]
struct Licences<'a> {
    version: &'a str,
    words: &'a str,
    general: &'a str,
}

/// What the pages tell.
pub(crate) struct Facts<'a> {
    pub(crate) version: &'a str,
    pub(crate) updated: &'a str,
    pub(crate) site_url: Option<&'a str>,
    pub(crate) headwords: usize,
    pub(crate) lexicon: &'a Lexicon,
    pub(crate) words_licence: &'a str,
    pub(crate) general_licence: &'a str,
}

/// What each artefact is for; others are not offered on the page.
const OFFERED: [(&str, &str); 5] = [
    ("libreoffice/medspell.oxt", "LibreOffice: the extension"),
    ("hunspell/en_GB-medical.aff", "Hunspell: the affix file"),
    ("hunspell/en_GB-medical.dic", "Hunspell: the words, general and medical"),
    ("hunspell/en_GB-medical-addon.dic", "Hunspell: medical words beside another en_GB dictionary"),
    ("index/medspell.idx", "medspell: the index"),
];

/// The pages, for the artefacts made so far. The downloads are copied into the site, so that the
/// folder can be served as it is.
pub(crate) fn pages(facts: &Facts<'_>, artefacts: &[Artefact]) -> Vec<Artefact> {
    let offered: Vec<(&Artefact, &'static str)> = OFFERED
        .iter()
        .filter_map(|(path, what)| Some((artefacts.iter().find(|a| a.path == *path)?, *what)))
        .collect();
    let count = |kind: &dyn Fn(Kind) -> bool| {
        thousands(facts.lexicon.iter().filter(|(_, f)| kind(f.kind)).count())
    };
    let home = Home {
        version: facts.version,
        updated: facts.updated,
        canonical: facts.site_url.map(|url| format!("{}/", url.trim_end_matches('/'))),
        headwords: thousands(facts.headwords),
        forms: count(&|kind| kind.is_accepted(Profile::default())),
        american: count(&|kind| kind == Kind::American),
        downloads: offered.iter().map(|(a, what)| download(a, what)).collect(),
    };
    let licences = Licences {
        version: facts.version,
        words: facts.words_licence,
        general: facts.general_licence,
    };
    let page = |path: &str, text: askama::Result<String>| {
        Artefact::new(&format!("site/{path}"), text.expect("the templates have no fallible part"))
    };
    let mut pages = vec![
        page("index.html", home.render()),
        page("licences.html", licences.render()),
        Artefact::new("site/style.css", STYLE),
    ];
    pages.extend(
        offered.iter().map(|(a, _)| Artefact::new(&format!("site/{}", a.path), a.bytes.clone())),
    );
    pages
}

fn download(artefact: &Artefact, what: &'static str) -> Download {
    let name = artefact.path.rsplit('/').next().unwrap_or(&artefact.path);
    Download {
        href: artefact.path.clone(),
        name: name.to_owned(),
        what,
        size: size(artefact.bytes.len()),
        sha256: sha256(&artefact.bytes),
    }
}

/// The SHA-256 of some bytes, in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

/// A number with commas between the thousands.
pub(crate) fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let head = digits.len() % 3;
    let groups =
        digits.as_bytes()[head..].chunks(3).map(|g| String::from_utf8_lossy(g).into_owned());
    let first = (head > 0).then(|| digits[..head].to_owned());
    first.into_iter().chain(groups).collect::<Vec<_>>().join(",")
}

/// A size for people: kB and MB are powers of ten.
pub(crate) fn size(bytes: usize) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_for_people() {
        assert_eq!(thousands(7), "7");
        assert_eq!(thousands(123_456), "123,456");
        assert_eq!(thousands(1_000), "1,000");
        assert_eq!(size(999), "999 bytes");
        assert_eq!(size(1_001), "2 kB");
        assert_eq!(size(1_250_000), "1.2 MB");
    }
}
