//! The replacements that Hunspell tries before any other edit, best first.
//!
//! Hunspell knows no frequencies: of the words one edit away it offers swapped letters first, then
//! keys beside the right one, then a letter too many, then a letter too few, so that *cony* may come
//! before *only*. Three tables put that right, each made from the word lists by rule:
//!
//! 1. the slips of common words (*whe* for *when*) where Hunspell by itself would offer a rarer one;
//! 2. the confusions that the known misspellings share (*lg* for *log*, *tus* for *tis*), the most
//!    widespread first, with a letter of context on each side;
//! 3. the confusions of medical and of English spelling at large.

use super::keyboard::{self, cost};
use crate::lexicon::{Form, Kind, Lexicon, Profile};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A pattern (`^` the beginning, `$` the end) and what stands in its place.
pub(super) type Replacement = (String, String);

/// Every replacement, in the order in which Hunspell is to try them.
pub(super) fn replacements(lexicon: &Lexicon, profile: Profile) -> Vec<Replacement> {
    let mut confusions = shared(lexicon);
    let fixed = GENERAL.iter().filter_map(|pair| pair.split_once(' '));
    confusions.extend(fixed.map(|(wrong, right)| (wrong.to_owned(), right.to_owned())));
    let words = Words::new(lexicon, profile, &confusions);
    let mut all = words.slips(lexicon);
    all.append(&mut confusions);
    let mut seen = BTreeSet::new();
    all.retain(|pair| seen.insert(pair.clone()));
    all
}

/// The confusions of medical spelling, then those of English.
#[rustfmt::skip] // as many a line as fit
const GENERAL: [&str; 92] = [
    "^hemo haemo", "^hema haema", "^eso oeso", "^new pneu", "ys$ ies", "^ede oede", "emia aemia",
    "orrhea orrhoea", "e ae", "e oe", "ae e", "oe e", "ae oe", "oe ae", "rrh r", "r rrh", "rh rrh",
    "rr rrh", "f ph", "ph f", "n pn", "nu neu", "s ps", "y i", "i y", "k ch", "ch k", "us$ ous",
    "ous$ us", "itus$ itis", "itis$ itus", "or our", "ize ise",
    "ie$ y", "^a e", "^e a", "^e i", "^i e", "ie ei", "ei ie", "ee ea", "ea ee", "ance ence", "ence ance", "ant ent", "ent ant",
    "able ible", "ible able", "shun tion", "shun sion", "sion tion", "tion sion", "cion tion",
    "icly ically", "aly ally", "ely ly", "ly ely", "full ful", "ght t", "t ght", "gh f", "f gh",
    "ite ight", "ane ain", "ain ane", "ale ail", "ail ale", "ade aid", "ue ew", "oo u", "u oo",
    "ou oo", "dg g", "g dg", "j g", "g j", "sc s", "c s", "s c", "c k", "k c", "k ck", "ck k",
    "kw qu", "x cs", "w wh", "wh w", "in$ ing", "nt$ n't",
    "g$ k", "g$ ck", "g$ ch",
];

/// The confusions that the known misspellings of several words share, the most widespread first.
fn shared(lexicon: &Lexicon) -> Vec<Replacement> {
    let mut words: BTreeMap<Replacement, BTreeSet<String>> = BTreeMap::new();
    for (wrong, form) in lexicon.iter().filter(|(_, form)| form.kind == Kind::Misspelt) {
        let right = form.instead.first().map_or("", String::as_str);
        if let Some(pair) = confusion(wrong, right) {
            words.entry(pair).or_default().insert(right.chars().take(4).collect());
        }
    }
    let mut pairs: Vec<_> = words.into_iter().map(|(pair, words)| (words.len(), pair)).collect();
    pairs.retain(|(count, _)| *count > 1);
    pairs.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    pairs.into_iter().map(|(_, pair)| pair).collect()
}

/// Where two words differ, with a letter on each side: *astma* and *asthma* give `tm`, `thm`.
fn confusion(wrong: &str, right: &str) -> Option<Replacement> {
    let mark = |word: &str| format!("^{}$", word.to_lowercase()).chars().collect::<Vec<_>>();
    let (wrong, right) = (mark(wrong), mark(right));
    let shorter = wrong.len().min(right.len());
    let start = wrong.iter().zip(&right).take_while(|(a, b)| a == b).count();
    let both = wrong.iter().rev().zip(right.iter().rev());
    let end = both.take(shorter.saturating_sub(start)).take_while(|(a, b)| a == b).count();
    let part = |word: &[char]| word[start - 1..=word.len() - end].iter().collect::<String>();
    let plain = |word: &[char]| word[1..word.len() - 1].iter().all(|c| c.is_alphabetic());
    if start == 0 || start == wrong.len() || !plain(&wrong) || !plain(&right) {
        return None;
    }
    let (pattern, instead) = (part(&wrong), part(&right).replace(['^', '$'], ""));
    (pattern.chars().count() <= 6 && !instead.is_empty()).then_some((pattern, instead))
}

/// The words that can be offered, and what Hunspell makes of a wrong one.
struct Words<'a> {
    /// How common each word is, without regard to case.
    classes: HashMap<String, u8>,
    /// The confusions by their pattern.
    confusions: HashMap<&'a str, Vec<&'a str>>,
}

