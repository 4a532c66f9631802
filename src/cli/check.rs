//! `medspell check`: documents in, findings out.

use super::Dictionary;
use super::render::printable;
use anstyle::{AnsiColor, Style};
use clap::{Args, ValueEnum, ValueHint};
use medspell::document::{Place, Places, prose};
use medspell::{Checker, Error, Misspelling, Result, Severity, Verdict};
use std::collections::HashMap;
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Exit code 0: nothing found; 1: something found; 2: something could not be read (wins over 1).
#[derive(Args)]
pub(super) struct CheckArgs {
    /// The documents: plain text or Markdown; `-` is standard input
    #[arg(required = true, value_hint = ValueHint::FilePath)]
    files: Vec<PathBuf>,
    /// How to report
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Report what is this grave or graver
    #[arg(long, value_enum, default_value_t = Level::Warning)]
    level: Level,
    /// Exit with 1 for what is this grave or graver
    #[arg(long, value_enum, default_value_t = Level::Error)]
    fail_on: Level,
    #[command(flatten)]
    dictionary: Dictionary,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The line with a mark under the word
    Human,
    /// `path:line:column: severity: word → suggestion [rule]`
    Line,
    /// The flagged words, one a line, as `hunspell -l`
    List,
    /// One JSON object a line
    Jsonl,
}

#[derive(Clone, Copy, ValueEnum)]
enum Level {
    Error,
    Warning,
    Note,
}

impl From<Level> for Severity {
    fn from(level: Level) -> Severity {
        match level {
            Level::Error => Severity::Error,
            Level::Warning => Severity::Warning,
            Level::Note => Severity::Note,
        }
    }
}

pub(super) fn run(args: &CheckArgs) -> Result<ExitCode> {
    let checker = args.dictionary.checker()?;
    let mut report =
        Report { checker: &checker, args, known: HashMap::new(), found: 0, failed: false };
    let mut out = io::BufWriter::new(anstream::stdout().lock());
    let mut unread = false;
    for path in &args.files {
        let text = match read(path) {
            Ok(text) => text,
            Err(e) => {
                eprintln!("medspell: {e}");
                unread = true;
                continue;
            }
        };
        report
            .document(path, &text, &mut out)
            .map_err(Error::io(Path::new("standard output"), "write"))?;
    }
    out.flush().map_err(Error::io(Path::new("standard output"), "write"))?;
    if args.format == Format::Human && report.found > 0 {
        eprintln!("{} finding(s)", report.found);
    }
    Ok(ExitCode::from(if unread { 2 } else { u8::from(report.failed) }))
}

/// The text of a document.
fn read(path: &Path) -> Result<String> {
    let mut bytes = Vec::new();
    match path == Path::new("-") {
        true => io::stdin().lock().read_to_end(&mut bytes).map(drop),
        false => regular(path)?.read_to_end(&mut bytes).map(drop),
    }
    .map_err(Error::io(path, "read"))?;
    if bytes.contains(&0) {
        return Err(Error::input(path, "a binary file, not text", "give plain text or Markdown"));
    }
    String::from_utf8(bytes).map_err(|e| {
        let at = e.utf8_error().valid_up_to();
        Error::input(
            path,
            format!("not UTF-8 (byte {at})"),
            "convert it, for example with iconv -t UTF-8",
        )
    })
}

/// Opens a regular file; a folder or a pipe would hang or fail with less to say.
fn regular(path: &Path) -> Result<fs::File> {
    let meta = fs::metadata(path).map_err(Error::io(path, "read"))?;
    match meta.is_file() {
        true => fs::File::open(path).map_err(Error::io(path, "read")),
        false => Err(Error::input(path, "not a regular file", "name the files in it")),
    }
}

/// The error of a stream that is no text.
pub(super) fn not_text(path: &Path, source: io::Error) -> Error {
    match source.kind() {
        io::ErrorKind::InvalidData => {
            Error::input(path, "not UTF-8", "convert it, for example with iconv -t UTF-8")
        }
        _ => Error::io(path, "read")(source),
    }
}

