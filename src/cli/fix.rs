//! `medspell fix`: the documents themselves, put right.
//!
//! Only what has one certain replacement is replaced unasked. The file is written whole beside the
//! old one and then takes its place, so that at every moment one of them is there.

use super::config::Config;
use super::input::Input;
use super::render::{printable, say};
use clap::{Args, ValueHint};
use medspell::document::{Document, Replacement, replace};
use medspell::report::Finding;
use medspell::scan::Scan;
use medspell::settings::Ignored;
use medspell::{Error, Result, Severity};
use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Without --apply and --interactive, only shows what would change.
///
/// Exit code 0: done; 1: with --dry-run, something would change; 2: something could not be read or
/// written.
#[derive(Args)]
pub(super) struct FixArgs {
    #[command(flatten)]
    input: Input,
    /// Show what would change, and change nothing (the default)
    #[arg(long, conflicts_with_all = ["apply", "interactive"])]
    dry_run: bool,
    /// Replace what has one certain replacement
    #[arg(long, conflicts_with = "interactive")]
    apply: bool,
    /// Ask for every finding
    #[arg(long)]
    interactive: bool,
    /// Replace former names as well: frusemide, adrenaline's American name …
    #[arg(long)]
    former: bool,
    /// Keep no copy of the old file as NAME.bak (NAME.bak.1 … where there is one: no copy is replaced)
    #[arg(long)]
    no_backup: bool,
    /// The list that `a` adds words to
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    personal: Option<PathBuf>,
    #[command(flatten)]
    config: Config,
}

pub(super) fn run(args: &FixArgs) -> Result<ExitCode> {
    let stdin = Path::new("-");
    if args.interactive && args.input.paths.iter().any(|path| path == stdin) {
        let problem = "standard input can not hold both the document and the answers";
        return Err(Error::input(stdin, problem, "name a file, or use --apply"));
    }
    let loaded = args.config.load()?;
    let mut session = Ignored::default();
    if let Some(list) = args.personal.as_deref().filter(|list| list.exists()) {
        session.add_list(&super::config::read_text(list)?);
    }
    let mut fixer = Fixer {
        args,
        personal: args.personal.clone().or(loaded.personal.clone()),
        session,
        answers: HashMap::new(),
        done: false,
    };
    let (mut unread, mut changes) = (false, 0);
    for path in args.input.files() {
        match path.and_then(|path| fixer.document(&loaded, &path)) {
            Ok(count) => changes += count,
            Err(e) if super::is_output(&e) => return Err(e),
            Err(e) => {
                say(super::complaint(&e));
                unread = true;
            }
        }
    }
    let writes = args.apply || args.interactive;
    say(format_args!(
        "{changes} word(s) {}",
        if writes { "replaced" } else { "to replace; --apply does it" }
    ));
    Ok(ExitCode::from(if unread { 2 } else { u8::from(!writes && changes > 0) }))
}

struct Fixer<'a> {
    args: &'a FixArgs,
    personal: Option<PathBuf>,
    /// What the personal list holds, and what the user said to ignore from now on.
    session: Ignored,
    /// What was answered for bytes of this document: cells of a sheet may share a text.
    answers: HashMap<(String, Range<usize>), Option<String>>,
    /// True when the user has had enough.
    done: bool,
}

