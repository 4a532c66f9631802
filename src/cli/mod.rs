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

use clap::builder::Resettable;
use clap::{ArgMatches, Args, FromArgMatches, Parser, Subcommand, ValueHint};
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
    Check(Deferred<check::CheckArgs>),
    /// Replace what is certainly wrong, in place
    Fix(Deferred<fix::FixArgs>),
    /// Print the text of documents, as the checker sees it
    Extract(Deferred<extract::ExtractArgs>),
    /// Say what was meant by a misspelt word
    Suggest(Deferred<words::SuggestArgs>),
    /// Say what the word lists know of a word
    Explain(Deferred<words::ExplainArgs>),
    /// Build every dictionary, the index and the site
    Build(Deferred<build::BuildArgs>),
    /// Show a built site to this computer only
    Serve(Deferred<serve::ServeArgs>),
    /// Say which words changed between two indexes
    Diff(Deferred<diff::DiffArgs>),
    /// Install the dictionary into your own programs, or take it away again
    Install(Deferred<install::InstallArgs>),
    /// Say which of your programs know the dictionary
    Doctor(Deferred<install::DoctorArgs>),
    /// Pack this program, its index, man pages and completions into a tarball
    Package(Deferred<package::PackageArgs>),
    /// Check the word lists themselves, or put them into canonical form
    Lint(Deferred<lint::LintArgs>),
    /// Compare the word lists with references and write the evidence
    Audit(Deferred<audit::AuditArgs>),
    /// Draw a random sample of forms for a reader
    Sample(Deferred<audit::SampleArgs>),
    /// Print the figures of the word lists
    Stats(Deferred<stats::StatsArgs>),
    /// Make wordlists/general.csv from a Hunspell dictionary of British English
    Import(Deferred<import::ImportArgs>),
    /// Print the completions for a shell
    Completions(Deferred<shell::CompletionsArgs>),
    /// Write the man pages into a folder
    Man(Deferred<shell::ManArgs>),
}

/// The arguments of a command, which clap defines only when it is the one that was asked for.
struct Deferred<T>(T);

impl<T: Args> Args for Deferred<T> {
    fn augment_args(command: clap::Command) -> clap::Command {
        command.defer(define::<T>)
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Self::augment_args(command)
    }
}

impl<T: Args> FromArgMatches for Deferred<T> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        T::from_arg_matches(matches).map(Deferred)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        self.0.update_from_arg_matches(matches)
    }
}

/// Defines the arguments; the list of commands has the say on what the command is about.
fn define<T: Args>(command: clap::Command) -> clap::Command {
    let about = command.get_about().cloned();
    let long = command.get_long_about().cloned();
    T::augment_args(command).about(Resettable::from(about)).long_about(Resettable::from(long))
}

/// Runs the command.
pub(crate) fn run(cli: Cli) -> Result<ExitCode> {
    match cli.command {
        Command::Check(args) => check::run(&args.0),
        Command::Fix(args) => fix::run(&args.0),
        Command::Extract(args) => extract::run(&args.0),
        Command::Suggest(args) => words::suggest(&args.0),
        Command::Explain(args) => words::explain(&args.0),
        Command::Build(args) => build::run(&args.0),
        Command::Serve(args) => serve::run(&args.0),
        Command::Diff(args) => diff::run(&args.0),
        Command::Install(args) => install::install(&args.0),
        Command::Doctor(args) => install::doctor(&args.0),
        Command::Package(args) => package::run(&args.0),
        Command::Lint(args) => lint::run(&args.0),
        Command::Audit(args) => audit::run(&args.0),
        Command::Sample(args) => audit::draw(&args.0),
        Command::Stats(args) => stats::run(&args.0),
        Command::Import(args) => import::run(&args.0),
        Command::Completions(args) => shell::completions(&args.0),
        Command::Man(args) => shell::man(&args.0),
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
        self.checker_with(Profile::default(), None)
    }

    /// The same with what the settings accept, and their general words.
    fn checker_with(&self, more: Profile, base: Option<PathBuf>) -> Result<Checker> {
        let index = match &self.index {
            None => Index::embedded(),
            Some(path) => {
                open_index(path, "build it again with `medspell build`, or leave out --index")?
            }
        };
        let index = match self.base.as_ref().or(base.as_ref()) {
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

/// An index from its file.
fn open_index(path: &Path, remedy: &str) -> Result<Index> {
    let bytes = fs::read(path).map_err(Error::io(path, "read the index"))?;
    index_of(path, bytes, remedy)
}

/// An index from the bytes of the file at `path`, which the error names with what to do about it.
fn index_of(path: &Path, bytes: Vec<u8>, remedy: &str) -> Result<Index> {
    Index::open(bytes).map_err(|e| match e {
        Error::Index(problem) => Error::input(path, format!("the index is {problem}"), remedy),
        other => other,
    })
}
