//! Everything that the word lists know of one word.

use crate::check::{Checker, Verdict};
use crate::index::Row;

/// How many words are offered for one that is in no list.
const OFFERED: usize = 5;

/// What there is to say of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What the dictionary says of it.
    pub verdict: Verdict,
    /// What to write instead; of an unknown word what may have been meant, best first.
    pub instead: Vec<String>,
    /// The rows of the medical lists that hold it, else those of what to write instead.
    pub rows: Vec<Row>,
    /// The words that it is easily taken for, each with its note.
    pub confusables: Vec<(String, String)>,
}

impl Checker {
    /// Says what is known of a word, and why it is right or wrong.
    ///
    /// ```
    /// # use medspell::{Checker, Index};
    /// let checker = Checker::new(Index::embedded());
    /// let known = checker.explain("edema");
    /// assert_eq!(known.instead, ["oedema"]);
    /// assert_eq!(known.rows[0].entry.us, ["edema"]);
    /// assert!(checker.explain("ileum").confusables.iter().any(|(other, _)| other == "ilium"));
    /// ```
    pub fn explain(&self, word: &str) -> Explanation {
        let verdict = self.verdict(word);
        let instead = match verdict {
            Verdict::Unknown => self.suggest(word, OFFERED),
            _ => verdict.replacements().to_vec(),
        };
        let mut rows = self.index().rows(word);
        if rows.is_empty() && verdict != Verdict::Unknown {
            rows = instead.iter().flat_map(|w| self.index().rows(w)).collect();
        }
        Explanation { verdict, instead, rows, confusables: self.index().confusables(word) }
    }
}
