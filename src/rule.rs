//! A verdict in its sentence: the rule that a word breaks there, the same in a document and in the
//! browser.

use crate::check::{Severity, Verdict};
use crate::normalise::{Casing, casing};
use std::ops::Range;

const NAME: &str = "unknown-name";
/// The rule of a right word that is easily taken for another one.
pub(crate) const CONFUSABLE: &str = "confusable";

/// The rule that a word of a text breaks, and its weight.
pub fn rule(text: &str, range: &Range<usize>, verdict: &Verdict) -> (&'static str, Severity) {
    match verdict {
        Verdict::Unknown if is_name(text, range) => (NAME, Severity::Warning),
        verdict => (verdict.rule(), verdict.severity()),
    }
}

/// True of a capitalised word inside a sentence.
fn is_name(text: &str, range: &Range<usize>) -> bool {
    const TITLES: [&str; 8] = ["Dr", "Mr", "Mrs", "Ms", "Miss", "Prof", "Sr", "St"];
    if casing(&text[range.clone()]) != Casing::Title {
        return false;
    }
    let from = floor(text, range.start.saturating_sub(40));
    let before = &text[from..range.start];
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

/// A few words for a person on a verdict under a rule.
pub(crate) fn gloss(rule: &str, verdict: &Verdict) -> &'static str {
    match rule {
        NAME => "not in the dictionary, perhaps a name",
        CONFUSABLE => "right, but easily taken for",
        _ => verdict.gloss(),
    }
}

/// The character boundary at or before an offset.
pub(crate) fn floor(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0)
}
