//! The words that every program is asked about.

use crate::common::words;
use std::collections::BTreeSet;

/// A word that no dictionary has.
const NONSENSE: &str = "haemozqxty";

/// What is to be expected of American forms.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum American {
    /// They are wrong.
    Wrong,
    /// The program has them from a dictionary of its own, or does not tell.
    Unknown,
}

fn plain(name: &str, count: usize) -> Vec<String> {
    let letters = |w: &String| w.chars().all(char::is_alphabetic);
    let chosen: Vec<String> = words(name).into_iter().filter(letters).take(count).collect();
    assert_eq!(chosen.len(), count, "tests/data/{name}.txt is too short");
    chosen
}

/// Every word to ask about.
pub fn all() -> Vec<String> {
    let lists = [plain("medical", 40), plain("general", 20), plain("american", 20)];
    lists.concat().into_iter().chain([NONSENSE.to_owned()]).collect()
}

/// Compares what a program rejected with what it should have.
pub fn judge(rejected: &BTreeSet<String>, american: American) {
    let right = [plain("medical", 40), plain("general", 20)].concat();
    let wrongly: Vec<_> = right.iter().filter(|w| rejected.contains(*w)).collect();
    assert_eq!(wrongly, [""; 0], "right words that were rejected");
    assert!(rejected.contains(NONSENSE), "nothing is checked: {NONSENSE} was accepted");
    if american == American::Wrong {
        let accepted: Vec<_> =
            plain("american", 20).into_iter().filter(|w| !rejected.contains(w)).collect();
        assert_eq!(accepted, [""; 0], "American forms that were accepted");
    }
}

/// The lines of a program's output.
pub fn lines(text: &str) -> BTreeSet<String> {
    text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}
