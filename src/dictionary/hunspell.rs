//! Hunspell: the self-contained merged pair, and the flagless add-on.
//!
//! An add-on parsed with another dictionary's .aff borrows that one's flags and makes wrong forms
//! (`hunspell -d en_GB,med`), so it carries none: every form is written out.
//!
//! Suggestions come from four parts of the affix file and the words, each measured
//! (`tests/suggestions-hunspell.py`): the letters to try, the slips and confusions that are tried
//! before them, the sounds, and what people are known to write by mistake.

use super::keyboard::TRY;
use super::phonetics;
use crate::affix::{Forms, Stem, munch};
use crate::lexicon::{Form, Kind, Lexicon, Profile};
use crate::wordlist::SUFFIXES;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The flag of words that are right and never offered.
const NO_SUGGEST: char = '!';
/// The flag of words that are right in this very case only.
const KEEP_CASE: char = '=';

/// The .aff of the merged pair.
pub fn aff(version: &str, lexicon: &Lexicon, profile: Profile) -> String {
    let mut text = format!(
        "# medspell {version}: British English with medicine, for Hunspell\n\
         # General words: SCOWL (see the licence beside this file); medical words: CC0-1.0\n\
         SET UTF-8\nTRY {TRY}\n\
         WORDCHARS 0123456789'’\nNOSUGGEST {NO_SUGGEST}\nKEEPCASE {KEEP_CASE}\nONLYINCOMPOUND ~\n\
         COMPOUNDMIN 1\nCOMPOUNDRULE 2\nCOMPOUNDRULE #*+@\nCOMPOUNDRULE #*-^\n"
    );
    conversions(&mut text);
    replacements(&mut text, lexicon, profile);
    text.push_str(&phonetics::table());
    text.push_str(&suffixes());
    text
}

/// The suffix classes alone.
pub(super) fn suffixes() -> String {
    let mut text = String::new();
    for suffix in SUFFIXES {
        let (flag, count) = (suffix.flag, suffix.lines.len());
        let _ = write!(text, "\n# {}\nSFX {flag} N {count}\n", suffix.gloss);
        for line in suffix.lines {
            let cell = |c: &'static str| if c.is_empty() { "0" } else { c };
            let _ = writeln!(
                text,
                "SFX {flag} {} {} {}",
                cell(line.strip),
                cell(line.add),
                line.condition
            );
        }
    }
    text
}

/// Input conversions: the letters that the normaliser knows, so that other programs see the same.
fn conversions(text: &mut String) {
    const PLAIN: [(&str, &str); 4] = [("’", "'"), ("‐", "-"), ("\u{2011}", "-"), ("µ", "μ")];
    const MARKS: [(char, &str); 7] = [
        ('\u{300}', "aeiou"),
        ('\u{301}', "aeiouyn"),
        ('\u{302}', "aeiou"),
        ('\u{303}', "ano"),
        ('\u{308}', "aeiouy"),
        ('\u{30a}', "a"),
        ('\u{327}', "c"),
    ];
    let composed = MARKS.iter().flat_map(|(mark, letters)| {
        let both = letters.chars().flat_map(|c| [c, c.to_ascii_uppercase()]);
        both.filter_map(move |c| {
            Some((format!("{c}{mark}"), unicode_normalization::char::compose(c, *mark)?))
        })
    });
    let composed: Vec<_> = composed.collect();
    let _ = writeln!(text, "ICONV {}", PLAIN.len() + composed.len());
    for (from, to) in PLAIN {
        let _ = writeln!(text, "ICONV {from} {to}");
    }
    for (from, to) in composed {
        let _ = writeln!(text, "ICONV {from} {to}");
    }
}

/// What is tried before any other edit.
fn replacements(text: &mut String, lexicon: &Lexicon, profile: Profile) {
    let replacements = super::slips::replacements(lexicon, profile);
    let _ = writeln!(text, "REP {}", replacements.len());
    for (pattern, instead) in replacements {
        let _ = writeln!(text, "REP {pattern} {instead}");
    }
}

/// The .dic of the merged pair.
pub fn dic(lexicon: &Lexicon, profile: Profile) -> String {
    let ordinals = ORDINALS.iter().map(ToString::to_string).collect();
    stems(ordinals, lexicon, profile, |_| true)
}

/// The .dic of medicine alone, for the same .aff.
pub(super) fn medical_dic(lexicon: &Lexicon, profile: Profile) -> String {
    stems(Vec::new(), lexicon, profile, |form| form.medical)
}

/// Some lines, and the stems of the forms that are wanted.
fn stems(
    mut lines: Vec<String>,
    lexicon: &Lexicon,
    profile: Profile,
    wanted: impl Fn(&Form) -> bool,
) -> String {
    let hints = hints(lexicon, profile);
    let forms = lexicon.accepted(profile).filter(|(_, form)| wanted(form));
    for (attributes, forms) in groups(forms) {
        lines.extend(munch(&forms).into_iter().map(|stem| line(&stem, &attributes, &hints)));
    }
    counted(lines)
}

