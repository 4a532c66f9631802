//! `medspell extract`: the text of documents, as the checker sees it.

use super::config::ConfigFile;
use super::input::Input;
use super::render::{printable_text, say};
use clap::{Args, ValueEnum};
use medspell::Result;
use medspell::document::{Block, Document};
use medspell::report::{Place, Places, SCHEMA, printable_json};
use medspell::settings::Settings;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

/// Exit code 0: all text is there; 2: something could not be read.
#[derive(Args)]
pub(super) struct ExtractArgs {
    #[command(flatten)]
    input: Input,
    /// How to write it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Only what `check` reads: no text in other languages
    #[arg(long)]
    checked: bool,
    #[command(flatten)]
    config: ConfigFile,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The text, a paragraph a line; on a terminal, characters that would steer it as \u{…}
    Text,
    /// One JSON object a paragraph: path, part, region, loc, text
    Jsonl,
}

pub(super) fn run(args: &ExtractArgs) -> Result<ExitCode> {
    let (settings, _) = args.config.settings()?;
    let shown = if io::stdout().is_terminal() { printable_text } else { str::to_owned };
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut unread = false;
    for path in args.input.files() {
        let done = path.and_then(|path| extract(args, &settings, &path, shown, &mut out));
        match done {
            Err(e) if super::is_output(&e) => return Err(e),
            Err(e) => {
                say(super::complaint(&e));
                unread = true;
            }
            Ok(()) => {}
        }
    }
    out.flush().map_err(super::output_error)?;
    Ok(ExitCode::from(if unread { 2 } else { 0 }))
}

fn extract(
    args: &ExtractArgs,
    settings: &Settings,
    path: &Path,
    shown: fn(&str) -> String,
    out: &mut impl Write,
) -> Result<()> {
    let bytes = args.input.read(path)?;
    let document = args.input.open(path, &bytes, settings)?;
    let name = args.input.name(path);
    let mut places = Places::new(&document);
    for (index, block) in document.blocks.iter().enumerate() {
        let text = match args.checked {
            true => block.english().map(|r| &block.text[r]).collect(),
            false => block.text.clone(),
        };
        match args.format {
            Format::Text => {
                writeln!(out, "{}", shown(text.strip_suffix('\n').unwrap_or(&text)))
            }
            Format::Jsonl => writeln!(out, "{}", {
                let place = places.at(index, 0);
                printable_json(&line(&name, &document, block, &place, &text))
            }),
        }
        .map_err(super::output_error)?;
    }
    Ok(())
}

fn line(
    name: &str,
    document: &Document<'_>,
    block: &Block,
    place: &Place,
    text: &str,
) -> serde_json::Value {
    serde_json::json!({
        "schema": SCHEMA, "path": name, "part": document.parts[block.part].name,
        "region": block.region.as_str(), "loc": place.to_string(),
        "text": text,
    })
}
