//! `medspell install` and `medspell doctor`: the dictionary in a user's own programs.

mod merge;
mod package;

use super::render::print;
use clap::builder::PossibleValuesParser;
use clap::builder::TypedValueParser;
use clap::{Args, ValueHint};
use medspell::dictionary::libreoffice::IDENTIFIER;
use medspell::install::{
    Compilation, Consumer, Home, PROBE, Record, Source, Standing, Way, default_profile,
    takes_unsigned,
};
use medspell::release::write_atomically;
use medspell::{Error, Result};
use std::env;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Output, Stdio};
use std::thread;

/// Only this user's folders are touched, never a file that medspell did not write; Chromium's list
/// of words gets ours added, and loses them again.
#[derive(Args)]
pub(super) struct InstallArgs {
    /// The programs; without one, those that are found
    #[arg(value_name = "CONSUMER", value_parser = consumer())]
    consumers: Vec<Consumer>,
    /// Say what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,
    /// Take away what was installed
    #[arg(long)]
    remove: bool,
    /// The folder that `medspell build` wrote
    #[arg(long, default_value = "dist", value_hint = ValueHint::DirPath)]
    from: PathBuf,
}

/// Ask each program that is found whether it knows British medicine.
#[derive(Args)]
pub(super) struct DoctorArgs {}

fn consumer() -> impl TypedValueParser<Value = Consumer> {
    let names = PossibleValuesParser::new(Consumer::ALL.map(Consumer::name));
    names.map(|name| *Consumer::ALL.iter().find(|c| c.name() == name).expect("one of the names"))
}

/// What the command works on: the user, the record, and whether it may write.
pub(super) struct Session {
    pub(super) home: Home,
    pub(super) record: Record,
    pub(super) dry_run: bool,
    said: String,
}

