//! Token → verdict: what is wrong with a word, and what to write instead.

use crate::cut::Runs;
use crate::index::{Hit, Index, distance};
use crate::lexicon::{Kind, Profile};
use crate::normalise::{Casing, capitalise, casing, fold, normalise, recase};
use crate::orthography::Orthography;
use crate::quiet::Quiet;
use crate::suspect::{Memory, is_plainly_right, is_right_word, misspellings, visit};
use crate::token::{Token, cores, hyphen_parts, is_opaque, runs, segments, words};
use smallvec::{SmallVec, smallvec};
use std::sync::OnceLock;

/// What the dictionary says of one word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Right.
    Correct,
    /// Right; another form is preferred.
    Variant {
        /// The preferred form.
        preferred: String,
    },
    /// Oxford spelling, right with [`Profile::oxford`].
    Oxford {
        /// The form in *-ise*.
        ise: String,
    },
    /// American.
    American {
        /// The British word or words.
        british: Vec<String>,
    },
    /// A superseded name.
    Former {
        /// The current name.
        current: Vec<String>,
    },
    /// A false British form.
    Hypercorrect {
        /// The right form.
        right: Vec<String>,
    },
    /// A misspelling that people are known to make.
    KnownMisspelling {
        /// The right form.
        right: Vec<String>,
    },
    /// Shorthand of notes, right with [`Profile::informal`].
    Informal {
        /// What it stands for.
        meaning: Vec<String>,
    },
    /// Right but for its capitals.
    Case {
        /// The forms with the right capitals.
        right: Vec<String>,
    },
    /// In no list.
    Unknown,
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Perhaps meant so.
    Warning,
    /// Wrong in British medical writing.
    Error,
}

impl Severity {
    /// How reports write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

impl Verdict {
    /// The name of the rule, as reports and ignore comments use it.
    pub fn rule(&self) -> &'static str {
        match self {
            Verdict::Correct => "correct",
            Verdict::Variant { .. } => "variant",
            Verdict::Oxford { .. } => "oxford",
            Verdict::American { .. } => "american",
            Verdict::Former { .. } => "former",
            Verdict::Hypercorrect { .. } => "hypercorrect",
            Verdict::KnownMisspelling { .. } => "misspelling",
            Verdict::Informal { .. } => "informal",
            Verdict::Case { .. } => "case",
            Verdict::Unknown => "unknown",
        }
    }

    /// How much it matters.
    pub fn severity(&self) -> Severity {
        match self {
            Verdict::Correct | Verdict::Variant { .. } => Severity::Note,
            Verdict::Oxford { .. } => Severity::Warning,
            _ => Severity::Error,
        }
    }

    /// What the verdict itself says to write, best first.
    pub fn replacements(&self) -> &[String] {
        match self {
            Verdict::Correct | Verdict::Unknown => &[],
            Verdict::Variant { preferred: one } | Verdict::Oxford { ise: one } => {
                std::slice::from_ref(one)
            }
            Verdict::American { british: all }
            | Verdict::Former { current: all }
            | Verdict::Hypercorrect { right: all }
            | Verdict::KnownMisspelling { right: all }
            | Verdict::Informal { meaning: all }
            | Verdict::Case { right: all } => all,
        }
    }

    /// True of what needs no correction, though it may be worth a note.
    fn is_right(&self) -> bool {
        self.severity() == Severity::Note
    }

    /// A few words for a person, without the word itself.
    pub fn gloss(&self) -> &'static str {
        match self {
            Verdict::Correct => "right",
            Verdict::Variant { .. } => "accepted, another form is preferred",
            Verdict::Oxford { .. } => "Oxford spelling, the house style is -ise",
            Verdict::American { .. } => "American",
            Verdict::Former { .. } => "former name",
            Verdict::Hypercorrect { .. } => "falsely British",
            Verdict::KnownMisspelling { .. } => "misspelt",
            Verdict::Informal { .. } => "shorthand of notes",
            Verdict::Case { .. } => "wrong capitals",
            Verdict::Unknown => "not in the dictionary",
        }
    }
}