impl Fixer<'_> {
    /// Puts one document right; how many words were replaced.
    fn document(&mut self, loaded: &super::config::Loaded, path: &Path) -> Result<usize> {
        if self.done {
            return Ok(0);
        }
        let (input, stdin) = (&self.args.input, path == Path::new("-"));
        let ignored = loaded.ignored(input.named(path));
        if ignored.is_none() && !stdin {
            return Ok(0);
        }
        let target = if stdin { path.to_path_buf() } else { resolve(path)? };
        let bytes = input.read(&target)?;
        let Some(ignored) = ignored else {
            return self.pass_on(path, &bytes).map(|()| 0);
        };
        let document = input.open(path, &bytes, &loaded.settings)?;
        if !document.format.is_fixable() {
            let problem = "a PDF file can not be fixed in place, nothing is changed";
            return Err(Error::input(path, problem, "fix the document that it was made from"));
        }
        self.answers.clear();
        let interactive = self.args.interactive;
        let scan = Scan {
            checker: &loaded.checker,
            ignored,
            level: Severity::Warning,
            all_words: false,
            all_languages: loaded.all_languages,
            former: self.args.former,
            token: input.limits(&loaded.settings).token,
            count: false,
            confusables: false,
            suggest: &|_, _, fixable| fixable || interactive,
            context: true,
            most: usize::MAX,
            deadline: None,
            threads: 1,
        };
        let mut wanted = Vec::new();
        scan.document(&document, |finding| {
            wanted.extend(self.choose(&input.name(path), &finding)?);
            Ok::<(), Error>(())
        })?;
        if wanted.is_empty() {
            return self.pass_on(path, &bytes).map(|()| 0);
        }
        let (fixed, done) =
            replace(path, &bytes, &document, &wanted, &input.limits(&loaded.settings))?;
        match self.args.apply || self.args.interactive {
            true => write(&target, &bytes, &fixed, !self.args.no_backup)?,
            false => {
                let redact = loaded.settings.redact;
                show(&input.name(path), &document, &done, redact).map_err(super::output_error)?;
            }
        }
        Ok(done.len())
    }

    /// What came through a pipe and has nothing to replace goes on as it is.
    fn pass_on(&self, path: &Path, bytes: &[u8]) -> Result<()> {
        match self.args.apply && path == Path::new("-") {
            true => io::stdout().lock().write_all(bytes).map_err(super::output_error),
            false => Ok(()),
        }
    }

    /// What to write instead of a finding, if anything.
    fn choose(&mut self, name: &str, finding: &Finding) -> Result<Option<Replacement>> {
        let (block, range) = finding.text.clone();
        let with =
            |new: &str| Some(Replacement { block, range: range.clone(), new: new.to_owned() });
        if !self.args.interactive {
            return Ok(finding
                .suggestions
                .first()
                .filter(|_| finding.fixable)
                .and_then(|s| with(s)));
        }
        if self.done || self.session.has_word(&finding.word) {
            return Ok(None);
        }
        let source = (finding.part.clone(), finding.range.clone());
        let answer = match self.answers.get(&source) {
            Some(answer) => answer.clone(),
            None => self.ask(name, finding)?,
        };
        self.answers.insert(source, answer.clone());
        Ok(answer.and_then(|new| with(&new)))
    }

    /// Asks what to write; nothing to leave the word.
    fn ask(&mut self, name: &str, finding: &Finding) -> Result<Option<String>> {
        let (before, after) = &finding.context;
        let mut screen = io::stderr().lock();
        let all = finding.suggestions.iter().enumerate();
        let choices: String = all.map(|(i, s)| format!("  {} {}", i + 1, printable(s))).collect();
        let notes = finding.cautions.iter().map(|c| format!("  ({})\n", printable(&c.note)));
        let notes: String = notes.collect();
        let text = format!(
            "\n{name}:{}: {}\n  {}[{}]{}\n{choices}\n{notes}  number, s skip, i ignore, a add to list, q quit > ",
            finding.place,
            finding.gloss,
            printable(before),
            printable(&finding.word),
            printable(after)
        );
        screen
            .write_all(text.as_bytes())
            .and_then(|()| screen.flush())
            .map_err(super::output_error)?;
        let mut answer = String::new();
        let read = io::stdin().lock().read_line(&mut answer);
        self.done |= read.map_err(Error::io(Path::new("standard input"), "read"))? == 0;
        match answer.trim() {
            "q" => self.done = true,
            "i" => self.session.add_words([finding.word.as_str()]),
            // What was answered before is not lost with a list that cannot be written to.
            "a" => self.add(&finding.word).unwrap_or_else(|e| say(super::complaint(&e))),
            number => {
                let choice = number.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
                return Ok(choice.and_then(|n| finding.suggestions.get(n)).cloned());
            }
        }
        Ok(None)
    }

    fn add(&mut self, word: &str) -> Result<()> {
        let Some(list) = &self.personal else {
            let remedy = "name a file with --personal, or word-lists in medspell.toml";
            return Err(Error::input(Path::new("a"), "there is no personal list", remedy));
        };
        append(list, word).map_err(Error::io(list, "write to"))?;
        self.session.add_words([word]);
        Ok(())
    }
}

