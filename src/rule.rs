//! A verdict in its sentence: the rule that a word breaks there, the same in a document and in the
//! browser.

use crate::check::{Severity, Verdict};
use crate::normalise::{Casing, casing};
use std::ops::Range;

/// The rule of a word that is perhaps a name.
pub(crate) const NAME: &str = "unknown-name";
/// The rule of a right word that is easily taken for another one.
pub(crate) const CONFUSABLE: &str = "confusable";

/// What stands before the name of a person.
const TITLES: [&str; 16] = [
    "Dr",
    "Mr",
    "Mrs",
    "Ms",
    "Miss",
    "Mx",
    "Prof",
    "Professor",
    "Sr",
    "Sir",
    "Dame",
    "Lord",
    "Lady",
    "Rev",
    "Revd",
    "St",
];

/// The rule that a word of a text breaks, and its weight. A wrong word behind a title is perhaps the
/// name of a person, whatever the lists say of it: Dr Labor, Mrs Flem.
pub fn rule(text: &str, range: &Range<usize>, verdict: &Verdict) -> (&'static str, Severity) {
    let own = (verdict.rule(), verdict.severity());
    let name = match verdict {
        Verdict::Correct | Verdict::Variant { .. } => false,
        Verdict::Unknown => is_name(text, range) || is_person(text, range),
        _ => is_person(text, range),
    };
    if name { (NAME, Severity::Warning) } else { own }
}

/// True of a word with the capitals of *McAllister*, and of a capitalised one inside a sentence or
/// behind a title.
fn is_name(text: &str, range: &Range<usize>) -> bool {
    let word = &text[range.clone()];
    if casing(word) != Casing::Title {
        return has_name_capitals(word);
    }
    let before = before(text, range);
    if before.trim_end_matches([' ', '\t', '\u{a0}']).ends_with('\n') && before.contains("\n\n") {
        return false;
    }
    let before = before.trim_end().trim_end_matches(['(', '"', '“', '‘', '\'', '[']).trim_end();
    let title = before.strip_suffix('.').unwrap_or(before);
    if TITLES.iter().any(|t| title.ends_with(t)) {
        return true;
    }
    before.ends_with(|c: char| {
        c.is_alphanumeric() || matches!(c, ',' | ';' | ')' | '’' | '\'' | '-' | '&' | '/')
    })
}

/// True of a second capital where surnames have one: *O'Shaughnessy*, *McAllister*.
pub(crate) fn has_name_capitals(word: &str) -> bool {
    const BEGINNINGS: [&str; 7] = ["O'", "O’", "D'", "D’", "Mc", "Mac", "Fitz"];
    let name = |rest: &str| rest.len() > 2 && casing(rest) == Casing::Title;
    BEGINNINGS.iter().any(|b| word.strip_prefix(b).is_some_and(name))
}

/// True of a capitalised word behind a title on the same line, with no more than first names and
/// initials between: Dr Labor, Prof. J. A. Labor, Mrs Mary Labor.
fn is_person(text: &str, range: &Range<usize>) -> bool {
    let words = words_before(text, range);
    let title = |word: &&str| TITLES.contains(&word.trim_start_matches(['(', '"', '“', '‘']));
    let letter = |c: char| c.is_alphabetic() || c == '.';
    let first_name = |word: &&str| word.chars().all(letter) && is_capitalised(word);
    is_capitalised(&text[range.clone()])
        && words
            .map(|word| word.trim_end_matches('.'))
            .find(|word| !first_name(word) || title(word))
            .is_some_and(|word| title(&word))
}

/// The word right before another one on the same line, when both begin with a capital and no more
/// than the dots of initials stands between them: *Asthma, Anemia* is a list.
#[cfg(feature = "cli")]
pub(crate) fn capitalised_before<'t>(text: &'t str, range: &Range<usize>) -> Option<&'t str> {
    let word = words_before(text, range).next()?;
    let initials = word.split('.').all(|letter| letter.chars().count() <= 1);
    let goes_on = initials || word.ends_with(char::is_alphabetic);
    (goes_on && is_capitalised(word) && is_capitalised(&text[range.clone()])).then_some(word)
}

/// True of a capitalised word behind one in lower case on the same line: perhaps part of a name, as
/// in *the Journal of Pediatric Surgery*.
#[cfg(feature = "cli")]
pub(crate) fn stands_out(text: &str, range: &Range<usize>) -> bool {
    is_capitalised(&text[range.clone()])
        && words_before(text, range).next().is_some_and(|word| word.chars().all(char::is_lowercase))
}

fn is_capitalised(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

/// What stands closely before a word.
fn before<'t>(text: &'t str, range: &Range<usize>) -> &'t str {
    &text[floor(text, range.start.saturating_sub(40))..range.start]
}

/// The words before a place on the same line, each with one space behind it, the last one first.
fn words_before<'t>(text: &'t str, range: &Range<usize>) -> impl Iterator<Item = &'t str> {
    let line = before(text, range).rsplit('\n').next().unwrap_or_default();
    let words = line.strip_suffix([' ', '\u{a0}']).unwrap_or_default();
    words.rsplit([' ', '\u{a0}']).take_while(|word| !word.is_empty())
}

/// A few words for a person on a verdict under a rule.
pub(crate) fn gloss(rule: &str, verdict: &Verdict) -> &'static str {
    match rule {
        NAME if *verdict != Verdict::Unknown => "perhaps a name",
        NAME => "not in the dictionary, perhaps a name",
        CONFUSABLE => "right, but easily taken for",
        _ => verdict.gloss(),
    }
}

/// The character boundary at or before an offset.
pub(crate) fn floor(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule_of(text: &str) -> &'static str {
        let start = text.find("Labor").unwrap();
        let american = Verdict::American { british: vec!["Labour".into()] };
        rule(text, &(start..start + 5), &american).0
    }

    #[test]
    fn a_wrong_word_behind_a_title_is_perhaps_a_name() {
        for text in [
            "Dear Dr Labor,",
            "Mr. Labor",
            "(Prof. J. A. Labor)",
            "Mrs Mary Ann Labor",
            "Dr\u{a0}Labor",
            "To Dr A.B. Labor",
        ] {
            assert_eq!(rule_of(text), NAME, "{text}");
        }
        for text in [
            "Labor",
            "The Labor",
            "Dr Smith\nLabor",
            "Mr Smith, Labor",
            "Mr Smith  Labor",
            "Dr labor Labor",
        ] {
            assert_eq!(rule_of(text), "american", "{text}");
        }
    }

    #[test]
    fn an_unknown_word_is_a_name_by_its_capitals_too() {
        let rule_of = |text: &str, word: &str| {
            let at = text.find(word).unwrap();
            rule(text, &(at..at + word.len()), &Verdict::Unknown).0
        };
        for (text, word) in [
            ("McAllister came", "McAllister"),
            ("O’Shaughnessy-Patel", "O’Shaughnessy"),
            ("Dr S. K. Xqvarty", "Xqvarty"),
        ] {
            assert_eq!(rule_of(text, word), NAME, "{text}");
        }
        for (text, word) in [
            ("hepatitis B. Xqvarty", "Xqvarty"),
            ("McA came", "McA"),
            ("MacOS", "MacOS"),
            ("O'CONNOR", "O'CONNOR"),
        ] {
            assert_eq!(rule_of(text, word), "unknown", "{text}");
        }
        let case = |text: &str| rule(text, &(3..5), &Verdict::Case { right: Vec::new() }).0;
        assert_eq!((case("Dr Ng"), case("by Ng")), (NAME, "case"));
    }
}
