//! The lexicon: every form of every list, merged, each with its verdict and where it comes from.
//!
//! A `BTreeMap`, so that byte order is structural and every artefact made from it is reproducible.
//! A form that a row accepts stays accepted; a status that rejects a word (`former`, `american` …)
//! takes it away from the general list, because somebody decided so; forms that are only derived
//! (American and Oxford spellings) never displace anything. The linter reports every clash.

use crate::normalise::fold;
use crate::wordlist::{Class, Entry, Status, WordList};
use std::collections::BTreeMap;

/// Which spellings beyond the default dictionary are right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// Oxford spelling: *-ize* beside *-ise*.
    pub oxford: bool,
    /// The shorthand of clinical notes.
    pub informal: bool,
}

/// What a form is. The order is the precedence when two rows make the same form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Kind {
    /// Right.
    Correct = 0,
    /// Right; another form is preferred.
    Variant = 1,
    /// A superseded name.
    Former = 2,
    /// A false British form.
    Hypercorrect = 3,
    /// A known misspelling.
    Misspelt = 4,
    /// An American form.
    American = 5,
    /// The *-ize* form of a word in *-ise*.
    Oxford = 6,
    /// Shorthand of notes.
    Informal = 7,
}

impl Kind {
    /// Every kind, by its number.
    pub const ALL: [Kind; 8] = [
        Kind::Correct,
        Kind::Variant,
        Kind::Former,
        Kind::Hypercorrect,
        Kind::Misspelt,
        Kind::American,
        Kind::Oxford,
        Kind::Informal,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Correct => "correct",
            Kind::Variant => "variant",
            Kind::Former => "former",
            Kind::Hypercorrect => "hypercorrect",
            Kind::Misspelt => "misspelt",
            Kind::American => "american",
            Kind::Oxford => "oxford",
            Kind::Informal => "informal",
        }
    }

    /// True when a dictionary of this profile has the form.
    pub fn is_accepted(self, profile: Profile) -> bool {
        match self {
            Kind::Correct | Kind::Variant => true,
            Kind::Oxford => profile.oxford,
            Kind::Informal => profile.informal,
            _ => false,
        }
    }
}

impl From<Status> for Kind {
    fn from(status: Status) -> Kind {
        match status {
            Status::Preferred => Kind::Correct,
            Status::Variant => Kind::Variant,
            Status::Former => Kind::Former,
            Status::Informal => Kind::Informal,
            Status::Misspelt => Kind::Misspelt,
            Status::Hypercorrect => Kind::Hypercorrect,
            Status::American => Kind::American,
        }
    }
}

/// One surface form, without the possessive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// What it is.
    pub kind: Kind,
    /// It also takes *'s*.
    pub possessive: bool,
    /// Only this very case is right.
    pub keep_case: bool,
    /// Right, but never offered.
    pub no_suggest: bool,
    /// It comes from a medical list (and perhaps from the general one too).
    pub medical: bool,
    /// How common it is: 0 unknown, then 1 (rare) to 15, in powers of two.
    pub frequency: u8,
    /// What to write instead, best first.
    pub instead: Vec<String>,
}

impl Form {
    /// A right word of general English.
    pub fn plain() -> Form {
        Form { kind: Kind::Correct, no_suggest: false, ..Form::derived() }
    }

    /// The properties that all derived forms share.
    fn derived() -> Form {
        Form {
            kind: Kind::American,
            possessive: false,
            keep_case: false,
            no_suggest: true,
            medical: false,
            frequency: 0,
            instead: Vec::new(),
        }
    }
}

/// Every form of the word lists.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    forms: BTreeMap<String, Form>,
}

/// The file stem of the list of general English.
pub const GENERAL: &str = "general";

impl Lexicon {
    /// Merges the lists.
    pub fn merge(lists: &[WordList]) -> Lexicon {
        let mut lexicon = Lexicon::default();
        for (medical, entry) in entries(lists) {
            lexicon.add_entry(entry, medical);
        }
        for (medical, entry) in entries(lists).filter(|(_, e)| e.status.is_accepted()) {
            lexicon.add_derived(entry, medical);
        }
        lexicon
    }

    /// The same with how common each form is, by its folded text.
    pub fn with_frequencies(self, classes: &BTreeMap<String, u8>) -> Lexicon {
        self.with_frequency(|folded| classes.get(folded).copied().unwrap_or(0))
    }

    /// The same with how common each form is, as `class` says of its folded text.
    pub fn with_frequency(mut self, class: impl Fn(&str) -> u8) -> Lexicon {
        for (text, form) in &mut self.forms {
            form.frequency = class(&fold(text));
        }
        self
    }

