//! The command: arguments in, exit code out.

mod cli;

use clap::Parser;
use std::io::{self, ErrorKind};
use std::panic;
use std::process::ExitCode;

fn main() -> ExitCode {
    name_faults_by_place();
    match cli::run(cli::Cli::parse()) {
        Ok(code) => code,
        Err(e) if is_broken_pipe(&e) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("medspell: {e}");
            ExitCode::from(2)
        }
    }
}

/// Says of a fault of ours where it is and no more: its message may hold the text of a document.
fn name_faults_by_place() {
    panic::set_hook(Box::new(|fault| {
        let place = fault.location().map(ToString::to_string).unwrap_or_default();
        eprintln!("medspell: a fault at {place}");
    }));
}

/// True when the reader of our output has gone, which is no failure of ours.
fn is_broken_pipe(error: &medspell::Error) -> bool {
    matches!(error, medspell::Error::Io { source, .. } if io::Error::kind(source) == ErrorKind::BrokenPipe)
}
