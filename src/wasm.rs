//! The checker in a browser: the few functions that WebAssembly exports.
//!
//! A C interface by hand, not wasm-bindgen: six functions, no generator to keep at the version of a
//! library, no generated script, and the bytes of the page stay our own. The memory is shared by
//! one rule: the page asks [`reserve`] for room, writes there, and calls the next function, which
//! takes the bytes; an answer lies at [`output`] until the next call. No pointer is followed on
//! this side, so the one thing here that is `unsafe` is to export a name (`no_mangle`), which
//! could clash with another of the same name; these are the only ones of the crate.
//!
//! An answer is text: a finding a line, its cells separated by tabs, offsets in UTF-16 units as
//! scripts count them.
#![allow(unsafe_code)]

use crate::check::{Checker, Misspelling};
use crate::index::Index;
use crate::lexicon::Profile;
use crate::rule::{gloss, rule};
use std::cell::RefCell;

/// What one worker holds.
#[derive(Default)]
struct Worker {
    input: Vec<u8>,
    output: Vec<u8>,
    checker: Option<Checker>,
}

thread_local! {
    static WORKER: RefCell<Worker> = RefCell::default();
}

/// Bit of [`profile`]: Oxford spelling is right.
const OXFORD: u32 = 1;
/// Bit of [`profile`]: the shorthand of notes is right.
const INFORMAL: u32 = 2;
/// How many words are suggested.
const SUGGESTIONS: usize = 5;

/// Makes room for `length` bytes and says where.
#[unsafe(no_mangle)]
extern "C" fn reserve(length: usize) -> *mut u8 {
    WORKER.with_borrow_mut(|w| {
        w.input = vec![0; length];
        w.input.as_mut_ptr()
    })
}

/// Where the last answer lies.
#[unsafe(no_mangle)]
extern "C" fn output() -> *const u8 {
    WORKER.with_borrow(|w| w.output.as_ptr())
}

/// Opens the index in the input; 1 when it is one.
#[unsafe(no_mangle)]
extern "C" fn open() -> u32 {
    WORKER.with_borrow_mut(|w| {
        let index = Index::open(std::mem::take(&mut w.input)).and_then(Index::whole);
        w.checker = index.ok().map(Checker::new);
        u32::from(w.checker.is_some())
    })
}

/// Chooses which spellings are right beside the house style.
#[unsafe(no_mangle)]
extern "C" fn profile(bits: u32) {
    let profile = Profile { oxford: bits & OXFORD != 0, informal: bits & INFORMAL != 0 };
    WORKER.with_borrow_mut(|w| w.checker = w.checker.take().map(|c| c.with_profile(profile)));
}

/// Checks the text in the input; the length of the answer.
#[unsafe(no_mangle)]
extern "C" fn check() -> usize {
    answer(findings)
}

/// Suggests words for the word in the input; the length of the answer.
#[unsafe(no_mangle)]
extern "C" fn suggest() -> usize {
    answer(offers)
}

/// A word a line; behind a tab the notes of its look-alike pairs.
fn offers(checker: &Checker, word: &str) -> String {
    let words = checker.suggest(word, SUGGESTIONS);
    let cautions = checker.cautions(word, &words);
    let line = |word: &String| {
        let own = cautions.iter().filter(|c| c.offered == *word).map(|c| c.note.as_str());
        let notes = own.collect::<Vec<_>>().join("; ");
        if notes.is_empty() { word.clone() } else { format!("{word}\t{notes}") }
    };
    words.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn answer(ask: impl Fn(&Checker, &str) -> String) -> usize {
    WORKER.with_borrow_mut(|w| {
        let input = std::mem::take(&mut w.input);
        let text = String::from_utf8_lossy(&input);
        w.output = w.checker.as_ref().map_or_else(Vec::new, |c| ask(c, &text).into_bytes());
        w.output.len()
    })
}

/// `start  end  rule  severity  gloss  what|to|write`, a line each.
fn findings(checker: &Checker, text: &str) -> String {
    let (mut lines, mut at, mut units) = (String::new(), 0, 0);
    for found in checker.check(text) {
        units += text[at..found.token.start].encode_utf16().count();
        at = found.token.start;
        lines.push_str(&line(text, &found, units));
    }
    lines
}

fn line(text: &str, found: &Misspelling<'_>, start: usize) -> String {
    let end = start + found.token.text.encode_utf16().count();
    let (rule, severity) = rule(text, &(found.token.start..found.token.end()), &found.verdict);
    let gloss = gloss(rule, &found.verdict);
    let write = found.verdict.replacements().join("|");
    format!("{start}\t{end}\t{rule}\t{}\t{gloss}\t{write}\n", severity.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_count_as_scripts_do() {
        let checker = Checker::new(Index::embedded());
        assert_eq!(
            findings(&checker, "𝛼 é edema, frusemide"),
            "5\t10\tamerican\terror\tAmerican\toedema\n\
             12\t21\tformer\terror\tformer name\tfurosemide\n"
        );
    }

    #[test]
    fn an_offer_carries_its_note() {
        let answer = offers(&Checker::new(Index::embedded()), "illeum");
        let first = answer.lines().next().expect("an offer");
        assert!(first.starts_with("ileum\tileum: ") && first.contains("ilium: "), "{first}");
    }

    #[test]
    fn an_index_that_is_none_is_refused_and_answers_nothing() {
        reserve(100);
        assert_eq!(open(), 0);
        reserve(5);
        assert_eq!(check(), 0);
    }

    #[test]
    fn the_slim_index_answers_as_the_whole_one() {
        let bytes = include_bytes!(concat!(env!("OUT_DIR"), "/medspell.idx"));
        let slim = crate::index::slim(bytes).expect("build.rs wrote an index");
        assert!(slim.len() * 3 < bytes.len());
        let slim = Checker::new(Index::open(slim).and_then(Index::whole).expect("it is an index"));
        let whole = Checker::new(Index::embedded());
        let text = "The edema of the colour qzxw, neutropaenia, frusemide's House organize";
        assert_eq!(findings(&slim, text), findings(&whole, text));
        for word in ["hemorrage", "sykology", "numonia", "fenotype", "tonsilitus", "illeum", "qzxw"]
        {
            assert_eq!(offers(&slim, word), offers(&whole, word), "{word}");
        }
    }
}
