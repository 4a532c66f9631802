//! How fast the library reads: one thread, two, and as many as there are cores, over the files in
//! `MEDSPELL_TEXT`, else over the notes of the word lists; and spellbook over their words, with
//! Debian's hunspell-en-gb. Prints a table of the best of seven rounds; in the rows "words seen
//! before" the text has been read once, as in a program that goes on running.

use medspell::{Checker, Index, Memory};
use std::hint::black_box;
use std::sync::Barrier;
use std::time::Instant;
use std::{fs, thread};

fn main() {
    let text = text();
    let cores = thread::available_parallelism().map_or(1, |n| n.get());
    println!("| library | threads | MB/s |\n|---|---|---|");
    let begin = || Checker::new(Index::embedded());
    let new = |_: &Checker| Memory::default();
    let count = |checker: &Checker, memory: &mut Memory, text: &str| {
        checker.check_with(memory, text).count()
    };
    let seen = |checker: &Checker| {
        let mut memory = Memory::default();
        count(checker, &mut memory, &text);
        memory
    };
    for threads in 1..=cores.max(2) {
        if threads <= 2 || threads == cores {
            measure("medspell", threads, &text, begin, new, count);
            measure("medspell, words seen before", threads, &text, begin, seen, count);
        }
    }
    let none = |_: &spellbook::Dictionary| ();
    let count = |speller: &spellbook::Dictionary, (): &mut (), text: &str| {
        words(text).filter(|word| !speller.check(word)).count()
    };
    measure("spellbook 0.4.2", 1, &text, spellbook, none, count);
}

/// The words of a text, cut in the simplest way.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !c.is_alphabetic() && !matches!(c, '\'' | '’' | '-'));
    words.map(|word| word.trim_matches(|c: char| !c.is_alphabetic())).filter(|w| !w.is_empty())
}

fn spellbook() -> spellbook::Dictionary {
    let read = |kind: &str| {
        let path = format!("/usr/share/hunspell/en_GB.{kind}");
        fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}; install hunspell-en-gb"))
    };
    spellbook::Dictionary::new(&read("aff"), &read("dic")).expect("a dictionary")
}

/// Every round begins with a checker that has read nothing.
fn measure<C: Sync, M>(
    library: &str,
    threads: usize,
    text: &str,
    begin: impl Fn() -> C,
    memory: impl Fn(&C) -> M + Sync,
    count: impl Fn(&C, &mut M, &str) -> usize + Sync,
) {
    let rounds = (0..7).map(|_| {
        let checker = begin();
        round(threads, || memory(&checker), |memory| count(&checker, memory, text))
    });
    let megabytes = (text.len() * threads) as f64 / 1e6;
    println!("| {library} | {threads} | {:.0} |", megabytes / rounds.fold(f64::INFINITY, f64::min));
}

/// Seconds of the slowest thread in one round, in which every thread reads the text with a memory of
/// its own.
fn round<M>(
    threads: usize,
    memory: impl Fn() -> M + Sync,
    count: impl Fn(&mut M) -> usize + Sync,
) -> f64 {
    let ready = Barrier::new(threads);
    let work = || {
        let mut memory = memory();
        ready.wait();
        let start = Instant::now();
        black_box(count(&mut memory));
        start.elapsed().as_secs_f64()
    };
    thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        running.into_iter().map(|thread| thread.join().expect("it counts")).fold(0.0, f64::max)
    })
}

fn text() -> String {
    let named =
        std::env::var("MEDSPELL_TEXT").unwrap_or_else(|_| "wordlists/confusables.csv".into());
    let read = |path: &str| fs::read_to_string(path).unwrap_or_else(|e| panic!("{path}: {e}"));
    let once: String = named.split_whitespace().map(read).collect();
    once.repeat(10_000_000 / once.len().max(1) + 1)
}
