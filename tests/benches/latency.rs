//! How long one suggestion takes: mean, median, 99th percentile and worst, over the words of the
//! files in `MEDSPELL_PAIRS` (`wrong<TAB>right`), else over the known misspellings of the index.

use medspell::{Checker, Index, Profile, wordlist};
use std::hint::black_box;
use std::time::Instant;

fn main() {
    let checker = Checker::new(Index::embedded());
    let words = words();
    let mut times: Vec<f64> = words.iter().map(|word| time(&checker, word)).collect();
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    let mean = times.iter().sum::<f64>() / times.len() as f64;
    println!(
        "{} words: mean {mean:.3} ms, median {:.3}, 90 % {:.3}, 99 % {:.3}, worst {:.3}",
        times.len(),
        at(0.5),
        at(0.9),
        at(0.99),
        at(1.0)
    );
}

/// Milliseconds of one search; the verdict's own replacements would be no search.
fn time(checker: &Checker, word: &str) -> f64 {
    let start = Instant::now();
    black_box(checker.index().suggest(black_box(word), Profile::default(), 5));
    start.elapsed().as_secs_f64() * 1000.0
}

fn words() -> Vec<String> {
    let first = |line: &str| line.split(['\t', ',']).next().unwrap_or("").to_owned();
    match std::env::var("MEDSPELL_PAIRS") {
        Ok(files) => files
            .split_whitespace()
            .flat_map(|file| {
                std::fs::read_to_string(file).expect(file).lines().map(first).collect::<Vec<_>>()
            })
            .collect(),
        Err(_) => {
            let words = wordlist::read("wordlists".as_ref()).expect("the word lists");
            let rows = words.lists.into_iter().flat_map(|list| list.entries);
            rows.filter(|e| e.status == wordlist::Status::Misspelt).map(|e| e.word).collect()
        }
    }
}