/// The words with their suffixes and nothing else, for programs that know no other flag. Words with
/// a slash are left out: only Hunspell can escape it.
pub(super) fn plain_dic(lexicon: &Lexicon, profile: Profile) -> String {
    let forms = lexicon.accepted(profile).filter(|(text, _)| !text.contains('/'));
    let forms: Forms = forms.map(|(text, form)| (text.to_owned(), form.possessive)).collect();
    counted(munch(&forms).iter().map(|stem| line(stem, "", &BTreeMap::new())).collect())
}

/// Numbers that only stand in ordinals: 1st, 22nd, 13th.
const ORDINALS: [&str; 24] = [
    "0/#-", "1/#+", "2/#-", "3/#-", "4/#-", "5/#-", "6/#-", "7/#-", "8/#-", "9/#-", "0th/@^",
    "1st/^", "1th/@~", "2nd/^", "2th/@~", "3rd/^", "3th/@~", "4th/@^", "5th/@^", "6th/@^",
    "7th/@^", "8th/@^", "9th/@^", "11th",
];

/// The flagless add-on: every medical form that is accepted, written out, with its possessive.
pub fn add_on(lexicon: &Lexicon, profile: Profile) -> String {
    let medical = lexicon.accepted(profile).filter(|(_, form)| form.medical);
    let forms = medical.flat_map(|(text, form)| {
        let possessive = form.possessive.then(|| format!("{text}'s"));
        std::iter::once(text.to_owned()).chain(possessive)
    });
    counted(forms.map(|form| escape(&form)).collect())
}

/// The forms, grouped by the flags that stems cannot share.
fn groups<'a>(forms: impl Iterator<Item = (&'a str, &'a Form)>) -> BTreeMap<String, Forms> {
    let mut groups: BTreeMap<String, Forms> = BTreeMap::new();
    for (text, form) in forms {
        let never = form.no_suggest || is_letter(text);
        let flags = [(never, NO_SUGGEST), (form.keep_case, KEEP_CASE)];
        let key = flags.iter().filter(|(set, _)| *set).map(|(_, flag)| *flag).collect();
        groups.entry(key).or_default().insert(text.to_owned(), form.possessive);
    }
    groups
}

/// True of a single letter but *a* and *I*: right, but offered it only cuts words (*wheat e r*).
fn is_letter(text: &str) -> bool {
    text.chars().count() == 1 && !matches!(text, "a" | "A" | "I")
}

/// What people write by mistake for each right word: the `ph:` fields that make it the first
/// suggestion. Only single words: Hunspell offers nothing else by `ph:`.
fn hints(lexicon: &Lexicon, profile: Profile) -> BTreeMap<String, Vec<String>> {
    let mut hints: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let wrong =
        lexicon.iter().filter(|(_, f)| !f.kind.is_accepted(profile) && f.kind != Kind::Informal);
    for (text, form) in wrong {
        if let Some(right) = form.instead.first().filter(|r| !r.contains(' ')) {
            hints.entry(right.clone()).or_default().push(text.to_owned());
        }
    }
    hints
}

fn line(stem: &Stem, attributes: &str, hints: &BTreeMap<String, Vec<String>>) -> String {
    let mut line = escape(&stem.word);
    if !stem.flags.is_empty() || !attributes.is_empty() {
        line = [&line, "/", &stem.flags, attributes].concat();
    }
    for hint in hints.get(&stem.word).into_iter().flatten() {
        let _ = write!(line, "\tph:{hint}");
    }
    line
}

fn escape(word: &str) -> String {
    word.replace('/', "\\/")
}

fn counted(mut lines: Vec<String>) -> String {
    lines.sort();
    lines.dedup();
    format!("{}\n{}\n", lines.len(), lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wordlist::parse;

    fn lexicon(rows: &str) -> Lexicon {
        let text = format!("word,inflection,class,us,status,use\n{rows}\n");
        Lexicon::merge(&[parse("t.csv".as_ref(), text.as_bytes())])
    }

    #[test]
    fn a_former_name_hints_at_the_current_one() {
        let l = lexicon("furosemide,,drug,,,\nfrusemide,,drug,,former,furosemide\nmg/kg,,unit,,,");
        let text = dic(&l, Profile::default());
        assert!(text.contains("furosemide/M\tph:frusemide\n"), "{text}");
        assert!(text.contains("mg\\/kg/=\n"), "{text}");
        assert!(!text.contains("\nfrusemide"));
    }

    #[test]
    fn a_single_letter_is_never_offered() {
        let text = dic(&lexicon("T,,abbreviation,,,\na,,general,,,"), Profile::default());
        assert!(text.contains("\nT/!\n") && text.contains("\na\n"), "{text}");
    }

    #[test]
    fn the_add_on_has_no_flags() {
        let text = add_on(&lexicon("bronchus,i,anatomy,,,"), Profile::default());
        assert_eq!(text, "3\nbronchi\nbronchus\nbronchus's\n");
    }

    #[test]
    fn the_count_is_the_number_of_lines() {
        let text = dic(&lexicon("heart,s,anatomy,,,"), Profile::default());
        let count: usize = text.lines().next().unwrap().parse().unwrap();
        assert_eq!(text.lines().count(), count + 1);
    }
}