    /// Every form in byte order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Form)> {
        self.forms.iter().map(|(text, form)| (text.as_str(), form))
    }

    /// The forms that a dictionary of this profile has, in byte order.
    pub fn accepted(&self, profile: Profile) -> impl Iterator<Item = (&str, &Form)> {
        self.iter().filter(move |(_, form)| form.kind.is_accepted(profile))
    }

    /// One form.
    pub fn get(&self, text: &str) -> Option<&Form> {
        self.forms.get(text)
    }

    /// How many forms there are, of every kind.
    pub fn len(&self) -> usize {
        self.forms.len()
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }

    /// Adds a word of general English that no row has.
    pub fn add_plain(&mut self, word: &str) {
        self.forms.entry(word.to_owned()).or_insert_with(Form::plain);
    }

    /// Adds a form of another dictionary of general English, under what the lists say: they accept
    /// it or reject it, but shorthand and spellings in *-ize* are right where the dictionary has
    /// them.
    pub fn add_under(&mut self, word: String, form: Form) {
        let Some(own) = self.forms.get_mut(&word) else {
            self.forms.insert(word, form);
            return;
        };
        if matches!(own.kind, Kind::Informal | Kind::Oxford) {
            *own = form;
        } else if form.kind == Kind::Correct && own.kind.is_accepted(Profile::default()) {
            own.possessive |= form.possessive;
            own.no_suggest |= form.no_suggest;
        }
    }

    /// Adds the Oxford spelling of every general word in *-ise* that has none.
    pub fn add_oxford(&mut self) {
        let general = self.accepted(Profile::default()).filter(|(_, form)| !form.medical);
        let twins: Vec<(String, Form)> = general
            .filter_map(|(text, form)| {
                let (instead, kind) = (vec![text.to_owned()], Kind::Oxford);
                let possessive = form.possessive;
                Some((oxford(text)?, Form { kind, possessive, instead, ..Form::derived() }))
            })
            .collect();
        for (text, form) in twins {
            self.forms.entry(text).or_insert(form);
        }
    }

    fn add_entry(&mut self, entry: &Entry, medical: bool) {
        let form = Form {
            kind: entry.status.into(),
            possessive: false,
            keep_case: entry.class == Class::Unit,
            no_suggest: entry.note.contains("nosuggest: "),
            medical,
            frequency: 0,
            instead: Vec::new(),
        };
        let possessive = entry.is_possessive();
        for (i, (text, instead)) in entry.redirected().into_iter().enumerate() {
            let instead =
                instead.split('|').map(str::trim).filter(|s| !s.is_empty()).map(str::to_owned);
            let instead = instead.collect();
            self.add(text, Form { possessive: possessive && i == 0, instead, ..form.clone() });
        }
    }

    fn add_derived(&mut self, entry: &Entry, medical: bool) {
        let american = entry.us_forms().into_iter().map(|pair| (pair, Kind::American));
        let oxford = oxford_forms(entry).into_iter().map(|pair| (pair, Kind::Oxford));
        for ((text, british), kind) in oxford.chain(american) {
            let possessive = entry.is_possessive() && british == entry.word;
            let instead = vec![british];
            let form = Form { kind, possessive, medical, instead, ..Form::derived() };
            match self.forms.get_mut(&text) {
                Some(old) if old.kind == kind && !old.instead.contains(&form.instead[0]) => {
                    old.instead.extend(form.instead);
                }
                Some(_) => {}
                None => drop(self.forms.insert(text, form)),
            }
        }
    }

    /// Adds a form of a row. Medical rows decide over the general list, but shorthand displaces
    /// nothing; otherwise the first kind in the order of [`Kind`] wins, and rights add up.
    fn add(&mut self, text: String, form: Form) {
        let Some(old) = self.forms.get_mut(&text) else {
            self.forms.insert(text, form);
            return;
        };
        let merged = Form {
            possessive: old.possessive || form.possessive,
            no_suggest: old.no_suggest || form.no_suggest,
            ..match (old.medical, form.medical) {
                _ if old.kind == Kind::Informal => form,
                _ if form.kind == Kind::Informal => old.clone(),
                (true, false) => old.clone(),
                (false, true) => form,
                _ if form.kind < old.kind => form,
                _ => old.clone(),
            }
        };
        *old = merged;
    }
}

/// Every entry with whether it is of a medical list.
fn entries(lists: &[WordList]) -> impl Iterator<Item = (bool, &Entry)> {
    lists.iter().flat_map(|list| {
        let medical = list.path.file_stem().is_none_or(|stem| stem != GENERAL);
        list.entries.iter().map(move |entry| (medical, entry))
    })
}

/// The Oxford spellings of an entry, each with its form in *-ise*.
fn oxford_forms(entry: &Entry) -> Vec<(String, String)> {
    let Some(base) = oxford(&entry.word) else { return Vec::new() };
    let twin = Entry { word: base, ..entry.clone() };
    twin.forms().into_iter().zip(entry.forms()).filter(|(a, b)| a != b).collect()
}

