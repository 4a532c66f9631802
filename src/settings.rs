//! What the user knows better: `medspell.toml`, word lists, patterns, and comments in the text.
//!
//! Everything is read strictly. A key with a slip of the pen is an error, because a setting that is
//! silently ignored is found out too late.

use crate::{Error, Result, fold};
use regex::Regex;
use serde::Deserialize;
use std::collections::HashSet;
use std::ops::Range;
use std::path::Path;

/// `medspell.toml`.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Settings {
    /// Accept Oxford spelling.
    pub oxford: bool,
    /// Accept the shorthand of notes.
    pub informal: bool,
    /// Print no word of a document.
    pub redact: bool,
    /// Report what is this grave: `error`, `warning`, `note`.
    pub level: Option<String>,
    /// Exit with 1 for what is this grave.
    pub fail_on: Option<String>,
    /// `honour` or `ignore`.
    pub lang_attr: Option<String>,
    /// Words that are right here.
    pub ignore_words: Vec<String>,
    /// Patterns of what is not checked.
    pub ignore_re: Vec<String>,
    /// Files of words, one a line, beside this file.
    pub word_lists: Vec<String>,
    /// Settings for some documents.
    pub files: Vec<PerGlob>,
}

/// Settings for the documents that a glob matches.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PerGlob {
    /// Which documents, in the manner of .gitignore.
    pub glob: String,
    /// Leave them out.
    #[serde(default)]
    pub skip: bool,
    /// Words that are right in them.
    #[serde(default)]
    pub ignore_words: Vec<String>,
    /// Patterns of what is not checked in them.
    #[serde(default)]
    pub ignore_re: Vec<String>,
}

impl Settings {
    /// Reads the text of `medspell.toml`.
    ///
    /// # Errors
    /// When a key or a value is not one of ours.
    pub fn parse(path: &Path, text: &str) -> Result<Settings> {
        toml::from_str(text).map_err(|e| {
            let problem = crate::report::printable(e.message()).into_owned();
            Error::input(path, problem, "see `medspell check --help` for the settings")
        })
    }
}

/// What is not reported.
#[derive(Clone, Debug, Default)]
pub struct Ignored {
    words: HashSet<String>,
    /// What is not checked.
    pub patterns: Vec<Regex>,
}

impl Ignored {
    /// True when it leaves nothing out.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.patterns.is_empty()
    }

    /// Adds words.
    pub fn add_words<'w>(&mut self, words: impl IntoIterator<Item = &'w str>) {
        self.words.extend(words.into_iter().map(|w| fold(w.trim()).into_owned()));
    }

    /// Adds a list: one word a line, `#` begins a comment.
    pub fn add_list(&mut self, text: &str) {
        let lines = text.lines().map(|l| l.split('#').next().unwrap_or("").trim());
        self.add_words(lines.filter(|l| !l.is_empty()));
    }

    /// Adds a pattern.
    ///
    /// # Errors
    /// When it is none.
    pub fn add_pattern(&mut self, pattern: &str) -> Result<()> {
        let regex = Regex::new(pattern).map_err(|_| {
            Error::input(
                Path::new("--ignore-re"),
                "not a regular expression",
                "see the syntax of Rust's regex",
            )
        })?;
        self.patterns.push(regex);
        Ok(())
    }

    /// True of a word that is right here, in any case.
    pub fn has_word(&self, word: &str) -> bool {
        !self.words.is_empty() && self.words.contains(fold(word).as_ref())
    }
}

/// What comments in a text say to the checker, in our words, cspell's and spellchecker's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Directives {
    /// True when the whole document is left out.
    pub ignores_file: bool,
    words: HashSet<String>,
    ranges: Vec<Range<usize>>,
}

/// What begins a directive.
const MARKS: [&str; 5] = ["medspell:", "cspell:", "spellchecker:", "spell-checker:", "cSpell:"];

