//! The page that checks a text in the browser: the program as WebAssembly, its index, and the list
//! of both for the service worker, so that the page works without a network.
//!
//! WebAssembly and index lie there compressed, because few servers compress such files; the same
//! bytes are small everywhere then. The service worker's name for its cache is made from all the
//! bytes, so that a new build replaces the whole cache.

use super::frame::Frame;
use super::{Facts, sha256};
use crate::dictionary::Artefact;
use crate::index::slim;
use askama::Template;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;

const SCRIPTS: [(&str, &str); 2] = [
    ("site/try/try.js", include_str!("../../site/try.js")),
    ("site/try/worker.js", include_str!("../../site/worker.js")),
];
const SERVICE: &str = include_str!("../../site/service.js");

#[derive(Template)]
#[template(path = "try.html")]
struct Page<'a> {
    f: Frame<'a>,
    has_checker: bool,
    /// What the checker weighs, for people.
    weight: String,
}

/// The page alone, or with all that it runs.
pub(super) fn pages(facts: &Facts<'_>, artefacts: &[Artefact]) -> Vec<Artefact> {
    let index = artefacts.iter().find(|a| a.path == "index/medspell.idx");
    let mut files = match (facts.wasm, index) {
        (Some(wasm), Some(index)) => checker(wasm, &index.bytes),
        _ => Vec::new(),
    };
    let weight = super::size(files.iter().map(|f| f.bytes.len()).sum());
    let page = Page { f: Frame::new(facts, "try/"), has_checker: !files.is_empty(), weight };
    files.push(page.f.page(&page));
    if page.has_checker {
        files.push(service(&files));
    }
    files
}

fn checker(wasm: &[u8], index: &[u8]) -> Vec<Artefact> {
    let index = slim(index).expect("the build made this index");
    let mut files = vec![
        Artefact::new("site/try/medspell.idx.gz", gzip(&index)),
        Artefact::new("site/try/medspell.wasm.gz", gzip(wasm)),
    ];
    files.extend(SCRIPTS.map(|(path, text)| Artefact::new(path, text)));
    files
}

/// The service worker, told which bytes it keeps.
fn service(files: &[Artefact]) -> Artefact {
    let sums: String =
        files.iter().map(|f| sha256(&f.bytes)).chain([sha256(super::STYLE.as_bytes())]).collect();
    Artefact::new("site/try/service.js", SERVICE.replace("VERSION", &sha256(sums.as_bytes())[..16]))
}

/// Compressed, without a name or a time.
fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("writing to memory succeeds")
}
