//! One golden pair a rule: `tests/lint/RULE.csv` and what the linter says of it.
//!
//! `UPDATE=1 cargo test --test lint` writes the expected files anew; read the difference.

mod common;

use common::root;
use medspell::left_out;
use medspell::lint::{lint, lint_canonical};
use medspell::masking::{Decision, masking};
use medspell::wordlist::{Entry, Finding, Sources, canonical, parse, read};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn cases() -> Vec<PathBuf> {
    let folder = root().join("tests/lint");
    let items = fs::read_dir(folder).expect("the folder");
    let mut cases: Vec<_> = items
        .map(|i| i.expect("an item").path())
        .filter(|p| p.extension().is_some_and(|e| e == "csv"))
        .collect();
    cases.sort();
    cases
}

fn rule(case: &Path) -> String {
    case.file_stem().expect("a name").to_string_lossy().into_owned()
}

/// What the linter prints for a file, with its name alone.
fn findings(case: &Path) -> String {
    let name = Path::new(case.file_name().expect("a name"));
    let list = parse(name, &fs::read(case).expect("a case"));
    let found = lint(&[list], &Sources::default());
    found.iter().map(|finding| format!("{finding}\n")).collect()
}

#[test]
fn every_rule_says_what_its_golden_file_says() {
    for case in cases() {
        let expected = case.with_extension("expected");
        let found = findings(&case);
        if env::var_os("UPDATE").is_some() {
            fs::write(&expected, &found).expect("written");
        }
        let wanted = fs::read_to_string(&expected).expect("the expected findings");
        assert_eq!(found, wanted, "{}", case.display());
        assert!(
            found.contains(&format!("[{}]", rule(&case))),
            "{} finds its own rule",
            case.display()
        );
    }
}

#[test]
fn every_rule_has_a_golden_file() {
    let source = fs::read_to_string(root().join("wordlists/README.md")).expect("the grammar");
    let (_, rules) = source.split_once("## Rules of the linter").expect("the chapter of the rules");
    let documented =
        rules.lines().take_while(|l| !l.starts_with("## ")).filter_map(|l| l.strip_prefix("| `"));
    let rules: BTreeSet<String> =
        documented.filter_map(|l| l.split('`').next()).map(str::to_owned).collect();
    let tested: BTreeSet<String> =
        cases().iter().map(|c| rule(c)).chain(["canonical".into()]).collect();
    assert_eq!(rules, tested);
}

#[test]
fn every_form_that_masks_a_common_word_is_decided_on() {
    let words = read(&root().join("wordlists")).expect("the word lists");
    let masks = masking(&words);
    assert!(masks.iter().any(|m| m.decision == Decision::NoSuggest), "the report sees them");
    let undecided: Vec<_> = masks.iter().filter_map(|m| m.finding.as_ref()).collect();
    assert_eq!(undecided, Vec::<&Finding>::new());
}

#[test]
fn words_left_out_are_in_no_list_and_hide_words_that_are() {
    let words = read(&root().join("wordlists")).expect("the lists");
    let entries = words.lists.iter().flat_map(|list| &list.entries);
    let accepted = entries.filter(|e| e.status.is_accepted());
    let forms: BTreeSet<String> = accepted.flat_map(Entry::forms).collect();
    let path = root().join("wordlists/left-out.tsv");
    let text = fs::read_to_string(&path).expect("the words left out");
    for (word, kept) in left_out(&path, &text).expect("three cells a line") {
        assert!(!forms.contains(&word), "{word} is in a list: run medspell import");
        assert!(kept.is_none_or(|kept| forms.contains(&kept)), "{word}: what stays is not there");
    }
    let lines: Vec<_> = text.lines().collect();
    assert!(lines.is_sorted(), "left-out.tsv is not sorted");
    for hidden in lines.iter().filter_map(|line| line.split('\t').nth(1)) {
        assert!(forms.contains(hidden), "{hidden} is hidden and in no list");
    }
}

#[test]
fn a_file_out_of_order_is_found_and_mended() {
    let unsorted = b"word,inflection,class\nlung,s,anatomy\nheart, s ,anatomy\n";
    let list = parse(Path::new("t.csv"), unsorted);
    let finding = lint_canonical(&list, unsorted).expect("a finding");
    assert_eq!(finding.to_string(), "t.csv:2: not in canonical form; run lint --fix [canonical]");
    let fixed = canonical(&list.entries);
    assert_eq!(fixed, b"word,inflection,class\nheart,s,anatomy\nlung,s,anatomy\n");
    assert_eq!(lint_canonical(&parse(Path::new("t.csv"), &fixed), &fixed), None);
}
