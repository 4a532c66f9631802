//! Suggestions: a banded, weighted search over the map.
//!
//! Every path of the `fst` carries one row of a dynamic-programming table: the cheapest way to turn
//! the beginning of the typed word into the path. A path dies when its whole row costs more than
//! the budget. Beside the edits of Damerau there are the confusions that people really make with
//! medical words (*e* for *ae*, *f* for *ph*, *r* for *rrh*), each with a price of its own. The
//! budget grows only while nothing cheap was found, and every stage is bounded by a node count,
//! never by the clock, so that the answer is the same on every machine.

use super::{Hit, Index, Payload};
use crate::lexicon::Profile;
use crate::normalise::{casing, fold};
use std::collections::BTreeMap;

/// A word to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The word, in its own case.
    pub form: String,
    /// How far it is from what was typed, in tenths of an edit, with what speaks against it.
    pub cost: u32,
}

/// Tenths of an edit.
type Cost = u8;

const EDIT: Cost = 10;
const FAR: Cost = 200;
/// The longest word that is searched for, in bytes.
const LONGEST: usize = 48;
/// The budgets, each tried only when the one before found too little.
const BUDGETS: [Cost; 3] = [10, 16, 22];
/// The most nodes that one stage visits.
const NODES: usize = 120_000;

/// What people type, what they mean, and the price. Both directions hold.
const CONFUSIONS: [(&str, &str, Cost); 48] = [
    ("e", "ae", 3),
    ("e", "oe", 3),
    ("ae", "oe", 3),
    ("ea", "ae", 4),
    ("eo", "oe", 4),
    ("f", "ph", 3),
    ("r", "rh", 4),
    ("r", "rrh", 4),
    ("rh", "rrh", 3),
    ("rr", "rrh", 3),
    ("rrh", "rhh", 3),
    ("y", "i", 4),
    ("ie", "ei", 4),
    ("c", "k", 5),
    ("c", "s", 6),
    ("s", "z", 4),
    ("c", "ch", 5),
    ("k", "ch", 5),
    ("sh", "ch", 6),
    ("sc", "s", 5),
    ("x", "xc", 5),
    ("t", "th", 5),
    ("n", "pn", 5),
    ("s", "ps", 5),
    ("n", "kn", 6),
    ("n", "gn", 6),
    ("r", "wr", 6),
    ("u", "eu", 5),
    ("us", "ous", 4),
    ("or", "our", 3),
    ("er", "re", 5),
    ("le", "el", 5),
    ("al", "el", 5),
    ("al", "le", 6),
    ("ant", "ent", 4),
    ("ance", "ence", 4),
    ("able", "ible", 4),
    ("ise", "ize", 2),
    ("yse", "yze", 2),
    ("sion", "tion", 5),
    ("cian", "tion", 7),
    ("ei", "i", 6),
    ("itis", "itus", 6),
    ("ly", "ally", 6),
    ("x", "ks", 6),
    ("qu", "k", 7),
    ("u", "oo", 7),
    ("é", "e", 1),
];

impl Index {
    /// Up to `count` words of the dictionary that are like `word`, best first.
    pub fn suggest(&self, word: &str, profile: Profile, count: usize) -> Vec<Suggestion> {
        let typed = fold(word);
        let mut found = Vec::new();
        if typed.len() <= LONGEST {
            for budget in BUDGETS {
                found = self.ranked(&typed, word, budget, profile);
                if found.first().is_some_and(|s| s.cost + 4 <= u32::from(budget)) {
                    break;
                }
            }
        }
        found.extend(self.split(&typed, profile));
        found.sort_by(|a, b| (a.cost, &a.form).cmp(&(b.cost, &b.form)));
        found.dedup_by(|a, b| a.form == b.form);
        found.truncate(count);
        found
    }

    fn ranked(&self, typed: &str, word: &str, budget: Cost, profile: Profile) -> Vec<Suggestion> {
        let mut best: BTreeMap<String, u32> = BTreeMap::new();
        for (key, cost, payload) in Search::new(self, typed, budget).run() {
            for hit in self.hits(&key, payload).into_iter().filter(|hit| offered(hit, profile)) {
                let cost = u32::from(cost) + against(word, &hit);
                best.entry(hit.form).and_modify(|c| *c = cost.min(*c)).or_insert(cost);
            }
        }
        best.into_iter().map(|(form, cost)| Suggestion { form, cost }).collect()
    }

    /// Two words that were run together.
    fn split(&self, typed: &str, profile: Profile) -> Option<Suggestion> {
        let right = |part: &str| {
            part.len() >= 3
                && self.get(part).iter().any(|hit| hit.form == part && offered(hit, profile))
        };
        let cuts = typed.char_indices().map(|(at, _)| typed.split_at(at));
        let both = cuts.filter(|(a, b)| right(a) && right(b));
        both.map(|(a, b)| format!("{a} {b}"))
            .max_by_key(|s| s.find(' ').map_or(0, |at| at.min(s.len() - at)))
            .map(|form| Suggestion { form, cost: 18 })
    }
}

fn offered(hit: &Hit, profile: Profile) -> bool {
    hit.kind.is_accepted(profile) && !hit.flags.no_suggest
}

