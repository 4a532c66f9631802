//! A reader of Hunspell dictionaries of the English kind: every form that .aff and .dic spell out.
//!
//! Affixes are applied forwards, stem by stem, in the combinations that libhunspell accepts when it
//! takes a word apart: a suffix, a suffix on a suffix that continues with it, and a prefix where
//! both ends allow it. That is finite, where compounding is not: a dictionary whose words are put
//! together freely is refused. Words by COMPOUNDRULE (ordinals) stay a rule.
//!
//! A dictionary is a stranger's file. What it may cost has limits that real ones of this kind are
//! far from: see [`LIMITS`].

mod aff;
mod affix;
mod flag;

use crate::error::{Error, Result};
use crate::normalise::{Casing, capitalise, casing, normalise};
use crate::orthography::Orthography;
use aff::Affixes;
use affix::Affix;
use flag::Flag;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::path::Path;

/// What a form of a dictionary is, beside right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Form {
    /// It is never to be suggested.
    pub(crate) no_suggest: bool,
    /// Only this very case is right.
    pub(crate) keep_case: bool,
    /// It is wrong, whatever else makes it.
    pub(crate) forbidden: bool,
}

/// The bounds of an expansion: English has 0.3 million forms, and 3 million steps make them.
struct Limits {
    /// Bytes of the files.
    aff: usize,
    dic: usize,
    /// Affixes tried.
    steps: usize,
    /// Forms made, and their bytes.
    forms: usize,
    bytes: usize,
    /// Bytes of a form; a longer one is no word.
    form: usize,
    /// Words that take part in COMPOUNDRULE.
    parts: usize,
    /// ICONV and OCONV lines each; BREAK and COMPOUNDRULE lines each.
    conversions: usize,
    rules: usize,
}

const LIMITS: Limits = Limits {
    aff: 8 << 20,
    dic: 32 << 20,
    steps: 20_000_000,
    forms: 1_500_000,
    bytes: 48 << 20,
    form: 200,
    parts: 2000,
    conversions: 1000,
    rules: 100,
};

/// A dictionary with all its forms.
#[derive(Debug)]
pub(crate) struct Dictionary {
    /// Every form, normalised.
    pub(crate) forms: BTreeMap<String, Form>,
    /// What it asks for beside.
    pub(crate) orthography: Orthography,
}

impl Dictionary {
    /// Reads and expands the two files; the paths are only for messages.
    ///
    /// # Errors
    /// When they are no Hunspell dictionary, compound words freely, or expand beyond the limits.
    pub(crate) fn parse(path: &Path, aff: &[u8], dic: &[u8]) -> Result<Dictionary> {
        let aff_path = path.with_extension("aff");
        for (path, bytes, most) in [(&*aff_path, aff, LIMITS.aff), (path, dic, LIMITS.dic)] {
            if bytes.len() > most {
                return Err(Error::input(path, format!("larger than {} MB", most >> 20), OTHER));
            }
        }
        if aff.contains(&0) {
            return Err(Error::input(&aff_path, "a binary file, no .aff", OTHER));
        }
        let affixes = Affixes::parse(&aff_path, aff)?;
        let mut expansion = Expansion::new(path, &affixes);
        expansion.check_conventions(&aff_path)?;
        expansion.check_tables(&aff_path)?;
        expansion.read(dic)?;
        Ok(expansion.finish())
    }
}

/// What to do about a dictionary that is refused.
pub(crate) const OTHER: &str = "name a Hunspell dictionary of the English kind";

/// The work of expanding.
struct Expansion<'a> {
    path: &'a Path,
    affixes: &'a Affixes,
    /// The flags that COMPOUNDRULE names.
    in_rules: HashSet<Flag>,
    steps: usize,
    bytes: usize,
    made: Vec<(String, Form)>,
    orthography: Orthography,
}

/// A stem with its flags.
struct Stem<'s> {
    word: &'s str,
    flags: &'s [Flag],
    form: Form,
}

