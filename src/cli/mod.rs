//! The command line: types that clap fills, and nothing that the library would need.

mod audit;
mod base;
mod build;
mod check;
mod config;
mod diff;
mod extract;
mod fix;
mod import;
mod input;
mod install;
mod lint;
mod ordered;
mod package;
mod progress;
mod render;
mod serve;
mod shell;
mod stats;
mod stream;
mod words;

use clap::{Args, Parser, Subcommand, ValueHint};
use medspell::{Checker, Error, Index, Profile, Result};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// British medical spelling: check documents, look words up, build the dictionaries.
#[derive(Parser)]
#[command(name = "medspell", version, max_term_width = 100, after_help = EXAMPLES, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  medspell check letter.odt            what is wrong in a document, with the British word
  medspell fix --dry-run letters/      what would be replaced; --apply does it
  medspell check --format list - <x    the wrong words of a stream, one a line
  medspell suggest hemorrage           what was meant
  medspell explain frusemide           what the word lists say of a word
  medspell build                       every dictionary, into dist/

Exit codes: 0 nothing wrong, 1 something found, 2 something could not be read or done.";

#[derive(Subcommand)]
enum Command {
    /// Check documents and say what is wrong, where, and what to write instead
    Check(check::CheckArgs),
    /// Replace what is certainly wrong, in place
    Fix(fix::FixArgs),
    /// Print the text of documents, as the checker sees it
    Extract(extract::ExtractArgs),
    /// Say what was meant by a misspelt word
    Suggest(words::SuggestArgs),
    /// Say what the word lists know of a word
    Explain(words::ExplainArgs),
    /// Build every dictionary, the index and the site
    Build(build::BuildArgs),
    /// Show a built site to this computer only
    Serve(serve::ServeArgs),
    /// Say which words changed between two indexes
    Diff(diff::DiffArgs),
    /// Install the dictionary into your own programs, or take it away again
    Install(install::InstallArgs),
    /// Say which of your programs know the dictionary
    Doctor(install::DoctorArgs),
    /// Pack this program, its index, man pages and completions into a tarball
    Package(package::PackageArgs),
    /// Check the word lists themselves, or put them into canonical form
    Lint(lint::LintArgs),
    /// Compare the word lists with references and write the evidence
    Audit(audit::AuditArgs),
    /// Draw a random sample of forms for a reader
    Sample(audit::SampleArgs),
    /// Print the figures of the word lists
    Stats(stats::StatsArgs),
    /// Make wordlists/general.csv from a Hunspell dictionary of British English
    Import(import::ImportArgs),
    /// Print the completions for a shell
    Completions(shell::CompletionsArgs),
    /// Write the man pages into a folder
    Man(shell::ManArgs),
}

/// Runs the command.
pub(crate) fn run(cli: Cli) -> Result<ExitCode> {
    match cli.command {
        Command::Check(args) => check::run(&args),
        Command::Fix(args) => fix::run(&args),
        Command::Extract(args) => extract::run(&args),
        Command::Suggest(args) => words::suggest(&args),
        Command::Explain(args) => words::explain(&args),
        Command::Build(args) => build::run(&args),
        Command::Serve(args) => serve::run(&args),
        Command::Diff(args) => diff::run(&args),
        Command::Install(args) => install::install(&args),
        Command::Doctor(args) => install::doctor(&args),
        Command::Package(args) => package::run(&args),
        Command::Lint(args) => lint::run(&args),
        Command::Audit(args) => audit::run(&args),
        Command::Sample(args) => audit::draw(&args),
        Command::Stats(args) => stats::run(&args),
        Command::Import(args) => import::run(&args),
        Command::Completions(args) => shell::completions(&args),
        Command::Man(args) => shell::man(&args),
    }
}

/// Standard output that can not be written to.
fn output_error(e: io::Error) -> Error {
    Error::io(Path::new("standard output"), "write")(e)
}

/// True of such an error, which ends the command.
fn is_output(e: &Error) -> bool {
    matches!(e, Error::Io { path, .. } if path == Path::new("standard output"))
}

/// An error as a line that steers no terminal.
fn complaint(e: &Error) -> String {
    format!("medspell: {}", render::printable(&e.to_string()))
}

/// Which dictionary to ask.
#[derive(Args)]
struct Dictionary {
    /// Use this index instead of the one inside the program
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    index: Option<PathBuf>,
    /// Take the general words from this Hunspell dictionary, beside the medical lists
    #[arg(long, value_name = "FILE.dic", value_hint = ValueHint::FilePath)]
    base: Option<PathBuf>,
    #[command(flatten)]
    style: Style,
}

/// Which spellings are right beside the house style.
#[derive(Args)]
struct Style {
    /// Accept Oxford spelling: organize beside organise (analyse stays)
    #[arg(long)]
    oxford: bool,
    /// Accept the shorthand of clinical notes: pt, hx
    #[arg(long)]
    informal: bool,
}

impl Style {
    fn profile(&self) -> Profile {
        Profile { oxford: self.oxford, informal: self.informal }
    }
}

impl Dictionary {
    fn checker(&self) -> Result<Checker> {
        self.checker_with(Profile::default())
    }

    /// The same with what the settings accept.
    fn checker_with(&self, more: Profile) -> Result<Checker> {
        let index = match &self.index {
            None => Index::embedded(),
            Some(path) => open_index(path)?,
        };
        let index = match &self.base {
            None => index,
            Some(dic) => base::open(dic, &index)?,
        };
        let own = self.style.profile();
        Ok(Checker::new(index).with_profile(Profile {
            oxford: own.oxford || more.oxford,
            informal: own.informal || more.informal,
        }))
    }
}

/// An index from its file; the error names the file.
fn open_index(path: &Path) -> Result<Index> {
    let bytes = fs::read(path).map_err(Error::io(path, "read the index"))?;
    Index::open(bytes).map_err(|e| match e {
        Error::Index(problem) => Error::input(
            path,
            format!("the index is {problem}"),
            "build it again with `medspell build`, or leave out --index",
        ),
        other => other,
    })
}