pub(super) fn install(args: &InstallArgs) -> Result<ExitCode> {
    let mut session = Session::open(args.dry_run)?;
    let found = |consumer: &Consumer| is_there(*consumer, &session.home);
    let chosen = match args.consumers.as_slice() {
        [] if args.remove => Consumer::ALL.to_vec(),
        [] => Consumer::ALL.into_iter().filter(found).collect(),
        named => named.to_vec(),
    };
    let mut done: Result<Vec<bool>> = chosen
        .iter()
        .map(|consumer| match args.remove {
            true => session.take_away(*consumer),
            false => session.give(*consumer, &args.from, !args.consumers.is_empty()),
        })
        .collect();
    if args.remove && args.consumers.is_empty() {
        done = done.and_then(|done| Ok([done, vec![session.take_rest()?]].concat()));
    }
    session.close()?; // what was done before a failure is remembered too
    if chosen.is_empty() {
        session.say("no program found; name one of those that --help lists");
    }
    print(&session.said)?;
    Ok(if done?.into_iter().all(|whole| whole) { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

pub(super) fn doctor(_: &DoctorArgs) -> Result<ExitCode> {
    let mut session = Session::open(true)?;
    let mut well = true;
    for consumer in Consumer::ALL {
        let state = session.examine(consumer)?;
        well &= !matches!(state, Health::Ill(_));
        let text = match state {
            Health::Absent => "not on this machine".to_owned(),
            Health::Bare if consumer.way(&session.home) == Way::ByHand => {
                format!("found; {}", consumer.next_step(&session.home))
            }
            Health::Bare => format!("found; medspell install {} adds medicine", consumer.name()),
            Health::Well(how) => format!("installed; {how}"),
            Health::Ill(problem) => problem,
        };
        session.say(&format!("{:11} {text}", consumer.name()));
    }
    print(&session.said)?;
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// How a program is.
pub(super) enum Health {
    Absent,
    Bare,
    Well(&'static str),
    Ill(String),
}

impl Session {
    fn open(dry_run: bool) -> Result<Session> {
        let folder = env::var_os("HOME").map(PathBuf::from).filter(|home| home.is_absolute());
        let folder = folder.ok_or_else(|| {
            Error::input(Path::new("$HOME"), "it names no folder", "set it to your home folder")
        })?;
        let mut home = Home::new(folder, |name| env::var_os(name).map(PathBuf::from));
        home.thunderbird = profiles(&home, Consumer::Thunderbird)?;
        for profile in profiles(&home, Consumer::Firefox)? {
            if is_open(&profile)? {
                home.firefox.push(profile);
            }
        }
        home.chromium = home.profiles(Consumer::Chromium).filter(|f| f.is_dir()).collect();
        let path = home.record();
        let record = match read(&path)? {
            None => Record::default(),
            Some(bytes) => serde_json::from_slice(&bytes).map_err(|e| {
                Error::input(&path, e.to_string(), "mend it, or remove it and what it lists")
            })?,
        };
        Ok(Session { home, record, dry_run, said: String::new() })
    }

    /// Writes the record, or removes it when nothing is left in it.
    fn close(&mut self) -> Result<()> {
        let path = self.home.record();
        if self.dry_run {
            return Ok(());
        }
        self.record.files.retain(|place, _| place.exists()); // a program may have removed one
        if self.record.is_empty() {
            if path.exists() {
                fs::remove_file(&path).map_err(Error::io(&path, "remove"))?;
            }
            return self.remove_folders();
        }
        self.create_folders(&path)?;
        let text = serde_json::to_string_pretty(&self.record).expect("paths are text");
        write_atomically(&path, format!("{text}\n").as_bytes())
    }

    pub(super) fn say(&mut self, line: &str) {
        self.said.push_str(line);
        self.said.push('\n');
    }

    /// Installs for one program; false when something is in the way, or when a program that was
    /// `named` takes nothing from us.
    fn give(&mut self, consumer: Consumer, dist: &Path, named: bool) -> Result<bool> {
        if self.is_running(consumer) {
            return Ok(false);
        }
        let next = format!("{}: {}", consumer.name(), consumer.next_step(&self.home));
        let given = match consumer.way(&self.home) {
            Way::ByHand => !named,
            Way::Package => self.give_package(consumer, dist)?,
            Way::Files => self.give_files(consumer, dist)?,
            Way::Merge => {
                self.unmerge(consumer)?
                    && self.give_files(consumer, dist)?
                    && self.merge(consumer, dist)?
            }
        };
        if given || consumer.way(&self.home) == Way::ByHand {
            self.say(&next);
        }
        Ok(given)
    }

    /// Removes what was installed for one program; false when something changed has to stay.
    fn take_away(&mut self, consumer: Consumer) -> Result<bool> {
        let way = consumer.way(&self.home);
        let installed = match way {
            Way::Package => self.record.packages.contains_key(IDENTIFIER),
            Way::Merge => !self.record.merged.is_empty(),
            Way::Files | Way::ByHand => false,
        };
        if installed && self.is_running(consumer) {
            return Ok(false);
        }
        match way {
            Way::Package if installed => self.take_package(consumer),
            Way::Merge if installed => Ok(self.unmerge(consumer)? && self.take_files(consumer)?),
            _ => self.take_files(consumer),
        }
    }

    /// Says so when the program runs: it would not see the change, or overwrite it.
    fn is_running(&mut self, consumer: Consumer) -> bool {
        let locks = consumer.locks(&self.home);
        let lock = locks.iter().find(|lock| lock.exists() || lock.is_symlink());
        if let Some(lock) = lock {
            let line = format!(
                "{}: it is running: close it and try again (if it is not, remove {})",
                consumer.name(),
                lock.display()
            );
            self.say(&line);
        }
        lock.is_some()
    }

    fn give_files(&mut self, consumer: Consumer, dist: &Path) -> Result<bool> {
        let files = consumer.files(&self.home);
        let made = consumer.compilation(&self.home);
        let places = files.iter().map(|(_, place)| place);
        for place in places.chain(made.iter().map(|made| &made.makes)) {
            let whose = match self.standing(place)? {
                Standing::Free | Standing::Ours => continue,
                Standing::Changed => "changed since",
                Standing::Foreign => "not ours",
            };
            let line = format!("{}: left alone: {} is {whose}", consumer.name(), place.display());
            self.say(&line);
            return Ok(false);
        }
        let load = |(from, place): &(Source, PathBuf)| match from {
            Source::Dist(name) => Ok((place.clone(), artefact(dist, name)?)),
            Source::Text(text) => Ok((place.clone(), text.clone().into_bytes())),
        };
        for (place, bytes) in files.iter().map(load).collect::<Result<Vec<_>>>()? {
            self.write(&place, &bytes)?;
        }
        if let Some(made) = made {
            self.compile(consumer, &made)?;
        }
        Ok(true)
    }

    /// How a place stands; a link is never ours.
    fn standing(&self, place: &Path) -> Result<Standing> {
        match place.is_symlink() {
            true => Ok(Standing::Foreign),
            false => Ok(self.record.standing(place, read(place)?.as_deref())),
        }
    }

    fn write(&mut self, place: &Path, bytes: &[u8]) -> Result<()> {
        self.say(&format!("write {}", place.display()));
        if self.dry_run {
            return Ok(());
        }
        self.create_folders(place)?;
        write_atomically(place, bytes)?;
        self.record.remember(place, bytes);
        Ok(())
    }

    fn compile(&mut self, consumer: Consumer, made: &Compilation) -> Result<()> {
        let place = &made.makes;
        self.say(&format!("write {} with {}", place.display(), consumer.program()));
        if self.dry_run {
            return Ok(());
        }
        let input = match &made.input {
            Some(path) => read(path)?.unwrap_or_default(),
            None => Vec::new(),
        };
        run(consumer.program(), &made.arguments, input)?;
        let bytes = read(place)?.ok_or_else(|| {
            let remedy = "install the program anew, or choose others";
            Error::input(place, format!("{} did not write it", consumer.program()), remedy)
        })?;
        self.record.remember(place, &bytes);
        Ok(())
    }

    fn take_files(&mut self, consumer: Consumer) -> Result<bool> {
        let places = self.places(consumer);
        self.take(places)
    }

    /// Removes what is at no place of a program any more, such as the add-on in a profile of Firefox
    /// that takes only signed ones since.
    fn take_rest(&mut self) -> Result<bool> {
        let known: Vec<PathBuf> = Consumer::ALL.into_iter().flat_map(|c| self.places(c)).collect();
        let rest = self.record.files.keys().filter(|place| !known.contains(place));
        let rest = rest.cloned().collect();
        self.take(rest)
    }

    /// Where the files of a program are put.
    fn places(&self, consumer: Consumer) -> Vec<PathBuf> {
        let files = consumer.files(&self.home).into_iter().map(|(_, place)| place);
        files.chain(consumer.compilation(&self.home).map(|made| made.makes)).collect()
    }

    /// Removes these files as far as they are ours; false when one was changed and has to stay.
    fn take(&mut self, places: Vec<PathBuf>) -> Result<bool> {
        let mut complete = true;
        for place in places {
            match self.standing(&place)? {
                Standing::Ours => {
                    self.say(&format!("remove {}", place.display()));
                    if !self.dry_run {
                        fs::remove_file(&place).map_err(Error::io(&place, "remove"))?;
                        self.record.files.remove(&place);
                    }
                }
                Standing::Changed => {
                    self.say(&format!("left alone: {} is changed since", place.display()));
                    complete = false;
                }
                Standing::Free => drop(self.record.files.remove(&place)),
                Standing::Foreign => {}
            }
        }
        if !self.dry_run {
            self.remove_folders()?;
        }
        Ok(complete)
    }

    /// Makes the folders above a file, and remembers those that were not there.
    pub(super) fn create_folders(&mut self, file: &Path) -> Result<()> {
        let Some(folder) = file.parent() else { return Ok(()) };
        let missing: Vec<PathBuf> =
            folder.ancestors().take_while(|f| !f.exists()).map(Path::to_path_buf).collect();
        fs::create_dir_all(folder).map_err(Error::io(folder, "create"))?;
        self.record.folders.extend(missing);
        Ok(())
    }

    /// Removes our folders that are empty, the deepest first.
    fn remove_folders(&mut self) -> Result<()> {
        let empty =
            |folder: &Path| fs::read_dir(folder).is_ok_and(|mut items| items.next().is_none());
        for folder in self.record.folders.clone().into_iter().rev() {
            if empty(&folder) {
                fs::remove_dir(&folder).map_err(Error::io(&folder, "remove"))?;
            }
            if !folder.exists() {
                self.record.folders.remove(&folder);
            }
        }
        Ok(())
    }

    fn examine(&mut self, consumer: Consumer) -> Result<Health> {
        if !is_there(consumer, &self.home) {
            return Ok(Health::Absent);
        }
        if consumer.way(&self.home) == Way::Package {
            return self.examine_package(consumer);
        }
        let files = consumer.files(&self.home);
        if !files.iter().any(|(_, place)| self.record.files.contains_key(place)) {
            return Ok(Health::Bare);
        }
        for (_, place) in &files {
            if self.standing(place)? != Standing::Ours {
                return Ok(Health::Ill(format!("{} is not as installed", place.display())));
            }
        }
        match consumer.probe(&self.home) {
            Some(arguments) => self.probe(consumer, &arguments),
            None if consumer.way(&self.home) == Way::Merge => self.examine_merged(),
            None => Ok(Health::Well("the add-on is in its profile, as it was put there")),
        }
    }

    fn probe(&self, consumer: Consumer, arguments: &[String]) -> Result<Health> {
        let asked: String = PROBE.iter().map(|(word, _)| format!("{word}\n")).collect();
        let answer = run(consumer.program(), arguments, asked.into_bytes())?;
        let answer = String::from_utf8_lossy(&answer.stdout).into_owned();
        let rejects = |word: &str| answer.lines().any(|line| line.trim() == word);
        let wrong = PROBE.iter().find(|(word, right)| rejects(word) == *right);
        Ok(match wrong {
            None => Health::Well("haemoglobin is right and hemoglobin wrong"),
            Some((word, _)) => Health::Ill(format!("installed, but it is wrong about {word}")),
        })
    }
}

/// The profiles that a Mozilla program starts with, one for each way in which it is packaged.
fn profiles(home: &Home, consumer: Consumer) -> Result<Vec<PathBuf>> {
    home.profiles(consumer).filter_map(|folder| profile(&folder).transpose()).collect()
}

/// The profile that a Mozilla program starts with, of the folder that lists them.
fn profile(folder: &Path) -> Result<Option<PathBuf>> {
    let ini = read(&folder.join("profiles.ini"))?.unwrap_or_default();
    let path = default_profile(&String::from_utf8_lossy(&ini)).map(|path| folder.join(path));
    Ok(path.filter(|path| path.is_dir()))
}

/// True of a profile of Firefox that takes add-ons that are not signed.
fn is_open(profile: &Path) -> Result<bool> {
    for name in ["prefs.js", "user.js"] {
        let text = read(&profile.join(name))?.unwrap_or_default();
        if takes_unsigned(&String::from_utf8_lossy(&text)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A file of `dist/`.
pub(super) fn artefact(dist: &Path, name: &str) -> Result<Vec<u8>> {
    let path = dist.join(name);
    read(&path)?.ok_or_else(|| {
        let remedy = "run `medspell build` first, or name its folder with --from";
        Error::input(&path, "it is missing", remedy)
    })
}

/// The bytes of a file, if there is one.
pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
        Err(e) => Err(Error::io(path, "read")(e)),
    }
}

/// Runs a program on some input to its end.
pub(super) fn run(program: &str, arguments: &[String], input: Vec<u8>) -> Result<Output> {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let output = command.spawn().and_then(|mut child| {
        let stdin = child.stdin.take();
        thread::scope(|scope| {
            scope.spawn(|| stdin.map(|mut stdin| stdin.write_all(&input))); // it may not want it
            child.wait_with_output()
        })
    });
    output.map_err(Error::io(Path::new(program), "run"))
}

/// True of a program that can be run, or has a profile: flatpaks are not on the path.
fn is_there(consumer: Consumer, home: &Home) -> bool {
    program(consumer).is_some() || !home.found(consumer).is_empty()
}

/// Which of a consumer's programs is there.
fn program(consumer: Consumer) -> Option<&'static str> {
    let path = env::var_os("PATH").unwrap_or_default();
    let is_there = |name: &&&str| env::split_paths(&path).any(|folder| folder.join(name).is_file());
    consumer.programs().iter().find(is_there).copied()
}
