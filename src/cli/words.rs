//! `medspell suggest` and `medspell explain`: single words.

use super::Dictionary;
use super::render::{print, printable, say};
use clap::Args;
use medspell::{Error, Explanation, Result, Row, Verdict};
use std::io::{self, BufRead, Write};
use std::path::Path;
use std::process::ExitCode;

/// Without words, reads one a line and prints `word<TAB>first<TAB>second…`. When one of a look-alike
/// pair is offered and the other may be meant, `word: note` goes to standard error.
#[derive(Args)]
pub(super) struct SuggestArgs {
    /// The words
    words: Vec<String>,
    /// How many suggestions a word
    #[arg(long, short = 'n', default_value_t = 10)]
    count: usize,
    #[command(flatten)]
    dictionary: Dictionary,
}

#[derive(Args)]
pub(super) struct ExplainArgs {
    /// The word
    word: String,
    #[command(flatten)]
    dictionary: Dictionary,
}

pub(super) fn suggest(args: &SuggestArgs) -> Result<ExitCode> {
    let checker = args.dictionary.checker()?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut answer = |word: &str| {
        let found = checker.suggest(word, args.count);
        for caution in checker.cautions(word, &found) {
            say(format_args!("{}: {}", printable(word), printable(&caution.note)));
        }
        let line = std::iter::once(word.to_owned())
            .chain(found)
            .map(|w| printable(&w))
            .collect::<Vec<_>>();
        writeln!(out, "{}", line.join("\t"))
            .map_err(Error::io(Path::new("standard output"), "write"))
    };
    if !args.words.is_empty() {
        args.words.iter().try_for_each(|word| answer(word))?;
    } else {
        for line in io::stdin().lock().lines() {
            let line = line.map_err(|e| super::check::not_text(Path::new("standard input"), e))?;
            if !line.trim().is_empty() {
                answer(line.trim())?;
            }
        }
    }
    out.flush().map_err(Error::io(Path::new("standard output"), "write"))?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn explain(args: &ExplainArgs) -> Result<ExitCode> {
    let Explanation { verdict, instead, rows, confusables } =
        args.dictionary.checker()?.explain(&args.word);
    let known = verdict != Verdict::Unknown;
    let mut lines = vec![format!("{}: {}", printable(&args.word), verdict.gloss())];
    if known && !instead.is_empty() {
        lines.push(format!("  write      {}", instead.join(", ")));
    }
    lines.extend(rows.iter().flat_map(row_lines));
    for (word, note) in confusables {
        lines.push(format!("  not to be confused with {word}: {note}"));
    }
    if !known && !instead.is_empty() {
        lines.push(format!("  perhaps    {}", instead.join(", ")));
    }
    print(&(lines.join("\n") + "\n"))?;
    Ok(ExitCode::from(u8::from(!known)))
}

fn row_lines(row: &Row) -> Vec<String> {
    let e = &row.entry;
    let us: Vec<String> = e.us_forms().into_iter().map(|(us, _)| us).collect();
    let cells = [
        ("status", e.status.as_str().to_owned()),
        ("use", e.instead.clone()),
        ("forms", e.forms().join(", ")),
        ("American", us.join(", ")),
        ("evidence", e.evidence.join(", ")),
        ("note", e.note.clone()),
    ];
    let shown = cells.into_iter().filter(|(_, value)| !value.is_empty());
    let head = format!("{} ({}, {}.csv)", e.word, e.class, row.list);
    std::iter::once(head)
        .chain(shown.map(|(label, value)| format!("  {label:10} {value}")))
        .collect()
}