/// A word that is not simply right, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misspelling<'t> {
    /// The word as written.
    pub token: Token<'t>,
    /// What is wrong.
    pub verdict: Verdict,
}

/// A look-alike pair that stands between what was typed and what is offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caution {
    /// The word that is offered.
    pub offered: String,
    /// What tells the two words of the pair apart.
    pub note: String,
}

/// Checks words and texts against an index.
pub struct Checker {
    index: Index,
    profile: Profile,
    /// The conventions of a dictionary of the user's, when the index has one.
    orthography: Option<Box<Orthography>>,
    /// The runs in which it finds nothing, once there are many.
    pub(crate) quiet: OnceLock<Quiet>,
}

/// What is found in a run: most often one word or none.
pub(crate) type Findings<'t> = SmallVec<[Misspelling<'t>; 1]>;

impl Checker {
    /// A checker on this index.
    pub fn new(index: Index) -> Checker {
        let orthography = Orthography::of(&index);
        let plain = orthography.as_ref().is_none_or(|o| o.keeps_plain_words());
        let index = if plain { index } else { index.without_probe() };
        Checker { index, profile: Profile::default(), orthography, quiet: OnceLock::new() }
    }

    /// The same with more spellings right.
    pub fn with_profile(self, profile: Profile) -> Checker {
        Checker { profile, quiet: OnceLock::new(), ..self }
    }

    /// The index that it asks.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// The verdict on one word as written; a hyphenated word that is in no list is right when all
    /// its parts are.
    pub fn verdict(&self, word: &str) -> Verdict {
        match self.look_up(word) {
            Verdict::Unknown | Verdict::Case { .. } if self.base_passes(word) => Verdict::Correct,
            Verdict::Unknown if self.orthography.is_none() && self.parts_pass(word) => {
                Verdict::Correct
            }
            Verdict::Case { .. } if self.parts_are_known(word) => Verdict::Correct,
            verdict => verdict,
        }
    }

    /// True of a word that is right by the conventions of the user's dictionary: a number, or once
    /// its dots are off or it is broken.
    fn base_passes(&self, word: &str) -> bool {
        let core = word.trim_end_matches('.');
        !core.is_empty() && self.pieces_pass(core)
    }

    fn pieces_pass(&self, word: &str) -> bool {
        let right = |piece: &str| is_number(piece) || self.look_up(piece).is_right();
        self.orthography.as_ref().is_some_and(|o| o.passes(word, &right))
    }

    /// Up to `count` words to write instead, best first.
    ///
    /// ```
    /// # use medspell::{Checker, Index};
    /// let checker = Checker::new(Index::embedded());
    /// assert_eq!(checker.suggest("Hemoglobin", 5)[0], "Haemoglobin");
    /// ```
    pub fn suggest(&self, word: &str, count: usize) -> Vec<String> {
        match self.look_up(word) {
            Verdict::Case { mut right } => {
                let others = self.search(word, count);
                right.extend(others.into_iter().filter(|w| !right.contains(w)).collect::<Vec<_>>());
                right.truncate(count);
                right
            }
            verdict => match verdict.replacements() {
                [] => self.search(word, count),
                known => known.iter().take(count).cloned().collect(),
            },
        }
    }

    /// What to know before one of these `offers` is written for `word`: an offer that belongs to a
    /// look-alike pair carries the note of that pair when the other word may have been meant too,
    /// because it is offered as well or because it costs at most one edit more. A pair is noted
    /// once. A verdict that names the word (American, former, Oxford, a variant) guesses nothing and
    /// needs no caution.
    ///
    /// ```
    /// # use medspell::{Checker, Index};
    /// let checker = Checker::new(Index::embedded());
    /// let offers = checker.suggest("illeum", 5);
    /// assert_eq!(offers[0], "ileum");
    /// let cautions = checker.cautions("illeum", &offers);
    /// assert!(cautions.iter().any(|c| c.offered == "ileum" && c.note.contains("ilium: ")));
    /// assert_eq!(checker.cautions("edema", &checker.suggest("edema", 5)), []);
    /// ```
    pub fn cautions(&self, word: &str, offers: &[String]) -> Vec<Caution> {
        match self.look_up(word) {
            Verdict::American { .. }
            | Verdict::Former { .. }
            | Verdict::Oxford { .. }
            | Verdict::Variant { .. } => Vec::new(),
            _ => self.crossings(word, offers),
        }
    }

