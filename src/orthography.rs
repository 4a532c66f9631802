//! What a Hunspell dictionary asks for beside its forms: letters to convert or leave out as they
//! are typed (ICONV, IGNORE) or shown (OCONV), where a word may be broken (BREAK), and words that
//! are put together by rule, such as *22nd* (COMPOUNDRULE), which are matched and never enumerated.
//!
//! It travels as lines of the index's META section, so that one file holds the whole dictionary. An
//! index without such lines, as the embedded one, has none of this and pays nothing for it.

use crate::index::Index;
use std::collections::{BTreeSet, HashMap};

/// The conventions of one dictionary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Orthography {
    /// Conversions of what is typed.
    pub(crate) input: Conversions,
    /// Conversions of what is shown.
    pub(crate) output: Conversions,
    /// Letters that do not count.
    pub(crate) ignored: String,
    /// Where a word may be broken: a piece, or with `^` in front or `$` behind at that end only.
    pub(crate) breaks: BTreeSet<String>,
    /// Words by rule.
    pub(crate) compounds: Compounds,
}

/// Pieces of text, each with what stands for it; `_` at an end of a piece is that end of the word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Conversions(pub(crate) Vec<(String, String)>);

/// The rules by which words are put together, and the words that take part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Compounds {
    /// Each a sequence of flags.
    pub(crate) rules: Vec<Vec<(u32, Times)>>,
    /// The fewest letters of a part.
    pub(crate) least: usize,
    /// The words that may be parts, each with its flags.
    pub(crate) parts: HashMap<String, Vec<u32>>,
}

/// How often an element of a rule stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Times {
    Once,
    Perhaps,
    Any,
}

/// The most pieces that one word is looked up in, when it is broken again and again.
const PIECES: u32 = 1000;
/// The most places at which a word may be broken, as in Hunspell.
const PLACES: usize = 9;
/// The longest word that is put together by rule, in bytes, and the most steps to find that out.
const LONGEST: usize = 100;
const STEPS: usize = 50_000;

impl Orthography {
    /// The lines for META.
    #[cfg(feature = "cli")]
    pub(crate) fn lines(&self) -> String {
        let mut lines = vec!["base=1".to_owned(), format!("ignore={}", self.ignored)];
        for (key, Conversions(pairs)) in [("iconv", &self.input), ("oconv", &self.output)] {
            lines.extend(pairs.iter().map(|(from, to)| format!("{key}={from}\t{to}")));
        }
        lines.extend(self.breaks.iter().map(|piece| format!("break={piece}")));
        lines.push(format!("least={}", self.compounds.least));
        lines.extend(self.compounds.rules.iter().map(|rule| format!("rule={}", spell(rule))));
        let mut parts: Vec<_> = self.compounds.parts.iter().collect();
        parts.sort();
        lines.extend(parts.into_iter().map(|(word, flags)| {
            format!(
                "part={word}\t{}",
                flags.iter().map(u32::to_string).collect::<Vec<_>>().join(" ")
            )
        }));
        lines.join("\n") + "\n"
    }

    /// The conventions that an index carries, if it does.
    pub(crate) fn of(index: &Index) -> Option<Box<Orthography>> {
        index.metas("base").next()?;
        let pairs = |key| {
            let both = index.metas(key).filter_map(|line| line.split_once('\t'));
            Conversions(both.map(|(from, to)| (from.to_owned(), to.to_owned())).collect())
        };
        let part = |line: &str| {
            let (word, flags) = line.split_once('\t')?;
            Some((word.to_owned(), flags.split(' ').filter_map(|f| f.parse().ok()).collect()))
        };
        Some(Box::new(Orthography {
            input: pairs("iconv"),
            output: pairs("oconv"),
            ignored: index.meta("ignore").to_owned(),
            breaks: index.metas("break").map(str::to_owned).collect(),
            compounds: Compounds {
                rules: index.metas("rule").map(read_rule).collect(),
                least: index.meta("least").parse().unwrap_or(1),
                parts: index.metas("part").filter_map(part).collect(),
            },
        }))
    }

    /// A word as the dictionary reads it.
    pub(crate) fn read(&self, word: &str) -> String {
        self.without_ignored(self.input.apply(word))
    }

    /// The same without the letters that do not count.
    pub(crate) fn without_ignored(&self, mut word: String) -> String {
        word.retain(|c| !self.ignored.contains(c));
        word
    }

