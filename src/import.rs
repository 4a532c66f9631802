//! Import: a Hunspell dictionary of general English → `general.csv`.
//!
//! Words are facts; the affix table that packs them is not taken over. Every form is expanded, what
//! the medical lists or the rules call American, former or wrong is left out, and the rest is packed
//! anew with our own endings. Words that nobody writes any more and that hide a slip of a common one
//! are left out too (`left-out.tsv`: *wight* for *weight*). The importer can be run again on a newer
//! dictionary.

use crate::affix::{Forms, Stem, munch};
use crate::error::{Error, Result};
use crate::hunspell::Dictionary;
use crate::lexicon::{Kind, Lexicon, Profile};
use crate::lint::{american, is_ize};
use crate::normalise::normalise;
use crate::wordlist::{Class, Entry, Inflection, POSSESSIVE, Status, WordList, canonical, suffix};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What an import made.
pub struct Imported {
    /// The bytes of `general.csv`.
    pub csv: Vec<u8>,
    /// How many forms it holds.
    pub forms: usize,
    /// The forms that were left out, each with the reason.
    pub purged: Vec<(String, &'static str)>,
}

/// The words that stay out by hand, each with the form in which it stays, if there is one: *wight*
/// goes, *Wight* is an island.
pub type LeftOut = BTreeMap<String, Option<String>>;

/// Reads `left-out.tsv`: a word, the common word that it hides, and the form in which it stays.
///
/// # Errors
/// When a line has other than three cells, or the first or second is empty.
pub fn left_out(path: &Path, text: &str) -> Result<LeftOut> {
    let row = |(at, line): (usize, &str)| match *line.split('\t').collect::<Vec<_>>() {
        [word, hidden, kept] if !word.is_empty() && !hidden.is_empty() => {
            Ok((word.to_owned(), (!kept.is_empty()).then(|| kept.to_owned())))
        }
        _ => Err(Error::input(
            path,
            format!("line {} is not a word, a tab, a word, a tab and perhaps a third", at + 1),
            "see wordlists/README.md",
        )),
    };
    text.lines().enumerate().map(row).collect()
}

/// Imports the dictionary in `aff` and `dic`; `medical` are the lists that decide what is wrong, and
/// `left_out` what stays out although it is right.
///
/// # Errors
/// When the dictionary cannot be read.
pub fn import(
    path: &Path,
    (aff, dic): (&[u8], &[u8]),
    medical: &[WordList],
    left_out: &LeftOut,
) -> Result<Imported> {
    let dictionary = Dictionary::parse(path, aff, dic)?;
    let lexicon = Lexicon::merge(medical);
    let right = dictionary.forms.into_iter().filter(|(w, form)| is_word(w) && !form.forbidden);
    let all: Vec<(String, bool)> = right.map(|(w, form)| (w, form.no_suggest)).collect();
    let both = with_general(&lexicon, &all);
    let (mut forms, mut taboo, mut purged) = (Forms::new(), BTreeSet::new(), Vec::new());
    for (word, no_suggest) in all {
        let (base, possessive) =
            word.strip_suffix("'s").map_or((&*word, false), |base| (base, true));
        let (base, why) = match left_out.get(base) {
            Some(None) => (base, Some("rare, and hides a slip")),
            Some(Some(kept)) => (&**kept, None),
            None => (base, reason(base, &lexicon, &both)),
        };
        match why {
            Some(why) => purged.push((word, why)),
            None => {
                *forms.entry(base.to_owned()).or_default() |= possessive;
                if no_suggest {
                    taboo.insert(base.to_owned());
                }
            }
        }
    }
    let entries: Vec<Entry> = munch(&forms).into_iter().map(|stem| entry(stem, &taboo)).collect();
    Ok(Imported { csv: canonical(&entries), forms: forms.len(), purged })
}

/// Letters, inner apostrophes and hyphens; numbers and ordinals have rules of their own.
fn is_word(word: &str) -> bool {
    word.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '-' | '.'))
}

