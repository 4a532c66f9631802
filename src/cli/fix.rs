//! `medspell fix`: the documents themselves, put right.

use super::config::Config;
use super::input::Input;
use clap::Args;
use medspell::Result;
use std::process::ExitCode;

/// Exit code 0: done; 1: something is left; 2: something could not be read or written.
#[derive(Args)]
pub(super) struct FixArgs {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    config: Config,
}

pub(super) fn run(_: &FixArgs) -> Result<ExitCode> {
    Ok(ExitCode::SUCCESS)
}
