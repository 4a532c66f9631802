//! Suggestions, in three stages; each runs only when the one before found nothing near.
//!
//! 1. Every word one edit or one confusion away, asked for in the probe table: some hundred probes
//!    answer most misspellings in microseconds.
//! 2. A weighted [`search`] over the map, with a growing budget.
//! 3. What sounds alike or nearly so, by the phonetic keys.
//!
//! At last the word cut in two. All candidates are ranked by one measure: the [`price`] of the
//! misspelling, how rare the word is, and what else speaks against it. Stages are bounded by counts,
//! never by the clock: the answer is the same on every machine.

mod price;
mod search;

use super::{Hit, Index, Payload, sound::sound};
use crate::lexicon::{Kind, Profile};
use crate::normalise::{Casing, capitalise, casing, fold};
use price::{Cost, FAR, LONGEST, Row, Typed};
use search::Search;
use std::borrow::Cow;
use std::collections::BTreeMap;

type Fst = fst::raw::Fst<Cow<'static, [u8]>>;

/// A word to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The word, in its own case.
    pub form: String,
    /// How far it is from what was typed, in hundredths of an edit, with what speaks against it.
    pub cost: u32,
}

/// The budgets of the search, each with the most nodes that it visits.
const BUDGETS: [(Cost, usize); 2] = [(120, 10_000), (220, 20_000)];
/// A rank that makes further stages needless, and one that makes the phonetic stage needless.
const NEAR: u32 = 125;
const PLAUSIBLE: u32 = 210;
/// How much worse than the best rank a word may be and still be searched for.
const ROOM: u32 = 80;
/// How many of the best candidates are sure to be the best; those behind them are what was met.
const KEPT: usize = 5;
/// The most words that are weighed for one phonetic key.
const ALIKE: usize = 400;

/// What it costs to have typed one word for another, in hundredths of an edit; nothing when they
/// have little in common.
pub(crate) fn distance(typed: &str, meant: &str) -> Option<u32> {
    let (typed, meant) = (fold(typed), fold(meant));
    let near = typed.len() <= LONGEST;
    let price = near.then(|| Typed::new(&typed).price(&meant, &mut Vec::new()));
    price.filter(|&price| price < FAR).map(u32::from)
}

impl Index {
    /// Up to `count` words of the dictionary that are like `word`, best first.
    pub fn suggest(&self, word: &str, profile: Profile, count: usize) -> Vec<Suggestion> {
        let folded = fold(word);
        if folded.len() > LONGEST {
            return Vec::new();
        }
        let typed = Typed::new(&folded);
        let mut ranking = Ranking::new(self, word, &folded, &typed, profile);
        self.near(&typed, &mut ranking);
        for (budget, nodes) in BUDGETS {
            if ranking.best() <= NEAR {
                break;
            }
            Search::new(self.map.as_fst(), &typed, (budget, nodes), &mut ranking).run();
        }
        if ranking.best() > PLAUSIBLE {
            self.alike(&folded, &mut ranking);
        }
        ranking.split(&folded);
        ranking.top(count)
    }

    /// The first stage: one edit or one confusion away.
    fn near(&self, typed: &Typed<'_>, ranking: &mut Ranking<'_>) {
        let mut found = Vec::new();
        let mut ask = |word: &[u8]| {
            if self.probe(word) {
                found.push(String::from_utf8_lossy(word).into_owned());
            }
        };
        one_edit(self.map.as_fst(), typed.bytes, &mut ask);
        typed.confused(&mut ask);
        for key in found {
            if let Some(value) = self.map.get(&key) {
                ranking.weigh(key, Payload(value));
            }
        }
    }

    /// The third stage: words of the same phonetic key, and of keys one edit away.
    fn alike(&self, folded: &str, ranking: &mut Ranking<'_>) {
        let key = sound(folded);
        let mut keys = vec![key.clone()];
        one_edit(self.sounds.as_fst(), &key, &mut |near| keys.push(near.to_vec()));
        for key in keys {
            for word in self.sounding(&key, ALIKE) {
                if let Some(value) = self.map.get(word) {
                    ranking.weigh(word.to_owned(), Payload(value));
                }
            }
        }
    }
}