/// Why a form of general English stays out, if it does.
fn reason(word: &str, medical: &Lexicon, both: &Lexicon) -> Option<&'static str> {
    let lower = word.to_lowercase();
    let form = medical.get(word).or_else(|| medical.get(&lower));
    if let Some(form) = form {
        let fine = form.kind.is_accepted(Profile { oxford: false, informal: true });
        return (!fine).then(|| Kind::name(form.kind));
    }
    match american(&lower, both) {
        Some(_) => Some("american by rule"),
        None => is_ize(&lower).then_some("oxford by rule"),
    }
}

/// The medical lexicon and the imported words together, so that a rule finds its British word.
fn with_general(medical: &Lexicon, all: &[(String, bool)]) -> Lexicon {
    let mut both = medical.clone();
    all.iter().for_each(|(word, _)| both.add_plain(word));
    both
}

/// The endings that an import packs, each with the flags that it takes up.
const PACKED: [(&str, &str); 25] = [
    ("s", "SM"),
    ("i", "IM"),
    ("a", "AM"),
    ("ae", "aM"),
    ("es", "eM"),
    ("ides", "dM"),
    ("ices", "cM"),
    ("yces", "yM"),
    ("nges", "gM"),
    ("ina", "nM"),
    ("aces", "xM"),
    ("ata", "tM"),
    ("ora", "oM"),
    ("ed", "SDG"),
    ("lled", "SEF"),
    ("bbed", "SEF"),
    ("dded", "SEF"),
    ("gged", "SEF"),
    ("mmed", "SEF"),
    ("nned", "SEF"),
    ("pped", "SEF"),
    ("rred", "SEF"),
    ("tted", "SEF"),
    ("ation", "NX"),
    ("ly", "Y"),
];

/// A row from a stem: its flags as endings where they make up one, else its forms written out.
fn entry(stem: Stem, taboo: &BTreeSet<String>) -> Entry {
    let (mut inflection, mut covered) = (Vec::new(), String::new());
    for (name, flags) in PACKED {
        let ending = Inflection::parse(name).filter(|e| e.fits(&stem.word));
        if let Some(ending) = ending.filter(|_| flags.chars().all(|f| stem.flags.contains(f))) {
            inflection.push(ending);
            covered.push_str(flags);
        }
    }
    let rest = || stem.flags.chars().filter(|f| !covered.contains(*f));
    inflection.extend(Inflection::parse("'s").filter(|_| rest().any(|f| f == POSSESSIVE)));
    let forms = rest().filter(|&f| f != POSSESSIVE).filter_map(|f| suffix(f)?.apply(&stem.word));
    inflection.extend(forms.map(Inflection::Form));
    let note = if taboo.contains(&stem.word) { "nosuggest: taboo" } else { "" };
    Entry {
        word: normalise(&stem.word).into_owned(),
        inflection,
        class: Class::General,
        us: Vec::new(),
        status: Status::Preferred,
        instead: String::new(),
        evidence: Vec::new(),
        note: note.to_owned(),
        line: 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_left_out_stays_in_the_form_that_is_named() {
        let aff = b"SET UTF-8\nSFX M Y 1\nSFX M 0 's .\n";
        let dic = b"3\nthew\nweight\nwight/M\n";
        let left_out = left_out("l.tsv".as_ref(), "thew\tthrew\t\nwight\tweight\tWight\n");
        let made = import("e.dic".as_ref(), (aff, dic), &[], &left_out.expect("three cells"));
        let made = made.expect("a dictionary");
        let csv = String::from_utf8(made.csv).expect("UTF-8");
        let words: Vec<_> = csv.lines().skip(1).map(|l| l.split(",general").next()).collect();
        assert_eq!(words, [Some("weight,"), Some("Wight,'s")]);
        assert_eq!(made.purged, [("thew".to_owned(), "rare, and hides a slip")]);
    }

    #[test]
    fn a_line_of_two_cells_is_an_error() {
        let error = left_out("l.tsv".as_ref(), "thew\tthrew\nwight\t\t").expect_err("two cells");
        assert!(error.to_string().contains("line 1"), "{error}");
    }
}
