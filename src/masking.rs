//! The masking report: rare forms that hide slips of common words.
//!
//! A form that hardly anybody writes and that is one slip from a word that everybody writes lets
//! that slip pass: *fro* for *for*. The more forms a dictionary accepts, the more it masks, so each
//! one is decided on: it is kept out of the suggestions, it stands in the table of look-alikes, it
//! is released with a reason (`allow masking: reason`), or it is dropped from the lists.

use crate::audit::{deletions, is_general, is_one_edit, less_one};
use crate::normalise::fold;
use crate::wordlist::{Confusable, Entry, Finding, WordList, Words};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A form of this frequency class at most is rare: standing in running text once or not at all.
pub const RARE: u8 = 3;
/// A word of this frequency class at least is common: about the 4,000 commonest words.
pub const COMMON: u8 = 11;
/// The fewest letters of a form; shorter ones have too many neighbours.
pub const LETTERS: usize = 5;

/// What the lists say of a form that masks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Its row says `nosuggest: reason`.
    NoSuggest,
    /// The two words are a pair of `confusables.csv`.
    Confusable,
    /// Its row says `allow masking: reason`.
    Released,
    /// Nothing.
    None,
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Decision::NoSuggest => "nosuggest",
            Decision::Confusable => "confusable",
            Decision::Released => "released",
            Decision::None => "none",
        })
    }
}

/// A rare form one edit from a common word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mask {
    /// The rare form.
    pub form: String,
    /// The common words, in byte order.
    pub common: Vec<String>,
    /// What is said of it.
    pub decision: Decision,
    /// What a reader must decide, when nothing is said.
    pub finding: Option<Finding>,
}

/// Every accepted rare form of the medical lists that masks common words, in byte order.
pub fn masking(words: &Words) -> Vec<Mask> {
    let common = common(words);
    let near = deletions(&common);
    let pairs = pairs(&words.confusables);
    let mut masks = Vec::new();
    for list in words.lists.iter().filter(|list| !is_general(list)) {
        for entry in list.entries.iter().filter(|e| e.status.is_accepted()) {
            let own: BTreeSet<String> =
                entry.forms().iter().map(|f| fold(f).into_owned()).collect();
            for form in entry.forms().into_iter().filter(|form| is_rare(form, words)) {
                let mut masked: Vec<String> = neighbours(&form, &near)
                    .filter(|word| !own.contains(*word) && !is_inflection(&form, word))
                    .map(str::to_owned)
                    .collect();
                masked.sort();
                masked.dedup();
                if !masked.is_empty() {
                    masks.push(mask(list, entry, form, masked, &pairs));
                }
            }
        }
    }
    masks.sort_by(|a, b| a.form.cmp(&b.form));
    masks.dedup_by(|a, b| a.form == b.form);
    masks
}

fn mask(
    list: &WordList,
    entry: &Entry,
    form: String,
    common: Vec<String>,
    pairs: &BTreeSet<(String, String)>,
) -> Mask {
    let paired = |word: &String| {
        [&*form, &*entry.word].iter().any(|f| pairs.contains(&(fold(f).into_owned(), word.clone())))
    };
    let decision = match () {
        () if entry.note.contains("nosuggest: ") => Decision::NoSuggest,
        () if common.iter().all(paired) => Decision::Confusable,
        () if entry.allows("masking") => Decision::Released,
        () => Decision::None,
    };
    let finding = (decision == Decision::None).then(|| undecided(list, entry, &form, &common));
    Mask { form, common, decision, finding }
}

fn undecided(list: &WordList, entry: &Entry, form: &str, common: &[String]) -> Finding {
    let message = format!(
        "{form} is rare and one edit from {}; say `nosuggest: reason`, list the pair in confusables.csv, or drop it",
        common.join(", ")
    );
    let (path, word) = (list.path.clone(), entry.word.clone());
    Finding { path, line: entry.line, rule: "masking", word, message }
}

/// The common words of all lists, folded.
fn common(words: &Words) -> BTreeSet<String> {
    let entries = words.lists.iter().flat_map(|list| &list.entries);
    let forms = entries.filter(|e| e.status.is_accepted()).flat_map(Entry::forms);
    let folded = forms.map(|form| fold(&form).into_owned());
    folded.filter(|word| class(word, words) >= COMMON).collect()
}

fn class(word: &str, words: &Words) -> u8 {
    words.frequencies.get(word).copied().unwrap_or(0)
}

/// True of a rare form in lower case; capitals do not pass for a common word.
fn is_rare(form: &str, words: &Words) -> bool {
    form.chars().count() >= LETTERS
        && form.chars().all(char::is_lowercase)
        && class(form, words) <= RARE
}

fn neighbours<'n>(
    form: &str,
    near: &'n BTreeMap<String, Vec<&str>>,
) -> impl Iterator<Item = &'n str> {
    let keys: Vec<String> = less_one(form).chain([form.to_owned()]).collect();
    let found: Vec<&str> = keys.iter().filter_map(|key| near.get(key)).flatten().copied().collect();
    let form = form.to_owned();
    found.into_iter().filter(move |word| *word != form && is_one_edit(word, &form))
}

/// True when the one is the other with an ending: no slip, another form of the word.
fn is_inflection(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    long.strip_suffix(['s', 'd']) == Some(short)
}

/// Both directions of the look-alike pairs, folded.
fn pairs(confusables: &[Confusable]) -> BTreeSet<(String, String)> {
    let both = confusables.iter().flat_map(|c| [(&c.word, &c.with), (&c.with, &c.word)]);
    both.map(|(a, b)| (fold(a).into_owned(), fold(b).into_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wordlist::{parse, parse_pairs};

    fn words(medical: &str) -> Words {
        let header = "word,inflection,class,us,status,use,evidence,note\n";
        let list =
            |name: &str, rows: &str| parse(name.as_ref(), format!("{header}{rows}").as_bytes());
        let lists = vec![
            list("a.csv", medical),
            list("general.csv", "energy,,general,,,,,\ncharge,,general,,,,,\n"),
        ];
        let pairs = b"word,with,kind,note\ncharte,charge,general,a note\n";
        Words {
            lists,
            confusables: parse_pairs("c.csv".as_ref(), pairs).0,
            frequencies: [("energy".to_owned(), 12), ("charge".to_owned(), 11)].into(),
            ..Words::default()
        }
    }

    #[test]
    fn each_decision_is_read_from_its_place() {
        let rows = "anergy,,sign,,,,,nosuggest: a reason\ncharte,,sign,,,,,\nenergi,,sign,,,,,\n\
            changeling,,sign,,,,,\nenerzy,,sign,,,,,allow masking: a reason\n";
        let masks = masking(&words(rows));
        let found: Vec<_> = masks.iter().map(|m| (m.form.as_str(), m.decision)).collect();
        let expected = [
            ("anergy", Decision::NoSuggest),
            ("charte", Decision::Confusable),
            ("energi", Decision::None),
            ("enerzy", Decision::Released),
        ];
        assert_eq!(found, expected);
        assert!(masks[2].finding.as_ref().is_some_and(|f| f.line == 4 && f.rule == "masking"));
    }
}
