//! The download site: static pages, made from the artefacts themselves.
//!
//! A page shows the size and the SHA-256 of the very bytes that it links to, so the pages are made
//! after everything else and from nothing else. The folder is served as it is: every artefact lies
//! in it too (`release` writes those bytes once and links them).

mod changes;
mod chart;
mod frame;
mod install;
mod markdown;
mod prose;
mod search;
mod try_it;
mod words;

use crate::dictionary::Artefact;
use crate::lexicon::{Kind, Lexicon, Profile};
use crate::release::{Licences, headwords};
use crate::wordlist::Words;
use askama::Template;
use frame::{Frame, file_of};
use sha2::{Digest, Sha256};

const STYLE: &str = include_str!("../../site/style.css");

/// The files that are copied as they are.
const ASSETS: [(&str, &[u8]); 5] = [
    ("site/style.css", STYLE.as_bytes()),
    ("site/icon.png", include_bytes!("../../extension/icon.png")),
    ("site/picture.png", include_bytes!("../../site/picture.png")),
    ("site/home.js", include_bytes!("../../site/home.js")),
    ("site/search/search.js", include_bytes!("../../site/search.js")),
];

/// What the pages tell.
pub(crate) struct Facts<'a> {
    pub(crate) version: &'a str,
    pub(crate) updated: &'a str,
    /// Where the site will be served.
    pub(crate) site_url: Option<&'a str>,
    pub(crate) words: &'a Words,
    pub(crate) lexicon: &'a Lexicon,
    pub(crate) licences: &'a Licences,
    /// The checker for the browser.
    pub(crate) wasm: Option<&'a [u8]>,
}

/// One download, as a page shows it.
struct Download {
    href: String,
    name: String,
    size: String,
    sha256: String,
}

#[derive(Template)]
#[template(path = "index.html")]
struct Home<'a> {
    f: Frame<'a>,
    headwords: String,
    forms: String,
    american: String,
    sections: &'a [install::Section],
    bars: Vec<chart::Bar>,
    chart: String,
}

#[derive(Template)]
#[template(path = "it.html")]
struct It<'a> {
    f: Frame<'a>,
    downloads: Vec<Download>,
    update_feed: Option<String>,
    has_word: bool,
}

#[derive(Template)]
#[template(path = "licences.html")]
struct LicencePage<'a> {
    f: Frame<'a>,
    words: &'a str,
    general: &'a str,
}

#[derive(Template)]
#[template(path = "404.html")]
struct Missing<'a> {
    f: Frame<'a>,
}

#[derive(Template)]
#[template(path = "sitemap.xml")]
struct Sitemap<'a> {
    addresses: Vec<String>,
    updated: &'a str,
}

/// The site, for the artefacts made so far.
pub(crate) fn pages(facts: &Facts<'_>, artefacts: &[Artefact]) -> Vec<Artefact> {
    let sections = install::offered(artefacts);
    let mut all =
        vec![home(facts, &sections), it(facts, artefacts), licences(facts), missing(facts)];
    all.extend(install::pages(facts, &sections, artefacts));
    all.extend(words::pages(facts));
    all.extend(search::pages(facts));
    all.extend(try_it::pages(facts, artefacts));
    all.extend(changes::pages(facts));
    all.extend(prose::pages(facts));
    all.extend(ASSETS.map(|(path, bytes)| Artefact::new(path, bytes)));
    all.extend(sitemap(facts, &all));
    all.extend(downloads(artefacts));
    all
}

fn home(facts: &Facts<'_>, sections: &[install::Section]) -> Artefact {
    let count = |is: &dyn Fn(Kind) -> bool| {
        thousands(facts.lexicon.iter().filter(|(_, form)| is(form.kind)).count())
    };
    let bars = chart::bars(&facts.words.lists);
    let home = Home {
        f: Frame::new(facts, ""),
        headwords: thousands(headwords(&facts.words.lists)),
        forms: count(&|kind| kind.is_accepted(Profile::default())),
        american: count(&|kind| kind == Kind::American),
        sections,
        chart: chart::svg(&bars),
        bars,
    };
    home.f.page(&home)
}

fn it(facts: &Facts<'_>, artefacts: &[Artefact]) -> Artefact {
    let f = Frame::new(facts, "it/");
    let files = artefacts.iter().filter(|a| is_download(a));
    let it = It {
        downloads: files.map(download).collect(),
        update_feed: f.absolute("update.xml"),
        has_word: artefacts.iter().any(|a| a.path.starts_with("word/")),
        f,
    };
    it.f.page(&it)
}

fn licences(facts: &Facts<'_>) -> Artefact {
    let page = LicencePage {
        f: Frame::new(facts, "licences/"),
        words: &facts.licences.words,
        general: &facts.licences.general,
    };
    page.f.page(&page)
}

fn missing(facts: &Facts<'_>) -> Artefact {
    let page = Missing { f: Frame::of_missing(facts) };
    page.f.page(&page)
}

/// The addresses of all pages, when they are known.
fn sitemap(facts: &Facts<'_>, pages: &[Artefact]) -> Option<Artefact> {
    let url = facts.site_url?.trim_end_matches('/');
    let paths =
        pages.iter().filter_map(|p| p.path.strip_prefix("site/")?.strip_suffix("index.html"));
    let mut addresses: Vec<String> = paths.map(|path| format!("{url}/{path}")).collect();
    addresses.sort();
    Some(file_of("sitemap.xml", &Sitemap { addresses, updated: facts.updated }))
}

fn is_download(artefact: &Artefact) -> bool {
    !artefact.path.starts_with("site/")
}

/// The artefacts again, within the site, and their checksums.
fn downloads(artefacts: &[Artefact]) -> Vec<Artefact> {
    let files: Vec<&Artefact> = artefacts.iter().filter(|a| is_download(a)).collect();
    let sums: String =
        files.iter().map(|a| format!("{}  {}\n", sha256(&a.bytes), a.path)).collect();
    let copies = files.iter().map(|a| Artefact::new(&format!("site/{}", a.path), a.bytes.clone()));
    copies.chain([Artefact::new("site/SHA256SUMS.txt", sums)]).collect()
}

fn download(artefact: &Artefact) -> Download {
    let name = artefact.path.rsplit('/').next().unwrap_or(&artefact.path);
    Download {
        href: artefact.path.replace(' ', "%20"),
        name: name.to_owned(),
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
