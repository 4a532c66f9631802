//! Which documents to read, and their bytes: regular files only, within the limits.

use super::render::{printable, say};
use clap::{Args, ValueHint};
use ignore::WalkBuilder;
use medspell::document::{Document, Format, Limits, open};
use medspell::settings::Settings;
use medspell::{Error, Result};
use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The documents and how to read them.
#[derive(Args)]
pub(super) struct Input {
    /// Documents, or folders of them; `-` is standard input
    #[arg(required = true, value_hint = ValueHint::AnyPath)]
    pub(super) paths: Vec<PathBuf>,
    /// Read every file as this format, whatever it looks like: docx, odt, txt, md …
    #[arg(long = "type", value_name = "FORMAT", value_parser = format)]
    kind: Option<Format>,
    /// The name that stands for standard input, also for its format
    #[arg(long, value_name = "NAME")]
    stdin_name: Option<PathBuf>,
    #[command(flatten)]
    limits: LimitArgs,
}

/// What a document may cost.
#[derive(Args)]
struct LimitArgs {
    /// Seconds for one document
    #[arg(long, default_value_t = 10.0, value_name = "SECONDS", value_parser = seconds, help_heading = "Limits")]
    timeout: f64,
    /// Bytes of one file
    #[arg(long, default_value_t = Limits::default().file, value_name = "BYTES", help_heading = "Limits")]
    max_file: usize,
    /// Bytes of one unpacked entry
    #[arg(long, default_value_t = Limits::default().entry, value_name = "BYTES", help_heading = "Limits")]
    max_entry: usize,
    /// Bytes of all entries that are read
    #[arg(long, default_value_t = Limits::default().total, value_name = "BYTES", help_heading = "Limits")]
    max_total: usize,
    /// Entries of a package
    #[arg(long, default_value_t = Limits::default().entries, value_name = "N", help_heading = "Limits")]
    max_entries: usize,
    /// Levels of nesting
    #[arg(long, default_value_t = Limits::default().depth, value_name = "N", help_heading = "Limits")]
    max_depth: usize,
    /// Attributes of one element
    #[arg(long, default_value_t = Limits::default().attributes, value_name = "N", help_heading = "Limits")]
    max_attributes: usize,
    /// Characters of a token; longer ones are skipped and counted
    #[arg(long, default_value_t = Limits::default().token, value_name = "N", help_heading = "Limits")]
    max_token: usize,
    /// Findings of one document that are listed; more are only counted
    #[arg(long, default_value_t = 100_000, value_name = "N", help_heading = "Limits")]
    max_findings: usize,
}

fn seconds(text: &str) -> Result<f64, String> {
    let time = text.parse().ok().filter(|seconds: &f64| *seconds >= 0.0);
    time.ok_or_else(|| "a number of seconds such as 10 or 0.5, or inf for no limit".to_owned())
}

fn format(name: &str) -> Result<Format, String> {
    Format::named(name).ok_or_else(|| {
        "one of txt md html tex csv tsv eml rtf docx pptx xlsx odt ods odp fodt pdf".to_owned()
    })
}

impl Input {
    /// The files, folders replaced by what is in them, in order.
    pub(super) fn files(&self) -> Vec<Result<PathBuf>> {
        let mut found = Vec::new();
        for path in &self.paths {
            match path != Path::new("-") && path.is_dir() {
                true => found.extend(walk(path)),
                false => found.push(Ok(path.clone())),
            }
        }
        found
    }

    /// True of standard input alone, of no stated kind.
    pub(super) fn is_plain_stream(&self) -> bool {
        let usual = self.limits.max_token == Limits::default().token;
        self.paths == [Path::new("-")] && self.kind.is_none() && self.stdin_name.is_none() && usual
    }

    /// How reports name a file.
    pub(super) fn name(&self, path: &Path) -> String {
        let name = if path == Path::new("-") { self.named(path) } else { path };
        printable(&name.to_string_lossy())
    }

    /// The path, or the name that stands for standard input.
    pub(super) fn named<'a>(&'a self, path: &'a Path) -> &'a Path {
        match (&self.stdin_name, path == Path::new("-")) {
            (Some(name), true) => name,
            _ => path,
        }
    }

