//! The settings of a run: the command line over `medspell.toml`, which is found upwards.

use super::Dictionary;
use clap::{Args, ValueEnum, ValueHint};
use ignore::overrides::{Override, OverrideBuilder};
use medspell::settings::{Ignored, Settings};
use medspell::{Checker, Error, Profile, Result, Severity};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// Where the settings are.
#[derive(Args)]
pub(super) struct ConfigFile {
    /// The settings, instead of the medspell.toml of this folder or one above
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    config: Option<PathBuf>,
    /// Read no medspell.toml
    #[arg(long, conflicts_with = "config")]
    no_config: bool,
}

impl ConfigFile {
    /// The settings, and the file that they stand in.
    pub(super) fn settings(&self) -> Result<(Settings, PathBuf)> {
        let Some(path) = self.path()? else { return Ok(Default::default()) };
        let text = read_text(&path)?;
        Ok((Settings::parse(&path, &text)?, path))
    }

    /// The nearest medspell.toml, from the working folder upwards.
    fn path(&self) -> Result<Option<PathBuf>> {
        if self.no_config || self.config.is_some() {
            return Ok(self.config.clone());
        }
        let here = env::current_dir().map_err(Error::io(Path::new("."), "find"))?;
        Ok(here.ancestors().map(|folder| folder.join("medspell.toml")).find(|p| p.is_file()))
    }
}

/// What the user knows better than the dictionary.
#[derive(Args)]
pub(super) struct Config {
    #[command(flatten)]
    file: ConfigFile,
    /// A word that is right here; may be repeated
    #[arg(long, value_name = "WORD")]
    ignore_word: Vec<String>,
    /// A pattern of what is not checked; may be repeated
    #[arg(long, value_name = "REGEX")]
    ignore_re: Vec<String>,
    /// A list of words that are right here, one a line; may be repeated
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    word_list: Vec<PathBuf>,
    /// What to do with text that the document says is in another language than English
    #[arg(long, value_enum)]
    lang_attr: Option<LangAttr>,
    #[command(flatten)]
    pub(super) dictionary: Dictionary,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LangAttr {
    /// Skip and count it
    Honour,
    /// Check it like the rest
    Ignore,
}

/// What was made of all that.
pub(super) struct Loaded {
    pub(super) settings: Settings,
    /// Where they stand; empty where there are none.
    file: PathBuf,
    pub(super) checker: Checker,
    pub(super) all_languages: bool,
    /// The personal list that words are added to.
    pub(super) personal: Option<PathBuf>,
    ignored: Ignored,
    globs: Vec<(Override, bool, Ignored)>,
}

impl Config {
    /// Reads the settings, the lists and the index.
    pub(super) fn load(&self) -> Result<Loaded> {
        let (settings, file) = self.file.settings()?;
        let folder = file.parent().unwrap_or(Path::new("")).to_path_buf();
        let lists: Vec<PathBuf> =
            settings.word_lists.iter().map(|name| folder.join(name)).collect();
        let lists: Vec<PathBuf> = lists.into_iter().chain(self.word_list.iter().cloned()).collect();
        let mut ignored = Ignored::default();
        for (number, list) in lists.iter().enumerate() {
            // Words are added to the last list of the settings, which need not be there before.
            if list.exists() || number + 1 != settings.word_lists.len() {
                ignored.add_list(&read_text(list)?);
            }
        }
        add(&mut ignored, &file, &settings.ignore_words, &settings.ignore_re)?;
        add(&mut ignored, Path::new("--ignore-re"), &self.ignore_word, &self.ignore_re)?;
        let globs = globs(&file, &folder, &settings, &ignored)?;
        let lang_attr = match (self.lang_attr, settings.lang_attr.as_deref()) {
            (Some(given), _) => given,
            (None, None) => LangAttr::Honour,
            (None, Some(name)) => choice(&file, "lang-attr", name)?,
        };
        let more = Profile { oxford: settings.oxford, informal: settings.informal };
        let base = settings.base.as_ref().map(|name| folder.join(name));
        Ok(Loaded {
            checker: self.dictionary.checker_with(more, base)?,
            all_languages: lang_attr == LangAttr::Ignore,
            personal: lists.last().cloned(),
            settings,
            file,
            ignored,
            globs,
        })
    }
}

/// The documents of the settings in `file`, and what is right in them.
fn globs(
    file: &Path,
    folder: &Path,
    settings: &Settings,
    base: &Ignored,
) -> Result<Vec<(Override, bool, Ignored)>> {
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
    let mut all = Vec::new();
    for per in &settings.files {
        let wrong = |_| {
            let problem = format!("the glob {} is broken", per.glob);
            Error::input(file, problem, "write it as in .gitignore")
        };
        let mut builder = OverrideBuilder::new(&folder);
        builder.add(&per.glob).map_err(wrong)?;
        let mut ignored = base.clone();
        add(&mut ignored, file, &per.ignore_words, &per.ignore_re)?;
        all.push((builder.build().map_err(wrong)?, per.skip, ignored));
    }
    Ok(all)
}

/// Adds what `from` names, a file or a flag.
fn add(ignored: &mut Ignored, from: &Path, words: &[String], patterns: &[String]) -> Result<()> {
    ignored.add_words(words.iter().map(String::as_str));
    patterns.iter().try_for_each(|p| ignored.add_pattern(from, p))
}

/// The text of a file that a person wrote.
pub(super) fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|e| super::check::not_text(path, e))
}

/// A value of the settings in `file` that has to be one of a few names.
fn choice<T: ValueEnum>(file: &Path, key: &str, value: &str) -> Result<T> {
    T::from_str(value, false).map_err(|_| {
        let names: Vec<_> =
            T::value_variants().iter().filter_map(|v| v.to_possible_value()).collect();
        let names: Vec<_> = names.iter().map(|v| v.get_name()).collect();
        Error::input(
            file,
            format!("{key} = \"{value}\" is none of its values"),
            format!("write one of {}", names.join(", ")),
        )
    })
}

impl Loaded {
    /// What is right in a document; nothing when it is left out.
    pub(super) fn ignored(&self, path: &Path) -> Option<&Ignored> {
        if self.globs.is_empty() {
            return Some(&self.ignored);
        }
        // A name that stands for standard input need not be that of a file.
        let whole = path.canonicalize().or_else(|_| std::path::absolute(path));
        let path = whole.as_deref().unwrap_or(path);
        let found = self.globs.iter().find(|(glob, ..)| glob.matched(path, false).is_whitelist());
        match found {
            Some((_, true, _)) => None,
            Some((_, false, ignored)) => Some(ignored),
            None => Some(&self.ignored),
        }
    }

    /// A severity of the command line, else of the settings, else this.
    pub(super) fn severity(
        &self,
        given: Option<Level>,
        key: &str,
        otherwise: Level,
    ) -> Result<Severity> {
        let named = if key == "level" { &self.settings.level } else { &self.settings.fail_on };
        let level = match (given, named) {
            (Some(level), _) => level,
            (None, Some(name)) => choice(&self.file, key, name)?,
            (None, None) => otherwise,
        };
        Ok(level.into())
    }
}

/// How grave.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Level {
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