impl<'a> Expansion<'a> {
    fn new(path: &'a Path, affixes: &'a Affixes) -> Expansion<'a> {
        let orthography = affixes.conventions.clone();
        let in_rules =
            orthography.compounds.rules.iter().flatten().map(|(flag, _)| *flag).collect();
        Expansion { path, affixes, in_rules, steps: 0, bytes: 0, made: Vec::new(), orthography }
    }

    fn check_conventions(&self, path: &Path) -> Result<()> {
        let Orthography { input, output, breaks, compounds, .. } = &self.orthography;
        let conversions = input.0.len().max(output.0.len());
        let rules = breaks.len().max(compounds.rules.len());
        match conversions > LIMITS.conversions || rules > LIMITS.rules {
            true => Err(Error::input(path, "more than 1000 ICONV or 100 BREAK lines", OTHER)),
            false => Ok(()),
        }
    }

    /// An affix that continues into compounds makes a dictionary that compounds.
    fn check_tables(&self, path: &Path) -> Result<()> {
        let tables = self.affixes.double.values().chain(self.affixes.single.values());
        let compound = &self.affixes.properties.compound;
        match tables.flatten().flat_map(|affix| &affix.then).find_map(|flag| compound.get(flag)) {
            Some(directive) => Err(compounding(path, directive)),
            None => Ok(()),
        }
    }

    fn read(&mut self, dic: &[u8]) -> Result<()> {
        let dic = dic.strip_prefix(b"\xef\xbb\xbf").unwrap_or(dic);
        let mut lines = dic.split(|&b| b == b'\n');
        let first = lines.next().and_then(|l| std::str::from_utf8(l).ok()).unwrap_or("");
        if first.split_whitespace().next().is_none_or(|count| count.parse::<u64>().is_err()) {
            let problem = "the .dic has no count in its first line";
            return Err(Error::input(self.path, problem, "name a Hunspell .dic"));
        }
        lines.zip(2..).try_for_each(|(line, number)| self.line(line, number))
    }

    fn line(&mut self, line: &[u8], number: usize) -> Result<()> {
        let (word, flags) = split(line);
        let wrong = || {
            let problem = format!("line {number}: not in the encoding that the .aff names");
            Error::input(self.path, problem, "put SET in the .aff right, or convert the dictionary")
        };
        let word =
            self.affixes.text.decode(&word).filter(|w| !w.contains('\0')).ok_or_else(wrong)?;
        let word = self.orthography.without_ignored(word);
        let word = word.trim_end();
        if word.is_empty() || word.len() > LIMITS.form {
            return self.count(1);
        }
        let flags = self.affixes.flags(flags);
        self.stem(word, &flags)
    }

    fn stem(&mut self, word: &str, flags: &[Flag]) -> Result<()> {
        self.count(flags.len())?;
        let properties = &self.affixes.properties;
        let has = |flag: Option<Flag>| flag.is_some_and(|flag| flags.contains(&flag));
        if let Some(directive) = flags.iter().find_map(|flag| properties.compound.get(flag)) {
            return Err(compounding(self.path, directive));
        }
        let forbidden = has(properties.forbidden);
        if !forbidden {
            self.part(word, flags)?;
        }
        if has(properties.only_in_compound) || has(properties.warn) {
            return self.count(1);
        }
        let (no_suggest, keep_case) = (has(properties.no_suggest), has(properties.keep_case));
        let stem = Stem { word, flags, form: Form { no_suggest, keep_case, forbidden } };
        if forbidden || !has(properties.need_affix) {
            self.make(word.to_owned(), stem.form)?;
        }
        if forbidden {
            return Ok(());
        }
        self.suffixed(&stem)?;
        self.prefixed(&stem)
    }

    /// Notes a word that COMPOUNDRULE puts together with others.
    fn part(&mut self, word: &str, flags: &[Flag]) -> Result<()> {
        let own: Vec<Flag> = flags.iter().copied().filter(|f| self.in_rules.contains(f)).collect();
        if own.is_empty() {
            return Ok(());
        }
        let parts = &mut self.orthography.compounds.parts;
        parts.entry(normalise(word).into_owned()).or_default().extend(own);
        match parts.len() > LIMITS.parts {
            true => Err(compounding(self.path, "COMPOUNDRULE")),
            false => Ok(()),
        }
    }

    /// One suffix, two, and a prefix before them. (With COMPLEXPREFIXES the ends are exchanged.)
    fn suffixed(&mut self, stem: &Stem<'_>) -> Result<()> {
        let (affixes, p) = (self.affixes, &self.affixes.properties);
        for first in self.of(&affixes.double, stem.flags)? {
            let Some(form) = first.apply(stem.word, affixes.full_strip) else { continue };
            if first.has(p.only_in_compound) {
                continue;
            }
            for second in self.of(&affixes.double, &first.then)? {
                let Some(form) = second.apply(&form, affixes.full_strip) else { continue };
                self.both_ends(stem, first, Some(second), &form)?;
                if !first.has(p.circumfix) {
                    self.make(form, stem.form)?;
                }
            }
            self.both_ends(stem, first, None, &form)?;
            if !first.has(p.circumfix) && !first.has(p.need_affix) {
                self.make(form, stem.form)?;
            }
        }
        Ok(())
    }

    /// A prefix before one or two suffixes, allowed by the stem or by one of the suffixes.
    fn both_ends(
        &mut self,
        stem: &Stem<'_>,
        first: &Affix,
        second: Option<&Affix>,
        form: &str,
    ) -> Result<()> {
        let affixes = self.affixes;
        if let Some(second) = second.filter(|s| s.cross) {
            for prefix in self.of(&affixes.single, &second.then)? {
                if prefix.cross && !first.has(affixes.properties.circumfix) {
                    self.cross(stem, prefix, form)?;
                }
            }
        }
        if !first.cross || second.is_some_and(|s| !s.cross) {
            return Ok(());
        }
        let allowed = [stem.flags, &first.then];
        for prefix in self.of(&affixes.single, &allowed.concat())? {
            if self.agree(prefix, first, second.is_some()) {
                self.cross(stem, prefix, form)?;
            }
        }
        Ok(())
    }

    /// True when a prefix and the suffix next to the stem may stand together.
    fn agree(&self, prefix: &Affix, first: &Affix, more: bool) -> bool {
        let p = &self.affixes.properties;
        let needy = !more && prefix.has(p.need_affix) && first.has(p.need_affix);
        prefix.cross && prefix.has(p.circumfix) == first.has(p.circumfix) && !needy
    }

    fn cross(&mut self, stem: &Stem<'_>, prefix: &Affix, form: &str) -> Result<()> {
        let fits = !prefix.has(self.affixes.properties.only_in_compound);
        match prefix.apply(form, self.affixes.full_strip).filter(|_| fits) {
            Some(form) => self.make(form, stem.form),
            None => Ok(()),
        }
    }

    /// A prefix alone, and with a suffix that it brings.
    fn prefixed(&mut self, stem: &Stem<'_>) -> Result<()> {
        let (affixes, p) = (self.affixes, &self.affixes.properties);
        for prefix in self.of(&affixes.single, stem.flags)? {
            if !prefix.has(p.need_affix) {
                self.cross(stem, prefix, stem.word)?;
            }
            for first in self.of(&affixes.double, &prefix.then)? {
                let Some(form) = first.apply(stem.word, affixes.full_strip) else { continue };
                if first.cross && !first.has(p.only_in_compound) && self.agree(prefix, first, false)
                {
                    self.cross(stem, prefix, &form)?;
                }
            }
        }
        Ok(())
    }

    /// The affixes of some flags.
    fn of(&mut self, tables: &'a aff::Tables, flags: &[Flag]) -> Result<Vec<&'a Affix>> {
        let found: Vec<&Affix> =
            flags.iter().filter_map(|flag| tables.get(flag)).flatten().collect();
        self.count(flags.len() + found.iter().map(|affix| affix.weight()).sum::<usize>())?;
        Ok(found)
    }

    fn count(&mut self, steps: usize) -> Result<()> {
        self.steps += steps;
        match self.steps > LIMITS.steps {
            true => Err(Error::input(
                self.path,
                "its affixes take more than 20 million steps to expand",
                OTHER,
            )),
            false => Ok(()),
        }
    }

    fn make(&mut self, form: String, what: Form) -> Result<()> {
        self.count(1)?;
        let form = match normalise(&form) {
            Cow::Borrowed(_) => form,
            Cow::Owned(normal) => normal,
        };
        if form.len() > LIMITS.form {
            return Ok(());
        }
        self.bytes += form.len();
        self.made.push((form, what));
        match self.made.len() > LIMITS.forms || self.bytes > LIMITS.bytes {
            true => Err(Error::input(self.path, "expands to more than 1.5 million forms", OTHER)),
            false => Ok(()),
        }
    }

    fn finish(self) -> Dictionary {
        let mut made = self.made;
        made.sort_by(|a, b| a.0.cmp(&b.0));
        made.dedup_by(|next, first| {
            let same = next.0 == first.0;
            first.1 = if same { first.1.or(next.1) } else { first.1 };
            same
        });
        let mut forms = BTreeMap::from_iter(made);
        forms.remove("");
        if self.affixes.sharp_s {
            add_capitals(&mut forms, sharp_s);
        }
        if self.affixes.dotted_i {
            add_capitals(&mut forms, dotted_i);
            forms.values_mut().for_each(|form| form.keep_case = true);
        }
        Dictionary { forms, orthography: self.orthography }
    }
}

