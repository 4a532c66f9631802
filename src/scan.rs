//! Document → findings: what the checker says, in the places and by the settings of the user.
//!
//! Findings come one by one, in the order of the document, so that nothing here grows with their
//! number.

use crate::check::{Caution, Checker, Misspelling, Severity, Verdict};
use crate::cut::Runs;
use crate::document::{Block, CODE, Document, Locus};
use crate::report::{Finding, Places, Summary};
pub use crate::rule::rule;
use crate::rule::{
    CONFUSABLE, NAME, capitalised_before, floor, gloss, has_name_capitals, stands_out,
};
use crate::settings::{Directives, Ignored, has_directive, merge};
use crate::suspect::{LONGEST, Memory};
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;
use std::thread;
use std::time::Instant;

/// What to look for, and what to leave out.
pub struct Scan<'c> {
    /// Who knows the words.
    pub checker: &'c Checker,
    /// What the user knows better.
    pub ignored: &'c Ignored,
    /// Report what is this grave or graver.
    pub level: Severity,
    /// Report the right words too.
    pub all_words: bool,
    /// Check text in other languages as well.
    pub all_languages: bool,
    /// Offer the current name of what has a former one as a fix.
    pub former: bool,
    /// The most characters that a token has.
    pub token: usize,
    /// Count the words.
    pub count: bool,
    /// Report right words that are easily taken for others, whatever the level.
    pub confusables: bool,
    /// Whether to look for what was meant, by the rule, the word and whether a fix is certain: a
    /// search takes longer than all else, and nobody sees what it found of a known word.
    pub suggest: &'c dyn Fn(&str, &str, bool) -> bool,
    /// Give the context of each finding.
    pub context: bool,
    /// The most findings of a document that are listed; more are only counted.
    pub most: usize,
    /// When to give up.
    pub deadline: Option<Instant>,
    /// The most threads that work on one text; what is found is the same at any number.
    pub threads: usize,
}

/// The bytes of a text that one thread looks through at a time; more threads than a text has
/// stretches find nothing to do.
pub const STRETCH: usize = 1 << 18;

/// The most suggestions of a finding.
const SUGGESTIONS: usize = 5;
/// The most characters of context on either side.
const CONTEXT: usize = 60;

impl Scan<'_> {
    /// Calls `found` for every finding of a document until it fails; the sum of what was read.
    ///
    /// # Errors
    /// What `found` returns.
    pub fn document<E>(
        &self,
        document: &Document<'_>,
        mut found: impl FnMut(Finding) -> Result<(), E>,
    ) -> Result<Summary, E> {
        let mut summary = Summary { documents: 1, ..Summary::default() };
        let mut walk = Walk {
            scan: self,
            document,
            places: Places::new(document),
            heard: Heard::read(document),
            memories: (0..self.threads.max(1)).map(|_| Memory::default()).collect(),
            known: HashMap::new(),
            matches: None,
            words: 0,
            listed: 0,
            late: false,
        };
        if walk.heard.directives.ignores_file {
            return Ok(summary);
        }
        for index in 0..document.blocks.len() {
            walk.block(index, &mut summary, &mut found)?;
        }
        summary.unfinished = usize::from(walk.late);
        Ok(summary)
    }
}

/// The directives of a document, and where its blocks stand in the text that they were read from.
///
/// Where comments are part of the file's text, that is this text, and offsets of it. Elsewhere it
/// is what the blocks say one after the other: a paragraph is a line, and so is a comment.
#[derive(Default)]
struct Heard {
    directives: Directives,
    /// The offset of each block; empty where the text is that of the file.
    starts: Vec<usize>,
}

impl Heard {
    fn read(document: &Document<'_>) -> Heard {
        if let (true, [part]) = (document.format.has_lines(), &*document.parts) {
            return Heard { directives: Directives::read(part.text()), starts: Vec::new() };
        }
        if !document.blocks.iter().any(|block| has_directive(&block.text)) {
            return Heard::default();
        }
        let (mut text, mut starts) = (String::new(), Vec::new());
        for block in &document.blocks {
            starts.push(text.len());
            text.push_str(&block.text);
            text.push('\n');
        }
        Heard { directives: Directives::read(&text), starts }
    }

