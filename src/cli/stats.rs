//! `medspell stats`: the figures of the word lists.

use super::render::print;
use clap::{Args, ValueHint};
use medspell::wordlist::read;
use medspell::{Error, Result, release, stats};
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

/// Exit code 1 when wordlists/README.md has other figures.
#[derive(Args)]
pub(super) struct StatsArgs {
    /// Write the table into wordlists/README.md
    #[arg(long)]
    fix: bool,
    /// The folder of the word lists
    #[arg(long, default_value = "wordlists", value_hint = ValueHint::DirPath)]
    wordlists: PathBuf,
}

pub(super) fn run(args: &StatsArgs) -> Result<ExitCode> {
    let words = read(&args.wordlists)?;
    let path = args.wordlists.join("readings.tsv");
    let bytes = fs::read(&path).map_err(Error::io(&path, "read"))?;
    let table = stats::table(&words.lists, &stats::readings(&path, &bytes)?);
    print(&table)?;
    let page = args.wordlists.join("README.md");
    let old = fs::read_to_string(&page).map_err(Error::io(&page, "read"))?;
    let new = stats::put(&old, &table)
        .ok_or_else(|| Error::input(&page, "no place for the figures", "put the two marks back"))?;
    if args.fix && old != new {
        release::write_atomically(&page, new.as_bytes())?;
    }
    Ok(ExitCode::from(u8::from(!args.fix && old != new)))
}
