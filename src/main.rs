//! The command: arguments in, exit code out.

// They panic where nobody reads the output any more, and a panic on the way to say so aborts.
#![deny(clippy::print_stderr, clippy::print_stdout)]

mod cli;

use clap::Parser;
use medspell::report::printable;
use std::fmt::Display;
use std::io::{self, ErrorKind, Write};
use std::panic;
use std::process::ExitCode;

#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

fn main() -> ExitCode {
    name_faults_by_place();
    match cli::run(cli::Cli::parse()) {
        Ok(code) => code,
        Err(e) if is_broken_pipe(&e) => ExitCode::SUCCESS,
        Err(e) => {
            say(printable(&e.to_string()));
            ExitCode::from(2)
        }
    }
}

/// Says of a fault of ours where it is and no more: its message may hold the text of a document.
fn name_faults_by_place() {
    panic::set_hook(Box::new(|fault| {
        let place = fault.location().map(ToString::to_string).unwrap_or_default();
        say(format_args!("a fault at {place}"));
    }));
}

/// A last word; nobody may be there to read it.
fn say(line: impl Display) {
    let _ = writeln!(io::stderr(), "medspell: {line}");
}

/// True when the reader of our output has gone, which is no failure of ours.
fn is_broken_pipe(error: &medspell::Error) -> bool {
    matches!(error, medspell::Error::Io { source, .. } if io::Error::kind(source) == ErrorKind::BrokenPipe)
}
