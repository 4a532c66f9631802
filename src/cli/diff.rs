//! `medspell diff`: what changed in the words, for the notes of a release.

use super::open_index;
use super::render::printable;
use clap::{Args, ValueHint};
use medspell::{Change, Error, Result, diff};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// One change a line: + added, - removed, ~ another verdict. Exit code 0: no change; 1: changes.
#[derive(Args)]
pub(super) struct DiffArgs {
    /// The index of the older release
    #[arg(value_hint = ValueHint::FilePath)]
    old: PathBuf,
    /// The index of the newer release
    #[arg(value_hint = ValueHint::FilePath)]
    new: PathBuf,
}

pub(super) fn run(args: &DiffArgs) -> Result<ExitCode> {
    let open = |path| open_index(path, "build it from its word lists with this medspell");
    let changes = diff(&open(&args.old)?, &open(&args.new)?);
    print(&changes).map_err(Error::io(Path::new("standard output"), "write"))?;
    Ok(ExitCode::from(u8::from(!changes.is_empty())))
}

fn print(changes: &[Change]) -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for change in changes {
        writeln!(out, "{}", printable(&change.to_string()))?;
    }
    out.flush()
}
