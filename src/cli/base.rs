//! `--base FILE.dic`: a Hunspell dictionary of the user's, built into an index once and kept.
//!
//! What is kept lies in `medspell/` of the user's cache folder, under the checksum of everything
//! that went into it: the two files, the medical lists and this version of the program. So it is
//! never out of date, and it may be deleted at any time; the oldest go by themselves. A cache that
//! cannot be read or written is none: the index is built again.

use medspell::{Error, Index, Result, rebase};
use sha2::{Digest, Sha256};
use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// How many indexes are kept.
const KEPT: usize = 8;

/// The index of a dictionary with the medical lists of `medical`.
pub(super) fn open(dic: &Path, medical: &Index) -> Result<Index> {
    let (aff, bytes) = read(dic)?;
    let files = [aff, bytes];
    let kept = folder().map(|folder| folder.join(name(&files, medical)));
    if let Some(index) = kept.as_deref().and_then(kept_index) {
        return Ok(index);
    }
    let [aff, bytes] = files;
    let built = rebase(dic, &aff, &bytes, medical)?;
    if let Some(path) = kept {
        // Not kept is not lost: the next run builds it again.
        let _ = keep(&path, &built);
    }
    Index::open(built)
}

/// The bytes of the .aff and of the .dic that it lies beside.
pub(super) fn read(dic: &Path) -> Result<(Vec<u8>, Vec<u8>)> {
    let bytes = fs::read(dic).map_err(Error::io(dic, "read the dictionary"))?;
    Ok((read_aff(&dic.with_extension("aff"))?, bytes))
}

fn read_aff(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(|e| match e.kind() {
        io::ErrorKind::NotFound => {
            Error::input(path, "not there, and the .dic needs it", "put it beside the .dic")
        }
        _ => Error::io(path, "read the dictionary")(e),
    })
}

/// `$XDG_CACHE_HOME/medspell` or `~/.cache/medspell`; a relative folder does not count.
fn folder() -> Option<PathBuf> {
    let absolute = |path: &PathBuf| path.is_absolute();
    let named = env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(absolute);
    let usual = || env::home_dir().filter(absolute).map(|home| home.join(".cache"));
    named.or_else(usual).map(|folder| folder.join("medspell"))
}

/// The file name of what these files make.
fn name(files: &[Vec<u8>; 2], medical: &Index) -> String {
    let mut hash = Sha256::new();
    hash.update(env!("CARGO_PKG_VERSION"));
    hash.update(medical.checksum().to_le_bytes());
    for file in files {
        hash.update((file.len() as u64).to_le_bytes());
        hash.update(file);
    }
    let digits: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{digits}.idx")
}

fn kept_index(path: &Path) -> Option<Index> {
    Index::open(fs::read(path).ok()?).ok()
}

/// Writes the index whole or not at all: other runs may read and write the same one.
fn keep(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new().prefix(".new-").tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.persist(path).map_err(io::Error::from)?;
    prune(folder)
}

/// Removes all but the newest indexes: dictionaries and programs change, and nobody looks here.
fn prune(folder: &Path) -> io::Result<()> {
    let mut kept = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "idx") {
            kept.push((fs::metadata(&path)?.modified()?, path));
        }
    }
    kept.sort();
    kept.iter().rev().skip(KEPT).try_for_each(|(_, path)| fs::remove_file(path))
}
