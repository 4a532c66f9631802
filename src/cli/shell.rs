//! `medspell completions` and `medspell man`: made from the same definition as the command line.

use super::Cli;
use clap::{Args, CommandFactory, ValueHint};
use clap_complete::Shell;
use medspell::{Error, Result};
use std::path::PathBuf;
use std::process::ExitCode;
use std::{fs, io};

#[derive(Args)]
pub(super) struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

#[derive(Args)]
pub(super) struct ManArgs {
    /// The folder
    #[arg(value_hint = ValueHint::DirPath)]
    folder: PathBuf,
}

pub(super) fn completions(args: &CompletionsArgs) -> Result<ExitCode> {
    clap_complete::generate(args.shell, &mut Cli::command(), "medspell", &mut io::stdout());
    Ok(ExitCode::SUCCESS)
}

pub(super) fn man(args: &ManArgs) -> Result<ExitCode> {
    fs::create_dir_all(&args.folder).map_err(Error::io(&args.folder, "create"))?;
    clap_mangen::generate_to(Cli::command(), &args.folder)
        .map_err(Error::io(&args.folder, "write to"))?;
    Ok(ExitCode::SUCCESS)
}