    /// True when a plain lower-case English word is read as it stands.
    pub(crate) fn keeps_plain_words(&self) -> bool {
        let plain = |text: &str| text.chars().all(|c| c.is_ascii_alphabetic() || c == '_');
        !self.input.0.iter().any(|(from, _)| plain(from))
            && !self.ignored.contains(|c: char| c.is_ascii_alphabetic())
    }

    /// True when a word is right once it is broken where it may be; `right` knows the pieces.
    pub(crate) fn passes(&self, word: &str, right: &impl Fn(&str) -> bool) -> bool {
        self.piece_passes(word, right, &mut PIECES.clone())
    }

    fn piece_passes(&self, word: &str, right: &impl Fn(&str) -> bool, left: &mut u32) -> bool {
        if *left == 0 {
            return false;
        }
        *left -= 1;
        right(word)
            || self.places(word) <= PLACES
                && self.broken(word).into_iter().any(|pieces| {
                    pieces.into_iter().flatten().all(|p| self.piece_passes(p, right, left))
                })
    }

    fn places(&self, word: &str) -> usize {
        self.breaks.iter().map(|piece| word.matches(piece.as_str()).count()).sum()
    }

    /// Every way to break a word once.
    fn broken<'w>(&self, word: &'w str) -> Vec<[Option<&'w str>; 2]> {
        let mut ways = Vec::new();
        for piece in self.breaks.iter().filter(|p| p.chars().count() > 1) {
            let head = piece.strip_suffix('$').and_then(|p| word.strip_suffix(p));
            let tail = piece.strip_prefix('^').and_then(|p| word.strip_prefix(p));
            ways.extend(head.into_iter().chain(tail).map(|rest| [Some(rest), None]));
        }
        for piece in &self.breaks {
            let inside = word.match_indices(piece.as_str()).map(|(at, _)| at);
            let inside = inside.filter(|&at| at > 0 && at + piece.len() < word.len());
            let first: Vec<usize> = inside.take(2).collect();
            ways.extend(
                first.iter().rev().map(|&at| [Some(&word[at + piece.len()..]), Some(&word[..at])]),
            );
        }
        ways
    }
}

impl Conversions {
    /// A text with the longest piece that fits converted at each place.
    pub(crate) fn apply(&self, text: &str) -> String {
        let mut made = String::with_capacity(text.len());
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            let fitting = self.0.iter().filter_map(|(from, to)| Some((fit(from, text, at)?, to)));
            match fitting.max_by_key(|(length, _)| *length) {
                Some((length, to)) => {
                    made.push_str(to);
                    at += length;
                }
                None => {
                    made.push(c);
                    at += c.len_utf8();
                }
            }
        }
        made
    }
}

/// The length of a piece that stands at a place of a text.
fn fit(piece: &str, text: &str, at: usize) -> Option<usize> {
    let (first, piece) = piece.strip_prefix('_').map_or((false, piece), |p| (true, p));
    let (last, piece) = piece.strip_suffix('_').map_or((false, piece), |p| (true, p));
    let stands = !piece.is_empty() && text[at..].starts_with(piece);
    let at_its_end = !last || at + piece.len() == text.len();
    (stands && at_its_end && (!first || at == 0)).then_some(piece.len())
}

impl Compounds {
    /// True of a word of two or more parts whose flags follow a rule.
    pub(crate) fn has(&self, word: &str) -> bool {
        if self.rules.is_empty() || word.len() > LONGEST {
            return false;
        }
        let (mut reached, mut steps) = (vec![BTreeSet::new(); word.len() + 1], 0);
        reached[0] = (0..self.rules.len()).map(|rule| (rule, 0, 0)).collect();
        let ends: Vec<usize> = word.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
        for start in std::iter::once(0).chain(ends.iter().copied()) {
            let states = std::mem::take(&mut reached[start]);
            if start == word.len() {
                return states
                    .into_iter()
                    .any(|(rule, at, parts)| parts > 1 && self.ends(rule, at));
            }
            let ends = ends.iter().filter(|&&end| end > start && !states.is_empty());
            for (end, flags) in ends.filter_map(|&end| Some((end, self.part(&word[start..end])?))) {
                for &(rule, at, parts) in &states {
                    steps += self.rules[rule].len() - at + 1;
                    let next = self.next(rule, at, flags).take_while(|_| steps < STEPS);
                    reached[end].extend(next.map(|next| (rule, next, (parts + 1).min(2))));
                }
            }
        }
        false
    }

    fn part(&self, text: &str) -> Option<&[u32]> {
        let flags = self.parts.get(text)?;
        (text.chars().count() >= self.least).then_some(flags)
    }