    fn crossings(&self, word: &str, offers: &[String]) -> Vec<Caution> {
        let word = normalise(word);
        let mut cautions: Vec<Caution> = Vec::new();
        for offered in offers {
            for (other, note) in self.index.confusables(without_possessive(offered)) {
                let known = cautions.iter().any(|c| c.note == note);
                if !known && self.is_near(without_possessive(&word), offered, &other, offers) {
                    cautions.push(Caution { offered: offered.clone(), note });
                }
            }
        }
        cautions
    }

    /// True when `other` may have been meant where `offered` is offered.
    fn is_near(&self, word: &str, offered: &str, other: &str, offers: &[String]) -> bool {
        let same = |a: &str, b: &str| fold(a) == fold(b);
        if offers.iter().any(|offer| same(without_possessive(offer), other)) {
            return true;
        }
        let offered = distance(word, without_possessive(offered));
        distance(word, other).is_some_and(|d| offered.is_none_or(|o| d <= o + ONE_EDIT))
    }

    /// True when one word alone can be meant: a fix needs no judgement.
    #[cfg(feature = "cli")]
    pub(crate) fn is_certain(&self, word: &str, verdict: &Verdict) -> bool {
        let named = matches!(
            verdict,
            Verdict::American { .. }
                | Verdict::Former { .. }
                | Verdict::KnownMisspelling { .. }
                | Verdict::Hypercorrect { .. }
        );
        let all = verdict.replacements();
        named && all.len() == 1 && self.cautions(word, all).is_empty()
    }