/// What speaks against a word that is close enough: that it is rare, a variant, or that its
/// capitals are not those that were typed.
fn against(typed: &str, hit: &Hit) -> u32 {
    let rare = 4u32.saturating_sub(u32::from(hit.flags.frequency) / 3);
    let variant = if hit.kind == crate::lexicon::Kind::Correct { 0 } else { 4 };
    let capitals = match casing(&hit.form) == casing(typed)
        || casing(&hit.form) == crate::normalise::Casing::Lower
    {
        true => 0,
        false => 4,
    };
    rare + variant + capitals
}

/// One search with one budget.
struct Search<'a> {
    fst: &'a fst::raw::Fst<std::borrow::Cow<'static, [u8]>>,
    typed: &'a [u8],
    budget: Cost,
    nodes: usize,
    path: Vec<u8>,
    rows: Vec<[Cost; LONGEST + 1]>,
    found: Vec<(String, Cost, Payload)>,
}

impl<'a> Search<'a> {
    fn new(index: &'a Index, typed: &'a str, budget: Cost) -> Search<'a> {
        let mut row = [FAR; LONGEST + 1];
        for (j, cell) in row.iter_mut().enumerate().take(typed.len() + 1) {
            *cell = (j as Cost).saturating_mul(EDIT);
        }
        let fst = index.map.as_fst();
        let typed = typed.as_bytes();
        Search {
            fst,
            typed,
            budget,
            nodes: 0,
            path: Vec::new(),
            rows: vec![row],
            found: Vec::new(),
        }
    }

    fn run(mut self) -> Vec<(String, Cost, Payload)> {
        let root = self.fst.root();
        self.visit(root, fst::raw::Output::zero());
        self.found
    }

    fn visit(&mut self, node: fst::raw::Node<'a>, output: fst::raw::Output) {
        self.nodes += 1;
        let last = self.rows[self.path.len()][self.typed.len()];
        let key = std::str::from_utf8(&self.path);
        if let (true, Ok(key)) = (node.is_final() && last <= self.budget, key) {
            let value = output.cat(node.final_output()).value();
            self.found.push((key.to_owned(), last, Payload(value)));
        }
        for t in node.transitions() {
            if self.nodes > NODES || self.path.len() >= LONGEST {
                return;
            }
            self.path.push(t.inp);
            if self.extend_row() {
                self.visit(self.fst.node(t.addr), output.cat(t.out));
            }
            self.path.pop();
            self.rows.truncate(self.path.len() + 1);
        }
    }

    /// Computes the row of the path's last byte; false when it is beyond the budget everywhere.
    fn extend_row(&mut self) -> bool {
        let depth = self.path.len();
        let byte = self.path[depth - 1];
        let reach = usize::from(self.budget / 3) + 1;
        let (from, to) = (depth.saturating_sub(reach), (depth + reach).min(self.typed.len()));
        let mut row = [FAR; LONGEST + 1];
        for j in from..=to {
            row[j] = self.cell(&row, depth, j, byte);
        }
        self.rows.push(row);
        row[from..=to.max(from)].iter().any(|&c| c <= self.budget)
    }

    /// The cheapest way from the first `j` typed bytes to the path.
    fn cell(&self, row: &[Cost; LONGEST + 1], depth: usize, j: usize, byte: u8) -> Cost {
        let above = &self.rows[depth - 1];
        let doubled = depth > 1 && self.path[depth - 2] == byte;
        let mut best = above[j].saturating_add(if doubled { 5 } else { edge(depth, EDIT) });
        if let Some(i) = j.checked_sub(1) {
            let typed = self.typed[i];
            best = best.min(above[i].saturating_add(substitution(typed, byte, depth)));
            let twice = i > 0 && self.typed[i - 1] == typed;
            best = best.min(row[i].saturating_add(if twice { 5 } else { edge(j, EDIT) }));
            best = best.min(self.swapped(depth, j));
        }
        CONFUSIONS.iter().fold(best, |best, &(a, b, price)| {
            best.min(self.confused(depth, j, a, b, price)).min(self.confused(depth, j, b, a, price))
        })
    }

    fn swapped(&self, depth: usize, j: usize) -> Cost {
        let both = depth > 1
            && j > 1
            && self.path[depth - 1] == self.typed[j - 2]
            && self.path[depth - 2] == self.typed[j - 1];
        if both { self.rows[depth - 2][j - 2].saturating_add(7) } else { FAR }
    }

    /// The price of `typed` for `meant` where both end here.
    fn confused(&self, depth: usize, j: usize, typed: &str, meant: &str, price: Cost) -> Cost {
        let fits =
            self.path.ends_with(meant.as_bytes()) && self.typed[..j].ends_with(typed.as_bytes());
        if fits {
            self.rows[depth - meant.len()][j - typed.len()].saturating_add(price)
        } else {
            FAR
        }
    }
}

/// An edit at the first letter is dearer: people get that one right.
fn edge(at: usize, price: Cost) -> Cost {
    if at <= 1 { price + 3 } else { price }
}

fn substitution(typed: u8, meant: u8, depth: usize) -> Cost {
    const VOWELS: &[u8] = b"aeiouy";
    match () {
        () if typed == meant => 0,
        () if VOWELS.contains(&typed) && VOWELS.contains(&meant) => edge(depth, 7),
        () => edge(depth, EDIT),
    }
}