impl Form {
    /// Two ways to the same form: the first one decides, as in Hunspell, but forbidden is forbidden.
    fn or(self, other: Form) -> Form {
        Form {
            no_suggest: self.no_suggest && other.no_suggest,
            forbidden: self.forbidden || other.forbidden,
            ..self
        }
    }
}

/// Adds forms in capitals that do not follow from the letters alone, each in exactly its case.
fn add_capitals(forms: &mut BTreeMap<String, Form>, of: fn(&str, Form) -> Vec<String>) {
    let all = forms.iter().flat_map(|(text, form)| {
        let exact = Form { no_suggest: true, keep_case: true, ..*form };
        of(text, *form).into_iter().map(move |capitals| (capitals, exact))
    });
    let fits = |(text, _): &(String, Form)| text.len() <= LIMITS.form;
    for (text, form) in all.filter(fits).collect::<Vec<_>>() {
        forms.entry(text).or_insert(form);
    }
}

/// CHECKSHARPS: a word with *ß* has *SS* in capitals, and one that keeps its case a capital first.
fn sharp_s(text: &str, form: Form) -> Vec<String> {
    match (text.contains('ß'), form.keep_case) {
        (false, _) => Vec::new(),
        (true, false) => vec![text.to_uppercase()],
        (true, true) => vec![text.to_uppercase(), capitalise(text)],
    }
}