    /// The misspellings of a text, in order; [`Verdict::Correct`] is left out.
    ///
    /// ```
    /// # use medspell::{Checker, Index, Verdict};
    /// let checker = Checker::new(Index::embedded());
    /// let found: Vec<_> = checker.check("No edema today.").collect();
    /// assert_eq!(found[0].token.text, "edema");
    /// assert_eq!(found[0].verdict, Verdict::American { british: vec!["oedema".into()] });
    /// ```
    pub fn check<'t>(&self, text: &'t str) -> impl Iterator<Item = Misspelling<'t>> {
        let suspects = Runs::new(text).filter(|run| !is_plainly_right(run.text, &self.index));
        suspects.flat_map(|run| self.check_exactly(run))
    }

    /// Every word of a text in order, the right ones too ([`Verdict::Correct`]).
    pub fn words<'t>(&self, text: &'t str) -> impl Iterator<Item = Misspelling<'t>> {
        runs(text).flat_map(move |run| {
            let mut all = self.check_exactly(run);
            let inside = |s: &Token<'_>| {
                all.iter().any(|m| m.token.start < s.end() && s.start < m.token.end())
            };
            let right: Vec<_> =
                segments(run).filter(|s| !s.text.is_empty() && !inside(s)).collect();
            all.extend(
                right.into_iter().map(|token| Misspelling { token, verdict: Verdict::Correct }),
            );
            all.sort_by_key(|m| m.token.start);
            all
        })
    }

    /// The same, faster on much text: what was judged before is remembered. A run of more than 256
    /// characters is no word and left alone, so that time stays linear.
    ///
    /// ```
    /// # use medspell::{Checker, Index, Memory};
    /// let checker = Checker::new(Index::embedded());
    /// let mut memory = Memory::default();
    /// let found = |memory: &mut Memory, text| checker.check_with(memory, text).count();
    /// assert_eq!((found(&mut memory, "no edema's"), found(&mut memory, "no edema's")), (1, 1));
    /// ```
    pub fn check_with<'t>(
        &self,
        memory: &mut Memory,
        text: &'t str,
    ) -> impl Iterator<Item = Misspelling<'t>> {
        misspellings(self, memory, text)
    }

    /// The same without a copy of the verdicts: calls `each` for every misspelling, in order.
    ///
    /// ```
    /// # use medspell::{Checker, Index, Memory};
    /// let checker = Checker::new(Index::embedded());
    /// let mut rules = Vec::new();
    /// checker.visit(&mut Memory::default(), "No edema.", |_, verdict| rules.push(verdict.rule()));
    /// assert_eq!(rules, ["american"]);
    /// ```
    pub fn visit<'t>(
        &self,
        memory: &mut Memory,
        text: &'t str,
        each: impl FnMut(Token<'t>, &Verdict),
    ) {
        visit(self, memory, text, each);
    }

    /// What the exact path finds in a run.
    pub(crate) fn check_exactly<'t>(&self, run: Token<'t>) -> Findings<'t> {
        let letters = |b: u8| b.is_ascii_alphabetic() || !b.is_ascii();
        if !run.text.bytes().any(letters) || is_opaque(run.text) {
            return Findings::new();
        }
        let mut whole = None;
        for core in cores(run) {
            match self.look_up(core.text) {
                verdict @ (Verdict::Unknown | Verdict::Case { .. }) => {
                    whole = Some((core, verdict))
                }
                verdict => return report(core, verdict),
            }
        }
        let check = |segment| match &whole {
            Some((core, verdict)) if *core == segment => {
                self.check_segment(segment, verdict.clone())
            }
            _ => self.check_segment(segment, self.look_up(segment.text)),
        };
        segments(run).flat_map(check).collect()
    }

    /// The same for the one word of a run, all of it ASCII letters.
    pub(crate) fn check_plain<'t>(&self, word: Token<'t>) -> Findings<'t> {
        match self.look_up(word.text) {
            Verdict::Unknown if is_left_alone(word.text) || self.pieces_pass(word.text) => {
                Findings::new()
            }
            verdict => report(word, verdict),
        }
    }

    /// A segment with its verdict as a whole.
    fn check_segment<'t>(&self, segment: Token<'t>, verdict: Verdict) -> Findings<'t> {
        match verdict {
            Verdict::Unknown if self.pieces_pass(segment.text) => Findings::new(),
            Verdict::Unknown => match hyphen_parts(segment).as_slice() {
                [] | [_] => self.check_unknown(segment),
                _ if self.is_whole(segment) => report(segment, Verdict::Unknown),
                parts => self.check_parts(segment, parts),
            },
            Verdict::Case { .. } if self.parts_are_known(segment.text) => Findings::new(),
            verdict => report(segment, verdict),
        }
    }

    /// True of a hyphenated word that the user's dictionary does not let be broken.
    fn is_whole(&self, segment: Token<'_>) -> bool {
        let whole = self.orthography.as_ref().is_some_and(|o| !o.breaks.contains("-"));
        whole && !is_left_alone(segment.text)
    }

    /// The parts of an unknown hyphenated word: the longest known compound first, else one part.
    fn check_parts<'t>(&self, segment: Token<'t>, parts: &[Token<'t>]) -> Findings<'t> {
        let mut found = Findings::new();
        let mut rest = parts;
        while let Some(first) = rest.first() {
            let compound = |n: &usize| {
                let whole =
                    segment.part(first.start - segment.start, rest[n - 1].end() - segment.start);
                whole != segment && self.look_up(whole.text) == Verdict::Correct
            };
            let known = (2..=rest.len()).rev().find(compound);
            if known.is_none() {
                found.extend(self.check_atom(*first));
            }
            rest = &rest[known.unwrap_or(1)..];
        }
        found
    }

    /// A piece without separators: a word, or a number with or without a unit.
    fn check_atom<'t>(&self, atom: Token<'t>) -> Findings<'t> {
        match self.look_up(atom.text) {
            Verdict::Unknown => self.check_unknown(atom),
            verdict => report(atom, verdict),
        }
    }

    /// A piece that is in no list as a whole.
    fn check_unknown<'t>(&self, atom: Token<'t>) -> Findings<'t> {
        if is_left_alone(atom.text) {
            return Findings::new();
        }
        let verdict = |word: Token<'_>| match word == atom {
            true => Verdict::Unknown,
            false => self.look_up(word.text),
        };
        let words = words(atom).filter(|w| !is_left_alone(w.text));
        words.flat_map(|w| report(w, verdict(w))).collect()
    }

    /// True of a hyphenated word with nothing wrong in its parts, numbers and letters included.
    fn parts_pass(&self, word: &str) -> bool {
        let token = Token { start: 0, text: word };
        let parts = hyphen_parts(token);
        let passes = |m: Misspelling<'_>| m.verdict.is_right();
        parts.len() > 1 && self.check_parts(token, &parts).into_iter().all(passes)
    }

    /// True of a hyphenated word whose parts are all in the dictionary: *Case* as a whole, but not
    /// when that rests on a number (*curb-65* is CURB-65).
    fn parts_are_known(&self, word: &str) -> bool {
        let parts = hyphen_parts(Token { start: 0, text: word });
        parts.len() > 1 && parts.iter().all(|p| self.look_up(p.text).is_right())
    }

    /// The dictionary's word on exactly this form, or on what stands before its *'s*; words that it
    /// puts together by rule are right.
    fn look_up(&self, word: &str) -> Verdict {
        if is_right_word(word.as_bytes(), &self.index) {
            return Verdict::Correct;
        }
        let Some(orthography) = &self.orthography else { return self.find(&normalise(word)) };
        let word = orthography.read(word);
        let word = normalise(&word);
        match self.find(&word) {
            Verdict::Unknown if by_rule(orthography, &word) => Verdict::Correct,
            verdict => verdict,
        }
    }

    fn find(&self, word: &str) -> Verdict {
        let hits = self.index.get(word);
        if !hits.is_empty() {
            return self.judge(word, &hits);
        }
        let Some((base, ending)) = split_possessive(word) else { return Verdict::Unknown };
        let mut hits = self.index.get(base);
        hits.retain(|hit| hit.flags.possessive);
        hits.iter_mut().for_each(|hit| hit.form.to_mut().push_str("'s"));
        match hits.is_empty() {
            true => Verdict::Unknown,
            false => with_ending(self.judge(word, &hits), ending),
        }
    }

    /// The verdict on a word whose folded form has these hits: an accepted one in a fitting case
    /// first, then what the lists say of it, then its capitals.
    fn judge(&self, word: &str, hits: &[Hit<'_>]) -> Verdict {
        let mut fitting = hits.iter().filter(|hit| fits_case(word, hit));
        if let Some(hit) = fitting.clone().find(|hit| self.is_forbidden(word, hit)) {
            return self.name(word, hit);
        }
        let accepted = |hit: &&Hit<'_>| hit.kind.is_accepted(self.profile);
        match fitting.clone().find(accepted).or(fitting.next()) {
            Some(hit) => self.name(word, hit),
            None => self.judge_case(word, hits),
        }
    }

    /// True of a form that the user's dictionary forbids, even where its lower case is right: this
    /// very form, or of a word in capitals the one with a capital first.
    fn is_forbidden(&self, word: &str, hit: &Hit<'_>) -> bool {
        let named = hit.form == word || casing(&hit.form) == Casing::Title;
        self.orthography.is_some() && hit.kind == Kind::Misspelt && named
    }

    /// The verdict on a word of which only the letters are known; what is never suggested is not
    /// meant by a slip in small letters either: *deap* is no DEAP.
    fn judge_case(&self, word: &str, hits: &[Hit<'_>]) -> Verdict {
        let accepted = |hit: &&Hit<'_>| hit.kind.is_accepted(self.profile);
        let meant = hits.iter().filter(accepted).filter(|hit| !hit.flags.no_suggest);
        let right: Vec<String> = meant.map(|hit| hit.form.to_string()).collect();
        match hits.iter().find(|hit| !accepted(hit)) {
            _ if !right.is_empty() => Verdict::Case { right },
            Some(hit) => self.name(word, hit),
            None => Verdict::Unknown,
        }
    }

    fn name(&self, word: &str, hit: &Hit<'_>) -> Verdict {
        let all: Vec<String> = self.index.instead(hit).iter().map(|w| recase(w, word)).collect();
        let one = || all.first().cloned();
        match hit.kind {
            kind if kind.is_accepted(self.profile) && kind != Kind::Variant => Verdict::Correct,
            Kind::Variant => {
                one().map_or(Verdict::Correct, |preferred| Verdict::Variant { preferred })
            }
            Kind::Oxford => one().map_or(Verdict::Correct, |ise| Verdict::Oxford { ise }),
            Kind::Former => Verdict::Former { current: all },
            Kind::Hypercorrect => Verdict::Hypercorrect { right: all },
            Kind::Misspelt => Verdict::KnownMisspelling { right: all },
            Kind::American => Verdict::American { british: all },
            // HX stands for a history, not for a HISTORY.
            Kind::Informal if word == hit.form || casing(word) == Casing::Upper => {
                Verdict::Informal { meaning: self.index.instead(hit) }
            }
            Kind::Informal => Verdict::Informal { meaning: all },
            Kind::Correct => Verdict::Correct,
        }
    }

    /// Searches the dictionary for words like this one. Words that only differ in their capitals
    /// become one when they are written like this one.
    fn search(&self, word: &str, count: usize) -> Vec<String> {
        let word = normalise(word);
        let (base, ending) = split_possessive(&word).unwrap_or((&word, ""));
        let found = self.index.suggest(base, self.profile, 2 * count);
        let shown = |form: String| {
            self.orthography.as_ref().map_or(form.clone(), |o| o.output.apply(&form))
        };
        let mut offers: Vec<String> = Vec::with_capacity(count);
        for offer in found.into_iter().map(|s| shown(recase(&s.form, base)) + ending) {
            let is_right = || ending.is_empty() || self.look_up(&offer).is_right();
            if offers.len() < count && !offers.contains(&offer) && is_right() {
                offers.push(offer);
            }
        }
        offers
    }
}

fn report(token: Token<'_>, verdict: Verdict) -> Findings<'_> {
    match verdict {
        Verdict::Correct => Findings::new(),
        verdict => smallvec![Misspelling { token, verdict }],
    }
}

/// True of a word that a rule of the dictionary puts together, in lower case or as written.
fn by_rule(orthography: &Orthography, word: &str) -> bool {
    let compounds = &orthography.compounds;
    let lower = || word.to_lowercase();
    compounds.has(word)
        || match casing(word) {
            Casing::Title => compounds.has(&lower()),
            Casing::Upper => compounds.has(&lower()) || compounds.has(&capitalise(&lower())),
            Casing::Lower | Casing::Mixed => false,
        }
}

/// True of digits, with single dots, commas and hyphens between them: a number for Hunspell.
fn is_number(word: &str) -> bool {
    let groups = word.split(['.', ',', '-']);
    groups.clone().all(|group| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit()))
}

/// The price of one edit, as [`distance`] counts.
const ONE_EDIT: u32 = 100;

fn without_possessive(word: &str) -> &str {
    split_possessive(word).map_or(word, |(base, _)| base)
}

/// Splits *'s* or *'S* off a word.
fn split_possessive(word: &str) -> Option<(&str, &str)> {
    let at = word.len().checked_sub(2).filter(|&at| at > 0 && word.is_char_boundary(at))?;
    matches!(&word[at..], "'s" | "'S").then(|| word.split_at(at))
}

fn with_ending(verdict: Verdict, ending: &str) -> Verdict {
    let add = |all: Vec<String>| all.into_iter().map(|w| w + ending).collect();
    match verdict {
        Verdict::American { british } => Verdict::American { british: add(british) },
        Verdict::Former { current } => Verdict::Former { current: add(current) },
        Verdict::Hypercorrect { right } => Verdict::Hypercorrect { right: add(right) },
        Verdict::KnownMisspelling { right } => Verdict::KnownMisspelling { right: add(right) },
        Verdict::Variant { preferred } => Verdict::Variant { preferred: preferred + ending },
        Verdict::Oxford { ise } => Verdict::Oxford { ise: ise + ending },
        other => other,
    }
}

/// Hunspell's casing rule: a lower-case form is also right with a capital first and in capitals, a
/// capitalised or mixed one also in capitals; with KEEPCASE only the form itself. The capital I with
/// a dot is a letter of its own.
fn fits_case(word: &str, hit: &Hit<'_>) -> bool {
    if word == hit.form {
        return true;
    }
    let fitting = match (casing(word), casing(&hit.form)) {
        (Casing::Title, Casing::Lower) => true,
        (Casing::Upper, form) => form != Casing::Upper,
        _ => false,
    };
    let dotted = word.contains('İ') && !hit.form.contains('İ');
    fitting && !hit.flags.keep_case && !dotted
}

/// What a spelling checker has nothing to say about: single letters, whatever holds a digit, Roman
/// numerals, words of another script.
fn is_left_alone(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    letters <= 1
        || word.chars().any(char::is_numeric)
        || is_roman(word)
        || !word.chars().any(is_latin)
}

/// A Roman numeral in capitals, up to 39.
fn is_roman(word: &str) -> bool {
    let rest = word.trim_start_matches('X');
    word.len() - rest.len() <= 3
        && matches!(rest, "" | "I" | "II" | "III" | "IV" | "V" | "VI" | "VII" | "VIII" | "IX")
}

/// Letters of the Latin script, by their blocks.
fn is_latin(c: char) -> bool {
    matches!(c, 'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '\u{fb00}'..='\u{fb06}')
}

#[cfg(all(test, feature = "embedded"))]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::sync::LazyLock;

    static CHECKER: LazyLock<Checker> = LazyLock::new(|| Checker::new(Index::embedded()));

    /// The exact path alone.
    fn exactly(text: &str) -> Vec<Misspelling<'_>> {
        runs(text).flat_map(|run| CHECKER.check_exactly(run)).collect()
    }

    fn agree(text: &str) -> Result<(), TestCaseError> {
        let expected = exactly(text);
        let mut memory = Memory::default();
        prop_assert_eq!(&CHECKER.check(text).collect::<Vec<_>>(), &expected);
        for _ in 0..2 {
            let found: Vec<_> = CHECKER.check_with(&mut memory, text).collect();
            prop_assert_eq!(&found, &expected);
        }
        Ok(())
    }

    /// Words, near-words and what stands around them: where the two paths could part.
    const PIECES: [&str; 48] = [
        "the",
        "The",
        "THE",
        "tHE",
        "heart",
        "edema",
        "Edema",
        "haemoglobin",
        "i",
        "I",
        "a",
        "no",
        "i.v",
        "e.g",
        "mRNA",
        "X",
        "ray",
        "mg",
        "kg",
        "5",
        "HT",
        "co",
        "pt",
        "hx",
        "organize",
        "don",
        "t",
        "s",
        "abcdefghijklmnop",
        "é",
        "µ",
        "ß",
        "\u{ad}",
        "\u{a0}",
        "\u{2003}",
        " ",
        " ",
        " ",
        "\n",
        ".",
        ",",
        "'",
        "’",
        "-",
        "(",
        ")",
        "\"",
        "/",
    ];

    #[test]
    fn shorthand_is_explained_and_never_fixed() {
        let verdict = |word| CHECKER.verdict(word);
        assert_eq!(verdict("gynae").replacements(), ["gynaecology"]);
        assert_eq!(verdict("Gynae").replacements(), ["Gynaecology"]);
        assert_eq!(verdict("SNT").replacements(), ["soft and non-tender"]);
        assert_eq!(verdict("HX").replacements(), ["history"]);
        assert!(!CHECKER.is_certain("gynae", &verdict("gynae")));
    }

    #[test]
    fn only_a_word_that_takes_an_ending_is_offered_with_it() {
        for offer in CHECKER.suggest("gastricc's", 5) {
            assert!(CHECKER.verdict(&offer).is_right(), "{offer}");
        }
        assert_eq!(CHECKER.suggest("surgeonn's", 5)[0], "surgeon's");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn the_fast_path_is_exact(pieces in proptest::collection::vec(0..PIECES.len(), 0..24)) {
            agree(&pieces.iter().map(|&i| PIECES[i]).collect::<String>())?;
        }

        #[test]
        fn the_fast_path_is_exact_on_anything(text in "[ -~]*|\\PC*|([a-z]{1,9}[ ,.:;!?]{1,2})*") {
            agree(&text)?;
        }
    }

    #[test]
    fn medical_tokens_are_exact() {
        let right = "X-ray mg/kg 5-HT i.v. b.d. HbA1c α-blocker Sjögren’s Sjögren's \
            haemo\u{ad}globin 943 476 5919 943-476-5919 500mg 1.5 g 10/12 https://x.org/edema \
            a.b@nhs.net patients' ‘heart’ “heart” non-medical T4/T3 heart–lung dose–response \
            Me\u{301}nie\u{300}re's 1st 22nd 80% 37°C C5-6 (X-ray), co\u{2011}codamol 5µg";
        assert_eq!(CHECKER.check(right).collect::<Vec<_>>(), []);
        let wrong =
            "edema/heart heart–edema “edema” edema’s non-edema EDEMA Edema. hae\u{ad}moglobbin";
        let found: Vec<_> = CHECKER.check(wrong).map(|m| m.token.text).collect();
        let expected =
            ["edema", "edema", "edema", "edema’s", "edema", "EDEMA", "Edema", "hae\u{ad}moglobbin"];
        assert_eq!(found, expected);
    }

    #[test]
    fn no_look_alike_is_offered_without_its_note() {
        let noted = |word: &str| {
            let offers = CHECKER.suggest(word, 5);
            CHECKER.cautions(word, &offers).into_iter().map(|c| c.offered).collect::<Vec<_>>()
        };
        for (word, offered) in [("illeum", "ileum"), ("Illeum's", "Ileum's")] {
            let noted = noted(word);
            assert!(!noted.is_empty() && noted.iter().all(|n| n == offered), "{noted:?}");
        }
        assert!(noted("edema").is_empty() && noted("heaart").is_empty());
        let offers = ["perineal".to_owned(), "peroneal".to_owned()];
        assert_eq!(CHECKER.cautions("perneal", &offers).len(), 1);
    }

    #[test]
    fn names_want_their_apostrophe() {
        for (typed, meant) in [
            ("Huntingtons", "Huntington's"),
            ("parkinsons", "Parkinson's"),
            ("Tourettes", "Tourette's"),
            ("Alzhiemers", "Alzheimer's"),
        ] {
            assert_eq!(CHECKER.suggest(typed, 1), [meant]);
        }
    }

    #[test]
    fn small_letters_do_not_mean_what_is_never_suggested() {
        assert_eq!(CHECKER.verdict("mri"), Verdict::Case { right: vec!["MRI".into()] });
        assert_eq!(CHECKER.verdict("DEAP"), Verdict::Correct);
        assert_eq!(CHECKER.verdict("deap"), Verdict::Unknown);
        assert_eq!(CHECKER.suggest("deap", 1), ["deep"]);
    }

    #[test]
    fn a_fix_across_a_look_alike_needs_judgement() {
        let right = |word: &str| Verdict::KnownMisspelling { right: vec![word.into()] };
        assert!(!CHECKER.is_certain("perineel", &right("perineal")));
        assert!(CHECKER.is_certain("haemorage", &right("haemorrhage")));
        let fecal = CHECKER.verdict("fecal");
        assert_eq!(fecal, Verdict::American { british: vec!["faecal".into()] });
        assert!(CHECKER.is_certain("fecal", &fecal));
    }

    #[test]
    fn no_word_is_offered_twice() {
        let offers = CHECKER.suggest("Cohn", 5);
        let different: std::collections::BTreeSet<_> = offers.iter().collect();
        assert_eq!((offers.len(), different.len()), (5, 5), "{offers:?}");
    }

    #[test]
    fn wrong_capitals_may_be_another_word() {
        let offers = CHECKER.suggest("cmo", 5);
        assert_eq!(offers[0], "CMO");
        assert!(offers.len() > 1 && offers.len() <= 5, "{offers:?}");
        assert_eq!(CHECKER.suggest("cmo", 1), ["CMO"]);
    }

    #[test]
    fn a_number_proves_no_capitals() {
        let right = vec!["CURB-65".to_owned()];
        assert_eq!(CHECKER.verdict("curb-65"), Verdict::Case { right });
    }
}
