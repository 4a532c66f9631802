//! `medspell check`: documents in, findings out.

use super::config::{Config, Level, Loaded};
use super::input::Input;
use super::ordered::{Lane, Output, workers};
use super::render::say;
use super::stream::{Listed, Stream};
use clap::{Args, ValueEnum, ValueHint};
use medspell::report::{Finding, Style, Summary};
use medspell::scan::{STRETCH, Scan};
use medspell::settings::Ignored;
use medspell::{Error, Result, Severity};
use std::cell::RefCell;
use std::collections::HashMap;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

/// Exit code 0: nothing found; 1: something found; 2: something could not be read (wins over 1).
#[derive(Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    input: Input,
    /// Documents that are read at the same time; 0 is one a core
    #[arg(long, short, default_value_t = 0, value_name = "N")]
    jobs: usize,
    /// How to report
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Report what is this grave or graver [default: warning]
    #[arg(long, value_enum)]
    level: Option<Level>,
    /// Exit with 1 for what is this grave or graver [default: error]
    #[arg(long, value_enum)]
    fail_on: Option<Level>,
    /// Print the line of each finding: always, never, or when writing to a terminal
    #[arg(long, value_enum, default_value_t = When::Auto)]
    context: When,
    /// Report every word, right ones too
    #[arg(long)]
    all_words: bool,
    /// Report right words that are easily taken for others: ileum, ilium
    #[arg(long)]
    confusables: bool,
    /// Print no word of a document, only its first letter and the place
    #[arg(long)]
    redact: bool,
    /// Say at the end what was read, skipped and found
    #[arg(long)]
    stats: bool,
    /// Leave out what this file lists
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    baseline: Option<PathBuf>,
    /// Write what is found now, the words too, to a baseline file; not with --redact
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "baseline")]
    write_baseline: Option<PathBuf>,
    #[command(flatten)]
    config: Config,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The word with advice; on a terminal its line, with a mark under the word
    Human,
    /// `path:loc: severity: word → suggestion [rule]`
    Line,
    /// The flagged words, one a line, as `hunspell -l`
    List,
    /// One JSON document
    Json,
    /// One JSON object a line
    Jsonl,
    /// SARIF 2.1.0
    Sarif,
    /// Workflow commands of GitHub
    Github,
    /// Reviewdog
    Rdjson,
    /// Checkstyle XML
    Checkstyle,
    /// JUnit XML
    Junit,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum When {
    Auto,
    Always,
    Never,
}

impl CheckArgs {
    fn style(&self) -> Style {
        match self.format {
            Format::Human => Style::Human(match self.context {
                When::Auto => io::stdout().is_terminal(),
                When::Always => true,
                When::Never => false,
            }),
            Format::Line => Style::Line,
            Format::List => Style::List,
            Format::Json => Style::Json,
            Format::Jsonl => Style::Jsonl,
            Format::Sarif => Style::Sarif,
            Format::Github => Style::Github,
            Format::Rdjson => Style::Rdjson,
            Format::Checkstyle => Style::Checkstyle,
            Format::Junit => Style::Junit,
        }
    }
}

pub(super) fn run(args: &CheckArgs) -> Result<ExitCode> {
    let loaded = args.config.load()?;
    let redact = args.redact || loaded.settings.redact;
    args.check_baseline(redact)?;
    let mut check = Check {
        args,
        style: args.style(),
        level: loaded.severity(args.level, "level", Level::Warning)?,
        fail_on: loaded.severity(args.fail_on, "fail-on", Level::Error)?,
        redact,
        baseline: args.baseline.as_deref().map(Baseline::read).transpose()?.unwrap_or_default(),
        loaded,
        alone: false,
        total: Mutex::default(),
        seen: Mutex::default(),
    };
    if check.streams() {
        return check.stream();
    }
    let mut out = io::BufWriter::new(anstream::stdout());
    check.style.begin(&mut out).map_err(super::output_error)?;
    let files = args.input.files();
    let jobs = workers(args.jobs, files.len());
    check.alone = files.len() == 1;
    let typed = args.input.paths.iter().any(|path| path == Path::new("-"));
    let progress = super::progress::Progress::new(files.len(), typed);
    let output = Output::new(out, check.style.separator(), progress.bar.clone());
    output.run(files.iter(), jobs, |file, lane| {
        check.file(file, lane);
        progress.step();
    });
    progress.done();
    let mut out = output.finish()?;
    let summary = check.total.into_inner().unwrap_or_else(PoisonError::into_inner);
    check.style.end(&summary, &mut out).and_then(|()| out.flush()).map_err(super::output_error)?;
    if let Some(path) = &args.write_baseline {
        let seen = check.seen.into_inner().unwrap_or_else(PoisonError::into_inner);
        medspell::release::write_atomically(path, seen.text().as_bytes())?;
    }
    args.epilogue(&summary);
    Ok(exit(&summary, check.fail_on))
}

fn exit(summary: &Summary, fail_on: Severity) -> ExitCode {
    let failed = summary.severities.range(fail_on..).any(|(_, n)| *n > 0);
    ExitCode::from(if summary.unread + summary.unfinished + summary.unlisted > 0 {
        2
    } else {
        u8::from(failed)
    })
}