/// Adds a line to a list, whose last one may not be ended yet.
fn append(list: &Path, word: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).open(list)?;
    let open = fs::read(list)?.last().is_some_and(|byte| *byte != b'\n');
    file.write_all(format!("{}{word}\n", if open { "\n" } else { "" }).as_bytes())
}

/// The changes as a diff, a line of text each; with `redact` only their places.
fn show(name: &str, document: &Document<'_>, done: &[Replacement], redact: bool) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    writeln!(out, "--- {name}\n+++ {name}")?;
    let mut places = medspell::report::Places::new(document);
    for change in done {
        let text = &document.blocks[change.block].text;
        let (before, after) = medspell::scan::context(text, &change.range);
        writeln!(out, "@@ {} @@", places.at(change.block, change.range.start))?;
        if !redact {
            let line = |word: &str| printable(&format!("{before}{word}{after}"));
            writeln!(out, "-{}\n+{}", line(&text[change.range.clone()]), line(&change.new))?;
        }
    }
    Ok(())
}

/// The file itself, behind links.
fn resolve(path: &Path) -> Result<PathBuf> {
    path.canonicalize().map_err(Error::io(path, "find"))
}

/// Puts `fixed` in the place of `old`, which must still be there as it was read.
fn write(path: &Path, old: &[u8], fixed: &[u8], backup: bool) -> Result<()> {
    if path == Path::new("-") {
        return io::stdout().lock().write_all(fixed).map_err(super::output_error);
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let fresh = beside(folder, path, fixed)?;
    if fs::read(path).map_err(Error::io(path, "read"))? != old {
        return Err(Error::input(path, "changed while it was checked", "run the command again"));
    }
    if backup {
        keep(folder, path, old)?;
    }
    fresh.persist(path).map_err(|e| Error::io(path, "replace")(e.error))?;
    File::open(folder).and_then(|f| f.sync_all()).map_err(Error::io(folder, "sync"))
}

/// Keeps the bytes that a file had, in the first of NAME.bak, NAME.bak.1, … that is free or holds
/// them already. No copy is replaced: the first one is the original.
fn keep(folder: &Path, path: &Path, old: &[u8]) -> Result<()> {
    let mut fresh = beside(folder, path, old)?;
    for number in 0.. {
        let copy = copy_name(path, number);
        if holds(&copy, old) {
            break;
        }
        match fresh.persist_noclobber(&copy) {
            Err(taken) if taken.error.kind() == io::ErrorKind::AlreadyExists => fresh = taken.file,
            done => return done.map(drop).map_err(|e| Error::io(&copy, "write")(e.error)),
        }
    }
    Ok(())
}

fn copy_name(path: &Path, number: usize) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(if number == 0 { ".bak".into() } else { format!(".bak.{number}") });
    name.into()
}

/// True of a regular file of these bytes.
fn holds(path: &Path, bytes: &[u8]) -> bool {
    let same = |meta: fs::Metadata| meta.is_file() && meta.len() == bytes.len() as u64;
    fs::symlink_metadata(path).is_ok_and(same) && fs::read(path).is_ok_and(|old| old == bytes)
}

/// A file in the same folder with these bytes and the mode of `path`, on the disk.
fn beside(folder: &Path, path: &Path, bytes: &[u8]) -> Result<tempfile::NamedTempFile> {
    let written = || {
        let mut file = tempfile::Builder::new().prefix(".medspell-").tempfile_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().set_permissions(fs::metadata(path)?.permissions())?;
        file.as_file().sync_all()?;
        Ok(file)
    };
    written().map_err(Error::io(path, "write beside"))
}