/// The strings one edit away from a word that a map may have: what stands before the edit and the
/// letter that it writes must begin a key.
fn one_edit(fst: &Fst, word: &[u8], visit: &mut impl FnMut(&[u8])) {
    let mut node = fst.root();
    let mut other = Vec::with_capacity(word.len() + 1);
    for at in 0..=word.len() {
        let (head, tail) = word.split_at(at);
        let mut make = |middle: &[u8], skip: usize| {
            other.clear();
            other.extend_from_slice(head);
            other.extend_from_slice(middle);
            other.extend_from_slice(&tail[skip..]);
            visit(&other);
        };
        for letter in node.transitions().map(|t| t.inp) {
            make(&[letter], 0);
            match tail {
                [first, ..] if *first != letter => make(&[letter], 1),
                _ => {}
            }
            match tail {
                [first, second, ..] if *second == letter => make(&[letter, *first], 2),
                _ => {}
            }
        }
        let Some(first) = tail.first() else { return };
        make(&[], 1);
        let Some(next) = node.find_input(*first) else { return };
        node = fst.node(node.transition_addr(next));
    }
}

/// The candidates so far, ranked.
struct Ranking<'a> {
    index: &'a Index,
    word: &'a str,
    typed: &'a Typed<'a>,
    sound: Vec<u8>,
    profile: Profile,
    rows: Vec<Row>,
    ranks: BTreeMap<String, u32>,
    /// The ranks of the best candidates so far, sorted.
    best: [u32; KEPT],
}

impl<'a> Ranking<'a> {
    fn new(
        index: &'a Index,
        word: &'a str,
        folded: &str,
        typed: &'a Typed<'a>,
        profile: Profile,
    ) -> Ranking<'a> {
        let (sound, rows, ranks) = (sound(folded), Vec::new(), BTreeMap::new());
        Ranking { index, word, typed, sound, profile, rows, ranks, best: [u32::MAX / 2; KEPT] }
    }

    /// The rank of the best candidate.
    fn best(&self) -> u32 {
        self.best[0]
    }

    /// The rank that a further candidate must reach to come among the best.
    fn limit(&self) -> u32 {
        self.best[KEPT - 1].min(self.best[0] + ROOM)
    }

    /// Notes the rank of a candidate.
    fn rank(&mut self, form: String, rank: u32) {
        if self.ranks.insert(form, rank).is_none() && rank < self.best[KEPT - 1] {
            let at = self.best.partition_point(|&better| better <= rank);
            self.best[at..].rotate_right(1);
            self.best[at] = rank;
        }
    }

    /// Takes a key of the map in.
    fn weigh(&mut self, key: String, payload: Payload) {
        if self.ranks.contains_key(&key) {
            return;
        }
        let price = self.typed.price(&key, &mut self.rows);
        if price >= FAR {
            return;
        }
        let unlike = self.unlike(&sound(&key));
        let profile = self.profile;
        let hits = self.index.hits(&key, key.as_bytes(), payload);
        for hit in hits.into_iter().filter(|hit| offered(hit, profile)) {
            let rank = u32::from(price) + unlike + against(self.word, &hit);
            self.weigh_possessive(&key, &hit);
            self.rank(hit.form.into_owned(), rank);
        }
    }

    /// Takes the possessive of a name in, whose sign people leave out: *Crohns*, *parkinsons*.
    fn weigh_possessive(&mut self, key: &str, hit: &Hit<'_>) {
        let typed = self.typed.bytes;
        let name = hit.flags.possessive && hit.form.starts_with(char::is_uppercase);
        if !name || !typed.ends_with(b"s") || typed.ends_with(b"'s") {
            return;
        }
        let price = self.typed.price(&format!("{key}'s"), &mut self.rows);
        if price < FAR {
            let unlike = self.unlike(&sound(&format!("{key}s")));
            let rank = u32::from(price) + unlike + against(&capitalise(self.word), hit);
            self.rank(format!("{}'s", hit.form), rank);
        }
    }

    /// What the sound speaks against a word: each sound between the common beginning and the
    /// common end, two in the wrong order counting as one.
    fn unlike(&self, other: &[u8]) -> u32 {
        let same = self.sound.iter().zip(other).take_while(|(a, b)| a == b).count();
        let (a, b) = (&self.sound[same..], &other[same..]);
        let tail = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
        let (a, b) = (&a[..a.len() - tail], &b[..b.len() - tail]);
        match (a, b) {
            ([x, y], [z, w]) if (x, y) == (w, z) => UNLIKE,
            _ => UNLIKE * a.len().max(b.len()).min(4) as u32,
        }
    }

    /// Two words that were run together.
    fn split(&mut self, folded: &str) {
        let cuts = folded.char_indices().skip(1).map(|(at, _)| folded.split_at(at));
        let pairs = cuts.filter_map(|(a, b)| {
            let rare = self.part(a)? + self.part(b)?;
            Some((SPLIT + rare / 2, format!("{a} {b}")))
        });
        if let Some((rank, form)) = pairs.min() {
            self.rank(form, rank);
        }
    }

    /// How rare a part of a cut word is; short ones must be common.
    fn part(&self, part: &str) -> Option<u32> {
        let hits = self.index.get(part);
        let hit = hits.iter().find(|hit| hit.form == part && offered(hit, self.profile))?;
        let common = match part.len() {
            1 | 2 => SHORT.contains(&part),
            3 => hit.flags.frequency >= 8,
            _ => true,
        };
        common.then(|| rarity(hit))
    }

    fn top(self, count: usize) -> Vec<Suggestion> {
        let ranked = self.ranks.into_iter().map(|(form, cost)| Suggestion { form, cost });
        let mut found: Vec<Suggestion> = ranked.collect();
        found.sort_by(|a, b| (a.cost, &a.form).cmp(&(b.cost, &b.form)));
        found.truncate(count);
        found
    }
}

