//! What the user knows better: `medspell.toml`, word lists, patterns, and comments in the text.
//!
//! Everything is read strictly. A key with a slip of the pen is an error, because a setting that is
//! silently ignored is found out too late.

use crate::document::tex;
use crate::{Error, Result, fold};
use regex::Regex;
use serde::Deserialize;
use std::collections::{BTreeMap, HashSet};
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
    /// A Hunspell dictionary, beside this file, that the general words come from.
    pub base: Option<String>,
    /// How to read TeX.
    pub tex: Tex,
    /// Settings for some documents.
    pub files: Vec<PerGlob>,
}

/// What the user knows of TeX.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Tex {
    /// Commands and their arguments, a letter each: `s` is no prose, `o` is optional and no prose,
    /// `t` is prose.
    pub commands: BTreeMap<String, String>,
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
        let remedy = "mend that line, or leave it out";
        let settings: Settings = toml::from_str(text).map_err(Error::toml(path, text, remedy))?;
        let wrong = settings.tex.commands.iter().find(|(_, kinds)| !tex::is_arguments(kinds));
        match wrong {
            None => Ok(settings),
            Some((name, _)) => {
                let problem = format!(
                    "the arguments of {} are not s, o and t",
                    crate::report::printable(name)
                );
                Err(Error::input(path, problem, "write a letter for each, such as \"ost\""))
            }
        }
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

    /// Adds a pattern, which `from` holds: a file or a flag.
    ///
    /// # Errors
    /// When it is none, or would leave out every word because it matches what has no characters.
    pub fn add_pattern(&mut self, from: &Path, pattern: &str) -> Result<()> {
        let wrong = |problem: String, remedy: &str| {
            let pattern = crate::report::printable(pattern);
            Err(Error::input(from, format!("the pattern \"{pattern}\" {problem}"), remedy))
        };
        match Regex::new(pattern) {
            Ok(regex) if regex.is_match("") => {
                wrong("matches everywhere".into(), "write it so that it needs a character")
            }
            Ok(regex) => {
                self.patterns.push(regex);
                Ok(())
            }
            Err(e) => {
                let reason = e.to_string();
                let reason = reason.lines().last().unwrap_or("").trim_start_matches("error: ");
                let remedy = "write \\ before a sign that stands for itself";
                wrong(format!("is no regular expression: {reason}"), remedy)
            }
        }
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
    /// What is left out: in order, and apart from each other.
    ranges: Vec<Range<usize>>,
    /// While reading: where the part began that is left out now.
    off: Option<usize>,
}

/// The line that the reading is at.
#[derive(Default)]
struct Line {
    range: Range<usize>,
    /// The end of the next line, once it was asked for.
    next: Option<usize>,
}

impl Line {
    /// Goes on to the line of an offset. No byte is looked at twice, however long the lines.
    fn reach(&mut self, text: &str, at: usize) {
        let from = self.range.end;
        if at >= from {
            let start = text[from..at].rfind('\n').map_or(from, |n| from + n + 1);
            *self = Line { range: start..line_end(text, at), next: None };
        }
    }

    /// The next line.
    fn next(&mut self, text: &str) -> Range<usize> {
        let from = self.range.end;
        let end = self.next.get_or_insert_with(|| line_end(text, (from + 1).min(text.len())));
        from..*end
    }
}

/// What begins a directive.
const MARKS: [&str; 5] = ["medspell:", "cspell:", "spellchecker:", "spell-checker:", "cSpell:"];

/// Where directives begin.
fn marks(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    text.match_indices(':').filter_map(|(colon, _)| {
        let head = &text[..=colon];
        let mark = MARKS.iter().find(|mark| head.ends_with(*mark))?;
        Some(head.len() - mark.len()..head.len())
    })
}

/// True of a text that may hold a directive.
///
/// Every mark ends in `l:` or `r:`. Those are looked for in a stretch at a time and without a
/// branch, which compilers turn into code for many bytes at once. A library that asks the processor
/// first what it can do costs more than all of this where that question leaves a virtual machine.
pub fn has_directive(text: &str) -> bool {
    const STRETCH: usize = 1024;
    let bytes = text.as_bytes();
    let is_end = |(a, b): (&u8, &u8)| (*b == b':') & ((*a == b'l') | (*a == b'r'));
    let is_mark = |at: usize| MARKS.iter().any(|mark| bytes[..at].ends_with(mark.as_bytes()));
    (0..bytes.len()).step_by(STRETCH).any(|from| {
        let end = bytes.len().min(from + STRETCH + 1);
        let pairs = bytes[from..end].iter().zip(&bytes[from + 1..end]);
        pairs.fold(false, |any, pair| any | is_end(pair)) && (from + 1..=end).any(is_mark)
    })
}

