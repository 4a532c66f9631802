//! `medspell import`: a Hunspell dictionary → wordlists/general.csv.

use super::render::{print, say};
use clap::{Args, ValueHint};
use medspell::wordlist::read;
use medspell::{Error, LeftOut, Result, import, release};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Words are facts and are taken over; the affix table is not. American, former and wrong forms are
/// left out by the rules and by the medical lists.
#[derive(Args)]
pub(super) struct ImportArgs {
    /// The .dic; its .aff lies beside it
    #[arg(value_hint = ValueHint::FilePath)]
    dic: PathBuf,
    /// The folder of the word lists
    #[arg(long, default_value = "wordlists", value_hint = ValueHint::DirPath)]
    wordlists: PathBuf,
    /// Print the forms that were left out, with the reason
    #[arg(long)]
    verbose: bool,
}

pub(super) fn run(args: &ImportArgs) -> Result<ExitCode> {
    let (aff, dic) = super::base::read(&args.dic)?;
    let target = args.wordlists.join("general.csv");
    let mut lists = read(&args.wordlists)?.lists;
    lists.retain(|list| list.path != target);
    let left_out = left_out(&args.wordlists.join("left-out.tsv"))?;
    let imported = import(&args.dic, (&aff, &dic), &lists, &left_out)?;
    release::write_atomically(&target, &imported.csv)?;
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    let mut left_out = String::new();
    for (word, reason) in &imported.purged {
        *reasons.entry(reason).or_default() += 1;
        left_out.push_str(&format!("{word}\t{reason}\n"));
    }
    if args.verbose {
        print(&left_out)?;
    }
    say(format_args!("{}: {} forms", target.display(), imported.forms));
    reasons.iter().for_each(|(reason, n)| say(format_args!("  left out, {reason}: {n}")));
    Ok(ExitCode::SUCCESS)
}

/// The words that stay out by hand; a folder may do without.
fn left_out(path: &Path) -> Result<LeftOut> {
    if !path.exists() {
        return Ok(LeftOut::new());
    }
    let text = fs::read_to_string(path).map_err(Error::io(path, "read"))?;
    medspell::left_out(path, &text)
}
