//! How fast the library reads: one thread, and as many as there are cores, over the files in
//! `MEDSPELL_TEXT`, else over the notes of the word lists. Prints MB/s; the best of seven rounds.

use medspell::{Checker, Index, Memory};
use std::hint::black_box;
use std::time::Instant;
use std::{fs, thread};

fn main() {
    let text = text();
    let checker = Checker::new(Index::embedded());
    let cores = thread::available_parallelism().map_or(1, |n| n.get());
    for threads in [1, 2, cores] {
        let best = (0..7).map(|_| round(&checker, &text, threads)).fold(0.0, f64::max);
        println!("{threads} thread(s): {best:.0} MB/s over {} bytes", text.len());
    }
}

/// MB/s of one round, in which every thread reads the whole text.
fn round(checker: &Checker, text: &str, threads: usize) -> f64 {
    let start = Instant::now();
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| black_box(checker.check_with(&mut Memory::default(), text).count()));
        }
    });
    (text.len() * threads) as f64 / start.elapsed().as_secs_f64() / 1e6
}

fn text() -> String {
    let named =
        std::env::var("MEDSPELL_TEXT").unwrap_or_else(|_| "wordlists/confusables.csv".into());
    let read = |path: &str| fs::read_to_string(path).unwrap_or_else(|e| panic!("{path}: {e}"));
    let once: String = named.split_whitespace().map(read).collect();
    once.repeat(10_000_000 / once.len().max(1) + 1)
}