impl Directives {
    /// Reads those of a text. One reaches to the end of its comment or line, or to the next one.
    pub fn read(text: &str) -> Directives {
        let (mut found, mut line) = (Directives::default(), Line::default());
        let mut marks = marks(text).peekable();
        while let Some(mark) = marks.next() {
            line.reach(text, mark.start);
            let end = marks.peek().map_or(line.range.end, |m| m.start.min(line.range.end));
            let body = comment(&text[mark.end..end]);
            found.obey(text, &mut line, mark.start..mark.end + body.len(), body.trim_start());
        }
        let open = found.off.take().map(|from| from..text.len());
        found.ranges = merge(found.ranges.into_iter().chain(open).collect());
        found
    }

    /// Does what the directive at `own` says.
    fn obey(&mut self, text: &str, line: &mut Line, own: Range<usize>, body: &str) {
        let name = body.split(|c: char| !(c.is_ascii_alphabetic() || c == '-')).next();
        match name.unwrap_or("") {
            "ignore" | "words" | "word" => self.add_words(body),
            "ignore-next-line" | "disable-next-line" => self.ranges.push(line.next(text)),
            "disable-line" | "ignore-line" => self.ranges.push(line.range.clone()),
            "ignore-file" => self.ignores_file = true,
            "off" | "disable" => self.off = self.off.or(Some(own.end)),
            "on" | "enable" => self.ranges.extend(self.off.take().map(|from| from..own.start)),
            _ => return,
        }
        self.ranges.push(own);
    }

    /// Adds the words behind the name of a directive.
    fn add_words(&mut self, body: &str) {
        let words = body.split(|c: char| c.is_whitespace() || c == ',').skip(1);
        self.words.extend(words.filter(|w| !w.is_empty()).map(|w| fold(w).into_owned()));
    }

    /// True of a word that the text declares right.
    pub fn has_word(&self, word: &str) -> bool {
        !self.words.is_empty() && self.words.contains(fold(word).as_ref())
    }

    /// True when part of the text is left out.
    pub fn has_ranges(&self) -> bool {
        !self.ranges.is_empty()
    }

    /// True of an offset in a part that is left out.
    pub fn covers(&self, offset: usize) -> bool {
        let behind = self.ranges.partition_point(|range| range.start <= offset);
        behind.checked_sub(1).is_some_and(|i| self.ranges[i].contains(&offset))
    }
}

fn line_end(text: &str, from: usize) -> usize {
    text[from..].find('\n').map_or(text.len(), |len| from + len)
}

/// What stands before the end of a comment.
fn comment(text: &str) -> &str {
    let ends = ["-->", "*/"].iter().filter_map(|end| text.find(end));
    &text[..ends.min().unwrap_or(text.len())]
}

/// The same ranges in order, those that touch as one.
pub(crate) fn merge(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| range.start);
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
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
        for bad in ["ignore_words = []", "[[files]]\nskip = true", "[tex]\ncommand = {}"] {
            assert!(Settings::parse(path, bad).is_err(), "{bad}");
        }
        assert!(Settings::parse(path, "[tex.commands]\ndrug = \"ost\"").is_ok());
        let wrong = Settings::parse(path, "[tex.commands]\ndrug = \"x\"").unwrap_err();
        assert!(wrong.to_string().contains("drug"), "{wrong}");
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
        assert!(Directives::read("cspell:ignore-file").ignores_file && has_directive(text));
        assert_eq!(Directives::read("http://x medspell: it is a tool"), Directives::default());
    }

    #[test]
    fn a_directive_ends_with_its_comment() {
        let text = "<p>a<!-- medspell:ignore foo -->b<!--cspell:off-->c<!-- medspell:on -->z medspell:ignore-line";
        let found =
            |text: &str, word: &str| Directives::read(text).covers(text.find(word).unwrap());
        assert!(found(text, "a<") && found(text, "medspell"), "ignore-line is for all of its line");
        let text = text.trim_end_matches(" medspell:ignore-line");
        let (covered, free): (Vec<_>, Vec<_>) =
            ["a<", "b<", "c<", "z"].iter().partition(|w| found(text, w));
        assert_eq!((covered, free), (vec![&"c<"], vec![&"a<", &"b<", &"z"]));
        assert!(Directives::read(text).has_word("Foo") && !Directives::read(text).has_word("b"));
    }

    proptest::proptest! {
        #[test]
        fn ranges_are_in_order_and_apart(text in "(medspell:|cspell:|off|on|ignore|-next-line|-line| |\n|é|-->|x)*") {
            let ranges = Directives::read(&text).ranges;
            proptest::prop_assert!(ranges.windows(2).all(|w| w[0].end < w[1].start));
            proptest::prop_assert!(ranges.iter().all(|r| text.get(r.clone()).is_some()));
        }
    }
}
