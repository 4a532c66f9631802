//! The one error type: failures of the machine or of what the user handed in.
//!
//! Mistakes *in the word lists* are values ([`Finding`](crate::wordlist::Finding)), so that all of
//! them are reported; an [`Error`] ends the command. Each message says where, what is wrong and
//! what to do, because the reader of it has nothing else.

use std::path::{Path, PathBuf};

/// What can go wrong, with the place and the remedy.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The operating system refused: `action` is an infinitive such as "read".
    #[error("{}: cannot {action}: {source}", path.display())]
    Io {
        /// What was touched.
        path: PathBuf,
        /// What was tried.
        action: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
    /// An input that is not what it should be.
    #[error("{}: {problem}; {remedy}", path.display())]
    Input {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
        /// What the user can do.
        remedy: String,
    },
    /// An index that is damaged, truncated or of another version.
    #[error("the index is {0}; build it again with `medspell build`")]
    Index(&'static str),
    /// The word lists have mistakes, already printed.
    #[error("{0} finding(s) in the word lists; see above, `medspell lint` repeats them")]
    Findings(usize),
}

/// The result of everything that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An [`Error::Io`] for `path`; made for `map_err`.
    pub fn io(path: &Path, action: &'static str) -> impl FnOnce(std::io::Error) -> Error {
        let path = path.to_path_buf();
        move |source| Error::Io { path, action, source }
    }

    /// An [`Error::Input`] for the `text` of `path` that is not the TOML it should be, with the line;
    /// made for `map_err`.
    pub fn toml(path: &Path, text: &str, remedy: &str) -> impl FnOnce(toml::de::Error) -> Error {
        move |e| {
            let line = e.span().map_or(1, |span| 1 + text[..span.start].matches('\n').count());
            Error::input(path, format!("line {line}: {}", e.message()), remedy)
        }
    }

    /// What was touched, if the error is about one file or folder.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Error::Io { path, .. } | Error::Input { path, .. } => Some(path),
            Error::Index(_) | Error::Findings(_) => None,
        }
    }

    /// An [`Error::Input`] for `path`.
    pub fn input(path: &Path, problem: impl Into<String>, remedy: impl Into<String>) -> Error {
        Error::Input { path: path.to_path_buf(), problem: problem.into(), remedy: remedy.into() }
    }
}