/// The capitals of Turkish, where *i* has a dot in capitals too, and *I* none in small letters.
fn dotted_i(text: &str, form: Form) -> Vec<String> {
    if form.keep_case {
        return Vec::new();
    }
    let dotted = text.replace('i', "İ");
    let first = text.chars().next().map_or(0, char::len_utf8);
    let title = [&text[..first].replace('i', "İ"), &text[first..]].concat();
    match casing(text) {
        Casing::Lower => vec![capitalise(&title), dotted.to_uppercase()],
        _ => vec![dotted.to_uppercase()],
    }
}

fn compounding(path: &Path, directive: &str) -> Error {
    let problem =
        format!("its words are put together freely ({directive}), which is not supported");
    Error::input(path, problem, "name a dictionary of the English kind, without compounds")
}

/// A line of a .dic: the word, with `\/` as a slash, and the field of its flags. Morphology stands
/// behind a tab or behind ` xx:`.
fn split(line: &[u8]) -> (Vec<u8>, &[u8]) {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let line = &line[..morphology(line).unwrap_or(line.len())];
    let mut word = Vec::with_capacity(line.len());
    for (at, &b) in line.iter().enumerate() {
        match (b, word.last()) {
            (b'/', Some(b'\\')) => *word.last_mut().expect("just seen") = b'/',
            (b'/', Some(_)) => return (word, line[at + 1..].trim_ascii_end()),
            _ => word.push(b),
        }
    }
    (word, b"")
}

/// Where the morphology of a line starts.
fn morphology(line: &[u8]) -> Option<usize> {
    let blank = |b: u8| matches!(b, b' ' | b'\t');
    let colons = line.iter().enumerate().filter(|&(at, &b)| b == b':' && at > 3);
    let tagged = colons.map(|(at, _)| at - 3).find(|&at| blank(line[at]));
    let tagged = tagged.map(|at| line[..at].iter().rposition(|&b| !blank(b)).map_or(at, |p| p + 1));
    let tab = line.iter().position(|&b| b == b'\t');
    tagged.into_iter().chain(tab).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Composing makes some letters longer, as capitals do: a form is measured as it is kept.
    #[test]
    fn a_form_that_grows_too_long_is_left_out() {
        let dic = format!("3\naB{}\n{}\ngood\n", "\u{958}".repeat(60), "i".repeat(150));
        let aff = b"SET UTF-8\nLANG tr_TR\n";
        let made = Dictionary::parse("x.dic".as_ref(), aff, dic.as_bytes()).unwrap();
        let long = made.forms.keys().map(String::len).max();
        assert!(long <= Some(LIMITS.form), "{long:?}");
        assert!(made.forms.contains_key("good") && made.forms.contains_key(&"i".repeat(150)));
    }
}