/// True of a text that may hold a directive.
pub fn has_directive(text: &str) -> bool {
    let mut colons = text.match_indices(':');
    colons.any(|(at, _)| MARKS.iter().any(|mark| text[..=at].ends_with(mark)))
}

impl Directives {
    /// Reads those of a text.
    pub fn read(text: &str) -> Directives {
        let mut found = Directives::default();
        let mut off = None;
        let mut at = 0;
        while let Some(colon) = memchr(text, at) {
            at = colon + 1;
            let Some(mark) = MARKS.iter().find(|m| text[..at].ends_with(*m)) else { continue };
            let start = text[..at - mark.len()].rfind('\n').map_or(0, |n| n + 1);
            let end = text[at..].find('\n').map_or(text.len(), |n| at + n);
            let next =
                text.get(end + 1..).and_then(|t| t.find('\n')).map_or(text.len(), |n| end + 1 + n);
            let line = text[at..end].trim_start();
            let name =
                line.split(|c: char| !(c.is_ascii_alphabetic() || c == '-')).next().unwrap_or("");
            found.ranges.push(start..end);
            match name {
                "ignore" | "words" | "word" => {
                    let words = line[name.len()..].split(|c: char| c.is_whitespace() || c == ',');
                    let words = words.take_while(|w| !w.starts_with("-->") && !w.starts_with("*/"));
                    found
                        .words
                        .extend(words.filter(|w| !w.is_empty()).map(|w| fold(w).into_owned()));
                }
                "ignore-next-line" | "disable-next-line" => found.ranges.push(end..next),
                "disable-line" | "ignore-line" => {}
                "ignore-file" => found.ignores_file = true,
                "off" | "disable" => off = off.or(Some(end)),
                "on" | "enable" => found.ranges.extend(off.take().map(|from| from..start)),
                _ => drop(found.ranges.pop()),
            }
        }
        found.ranges.extend(off.map(|from| from..text.len()));
        found
    }

    fn has(&self, word: &str) -> bool {
        self.words.contains(fold(word).as_ref())
    }

    /// True of a word that the text declares right.
    pub fn has_word(&self, word: &str) -> bool {
        !self.words.is_empty() && self.has(word)
    }

    /// True when part of the text is left out.
    pub fn has_ranges(&self) -> bool {
        !self.ranges.is_empty()
    }

    /// True of an offset in a part that is left out.
    pub fn covers(&self, offset: usize) -> bool {
        self.ranges.iter().any(|range| range.contains(&offset))
    }
}

/// The next colon behind a letter that ends one of the marks.
fn memchr(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        at += text[at..].find(':')?;
        if at > 0 && matches!(bytes[at - 1], b'l' | b'r') {
            return Some(at);
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_strict() {
        let path = Path::new("medspell.toml");
        let good =
            "redact = true\nignore-words = [\"Foo\"]\n[[files]]\nglob = \"*.md\"\nskip = true\n";
        let settings = Settings::parse(path, good).unwrap();
        assert!(settings.redact && settings.files[0].skip);
        assert!(Settings::parse(path, "ignore_words = []").is_err());
    }

    #[test]
    fn words_are_right_in_any_case() {
        let mut ignored = Ignored::default();
        ignored.add_list("Foo # a ward\n\n# bar\nCrohn’s\n");
        assert!(ignored.has_word("FOO") && ignored.has_word("crohn's") && !ignored.has_word("bar"));
    }

    #[test]
    fn directives_have_ranges_and_words() {
        let text = "a medspell:ignore foo, bar -->\nx\nspellchecker:off\ny\n";
        let found = Directives::read(text);
        assert!(found.has_word("Bar") && !found.has_word("x"));
        assert!(
            found.covers(3)
                && !found.covers(text.find('x').unwrap())
                && found.covers(text.find('y').unwrap())
        );
        assert!(Directives::read("cspell:ignore-file").ignores_file);
        assert_eq!(Directives::read("http://x medspell: it is a tool"), Directives::default());
    }
}
