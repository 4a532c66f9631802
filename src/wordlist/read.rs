//! The folder of the word lists → everything in it. The one place of this module that reads files.

use super::{Confusable, Finding, Sources, WordList, parse, parse_pairs};
use crate::error::{Error, Result};
use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Everything in `wordlists/`.
#[derive(Default)]
pub struct Words {
    /// The lists, by file name.
    pub lists: Vec<WordList>,
    /// The look-alike pairs.
    pub confusables: Vec<Confusable>,
    /// Where `confusables` was read from.
    pub confusables_path: PathBuf,
    /// The mistakes in `confusables`.
    pub findings: Vec<Finding>,
    /// How common each folded word is, 1 (rare) to 15, in powers of two.
    pub frequencies: BTreeMap<String, u8>,
    /// The references and the date.
    pub sources: Sources,
}

/// The file of look-alike pairs; every other `.csv` is a word list.
const CONFUSABLES: &str = "confusables.csv";

/// The counted frequency classes: `word<TAB>class`, sorted. A folder may do without.
const FREQUENCIES: &str = "frequency.tsv";

/// Reads the folder.
///
/// # Errors
/// When a file cannot be read or `sources.toml` is no such file. Mistakes in rows are findings.
pub fn read(folder: &Path) -> Result<Words> {
    let bytes = |path: &Path| fs::read(path).map_err(Error::io(path, "read"));
    let mut lists = Vec::new();
    for path in csv_files(folder)? {
        lists.push(parse(&path, &bytes(&path)?));
    }
    let confusables_path = folder.join(CONFUSABLES);
    let (confusables, findings) = parse_pairs(&confusables_path, &bytes(&confusables_path)?);
    let path = folder.join("sources.toml");
    let text = fs::read_to_string(&path).map_err(Error::io(&path, "read"))?;
    let sources = Sources::parse(&path, &text)?;
    let frequencies = frequencies(&folder.join(FREQUENCIES))?;
    Ok(Words { lists, confusables, confusables_path, findings, frequencies, sources })
}

/// The frequency classes.
fn frequencies(path: &Path) -> Result<BTreeMap<String, u8>> {
    if !path.exists() {
        return Ok(BTreeMap::new());
    }
    let text = fs::read_to_string(path).map_err(Error::io(path, "read"))?;
    let row = |(at, line): (usize, &str)| {
        let class = line.split_once('\t').map(|(word, class)| (word, class.parse().ok()));
        match class {
            Some((word, Some(class @ 1..=15))) => Ok((word.to_owned(), class)),
            _ => Err(Error::input(
                path,
                format!("line {} is not a word, a tab and a class from 1 to 15", at + 1),
                "see wordlists/README.md",
            )),
        }
    };
    text.lines().enumerate().map(row).collect()
}

/// The word lists of the folder, sorted by name.
fn csv_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let items = fs::read_dir(folder).map_err(|e| match e.kind() {
        ErrorKind::NotFound => {
            Error::input(folder, "it is not there", "name the folder with --wordlists")
        }
        _ => Error::io(folder, "list")(e),
    });
    for item in items? {
        let path = item.map_err(Error::io(folder, "list"))?.path();
        let list = path.extension().is_some_and(|e| e == "csv");
        if list && path.file_name().is_some_and(|name| name != CONFUSABLES) {
            files.push(path);
        }
    }
    if files.is_empty() {
        return Err(Error::input(
            folder,
            "no word list (*.csv) there",
            "name the folder with --wordlists",
        ));
    }
    files.sort();
    Ok(files)
}
