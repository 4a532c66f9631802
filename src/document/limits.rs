//! What a document may cost, and what was wrong with one.
//!
//! A few kilobytes can ask for terabytes: every count and size that comes from a document is held
//! against a limit, and a document that goes beyond is refused with the limit's name.

use crate::Error;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

/// The limits of one document.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of a file.
    pub file: usize,
    /// Bytes of one entry of a package, unpacked.
    pub entry: usize,
    /// Bytes of all entries that are read, and of all text that repeats make of them.
    pub total: usize,
    /// Entries of a package.
    pub entries: usize,
    /// Depth of nested elements, groups or parts.
    pub depth: usize,
    /// Attributes of one element.
    pub attributes: usize,
    /// Characters of a token; longer ones are skipped and counted.
    pub token: usize,
    /// When to give up.
    pub deadline: Option<Instant>,
    /// TeX commands of the user, with their arguments: not a limit, but like one a thing to know
    /// before the reading begins.
    pub tex: BTreeMap<String, String>,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            file: 1 << 30,
            entry: 256 << 20,
            total: 256 << 20,
            entries: 10_000,
            depth: 512,
            attributes: 4096,
            token: 256,
            deadline: None,
            tex: BTreeMap::new(),
        }
    }
}

impl Limits {
    /// Fails when the time is up.
    pub(super) fn check_time(&self) -> Result<(), Flaw> {
        match self.deadline {
            Some(deadline) if Instant::now() >= deadline => Err(Flaw::TooLong),
            _ => Ok(()),
        }
    }
}

/// Why a document can not be read. Holds none of its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    /// It is not what its format asks for.
    Damaged(&'static str),
    /// It needs a password.
    Encrypted,
    /// It is of a kind that nothing here reads.
    Unsupported(&'static str),
    /// It goes beyond a limit: what, how many, and the flag that raises it.
    Limit(&'static str, usize, &'static str),
    /// The time is up.
    TooLong,
}

impl Flaw {
    /// The error of the document at `path`.
    pub(super) fn at(self, path: &Path) -> Error {
        let (problem, remedy) = match self {
            Flaw::Damaged(what) => (
                format!("damaged: {what}"),
                "open it in the program that made it and save it again".into(),
            ),
            Flaw::Encrypted => {
                ("encrypted, not checked".into(), "save a copy without a password".into())
            }
            Flaw::Unsupported(what) => {
                (format!("{what}, not checked"), "save it as .docx, .odt or plain text".into())
            }
            Flaw::Limit(what, limit, flag) => (
                format!("more than {limit} {what}, not checked"),
                format!("raise {flag} if you trust it"),
            ),
            Flaw::TooLong => ("not read in time".into(), "raise --timeout if you trust it".into()),
        };
        Error::input(path, problem, remedy)
    }
}
