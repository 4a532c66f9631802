//! The formats that other programs load: one module each, all of them lexicon → bytes.

pub mod hunspell;
pub mod libreoffice;

/// One file of `dist/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artefact {
    /// Its path in `dist/`, with `/`.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Artefact {
    /// A file at `path` in `dist/`.
    pub fn new(path: &str, bytes: impl Into<Vec<u8>>) -> Artefact {
        Artefact { path: path.to_owned(), bytes: bytes.into() }
    }
}