impl CheckArgs {
    /// Refuses to write the words of documents to a file where they are not even to be shown.
    fn check_baseline(&self, redact: bool) -> Result<()> {
        let problem = "a baseline holds the words of documents, which are to be redacted";
        let remedy =
            "leave out --redact and `redact` in medspell.toml, and guard it as you guard them";
        match &self.write_baseline {
            Some(path) if redact => Err(Error::input(path, problem, remedy)),
            _ => Ok(()),
        }
    }

    /// One line for people, more with `--stats`.
    fn epilogue(&self, summary: &Summary) {
        let found: usize = summary.severities.values().sum();
        if self.stats {
            say(format_args!(
                "{} document(s) read, {} not, {} words",
                summary.documents, summary.unread, summary.words
            ));
            summary.rules.iter().for_each(|(rule, n)| say(format_args!("{n:>9} {rule}")));
        } else if self.format == Format::Human && found > 0 {
            say(format_args!("{found} finding(s)"));
        }
        let skipped: usize = summary.skipped.values().sum();
        if (self.stats || self.format == Format::Human) && skipped > 0 {
            let languages: Vec<_> = summary
                .skipped
                .iter()
                .map(|(l, n)| format!("{} {n}", super::render::printable(l)))
                .collect();
            say(format_args!(
                "{skipped} word(s) in other languages not checked: {}",
                languages.join(", ")
            ));
        }
        if summary.long > 0 {
            say(format_args!(
                "{} token(s) too long to be words not checked; --max-token raises the limit",
                summary.long
            ));
        }
    }
}

struct Check<'a> {
    args: &'a CheckArgs,
    loaded: Loaded,
    style: Style,
    level: Severity,
    fail_on: Severity,
    redact: bool,
    baseline: Baseline,
    /// True of one document, which all threads may work on.
    alone: bool,
    total: Mutex<Summary>,
    /// What a new baseline will hold.
    seen: Mutex<Baseline>,
}

impl Check<'_> {
    /// True when standard input can be checked in pieces: a list needs no places.
    fn streams(&self) -> bool {
        let args = self.args;
        let plain = args.baseline.is_none() && args.write_baseline.is_none();
        let quiet = !args.all_words && !args.confusables && !args.stats && !self.redact;
        let own = self.loaded.ignored(Path::new("-")).is_some_and(Ignored::is_empty);
        args.format == Format::List && plain && quiet && own && args.input.is_plain_stream()
    }

    fn stream(self) -> Result<ExitCode> {
        let Check { args, loaded, level, fail_on, .. } = self;
        let limits = args.input.limits(&loaded.settings);
        let (jobs, most) = (args.jobs, limits.file);
        let stream = Stream { checker: &loaded.checker, level, jobs, most };
        let (Listed { worst, long, rest }, mut out) = stream.list(io::stdin(), io::stdout())?;
        let mut summary = Summary { long, ..Summary::default() };
        if !rest.is_empty() {
            let document = args.input.open(Path::new("-"), &rest, &loaded.settings)?;
            let ignored = Ignored::default();
            let scan = Scan {
                checker: &loaded.checker,
                ignored: &ignored,
                level,
                all_words: false,
                all_languages: loaded.all_languages,
                former: false,
                token: limits.token,
                count: false,
                confusables: false,
                suggest: &|_, _, _| false,
                context: false,
                most: usize::MAX,
                deadline: limits.deadline,
                threads: workers(args.jobs, rest.len() / STRETCH),
            };
            let print = |found: Finding| writeln!(out, "{}", super::render::printable(&found.word));
            summary.add(&scan.document(&document, print).map_err(super::output_error)?);
        }
        out.flush().map_err(super::output_error)?;
        args.epilogue(&summary);
        let failed = worst.is_some_and(|worst| worst >= fail_on);
        Ok(if failed { ExitCode::from(1) } else { exit(&summary, fail_on) })
    }

    fn file<W: Write + Send>(&self, file: &Result<PathBuf>, lane: &mut Lane<'_, W>) {
        let name = |path: &Path| self.args.input.name(path);
        let done = match file {
            Ok(path) => match self.document(path, lane) {
                // Said once, when the output is finished; nothing when its reader is gone.
                Err(e) if super::is_output(&e) => return,
                done => done.map_err(|e| (super::complaint(&e), name(path))),
            },
            Err(e) => Err((super::complaint(e), e.path().map(name).unwrap_or_default())),
        };
        let summary = done.unwrap_or_else(|(problem, name)| {
            // What can not be written will be said when the output is finished.
            let _ = self.style.document(&name, lane).finish(Some(&problem));
            lane.complain(problem);
            Summary { unread: 1, ..Summary::default() }
        });
        self.total.lock().unwrap_or_else(PoisonError::into_inner).add(&summary);
    }

    fn document<W: Write + Send>(&self, path: &Path, lane: &mut Lane<'_, W>) -> Result<Summary> {
        let input = &self.args.input;
        let Some(ignored) = self.loaded.ignored(input.named(path)) else {
            return Ok(Summary::default());
        };
        let bytes = input.read(path)?;
        let document = input.open(path, &bytes, &self.loaded.settings)?;
        let name = input.name(path);
        let limits = input.limits(&self.loaded.settings);
        let known = RefCell::new(self.baseline.of(&name));
        let shows = self.style != Style::List && !self.redact;
        let scan = Scan {
            checker: &self.loaded.checker,
            ignored,
            level: self.level,
            all_words: self.args.all_words,
            all_languages: self.loaded.all_languages,
            former: false,
            token: limits.token,
            confusables: self.args.confusables,
            suggest: &|rule, word, _| shows && !known.borrow().has(rule, word),
            context: self.style == Style::Human(true),
            most: input.most(),
            deadline: limits.deadline,
            threads: if self.alone { workers(self.args.jobs, bytes.len() / STRETCH) } else { 1 },
            count: self.args.stats || self.args.format == Format::Json,
        };
        let mut seen = Known::default();
        let mut report = self.style.document(&name, lane);
        let mut hidden = Summary::default();
        let mut summary = scan
            .document(&document, |finding| {
                if self.args.write_baseline.is_some() {
                    seen.add(&finding);
                }
                if known.borrow_mut().take(&finding) {
                    hidden.count(&finding);
                    return Ok(());
                }
                report.finding(&if self.redact { finding.redact() } else { finding })
            })
            .map_err(super::output_error)?;
        report.finish((summary.unfinished > 0).then_some(LATE)).map_err(super::output_error)?;
        complain(&name, &summary, lane);
        summary.subtract(&hidden);
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).merge(name, seen);
        Ok(summary)
    }
}