    /// True of a word that the document itself says not to check.
    fn has(&self, block: &Block, index: usize, range: &Range<usize>) -> bool {
        let directives = &self.directives;
        if directives.has_word(&block.text[range.clone()]) {
            return true;
        }
        directives.has_ranges()
            && directives.covers(match self.starts.get(index) {
                Some(start) => start + range.start,
                None => block.segments.range(range.clone()).start,
            })
    }
}

/// What to write instead of a word, and what to know before.
#[derive(Clone, Default)]
struct Offers {
    suggestions: Rc<[String]>,
    cautions: Rc<[Caution]>,
}

struct Walk<'w, 'd, 'b> {
    scan: &'w Scan<'w>,
    document: &'d Document<'b>,
    places: Places<'d, 'b>,
    heard: Heard,
    /// What each thread remembers.
    memories: Vec<Memory>,
    /// Offers by word: a document makes the same mistake more than once.
    known: HashMap<String, Offers>,
    /// What the patterns of the user match in a block, in order and apart.
    matches: Option<(usize, Vec<Range<usize>>)>,
    /// How many words were looked at.
    words: usize,
    /// How many findings were listed.
    listed: usize,
    /// True when the time is up.
    late: bool,
}

impl Walk<'_, '_, '_> {
    fn block<E>(
        &mut self,
        index: usize,
        summary: &mut Summary,
        found: &mut impl FnMut(Finding) -> Result<(), E>,
    ) -> Result<(), E> {
        let (scan, document) = (self.scan, self.document);
        let block = &document.blocks[index];
        let ranges: Vec<_> = match scan.all_languages {
            true => std::iter::once(0..block.text.len()).collect(),
            false => block.english().collect(),
        };
        if !scan.all_languages {
            skipped(block, summary);
        }
        for range in ranges {
            if scan.count {
                summary.words += block.text[range.clone()].split_whitespace().count();
            }
            for piece in short(&block.text, range, scan.token, &mut summary.long) {
                let text = &block.text[piece.clone()];
                let offset = piece.start;
                let mut word = |walk: &mut Self, m| walk.word(index, offset, &m, summary, found);
                match scan.all_words || scan.confusables {
                    true => scan.checker.words(text).try_for_each(|m| word(self, m))?,
                    false if scan.token > LONGEST => {
                        scan.checker.check(text).try_for_each(|m| word(self, m))?
                    }
                    false => {
                        let mut at = 0;
                        while at < text.len() && !self.late {
                            let found = self.misspellings(text, &mut at);
                            found.into_iter().try_for_each(|m| word(self, m))?;
                            self.look_at_clock();
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// The misspellings of a text from `at` on, as far as one stretch for each thread goes.
    fn misspellings<'t>(&mut self, text: &'t str, at: &mut usize) -> Vec<Misspelling<'t>> {
        let checker = self.scan.checker;
        thread::scope(|scope| {
            let last = self.memories.len() - 1;
            let (mut waiting, mut found) = (Vec::new(), Vec::new());
            for (number, memory) in self.memories.iter_mut().enumerate() {
                let from = std::mem::replace(at, stretch_end(text, *at));
                let text = &text[from..*at];
                let mut look = move || {
                    let mut found: Vec<_> = checker.check_with(memory, text).collect();
                    found.iter_mut().for_each(|m| m.token.start += from);
                    found
                };
                if number == last || *at == text.len() {
                    found = look();
                    break;
                }
                waiting.push(scope.spawn(look));
            }
            let earlier = waiting.into_iter().flat_map(|t| t.join().expect("a checker"));
            earlier.chain(found).collect()
        })
    }

    fn word<E>(
        &mut self,
        index: usize,
        offset: usize,
        found: &Misspelling<'_>,
        summary: &mut Summary,
        report: &mut impl FnMut(Finding) -> Result<(), E>,
    ) -> Result<(), E> {
        if self.is_late() {
            return Ok(());
        }
        let range = offset + found.token.start..offset + found.token.end();
        let looks_alike = self.is_confusable(found);
        let verdict = match self.is_hyphenated(index, &range, &found.verdict) {
            true => &Verdict::Correct,
            false => &found.verdict,
        };
        let (rule, severity) = match looks_alike {
            true => (CONFUSABLE, Severity::Note),
            false => self.rule(index, &range, verdict),
        };
        let right = *verdict == Verdict::Correct;
        let grave = !right && severity >= self.scan.level;
        let wanted = self.scan.all_words || looks_alike || grave;
        if !wanted || self.is_ignored(index, &range) {
            return Ok(());
        }
        if self.listed >= self.scan.most && !self.scan.all_words {
            summary.unlisted += 1;
            return Ok(());
        }
        self.listed += 1;
        let finding = self.finding(index, range, verdict, rule, severity);
        summary.count(&finding);
        report(finding)
    }

    /// True of a word that is wrong in one piece and right with the hyphen at the end of its line,
    /// which only pages have.
    fn is_hyphenated(&self, index: usize, range: &Range<usize>, verdict: &Verdict) -> bool {
        let block = &self.document.blocks[index];
        if *verdict == Verdict::Correct || !matches!(block.locus, Locus::Page(_)) {
            return false;
        }
        let part = &self.document.parts[block.part];
        let source = part.text().get(self.document.source(block, range.clone()));
        source.filter(|word| word.contains('\n')).is_some_and(|word| {
            let whole = self.scan.checker.verdict(&word.replace('\n', ""));
            whole.severity() == Severity::Note
        })
    }

    /// True of a right word that another right word is easily taken for, if that is asked for.
    fn is_confusable(&self, found: &Misspelling<'_>) -> bool {
        self.scan.confusables
            && found.verdict == Verdict::Correct
            && !self.scan.checker.index().confusables(found.token.text).is_empty()
    }

    /// Looks at the clock now and then.
    fn is_late(&mut self) -> bool {
        self.words += 1;
        if self.words.is_multiple_of(1024) {
            self.look_at_clock();
        }
        self.late
    }

    fn look_at_clock(&mut self) {
        self.late |= self.scan.deadline.is_some_and(|deadline| Instant::now() >= deadline);
    }

    /// The rule and its weight: an unknown word that looks like a name is a rule of its own.
    fn rule(
        &self,
        index: usize,
        range: &Range<usize>,
        verdict: &Verdict,
    ) -> (&'static str, Severity) {
        rule(&self.document.blocks[index].text, range, verdict)
    }

    fn is_ignored(&mut self, index: usize, range: &Range<usize>) -> bool {
        let block = &self.document.blocks[index];
        let word = &block.text[range.clone()];
        let ignored = self.scan.ignored;
        if ignored.has_word(word) || self.heard.has(block, index, range) {
            return true;
        }
        if ignored.patterns.is_empty() {
            return false;
        }
        if self.matches.as_ref().is_none_or(|(at, _)| *at != index) {
            let all = ignored.patterns.iter().flat_map(|p| p.find_iter(&block.text));
            let all = all.filter(|m| !m.is_empty()).map(|m| m.range()).collect();
            self.matches = Some((index, merge(all)));
        }
        self.matches.as_ref().is_some_and(|(_, all)| {
            let next = all.partition_point(|m| m.end <= range.start);
            all.get(next).is_some_and(|m| m.start < range.end)
        })
    }

    fn finding(
        &mut self,
        index: usize,
        range: Range<usize>,
        verdict: &Verdict,
        rule: &'static str,
        severity: Severity,
    ) -> Finding {
        let block = &self.document.blocks[index];
        let part = &self.document.parts[block.part];
        let source = self.document.source(block, range.clone());
        let word = &block.text[range.clone()];
        let fixable = self.document.format.is_fixable()
            && self.is_certain(&block.text, &range, rule, verdict);
        let Offers { suggestions, cautions } = match verdict {
            Verdict::Correct if rule == CONFUSABLE => self.others(word),
            Verdict::Correct => Offers::default(),
            _ if !(self.scan.suggest)(rule, word, fixable) => Offers::default(),
            _ => self.offers(word),
        };
        Finding {
            part: part.name.clone(),
            region: block.region,
            place: self.places.at(index, range.start),
            source: part.bytes().get(source.clone()).unwrap_or_default().to_vec(),
            range: source,
            word: word.to_owned(),
            rule,
            gloss: gloss(rule, verdict),
            severity,
            fixable,
            suggestions,
            cautions,
            text: (index, range.clone()),
            context: match self.scan.context {
                true => context(&block.text, &range),
                false => Default::default(),
            },
        }
    }

    /// True of a single replacement that needs no judgement, where no name is likely.
    fn is_certain(&self, text: &str, range: &Range<usize>, rule: &str, verdict: &Verdict) -> bool {
        let former = matches!(verdict, Verdict::Former { .. });
        (self.scan.former || !former)
            && rule != NAME
            && self.scan.checker.is_certain(&text[range.clone()], verdict)
            && !self.is_surname(text, range)
            && (former || !stands_out(text, range))
    }

    /// True of a capitalised word behind one that is written with a capital only: *Jane Labor*.
    fn is_surname(&self, text: &str, range: &Range<usize>) -> bool {
        capitalised_before(text, range).is_some_and(|first| {
            let lower = self.scan.checker.verdict(&first.to_lowercase());
            matches!(lower, Verdict::Case { .. } | Verdict::Unknown)
        })
    }

    /// The words that `word` is taken for; none is offered without its note.
    fn others(&self, word: &str) -> Offers {
        let pairs = self.scan.checker.index().confusables(word);
        let all = pairs.into_iter().map(|(other, note)| format!("{other} ({note})"));
        Offers { suggestions: all.collect(), cautions: Rc::default() }
    }

    fn offers(&mut self, word: &str) -> Offers {
        if let Some(known) = self.known.get(word) {
            return known.clone();
        }
        let mut suggestions = match word.len() {
            0..=64 => self.scan.checker.suggest(word, SUGGESTIONS),
            _ => Vec::new(),
        };
        if has_name_capitals(word) {
            suggestions.retain(|s| s.starts_with(char::is_uppercase)); // McAllister is no molester
        }
        let cautions = self.scan.checker.cautions(word, &suggestions).into();
        let offers = Offers { suggestions: suggestions.into(), cautions };
        self.known.insert(word.to_owned(), offers.clone());
        offers
    }
}

fn skipped(block: &Block, summary: &mut Summary) {
    for foreign in block.foreign.iter().filter(|f| *f.language != *CODE) {
        let words = block.text[foreign.range.clone()].split_whitespace().count();
        if words > 0 {
            *summary.skipped.entry(foreign.language.to_string()).or_default() += words;
        }
    }
}

/// Before white space, a stretch behind an offset.
fn stretch_end(text: &str, from: usize) -> usize {
    let at = text.floor_char_boundary((from + STRETCH).min(text.len()));
    text[at..].find(char::is_whitespace).map_or(text.len(), |space| at + space)
}

/// The pieces of a range between tokens of more than `longest` characters, which are counted.
fn short(text: &str, range: Range<usize>, longest: usize, long: &mut usize) -> Vec<Range<usize>> {
    let (mut pieces, mut from) = (Vec::new(), range.start);
    for run in Runs::new(&text[range.clone()]) {
        if run.text.len() > longest && run.text.chars().count() > longest {
            pieces.push(from..range.start + run.start);
            from = range.start + run.end();
            *long += 1;
        }
    }
    pieces.push(from..range.end);
    pieces
}

/// What stands before and behind a word in its line, up to a few words.
pub fn context(text: &str, range: &Range<usize>) -> (String, String) {
    let from = floor(text, range.start.saturating_sub(CONTEXT * 4));
    let to = floor(text, (range.end + CONTEXT * 4).min(text.len()));
    let before = text[from..range.start].rsplit(['\n', '\r']).next().unwrap_or("");
    let behind = text[range.end..to.max(range.end)].split(['\n', '\r']).next().unwrap_or("");
    let skip = before.chars().count().saturating_sub(CONTEXT);
    (before.chars().skip(skip).collect(), behind.chars().take(CONTEXT).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Index;
    use crate::document::{Limits, open};

    fn scan<'c>(checker: &'c Checker, ignored: &'c Ignored) -> Scan<'c> {
        Scan {
            checker,
            ignored,
            level: Severity::Warning,
            all_words: false,
            all_languages: false,
            former: false,
            token: 256,
            count: true,
            confusables: false,
            suggest: &|_, _, _| true,
            context: false,
            most: 100_000,
            deadline: None,
            threads: 2,
        }
    }

    fn found(name: &str, text: &str, all_words: bool) -> (Vec<String>, Summary) {
        let (checker, ignored) = (Checker::new(Index::embedded()), Ignored::default());
        let scan = Scan { all_words, ..scan(&checker, &ignored) };
        let document = open(name.as_ref(), text.as_bytes(), None, &Limits::default()).unwrap();
        let mut found = Vec::new();
        let summary = scan
            .document(&document, |f| {
                let part = document.parts.iter().find(|p| p.name == f.part).unwrap();
                assert_eq!(&part.bytes()[f.range.clone()], f.source);
                found.push(format!("{} {} {}", f.place, f.word, f.rule));
                Ok::<(), ()>(())
            })
            .unwrap();
        (found, summary)
    }

    #[test]
    fn names_inside_sentences_are_a_rule_of_their_own() {
        let (found, _) =
            found("a.txt", "Xqvarty came. So did Xqvarty and xqvarty, Dr. Xqvarty.", false);
        let rules: Vec<_> = found.iter().map(|f| f.rsplit(' ').next().unwrap()).collect();
        assert_eq!(rules, ["unknown", "unknown-name", "unknown", "unknown-name"]);
    }

    #[test]
    fn names_are_not_replaced() {
        let (checker, ignored) = (Checker::new(Index::embedded()), Ignored::default());
        let scan = Scan { former: true, ..scan(&checker, &ignored) };
        let fixable = |text: &str| {
            let document = open("a.txt".as_ref(), text.as_bytes(), None, &Limits::default());
            let mut fixable = Vec::new();
            let each = |f: Finding| {
                fixable.push(f.fixable);
                Ok::<(), ()>(())
            };
            scan.document(&document.unwrap(), each).unwrap();
            fixable
        };
        let names = "Dr Labor, Jane Labor, J. Labor, Anne-Marie Labor, at Labor Road.";
        assert_eq!(fixable(names), [false; 5]);
        let words =
            "Patient Labor, labor, started Frusemide. Asthma, Anemia. Fever. Edema: Edema; Edema";
        assert_eq!(fixable(words), [true; 7]);
    }

    #[test]
    fn stretches_and_threads_change_nothing() {
        let (text, count) = ("No edema\u{2003}Xqvarty. ".repeat(40_000), 40_000);
        assert!(text.len() > 3 * STRETCH);
        let (found, _) = found("a.txt", &text, false);
        assert_eq!(found.len(), 2 * count);
        let place = |n: usize| format!("1:{} edema american", 4 + n * 18);
        assert!(found.iter().step_by(2).enumerate().all(|(n, line)| *line == place(n)));
    }

    #[test]
    fn only_what_is_asked_for_is_searched_for() {
        let (checker, ignored) = (Checker::new(Index::embedded()), Ignored::default());
        let suggest =
            |rule: &str, word: &str, fixable| fixable || (rule, word) == ("unknown", "teh");
        let scan = Scan { suggest: &suggest, ..scan(&checker, &ignored) };
        let text = b"edema, teh mispelt";
        let document = open("a.txt".as_ref(), text, None, &Limits::default()).unwrap();
        let mut offered = Vec::new();
        scan.document(&document, |found| {
            offered.push(found.suggestions.first().cloned());
            Ok::<(), ()>(())
        })
        .unwrap();
        assert_eq!(offered, [Some("oedema".into()), Some("the".into()), None]);
    }

    #[test]
    fn long_tokens_are_skipped_and_counted() {
        let text = format!("edema {} edema", "x".repeat(300));
        let (found, summary) = found("a.txt", &text, false);
        assert_eq!(found, ["1:1 edema american", "1:308 edema american"]);
        assert_eq!((summary.long, summary.words), (1, 3));
    }

    #[test]
    fn other_languages_are_counted() {
        let (found, summary) = found("a.html", "<p>edema <i lang=de>das Edema</i>", false);
        assert_eq!(found, ["1:4 edema american"]);
        assert_eq!(summary.skipped.get("de"), Some(&2));
    }

    #[test]
    fn all_words_lists_the_right_ones() {
        let (found, _) = found("a.txt", "The X-ray: no edema.", true);
        assert_eq!(
            found,
            ["1:1 The correct", "1:5 X-ray correct", "1:12 no correct", "1:15 edema american"]
        );
    }

    #[cfg(feature = "pdf")]
    #[test]
    fn a_hyphen_at_the_end_of_a_line_is_tried_both_ways() {
        let page = "BT /F1 10 Tf 50 700 Td (anti-) Tj 0 -12 Td (inflammatory hemo-) Tj 0 -12 Td (globin) Tj ET";
        let pdf = String::from_utf8(crate::document::testing::pdf(&[page])).unwrap();
        assert_eq!(found("a.pdf", &pdf, false).0, ["p.1 hemoglobin american"]);
    }

    #[test]
    fn directives_are_heard() {
        let text = "edema\n<!-- medspell:off -->\nedema\n<!-- medspell:on -->\nedema\n<!-- cspell:disable-next-line -->\nedema\n";
        let (found, _) = self::found("a.txt", text, false);
        assert_eq!(found.len(), 2, "{found:?}");
    }
}
