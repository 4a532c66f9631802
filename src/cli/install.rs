//! `medspell install` and `medspell doctor`: the dictionary in a user's own programs.

use super::render::print;
use clap::builder::PossibleValuesParser;
use clap::builder::TypedValueParser;
use clap::{Args, ValueHint};
use medspell::install::{Consumer, Home, PROBE, Record, Standing};
use medspell::release::write_atomically;
use medspell::{Error, Result};
use std::env;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

/// Only this user's folders are touched, never a file that medspell did not write.
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
struct Session {
    home: Home,
    record: Record,
    dry_run: bool,
    said: String,
}

pub(super) fn install(args: &InstallArgs) -> Result<ExitCode> {
    let mut session = Session::open(args.dry_run)?;
    let chosen = match args.consumers.as_slice() {
        [] if args.remove => Consumer::ALL.to_vec(),
        [] => Consumer::ALL.into_iter().filter(|c| is_on_path(c.program())).collect(),
        named => named.to_vec(),
    };
    let done: Result<Vec<bool>> = chosen
        .iter()
        .map(|consumer| match args.remove {
            true => session.take_away(*consumer),
            false => session.give(*consumer, &args.from),
        })
        .collect();
    session.close()?; // what was done before a failure is remembered too
    let complete = done?.into_iter().all(|whole| whole);
    if chosen.is_empty() {
        session.say("no program found; name one of those that --help lists");
    }
    print(&session.said)?;
    Ok(if complete { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

pub(super) fn doctor(_: &DoctorArgs) -> Result<ExitCode> {
    let mut session = Session::open(true)?;
    let mut well = true;
    for consumer in Consumer::ALL {
        let state = session.examine(consumer)?;
        well &= !matches!(state, Health::Ill(_));
        let text = match state {
            Health::Absent => "not on this machine".to_owned(),
            Health::Bare => format!("found; medspell install {} adds medicine", consumer.name()),
            Health::Well => "installed; haemoglobin is right and hemoglobin wrong".to_owned(),
            Health::Ill(problem) => problem,
        };
        session.say(&format!("{:8} {text}", consumer.name()));
    }
    print(&session.said)?;
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// How a program is.
enum Health {
    Absent,
    Bare,
    Well,
    Ill(String),
}

impl Session {
    fn open(dry_run: bool) -> Result<Session> {
        let folder = env::var_os("HOME").map(PathBuf::from).filter(|home| home.is_absolute());
        let folder = folder.ok_or_else(|| {
            Error::input(Path::new("$HOME"), "it names no folder", "set it to your home folder")
        })?;
        let home = Home::new(folder, |name| env::var_os(name).map(PathBuf::from));
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
        if self.record.files.is_empty() {
            if path.exists() {
                fs::remove_file(&path).map_err(Error::io(&path, "remove"))?;
            }
            return self.remove_folders();
        }
        self.create_folders(&path)?;
        let text = serde_json::to_string_pretty(&self.record).expect("paths are text");
        write_atomically(&path, format!("{text}\n").as_bytes())
    }

    fn say(&mut self, line: &str) {
        self.said.push_str(line);
        self.said.push('\n');
    }

    /// Installs for one program; false when a file of somebody else is in the way.
    fn give(&mut self, consumer: Consumer, dist: &Path) -> Result<bool> {
        let files = consumer.files(&self.home);
        let made = consumer.compilation(&self.home);
        for place in files.iter().map(|(_, place)| place).chain(made.iter().map(|(_, place)| place))
        {
            let whose = match self.standing(place)? {
                Standing::Free | Standing::Ours => continue,
                Standing::Changed => "changed since",
                Standing::Foreign => "not ours",
            };
            let line = format!("{}: left alone: {} is {whose}", consumer.name(), place.display());
            self.say(&line);
            return Ok(false);
        }
        let load = |(from, place): &(&str, PathBuf)| Ok((place.clone(), artefact(dist, from)?));
        for (place, bytes) in files.iter().map(load).collect::<Result<Vec<_>>>()? {
            self.write(&place, &bytes)?;
        }
        if let Some((arguments, place)) = made {
            self.compile(consumer, &arguments, &place)?;
        }
        let next = consumer.next_step(&self.home);
        self.say(&format!("{}: {next}", consumer.name()));
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

    fn compile(&mut self, consumer: Consumer, arguments: &[String], place: &Path) -> Result<()> {
        self.say(&format!("write {} with {}", place.display(), consumer.program()));
        if self.dry_run {
            return Ok(());
        }
        run(consumer.program(), arguments, "")?;
        let bytes = read(place)?.ok_or_else(|| {
            let remedy = "install the program anew, or choose others";
            Error::input(place, format!("{} did not write it", consumer.program()), remedy)
        })?;
        self.record.remember(place, &bytes);
        Ok(())
    }

    /// Removes what was installed for one program; false when something changed has to stay.
    fn take_away(&mut self, consumer: Consumer) -> Result<bool> {
        let files = consumer.files(&self.home).into_iter().map(|(_, place)| place);
        let made = consumer.compilation(&self.home).map(|(_, place)| place);
        let mut complete = true;
        for place in files.chain(made) {
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
    fn create_folders(&mut self, file: &Path) -> Result<()> {
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
        let files = consumer.files(&self.home);
        let ours = files.iter().filter(|(_, place)| self.record.files.contains_key(place)).count();
        if !is_on_path(consumer.program()) {
            return Ok(Health::Absent);
        }
        if ours == 0 {
            return Ok(Health::Bare);
        }
        for (_, place) in &files {
            if self.standing(place)? != Standing::Ours {
                return Ok(Health::Ill(format!("{} is not as installed", place.display())));
            }
        }
        let asked: String = PROBE.iter().map(|(word, _)| format!("{word}\n")).collect();
        let answer = run(consumer.program(), &consumer.probe(&self.home), &asked)?;
        let rejects = |word: &str| answer.lines().any(|line| line.trim() == word);
        let wrong = PROBE.iter().find(|(word, right)| rejects(word) == *right);
        Ok(match wrong {
            None => Health::Well,
            Some((word, _)) => Health::Ill(format!("installed, but it is wrong about {word}")),
        })
    }
}

/// A file of `dist/`.
fn artefact(dist: &Path, name: &str) -> Result<Vec<u8>> {
    let path = dist.join(name);
    read(&path)?.ok_or_else(|| {
        let remedy = "run `medspell build` first, or name its folder with --from";
        Error::input(&path, "it is missing", remedy)
    })
}

/// The bytes of a file, if there is one.
fn read(path: &Path) -> Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
        Err(e) => Err(Error::io(path, "read")(e)),
    }
}

/// Runs a program on some input and returns what it printed.
fn run(program: &str, arguments: &[String], input: &str) -> Result<String> {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let output = command.spawn().and_then(|mut child| {
        if let Some(mut stdin) = child.stdin.take() {
            let _ = stdin.write_all(input.as_bytes()); // a program may not want it
        }
        child.wait_with_output()
    });
    let output = output.map_err(Error::io(Path::new(program), "run"))?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn is_on_path(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| folder.join(program).is_file())
}
