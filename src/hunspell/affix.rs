//! One line of an affix class: what it takes off, what it adds, and to which words.

use super::flag::Flag;

/// A line of a PFX or SFX table.
#[derive(Debug, Default)]
pub(super) struct Affix {
    /// It changes the beginning of a word.
    pub(super) front: bool,
    /// It may stand together with an affix at the other end.
    pub(super) cross: bool,
    /// What it takes off.
    pub(super) strip: String,
    /// What it adds.
    pub(super) add: String,
    /// The words that it fits.
    pub(super) condition: Condition,
    /// The continuation: what may follow, and properties; sorted.
    pub(super) then: Vec<Flag>,
}

impl Affix {
    /// The word with this affix, when it fits. Without `whole` (FULLSTRIP) something of the word
    /// has to stay.
    pub(super) fn apply(&self, word: &str, whole: bool) -> Option<String> {
        let strip = self.strip.as_str();
        let rest = match self.front {
            true => word.strip_prefix(strip)?,
            false => word.strip_suffix(strip)?,
        };
        if (rest.is_empty() && !whole) || !self.condition.fits(word, self.front) {
            return None;
        }
        Some(match self.front {
            true => [&self.add, rest].concat(),
            false => [rest, &self.add].concat(),
        })
    }

    /// What it costs to try, in steps: long conditions are many.
    pub(super) fn weight(&self) -> usize {
        1 + self.condition.size / 16
    }

    /// True when the continuation holds a flag.
    pub(super) fn has(&self, flag: Option<Flag>) -> bool {
        flag.is_some_and(|flag| self.then.binary_search(&flag).is_ok())
    }
}

/// The letters that a word has to begin or end with.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Condition {
    letters: Vec<Letters>,
    /// The bytes of its text.
    size: usize,
}

#[derive(Debug, PartialEq, Eq)]
enum Letters {
    Any,
    One(char),
    Of(String),
    Not(String),
}

impl Condition {
    /// Reads letters, dots and bracketed sets; inside a set every character is a letter.
    pub(super) fn parse(text: &str) -> Condition {
        let mut letters = Vec::new();
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            letters.push(match c {
                '.' => Letters::Any,
                '[' => {
                    let set: String = chars.by_ref().take_while(|&c| c != ']').collect();
                    match set.strip_prefix('^') {
                        Some(not) => Letters::Not(not.to_owned()),
                        None => Letters::Of(set),
                    }
                }
                c => Letters::One(c),
            });
        }
        match letters.as_slice() {
            [Letters::Any] => Condition::default(),
            _ => Condition { letters, size: text.len() },
        }
    }

    fn fits(&self, word: &str, front: bool) -> bool {
        match front {
            true => {
                let mut chars = word.chars();
                self.letters.iter().all(|l| chars.next().is_some_and(|c| l.has(c)))
            }
            false => {
                let mut chars = word.chars().rev();
                self.letters.iter().rev().all(|l| chars.next().is_some_and(|c| l.has(c)))
            }
        }
    }
}

impl Letters {
    fn has(&self, c: char) -> bool {
        match self {
            Letters::Any => true,
            Letters::One(one) => *one == c,
            Letters::Of(set) => set.contains(c),
            Letters::Not(set) => !set.contains(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_is_a_list_of_letters() {
        let fits = |condition, word, front| Condition::parse(condition).fits(word, front);
        assert!(fits("[^aeiou]y", "baby", false));
        assert!(!fits("[^aeiou]y", "day", false));
        assert!(fits(".[ab]", "xay", true));
        assert!(fits(".", "", false));
        assert!(!fits("..", "x", false));
        assert!(fits("[ab", "a", false), "an open set is a set");
    }

    #[test]
    fn something_has_to_stay() {
        let rule =
            |strip: &str| Affix { strip: strip.into(), add: "vado".into(), ..Affix::default() };
        assert_eq!(rule("andare").apply("andare", false), None);
        assert_eq!(rule("andare").apply("andare", true).as_deref(), Some("vado"));
        assert_eq!(rule("are").apply("andare", false).as_deref(), Some("andvado"));
    }
}
