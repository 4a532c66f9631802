//! The one normaliser: the lists and the checker see the same letters.
//!
//! A word can be typed in several ways that look alike: with a combining accent, a typographic
//! apostrophe, a soft hyphen from a word processor, or the micro sign for Greek mu. All of them
//! become one form here, and nothing else in the crate normalises.

use std::borrow::Cow;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// The form under which a word is stored and looked up: NFC, straight apostrophe, plain hyphen,
/// Greek mu, no invisible characters. Borrows when nothing changes.
///
/// ```
/// assert_eq!(medspell::normalise("Crohn’s"), "Crohn's");
/// assert_eq!(medspell::normalise("Me\u{301}nie\u{300}re"), "Ménière");
/// assert_eq!(medspell::normalise("haemo\u{ad}globin"), "haemoglobin");
/// ```
pub fn normalise(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let plain = text.chars().all(|c| map(c) == Some(c));
    match (plain, is_nfc_quick(text.chars())) {
        (true, IsNormalized::Yes) => Cow::Borrowed(text),
        _ => Cow::Owned(text.chars().filter_map(map).nfc().collect()),
    }
}

/// What one character stands for, or nothing when it is invisible.
fn map(c: char) -> Option<char> {
    match c {
        '\u{2018}' | '\u{2019}' | '\u{02bc}' | '\u{ff07}' => Some('\''),
        '\u{2010}' | '\u{2011}' => Some('-'),
        '\u{00b5}' => Some('\u{03bc}'),
        _ if is_invisible(c) => None,
        _ => Some(c),
    }
}

/// True of characters that take no room inside a word: soft hyphen, zero-width and bidi controls.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The key of the index: a normalised word in lower case.
pub fn fold(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
        return Cow::Borrowed(word);
    }
    match normalise(word) {
        n if n.is_ascii() => Cow::Owned(n.to_ascii_lowercase()),
        // The capital I with a dot would keep its dot beside that of the small one.
        n => Cow::Owned(n.to_lowercase().replace("i\u{307}", "i")),
    }
}

/// How the letters of a word are cased, in Hunspell's terms (digits and signs are neutral).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Casing {
    /// No capital.
    Lower,
    /// A capital first and no other.
    Title,
    /// Every letter a capital.
    Upper,
    /// Anything else.
    Mixed,
}

/// The casing of `word`; a single capital letter counts as [`Casing::Title`], as in Hunspell.
pub fn casing(word: &str) -> Casing {
    let (mut upper, mut lower) = (0, 0);
    for c in word.chars() {
        upper += usize::from(c.is_uppercase());
        lower += usize::from(c.is_lowercase());
    }
    let first_upper = word.chars().next().is_some_and(char::is_uppercase);
    match (upper, lower) {
        (0, _) => Casing::Lower,
        (1, _) if first_upper => Casing::Title,
        (_, 0) => Casing::Upper,
        _ => Casing::Mixed,
    }
}

/// `word` with its first letter in upper case.
pub fn capitalise(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

/// `word` in the casing of `model`, as far as that keeps its own capitals: a suggestion for
/// *Hemoglobin* is *Haemoglobin*, but one for *Mrna* stays *mRNA*.
pub fn recase(word: &str, model: &str) -> String {
    match (casing(model), casing(word)) {
        (Casing::Title, Casing::Lower) => capitalise(word),
        (Casing::Upper, Casing::Lower | Casing::Title) if model.chars().count() > 1 => {
            word.to_uppercase()
        }
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn casing_follows_hunspell() {
        for (word, expected) in [
            ("kg", Casing::Lower),
            ("Crohn's", Casing::Title),
            ("X-ray", Casing::Title),
            ("5-HT", Casing::Upper),
            ("A", Casing::Title),
            ("HbA1c", Casing::Mixed),
            ("Guillain-Barré", Casing::Mixed),
            ("2,3-DPG", Casing::Upper),
        ] {
            assert_eq!(casing(word), expected, "{word}");
        }
    }

    #[test]
    fn micro_becomes_mu_and_hyphens_plain() {
        assert_eq!(normalise("µg"), "μg");
        assert_eq!(normalise("co\u{2011}codamol"), "co-codamol");
    }

    #[test]
    fn recase_keeps_own_capitals() {
        assert_eq!(recase("haemoglobin", "Hemoglobin"), "Haemoglobin");
        assert_eq!(recase("haemoglobin", "HEMOGLOBIN"), "HAEMOGLOBIN");
        assert_eq!(recase("mRNA", "Mrna"), "mRNA");
    }

    proptest::proptest! {
        #[test]
        fn normalise_is_idempotent(text in "\\PC*") {
            let once = normalise(&text).into_owned();
            proptest::prop_assert_eq!(normalise(&once), once.as_str());
        }
    }
}