const SPLIT: u32 = 190;
/// The words of one and two letters that are run together with others; what else is that short
/// (*al*, *re*, *es*) is more often a piece of a word.
const SHORT: [&str; 24] = [
    "a", "am", "an", "as", "at", "be", "by", "do", "go", "he", "if", "in", "is", "it", "me", "my",
    "no", "of", "on", "or", "so", "to", "up", "we",
];
/// What speaks for a medical name where a capital was typed, and against a capital that was not, in
/// a brand or name and elsewhere.
const NAME: u32 = 40;
const CAPITAL: u32 = 25;
const CAPITALS: u32 = 50;
const UNLIKE: u32 = 15;
const RARE: u32 = 9;

fn offered(hit: &Hit<'_>, profile: Profile) -> bool {
    hit.kind.is_accepted(profile) && !hit.flags.no_suggest
}

/// How much rarer than the commonest word: a power of two in frequency is worth [`RARE`].
fn rarity(hit: &Hit<'_>) -> u32 {
    RARE * u32::from(hit.flags.rarity())
}

/// What speaks against a word that is close enough: that it is rare, a variant, or that its
/// capitals are not those that were typed. Medical names are commoner than general texts say.
fn against(typed: &str, hit: &Hit<'_>) -> u32 {
    let variant = if hit.kind == Kind::Correct { 0 } else { 40 };
    let (rank, medical) = (rarity(hit) + variant, hit.flags.medical);
    match (casing(&hit.form), casing(typed)) {
        (Casing::Lower, _) => rank,
        (_, Casing::Title) if medical => rank.saturating_sub(NAME),
        (case, typed) if case == typed => rank,
        (Casing::Title, _) if medical => rank + CAPITAL,
        _ => rank + CAPITALS,
    }
}
