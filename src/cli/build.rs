//! `medspell build`: the whole of dist/.

use super::Style;
use super::render::{print, printable, say};
use clap::{Args, ValueHint};
use indicatif::{ProgressBar, ProgressStyle};
use medspell::dictionary::Artefact;
use medspell::release::{Licences, Options, artefacts, write};
use medspell::wordlist::{Words, read};
use medspell::{Error, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// The same word lists give the same bytes.
#[derive(Args)]
pub(super) struct BuildArgs {
    /// The folder to write; an earlier build there is replaced
    #[arg(long, default_value = "dist", value_hint = ValueHint::DirPath)]
    out: PathBuf,
    /// The folder of the word lists
    #[arg(long, default_value = "wordlists", value_hint = ValueHint::DirPath)]
    wordlists: PathBuf,
    /// Where dist/site will be served; adds the update feed and the absolute addresses
    #[arg(long, value_name = "URL", value_parser = url)]
    site_url: Option<String>,
    /// The checker as WebAssembly (site/wasm.sh makes it), for the page that tries it
    #[arg(long, value_hint = ValueHint::FilePath)]
    wasm: Option<PathBuf>,
    #[command(flatten)]
    style: Style,
}

fn url(text: &str) -> Result<String, String> {
    let web = text.starts_with("https://") || text.starts_with("http://");
    let plain =
        text.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '&' | '\''));
    (web && plain)
        .then(|| text.to_owned())
        .ok_or_else(|| "an address such as https://example.org/medspell".to_owned())
}

pub(super) fn run(args: &BuildArgs) -> Result<ExitCode> {
    let words = read(&args.wordlists)?;
    let findings: Vec<_> =
        words.lists.iter().flat_map(|l| &l.findings).chain(&words.findings).collect();
    findings.iter().for_each(|finding| say(printable(&finding.to_string())));
    if !findings.is_empty() {
        return Err(Error::Findings(findings.len()));
    }
    let options = options(args)?;
    let bar = progress();
    let made = artefacts(&words, &licences(&args.wordlists)?, &options, &mut |step| {
        bar.set_message(step.to_owned())
    });
    bar.finish_and_clear();
    let made = made?;
    write(&args.out, &made)?;
    print(&summary(&args.out, &words, &made))?;
    Ok(ExitCode::SUCCESS)
}

fn options(args: &BuildArgs) -> Result<Options> {
    let read = |path: &PathBuf| fs::read(path).map_err(Error::io(path, "read"));
    let wasm = args.wasm.as_ref().map(read).transpose()?;
    Ok(Options { profile: args.style.profile(), site_url: args.site_url.clone(), wasm })
}

fn licences(folder: &Path) -> Result<Licences> {
    let text = |name: &str| {
        let path = folder.join(name);
        fs::read_to_string(&path).map_err(Error::io(&path, "read the licence"))
    };
    Ok(Licences { words: text("LICENCE")?, general: text("general.NOTICE")? })
}

/// A spinner on a terminal, nothing elsewhere.
fn progress() -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    bar.set_style(ProgressStyle::with_template("{spinner} {msg}").expect("a valid template"));
    bar.enable_steady_tick(Duration::from_millis(80));
    bar
}

/// The table that a build ends with.
fn summary(out: &Path, words: &Words, made: &[Artefact]) -> String {
    let rows: usize = words.lists.iter().map(|l| l.entries.len()).sum();
    let (site, files): (Vec<_>, Vec<_>) = made.iter().partition(|a| a.path.starts_with("site/"));
    let width = files.iter().map(|a| a.path.len()).max().unwrap_or(0);
    let mut text = format!("{} word lists, {rows} rows\n\n", words.lists.len());
    for artefact in files {
        text.push_str(&format!("  {:width$}  {:>10} bytes\n", artefact.path, artefact.bytes.len()));
    }
    let bytes: usize = site.iter().map(|a| a.bytes.len()).sum();
    let (count, out) = (site.len(), out.display());
    text.push_str(&format!("  {:width$}  {bytes:>10} bytes in {count} files\n", "site/"));
    text.push_str(&format!(
        "\nNext: medspell serve {out}/site, install {out}/libreoffice/medspell.oxt in LibreOffice,\n\
         or try  hunspell -d {out}/hunspell/en_GB-medical FILE\n"
    ));
    text
}
