//! The merged pair in the real hunspell and in spellbook: every form right, every American form and
//! thousands of wrong inflections wrong.

mod common;

use common::{dist, feed, root, text, tool, words};
use medspell::wordlist::{SUFFIXES, read};
use medspell::{Kind, Lexicon, Profile};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON
        .get_or_init(|| Lexicon::merge(&read(&root().join("wordlists")).expect("the lists").lists))
}

fn spellbook() -> &'static spellbook::Dictionary {
    static DICTIONARY: OnceLock<spellbook::Dictionary> = OnceLock::new();
    DICTIONARY.get_or_init(|| {
        let pair = |ending| {
            let path = dist().join("hunspell/en_GB-medical").with_extension(ending);
            fs::read_to_string(path).expect("the pair")
        };
        spellbook::Dictionary::new(&pair("aff"), &pair("dic")).expect("spellbook reads the pair")
    })
}

/// Every accepted form, with its possessive.
fn surface() -> Vec<String> {
    let forms = lexicon().accepted(Profile::default());
    forms
        .flat_map(|(form, f)| {
            f.possessive.then(|| format!("{form}'s")).into_iter().chain([form.to_owned()])
        })
        .collect()
}

/// What hunspell rejects of some words. The command line splits words at characters that are
/// neither letters nor WORDCHARS, so only whole words are asked about.
fn rejected(dictionary: &str, words: &[String]) -> BTreeSet<String> {
    let folder = dist().join("hunspell");
    let mut hunspell = tool("hunspell", "hunspell hunspell-en-gb");
    hunspell.args(["-i", "utf-8", "-d", dictionary, "-l"]).current_dir(folder);
    let output = feed(&mut hunspell, &(words.join("\n") + "\n"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    text(&output).lines().map(str::to_owned).collect()
}

fn is_whole(word: &str) -> bool {
    word.chars().all(|c| c.is_alphabetic() || c == '\'') && !word.ends_with('\'')
}

#[test]
fn hunspell_accepts_every_form() {
    let words: Vec<String> = surface().into_iter().filter(|w| is_whole(w)).collect();
    assert!(words.len() > 150_000, "{}", words.len());
    assert_eq!(rejected("./en_GB-medical", &words), BTreeSet::new());
}

#[test]
fn spellbook_accepts_every_form() {
    let wrong: Vec<String> = surface().into_iter().filter(|w| !spellbook().check(w)).collect();
    assert_eq!(wrong, [""; 0]);
}

/// Every form that the lists call American, and every other form that they reject.
fn flagged(kinds: &[Kind]) -> Vec<String> {
    lexicon()
        .iter()
        .filter(|(_, f)| kinds.contains(&f.kind))
        .map(|(form, _)| form.to_owned())
        .collect()
}

#[test]
fn no_american_form_is_accepted() {
    let american = flagged(&[Kind::American]);
    assert!(american.len() > 1_000, "{}", american.len());
    let accepted: Vec<_> = american.iter().filter(|w| spellbook().check(w)).collect();
    assert_eq!(accepted, [""; 0]);
    let whole: Vec<String> = american.into_iter().filter(|w| is_whole(w)).collect();
    assert_eq!(
        rejected("./en_GB-medical", &whole).len(),
        whole.iter().collect::<BTreeSet<_>>().len()
    );
}

#[test]
fn no_former_name_or_known_misspelling_is_accepted() {
    let words = flagged(&[Kind::Former, Kind::Hypercorrect, Kind::Misspelt, Kind::Oxford]);
    assert!(words.len() > 2_000, "{}", words.len());
    let accepted: Vec<_> = words.iter().filter(|w| spellbook().check(w)).collect();
    assert_eq!(accepted, [""; 0]);
}

/// Inflections that no list has: every suffix class on every tenth stem that does not take it.
#[test]
fn wrong_inflections_are_rejected() {
    let lexicon = lexicon();
    let lower = |w: &str| w.chars().all(|c| c.is_ascii_lowercase());
    let stems = lexicon
        .accepted(Profile::default())
        .map(|(form, _)| form)
        .filter(|w| lower(w) && w.len() > 5);
    let made = stems
        .step_by(10)
        .flat_map(|stem| SUFFIXES.iter().skip(1).filter_map(move |s| s.apply(stem)));
    let wrong: Vec<String> = made.filter(|w| lexicon.get(w).is_none()).collect();
    assert!(wrong.len() > 2_000, "{}", wrong.len());
    let accepted: Vec<_> = wrong.iter().filter(|w| spellbook().check(w)).collect();
    assert_eq!(accepted, [""; 0]);
    assert_eq!(
        rejected("./en_GB-medical", &wrong).len(),
        wrong.iter().collect::<BTreeSet<_>>().len()
    );
}

#[test]
fn the_add_on_adds_medicine_and_nothing_american() {
    let medical: Vec<String> = words("medical").into_iter().filter(|w| is_whole(w)).collect();
    assert_eq!(rejected("en_GB,./en_GB-medical-addon", &medical), BTreeSet::new());
    let american =
        flagged(&[Kind::American]).into_iter().filter(|w| is_whole(w)).collect::<Vec<_>>();
    let alone = rejected("en_GB", &american);
    assert_eq!(rejected("en_GB,./en_GB-medical-addon", &american), alone);
}

#[test]
fn a_flagged_word_leads_to_the_right_one_first() {
    for (wrong, right) in [
        ("hemoglobin", "haemoglobin"),
        ("frusemide", "furosemide"),
        ("neutropaenia", "neutropenia"),
    ] {
        let folder = dist().join("hunspell");
        let mut hunspell = tool("hunspell", "hunspell");
        hunspell.args(["-i", "utf-8", "-d", "./en_GB-medical", "-a"]).current_dir(&folder);
        let answer = text(&feed(&mut hunspell, wrong));
        let first = answer
            .lines()
            .nth(1)
            .and_then(|l| l.split(": ").nth(1))
            .and_then(|l| l.split(", ").next());
        assert_eq!(first, Some(right), "{answer}");
    }
    assert!(Path::new("/usr/share/hunspell/en_GB.dic").is_file());
}

#[test]
fn ordinals_are_right() {
    for word in
        ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "101st", "112th"]
    {
        assert!(spellbook().check(word), "{word}");
    }
    for word in ["1th", "2th", "11st", "12nd", "13rd", "21th"] {
        assert!(!spellbook().check(word), "{word}");
    }
}
