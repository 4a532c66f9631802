//! A reader of Hunspell dictionaries of the English kind: every form that .aff and .dic spell out.
//!
//! Affixes are applied as hunspell(5) says: suffixes and prefixes, combined where both allow it.
//! Compounding is not expanded.

use crate::error::{Error, Result};
use crate::wordlist::matches;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// One affix rule.
struct Rule {
    prefix: bool,
    cross: bool,
    strip: String,
    add: String,
    condition: String,
}

/// A dictionary as read.
pub struct Dictionary {
    rules: HashMap<char, Vec<Rule>>,
    no_suggest: Option<char>,
    only_in_compound: Option<char>,
    words: Vec<(String, String)>,
}

impl Dictionary {
    /// Reads the two files; `path` is only for the message.
    ///
    /// # Errors
    /// When they are not UTF-8 or the word list has no count line.
    pub fn parse(path: &Path, aff: &[u8], dic: &[u8]) -> Result<Dictionary> {
        let text = |bytes| {
            std::str::from_utf8(bytes)
                .map(|t: &str| t.trim_start_matches('\u{feff}'))
                .map_err(|_| Error::input(path, "not UTF-8", "convert the dictionary with iconv"))
        };
        let (aff, dic) = (text(aff)?, text(dic)?);
        let mut lines = dic.lines();
        let count = lines.next().and_then(|l| l.trim().parse::<usize>().ok());
        count.ok_or_else(|| {
            Error::input(path, "the .dic has no count in its first line", "name a Hunspell .dic")
        })?;
        let mut dictionary = Dictionary::affixes(aff);
        dictionary.words = lines.filter_map(read_word).collect();
        Ok(dictionary)
    }

    fn affixes(aff: &str) -> Dictionary {
        let mut dictionary = Dictionary {
            rules: HashMap::new(),
            no_suggest: None,
            only_in_compound: None,
            words: Vec::new(),
        };
        let mut cross: HashMap<char, bool> = HashMap::new();
        for line in aff.lines() {
            let cells: Vec<&str> = line.split_whitespace().collect();
            let flag = |i: usize| cells.get(i).and_then(|c| c.chars().next());
            match (cells.first().copied().unwrap_or(""), cells.as_slice()) {
                ("NOSUGGEST", _) => dictionary.no_suggest = flag(1),
                ("ONLYINCOMPOUND", _) => dictionary.only_in_compound = flag(1),
                ("SFX" | "PFX", [_, f, yes, _]) => {
                    cross.insert(f.chars().next().unwrap_or(' '), *yes == "Y");
                }
                (kind @ ("SFX" | "PFX"), [_, f, strip, add, rest @ ..]) => {
                    let f = f.chars().next().unwrap_or(' ');
                    let cell =
                        |text: &str| if text == "0" { String::new() } else { text.to_owned() };
                    dictionary.rules.entry(f).or_default().push(Rule {
                        prefix: kind == "PFX",
                        cross: cross.get(&f).copied().unwrap_or(false),
                        strip: cell(strip),
                        add: cell(add.split('/').next().unwrap_or("")),
                        condition: rest.first().unwrap_or(&".").to_string(),
                    });
                }
                _ => {}
            }
        }
        dictionary
    }

    /// Every form, with whether it is never to be suggested.
    pub fn forms(&self) -> BTreeMap<String, bool> {
        let mut forms = BTreeMap::new();
        for (word, flags) in &self.words {
            if self.only_in_compound.is_some_and(|f| flags.contains(f)) {
                continue;
            }
            let taboo = self.no_suggest.is_some_and(|f| flags.contains(f));
            for form in self.expand(word, flags) {
                *forms.entry(form).or_insert(taboo) &= taboo;
            }
        }
        forms
    }

    fn expand(&self, word: &str, flags: &str) -> Vec<String> {
        let mut forms = vec![word.to_owned()];
        let rules = || flags.chars().filter_map(|f| self.rules.get(&f)).flatten();
        for suffix in rules().filter(|r| !r.prefix) {
            let Some(form) = suffix.apply(word) else { continue };
            let prefixes = rules().filter(|r| r.prefix && r.cross && suffix.cross);
            forms.extend(prefixes.filter_map(|p| p.apply(&form)));
            forms.push(form);
        }
        forms.extend(rules().filter(|r| r.prefix).filter_map(|p| p.apply(word)));
        forms
    }
}

impl Rule {
    fn apply(&self, word: &str) -> Option<String> {
        if self.prefix {
            let fits = self.condition == "." || word.starts_with(&self.condition);
            let base = word.strip_prefix(self.strip.as_str()).filter(|_| fits)?;
            return Some([&self.add, base].concat());
        }
        let base =
            word.strip_suffix(self.strip.as_str()).filter(|_| matches(&self.condition, word))?;
        Some([base, &self.add].concat())
    }
}

/// A line of a .dic: word and flags, without morphology.
fn read_word(line: &str) -> Option<(String, String)> {
    let entry = line.split(['\t', ' ']).next().filter(|e| !e.is_empty())?;
    let slash =
        entry.char_indices().find(|&(i, c)| c == '/' && i > 0 && !entry[..i].ends_with('\\'));
    let (word, flags) = slash.map_or((entry, ""), |(i, _)| (&entry[..i], &entry[i + 1..]));
    Some((word.replace("\\/", "/"), flags.to_owned()))
}