    /// The places of a rule that a part with these flags leads to.
    fn next(&self, rule: usize, at: usize, flags: &[u32]) -> impl Iterator<Item = usize> {
        let rest = &self.rules[rule][at..];
        let skipped = rest.iter().take_while(|(_, times)| *times != Times::Once).count();
        let open = rest.iter().take(skipped + 1).enumerate();
        open.filter(|(_, (flag, _))| flags.contains(flag))
            .map(move |(i, (_, times))| at + i + usize::from(*times != Times::Any))
    }

    fn ends(&self, rule: usize, at: usize) -> bool {
        self.rules[rule][at..].iter().all(|(_, times)| *times != Times::Once)
    }
}

#[cfg(feature = "cli")]
fn spell(rule: &[(u32, Times)]) -> String {
    let mark = |times| match times {
        Times::Once => "",
        Times::Perhaps => "?",
        Times::Any => "*",
    };
    rule.iter().map(|&(flag, times)| format!("{flag}{}", mark(times))).collect::<Vec<_>>().join(" ")
}

fn read_rule(line: &str) -> Vec<(u32, Times)> {
    let element = |text: &str| {
        let times = match text.chars().next_back() {
            Some('?') => Times::Perhaps,
            Some('*') => Times::Any,
            _ => Times::Once,
        };
        Some((text.trim_end_matches(['?', '*']).parse().ok()?, times))
    };
    line.split(' ').filter_map(element).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ordinals() -> Compounds {
        let [digit, one, one_st, teen, th] = [1, 2, 3, 4, 5];
        let part = |word: &str, flags: &[u32]| (word.to_owned(), flags.to_vec());
        Compounds {
            rules: vec![
                vec![(digit, Times::Any), (one, Times::Once), (teen, Times::Once)],
                vec![(digit, Times::Any), (one_st, Times::Once)],
            ],
            least: 1,
            parts: [
                part("1", &[digit, one]),
                part("2", &[digit]),
                part("1th", &[teen]),
                part("1st", &[one_st]),
                part("2th", &[teen, th]),
            ]
            .into(),
        }
    }

    #[test]
    fn ordinals_follow_their_rule() {
        let compounds = ordinals();
        for right in ["11th", "21st", "112th", "2222221st"] {
            assert!(compounds.has(right), "{right}");
        }
        for wrong in ["1st", "22th", "211", "", "21stst", "3rd"] {
            assert!(!compounds.has(wrong), "{wrong}");
        }
    }

    #[test]
    fn the_longest_piece_is_converted() {
        let pairs = [("Ga", "GA"), ("Gagg", "GAGG"), ("_x", "y"), ("z_", "")];
        let all = Conversions(pairs.map(|(a, b)| (a.to_owned(), b.to_owned())).to_vec());
        assert_eq!(all.apply("xGaxGaggzz"), "yGAxGAGGz");
    }

    #[test]
    fn a_word_is_broken_again_and_again() {
        let breaks = ["-", "^-", "-$"].map(str::to_owned).into();
        let orthography = Orthography { breaks, ..Orthography::default() };
        let right = |w: &str| ["foo", "bar", "scot-free"].contains(&w);
        for (word, passes) in [
            ("foo-bar-foo", true),
            ("-foo", true),
            ("foo-", true),
            ("scot-free-foo", true),
            ("scot-foo", false),
            ("-", false),
            ("foo-bar-foo-bar-foo-bar-foo-bar-foo-bar-foo", false),
        ] {
            assert_eq!(orthography.passes(word, &right), passes, "{word}");
        }
    }

    #[test]
    fn the_lines_hold_everything() {
        let lexicon = crate::lexicon::Lexicon::default();
        let orthography = Orthography {
            input: Conversions(vec![("’".into(), "'".into()), ("a=".into(), String::new())]),
            output: Conversions(vec![("b".into(), "c d".into())]),
            ignored: "\u{64b}\u{64c}".into(),
            breaks: ["-".to_owned(), "=$".to_owned()].into(),
            compounds: ordinals(),
        };
        let empty = crate::index::build(&crate::index::Parts {
            lexicon: &lexicon,
            lists: &[],
            confusables: &[],
            version: "1",
            updated: "",
        });
        let empty = Index::open(empty).unwrap();
        assert_eq!(Orthography::of(&empty), None);
        let index = Index::open(empty.rebase(&lexicon, &orthography.lines()).unwrap()).unwrap();
        assert_eq!(*Orthography::of(&index).unwrap(), orthography);
    }
}
