//! `medspell completions` and `medspell man`: made from the same definition as the command line.

use super::Cli;
use super::render::print;
use clap::{Args, CommandFactory, ValueHint};
use clap_complete::Shell;
use medspell::{Error, Result};
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

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
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "medspell", &mut script);
    print(&String::from_utf8_lossy(&script))?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn man(args: &ManArgs) -> Result<ExitCode> {
    fs::create_dir_all(&args.folder).map_err(Error::io(&args.folder, "create"))?;
    clap_mangen::generate_to(Cli::command(), &args.folder)
        .map_err(Error::io(&args.folder, "write to"))?;
    Ok(ExitCode::SUCCESS)
}