const LATE: &str = "not checked to its end in time; raise --timeout if you trust it";

/// Says what of a document was not checked or not listed.
fn complain<W: Write + Send>(name: &str, summary: &Summary, lane: &mut Lane<'_, W>) {
    if summary.unfinished > 0 {
        lane.complain(format!("medspell: {name}: {LATE}"));
    }
    if summary.unlisted > 0 {
        let more = summary.unlisted;
        lane.complain(format!(
            "medspell: {name}: {more} more finding(s) not listed; raise --max-findings to see them"
        ));
    }
}

/// Findings that are known, of each document.
#[derive(Default)]
struct Baseline {
    documents: HashMap<String, Known>,
}

impl Baseline {
    /// Reads lines of path, rule, word and count between tabs.
    fn read(path: &Path) -> Result<Baseline> {
        let text = super::config::read_text(path)?;
        let mut baseline = Baseline::default();
        for line in text.lines() {
            let fields: Vec<&str> = line.split('\t').collect();
            let wrong =
                || Error::input(path, "not a baseline", "write it again with --write-baseline");
            let [name, rule, word, count] = fields[..] else { return Err(wrong()) };
            let count = count.parse().map_err(|_| wrong())?;
            let known = baseline.documents.entry(plain(name).into()).or_default();
            known.counts.insert((rule.into(), word.into()), count);
        }
        Ok(baseline)
    }

    fn text(&self) -> String {
        let line = |name: &str, rule: &str, word: &str, n: usize| {
            format!("{name}\t{rule}\t{}\t{n}\n", super::render::printable(word))
        };
        let documents = self.documents.iter().flat_map(|(name, known)| {
            known.counts.iter().map(move |((rule, word), n)| line(name, rule, word, *n))
        });
        let mut lines: Vec<String> = documents.collect();
        lines.sort();
        lines.concat()
    }

    fn of(&self, name: &str) -> Known {
        self.documents.get(plain(name)).cloned().unwrap_or_default()
    }

    fn merge(&mut self, name: String, known: Known) {
        let own = &mut self.documents.entry(plain(&name).into()).or_default().counts;
        known.counts.into_iter().for_each(|(key, n)| *own.entry(key).or_default() += n);
    }
}

/// A path as a baseline has it: what `check .` calls `./a.txt` is `a.txt` where it is named.
fn plain(name: &str) -> &str {
    name.strip_prefix("./").unwrap_or(name)
}

/// How often each word breaks each rule in a document.
#[derive(Clone, Default)]
struct Known {
    counts: HashMap<(String, String), usize>,
}

impl Known {
    fn key(rule: &str, word: &str) -> (String, String) {
        (rule.into(), super::render::printable(word))
    }

    fn add(&mut self, finding: &Finding) {
        *self.counts.entry(Known::key(finding.rule, &finding.word)).or_default() += 1;
    }

    /// True of a word that is known to break a rule.
    fn has(&self, rule: &str, word: &str) -> bool {
        let left = || self.counts.get(&Known::key(rule, word)).copied();
        !self.counts.is_empty() && left().is_some_and(|left| left > 0)
    }

    /// The same of a finding; it is known once less.
    fn take(&mut self, finding: &Finding) -> bool {
        if self.counts.is_empty() {
            return false;
        }
        let key = Known::key(finding.rule, &finding.word);
        let left = self.counts.get_mut(&key).filter(|left| **left > 0);
        left.map(|left| *left -= 1).is_some()
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