/// What was found so far, and how to say it.
struct Report<'a> {
    checker: &'a Checker,
    args: &'a CheckArgs,
    /// Suggestions by word: a document makes the same mistake more than once.
    known: HashMap<String, Vec<String>>,
    found: usize,
    failed: bool,
}

impl Report<'_> {
    fn document(&mut self, path: &Path, text: &str, out: &mut impl Write) -> io::Result<()> {
        let name = match path == Path::new("-") {
            true => "-".to_owned(),
            false => printable(&path.to_string_lossy()),
        };
        let places = Places::new(text);
        for span in prose(path, text) {
            for mut found in self.checker.check(&text[span.clone()]) {
                found.token.start += span.start;
                self.finding(&name, text, places.at(found.token.start), &found, out)?;
            }
        }
        Ok(())
    }

    fn finding(
        &mut self,
        name: &str,
        text: &str,
        place: Place,
        found: &Misspelling<'_>,
        out: &mut impl Write,
    ) -> io::Result<()> {
        let severity = found.verdict.severity();
        self.failed |= severity >= self.args.fail_on.into();
        if severity < self.args.level.into() {
            return Ok(());
        }
        self.found += 1;
        let word = printable(found.token.text);
        match self.args.format {
            Format::List => writeln!(out, "{word}"),
            Format::Line => {
                let best =
                    self.suggestions(found).first().map_or(String::new(), |s| format!(" → {s}"));
                let rule = found.verdict.rule();
                writeln!(
                    out,
                    "{name}:{}:{}: {}: {word}{best} [{rule}]",
                    place.line,
                    place.column,
                    severity.as_str()
                )
            }
            Format::Jsonl => {
                let suggestions = self.suggestions(found);
                let line = serde_json::json!({
                    "schema": 1, "path": name, "start": found.token.start, "end": found.token.end(),
                    "source": found.token.text, "word": medspell::normalise(found.token.text),
                    "line": place.line, "column": place.column, "rule": found.verdict.rule(),
                    "severity": severity.as_str(), "suggestions": suggestions,
                });
                writeln!(out, "{line}")
            }
            Format::Human => self.human(name, text, place, found, out),
        }
    }

    fn human(
        &mut self,
        name: &str,
        text: &str,
        place: Place,
        found: &Misspelling<'_>,
        out: &mut impl Write,
    ) -> io::Result<()> {
        let colour = match found.verdict.severity() {
            Severity::Error => AnsiColor::Red,
            Severity::Warning => AnsiColor::Yellow,
            Severity::Note => AnsiColor::Cyan,
        };
        let (bold, mark, dim) =
            (Style::new().bold(), colour.on_default().bold(), Style::new().dimmed());
        let word = printable(found.token.text);
        let suggestions = self.suggestions(found);
        let advice = match (suggestions.is_empty(), &found.verdict) {
            (true, _) => String::new(),
            (_, Verdict::Unknown) => format!("; perhaps {}", suggestions.join(", ")),
            _ => format!("; write {}", suggestions.join(" or ")),
        };
        writeln!(
            out,
            "{bold}{name}:{}:{}{bold:#}: {mark}{word}{mark:#}: {}{advice} [{}]",
            place.line,
            place.column,
            found.verdict.gloss(),
            found.verdict.rule()
        )?;
        let (before, after) = place.context(text, found.token.start, found.token.end());
        let indent = " ".repeat(printable(before).chars().count());
        writeln!(out, "  {dim}{}{dim:#}{word}{dim}{}{dim:#}", printable(before), printable(after))?;
        writeln!(out, "  {indent}{mark}{}{mark:#}", "^".repeat(word.chars().count()))
    }

    fn suggestions(&mut self, found: &Misspelling<'_>) -> Vec<String> {
        let word = found.token.text;
        if let Some(known) = self.known.get(word) {
            return known.clone();
        }
        let suggestions = self.checker.suggest(word, 5);
        self.known.insert(word.to_owned(), suggestions.clone());
        suggestions
    }
}