impl<'a> Words<'a> {
    fn new(lexicon: &Lexicon, profile: Profile, confusions: &'a [Replacement]) -> Words<'a> {
        let mut words = Words { classes: HashMap::new(), confusions: HashMap::new() };
        for (text, form) in lexicon.accepted(profile).filter(|(_, form)| !form.no_suggest) {
            let class = words.classes.entry(text.to_lowercase()).or_default();
            *class = form.frequency.max(*class);
        }
        for (pattern, instead) in confusions {
            words.confusions.entry(pattern).or_default().push(instead);
        }
        words
    }

    /// The slips of common words that lead Hunspell to a rarer word, each with the word meant.
    fn slips(&self, lexicon: &Lexicon) -> Vec<Replacement> {
        let mut best: BTreeMap<String, (i32, &str)> = BTreeMap::new();
        for (word, form) in lexicon.iter().filter(|(word, form)| is_common(word, form)) {
            for slip in keyboard::slips(word).filter(|slip| lexicon.get(slip).is_none()) {
                let likely = i32::from(form.frequency) - cost(word, &slip);
                let old = best.get(&slip).map_or(i32::MIN, |(likely, _)| *likely);
                if likely > old && self.masks(&slip, word, likely) {
                    best.insert(slip, (likely, word));
                }
            }
        }
        let whole = |(slip, (_, word)): (String, (i32, &str))| (format!("^{slip}$"), word.into());
        best.into_iter().map(whole).collect()
    }

    /// True when Hunspell would offer other words before `word`, and all of them are less likely.
    fn masks(&self, slip: &str, word: &str, likely: i32) -> bool {
        let confused = self.confused(slip);
        let mut before = confused
            .into_iter()
            .chain(keyboard::tried(slip))
            .take_while(|tried| tried != word)
            .filter_map(|tried| {
                let class = self.classes.get(&tried)?;
                Some(i32::from(*class) - cost(&tried, slip))
            })
            .peekable();
        before.peek().is_some() && before.all(|other| other < likely)
    }

    /// What the confusions make of a word.
    fn confused(&self, slip: &str) -> Vec<String> {
        let marked = format!("^{slip}$");
        let mut made = Vec::new();
        for (start, end) in pieces(marked.len()) {
            for instead in self.confusions.get(&marked[start..end]).into_iter().flatten() {
                let text = [&marked[..start], instead, &marked[end..]].concat();
                made.push(text.trim_matches(['^', '$']).to_owned());
            }
        }
        made
    }
}

/// Every piece of a text of some length that can be a pattern.
fn pieces(length: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..length)
        .flat_map(move |start| (start + 1..=length.min(start + 7)).map(move |end| (start, end)))
}

/// True of words so common that their slips deserve a line; medical words are commoner in what is
/// checked than in what was counted.
fn is_common(word: &str, form: &Form) -> bool {
    let known = form.frequency >= 10 || form.medical && form.frequency >= 7;
    let offered = form.kind == Kind::Correct && !form.no_suggest;
    known && offered && word.len() > 2 && word.bytes().all(|b| b.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wordlist::parse;

    fn made(rows: &str, classes: &[(&str, u8)]) -> Vec<String> {
        let text = format!("word,inflection,class,us,status,use\n{rows}\n");
        let lexicon = Lexicon::merge(&[parse("t.csv".as_ref(), text.as_bytes())]);
        let classes = classes.iter().map(|(word, class)| ((*word).to_owned(), *class)).collect();
        let pairs = replacements(&lexicon.with_frequencies(&classes), Profile::default());
        pairs.into_iter().map(|(pattern, instead)| format!("{pattern} {instead}")).collect()
    }

    #[test]
    fn a_slip_of_a_common_word_leads_to_it_past_rarer_ones() {
        let made = made(
            "when,,general,,,\nwhet,,general,,,\nwhey,,general,,,",
            &[("when", 14), ("whey", 6), ("whet", 8)],
        );
        assert!(!made.contains(&"^whn$ when".to_owned()), "{made:?}");
        assert!(!made.contains(&"^whe$ when".to_owned()), "n stands before t and y in TRY");
    }

    #[test]
    fn a_rarer_word_that_hunspell_would_offer_first_is_passed() {
        let rows = "only,,general,,,\ncony,,general,,,\ntony,,general,,,";
        let common = made(rows, &[("only", 13), ("tony", 5), ("cony", 5)]);
        assert_eq!(common[0], "^ony$ only");
        let rare = made(rows, &[("only", 13), ("tony", 15), ("cony", 5)]);
        assert_eq!(rare[0], "^ony$ only", "a first letter is seldom left out");
        assert!(!made(rows, &[("only", 6)]).contains(&"^ony$ only".to_owned()));
    }

    #[test]
    fn what_several_words_share_is_a_confusion() {
        let made = made(
            "nephrology,,general,,,\nnephrolgy,,general,,misspelt,nephrology\n\
             urology,,general,,,\nurolgy,,general,,misspelt,urology\n\
             asthma,,disease,,,\nastma,,disease,,misspelt,asthma",
            &[],
        );
        assert_eq!(made[0], "lg log");
        assert!(!made.contains(&"tm thm".to_owned()), "{made:?}");
    }

    #[test]
    fn a_confusion_has_a_letter_on_each_side() {
        let pair = |wrong, right| confusion(wrong, right).map(|(a, b)| format!("{a} {b}"));
        assert_eq!(pair("astma", "asthma").as_deref(), Some("tm thm"));
        assert_eq!(pair("newmonia", "pneumonia").as_deref(), Some("^newm pneum"));
        assert_eq!(pair("itus", "itis").as_deref(), Some("tus tis"));
        assert_eq!(pair("ill", "il").as_deref(), Some("ll$ l"));
        assert_eq!(pair("alot", "a lot"), None);
        assert_eq!(pair("same", "same"), None);
    }
}