    /// The limits for a document that is read from now on.
    pub(super) fn limits(&self, settings: &Settings) -> Limits {
        let args = &self.limits;
        let time = Duration::try_from_secs_f64(args.timeout).unwrap_or(Duration::MAX);
        Limits {
            file: args.max_file,
            entry: args.max_entry,
            total: args.max_total,
            entries: args.max_entries,
            depth: args.max_depth,
            attributes: args.max_attributes,
            token: args.max_token,
            deadline: Instant::now().checked_add(time),
            tex: settings.tex.commands.clone(),
        }
    }

    /// The most findings of a document that are listed.
    pub(super) fn most(&self) -> usize {
        self.limits.max_findings
    }

    /// The bytes of a file.
    pub(super) fn read(&self, path: &Path) -> Result<Vec<u8>> {
        let limit = (self.limits.max_file as u64).saturating_add(1);
        let mut bytes = Vec::new();
        let read = match path == Path::new("-") {
            true => io::stdin().lock().take(limit).read_to_end(&mut bytes),
            false => regular(path)?.take(limit).read_to_end(&mut bytes),
        };
        read.map_err(Error::io(path, "read"))?;
        Ok(bytes)
    }

    /// Reads the document in `bytes`, by these settings.
    pub(super) fn open<'b>(
        &self,
        path: &Path,
        bytes: &'b [u8],
        settings: &Settings,
    ) -> Result<Document<'b>> {
        open(self.named(path), bytes, self.kind, &self.limits(settings))
    }
}

/// The documents in a folder, as .gitignore and .medspellignore leave them, without following links.
/// What is passed over is said, or a folder of it would pass for one without a mistake.
fn walk(folder: &Path) -> Vec<Result<PathBuf>> {
    let (mut found, mut old) = (Vec::new(), 0);
    let walker = WalkBuilder::new(folder)
        .add_custom_ignore_filename(".medspellignore")
        .require_git(false)
        .sort_by_file_name(|a, b| a.cmp(b))
        .build();
    for entry in walker {
        match entry {
            Ok(entry) if entry.file_type().is_some_and(|t| t.is_file()) => {
                match is_document(entry.path()) {
                    true => found.push(Ok(entry.into_path())),
                    false => old += usize::from(is_old(entry.path())),
                }
            }
            Ok(_) => {}
            Err(e) => found.push(Err(not_walked(folder, &e))),
        }
    }
    let name = printable(&folder.to_string_lossy());
    if old > 0 {
        say(format_args!(
            "medspell: {name}: {old} file(s) of Office 97 to 2003 passed over; save them as .docx, .xlsx or .pptx"
        ));
    } else if found.is_empty() {
        say(format_args!("medspell: {name}: no document in this folder"));
    }
    found
}

/// What could not be read below `folder`, by its own name where that is known.
fn not_walked(folder: &Path, e: &ignore::Error) -> Error {
    match e {
        ignore::Error::WithDepth { err, .. } => not_walked(folder, err),
        ignore::Error::WithPath { path, err } => not_walked(path, err),
        // Its words name the folder a second time.
        ignore::Error::Io(e) => Error::io(folder, "read")(e.kind().into()),
        e => Error::input(folder, e.to_string(), "name its files instead"),
    }
}

/// True of names that Office gave until 2003.
fn is_old(path: &Path) -> bool {
    let ending = path.extension().and_then(|e| e.to_str()).unwrap_or("");
    ["doc", "dot", "xls", "ppt", "pps"].iter().any(|old| ending.eq_ignore_ascii_case(old))
}

fn is_document(path: &Path) -> bool {
    path.extension().and_then(|e| e.to_str()).and_then(Format::named).is_some()
}

/// Opens a regular file; a pipe or a device would hang or never end.
fn regular(path: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NONBLOCK);
    let file = options.open(path).map_err(Error::io(path, "read"))?;
    let meta = file.metadata().map_err(Error::io(path, "read"))?;
    match meta.is_file() {
        true => Ok(file),
        false => Err(Error::input(
            path,
            "not a regular file",
            "name a document or a folder, or give its text to `-`",
        )),
    }
}
