//! The command: arguments in, exit code out.

mod cli;

use clap::Parser;
use std::io::{self, ErrorKind};
use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run(cli::Cli::parse()) {
        Ok(code) => code,
        Err(e) if is_broken_pipe(&e) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("medspell: {e}");
            ExitCode::from(2)
        }
    }
}

/// True when the reader of our output has gone, which is no failure of ours.
fn is_broken_pipe(error: &medspell::Error) -> bool {
    matches!(error, medspell::Error::Io { source, .. } if io::Error::kind(source) == ErrorKind::BrokenPipe)
}