/// The Oxford spelling of a word in *-ise*, *-iser*, *-isation* …; nothing for words that end so by
/// descent (*exercise*, *revise*) and for *-yse*, which stays in every British style.
///
/// The suffix of Greek origin takes *z* in Oxford spelling: New Hart's Rules, 3.1.1.
pub fn oxford(word: &str) -> Option<String> {
    const TAILS: [&str; 14] = [
        "ise",
        "ised",
        "ises",
        "ising",
        "iser",
        "isers",
        "isable",
        "isation",
        "isations",
        "isational",
        "isability",
        "isingly",
        "isedly",
        "isationally",
    ];
    let tail = TAILS.iter().find(|tail| word.ends_with(*tail))?;
    let stem = word.strip_suffix(tail)?;
    let lower = stem.chars().all(|c| c.is_lowercase() || c == '-');
    let vowel = stem.ends_with(['a', 'e', 'i', 'o', 'u']) && !VOWEL_STEMS.contains(&stem);
    let known = NEVER_IZE.iter().any(|never| stem.ends_with(never));
    (lower && stem.len() >= 3 && !vowel && !known).then(|| [stem, "iz", &tail[2..]].concat())
}

/// Stems in a vowel that do take *-ize*.
const VOWEL_STEMS: [&str; 8] =
    ["archa", "ghetto", "juda", "hebra", "ego", "homogene", "heparine", "echo"];

/// What stands before *-ise* in words that have it by descent; compared with the end of the stem,
/// so that *dis-advert-ise* and *un-superv-ised* are covered. Chosen so that no true *-ize* verb
/// ends in one of them.
const NEVER_IZE: [&str; 43] = [
    "advert",
    "adv",
    "affranch",
    "anch",
    "appr",
    "chast",
    "circumc",
    "clockw",
    "compr",
    "comprom",
    "conc",
    "dem",
    "desp",
    "dev",
    "disfranch",
    "enfranch",
    "enterpr",
    "erw",
    "exc",
    "exerc",
    "expert",
    "franch",
    "improv",
    "inc",
    "lengthw",
    "likew",
    "merchand",
    "mort",
    "parad",
    "pract",
    "prec",
    "prem",
    "prom",
    "repr",
    "rev",
    "sunr",
    "superv",
    "surm",
    "surpr",
    "telev",
    "treat",
    "endw",
    "crossw",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wordlist::{COLUMNS, parse};
    use std::path::Path;

    fn lexicon(files: &[(&str, &str)]) -> Lexicon {
        let lists: Vec<_> = files
            .iter()
            .map(|(name, rows)| {
                let text = format!("{}\n{rows}\n", COLUMNS.join(","));
                parse(Path::new(name), text.as_bytes())
            })
            .collect();
        Lexicon::merge(&lists)
    }

    #[test]
    fn oxford_knows_what_keeps_its_s() {
        for (ise, ize) in [
            ("catheterise", "catheterize"),
            ("organisation", "organization"),
            ("randomised", "randomized"),
            ("de-identified", ""),
            ("exercise", ""),
            ("revised", ""),
            ("unsupervised", ""),
            ("analyse", ""),
            ("otherwise", ""),
            ("promise", ""),
            ("bruise", ""),
            ("raised", ""),
            ("Louise", ""),
            ("advisable", ""),
            ("mobiliser", "mobilizer"),
            ("theorise", "theorize"),
            ("summarise", "summarize"),
            ("compromised", ""),
            ("minimise", "minimize"),
            ("optimise", "optimize"),
            ("synthesise", "synthesize"),
            ("criticise", "criticize"),
            ("televise", ""),
            ("excise", ""),
            ("ostracise", "ostracize"),
        ] {
            assert_eq!(oxford(ise).unwrap_or_default(), ize, "{ise}");
        }
    }

    #[test]
    fn a_status_takes_a_word_from_the_general_list() {
        let l = lexicon(&[
            ("general.csv", "frusemide,,general,,,,,\nedema,,general,,,,,"),
            ("drugs.csv", "frusemide,,drug,,former,furosemide,,\nfurosemide,,drug,,,,,"),
        ]);
        assert_eq!(l.get("frusemide").unwrap().kind, Kind::Former);
        assert_eq!(l.get("frusemide").unwrap().instead, ["furosemide"]);
    }

    #[test]
    fn a_derived_form_displaces_nothing() {
        let l = lexicon(&[
            ("general.csv", "gray,s,general,,,,,"),
            ("a.csv", "grey,s,general,gray,,,,\norganise,ed,general,,,,,"),
        ]);
        assert_eq!(l.get("gray").unwrap().kind, Kind::Correct);
        assert_eq!(l.get("organized").unwrap().kind, Kind::Oxford);
        assert_eq!(l.get("organized").unwrap().instead, ["organised"]);
    }
}
