//! `medspell lint`: the word lists themselves.

use super::render::{print, printable, say};
use clap::{Args, ValueHint};
use medspell::lint::{lint, lint_canonical, lint_pairs};
use medspell::wordlist::{Finding, Words, canonical, canonical_pairs, read};
use medspell::{Error, Lexicon, Result, release};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Prints every finding as `path:line: word: what [rule]`. A row is released from a rule by its
/// note: `allow RULE: the reason`.
#[derive(Args)]
pub(super) struct LintArgs {
    /// Put the files into canonical form first: sorted, normalised, endings in order
    #[arg(long)]
    fix: bool,
    /// The folder of the word lists
    #[arg(long, default_value = "wordlists", value_hint = ValueHint::DirPath)]
    wordlists: PathBuf,
}

pub(super) fn run(args: &LintArgs) -> Result<ExitCode> {
    let mut words = read(&args.wordlists)?;
    if args.fix {
        fix(&words)?;
        words = read(&args.wordlists)?;
    }
    let findings = all(&words)?;
    print(
        &findings
            .iter()
            .map(|finding| format!("{}\n", printable(&finding.to_string())))
            .collect::<String>(),
    )?;
    let rows: usize = words.lists.iter().map(|l| l.entries.len()).sum();
    say(format_args!("{} lists, {rows} rows, {} finding(s)", words.lists.len(), findings.len()));
    Ok(ExitCode::from(u8::from(!findings.is_empty())))
}

/// Every finding of every file.
pub(super) fn all(words: &Words) -> Result<Vec<Finding>> {
    let mut findings = lint(&words.lists, &words.sources);
    for list in &words.lists {
        findings.extend(lint_canonical(list, &bytes(&list.path)?));
    }
    let path = &words.confusables_path;
    findings.extend(words.findings.clone());
    findings.extend(lint_pairs(
        path,
        &words.confusables,
        &bytes(path)?,
        &Lexicon::merge(&words.lists),
    ));
    findings.sort();
    Ok(findings)
}

fn bytes(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(Error::io(path, "read"))
}

/// Writes the canonical form of every file that can be read without loss.
fn fix(words: &Words) -> Result<()> {
    for list in words.lists.iter().filter(|l| l.findings.is_empty()) {
        rewrite(&list.path, &canonical(&list.entries))?;
    }
    if words.findings.is_empty() {
        rewrite(&words.confusables_path, &canonical_pairs(&words.confusables))?;
    }
    Ok(())
}

fn rewrite(path: &Path, canonical: &[u8]) -> Result<()> {
    if bytes(path)? == canonical {
        return Ok(());
    }
    say(format_args!("{}: rewritten", path.display()));
    release::write_atomically(path, canonical)
}
