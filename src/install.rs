//! Where a user's own programs look for dictionaries, and what may be done there.
//!
//! Pure: the command line reads and writes. Two rules keep a user's files safe. A file is written
//! only where there is none, or where our record says that it is ours and it has not been changed
//! since; and only such a file is removed. No file of the user's is ever edited.

use crate::site::sha256;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A program that can be given the dictionary without being root.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Consumer {
    /// Emacs, through hunspell.
    Emacs,
    /// Enchant, which GNOME's programs ask.
    Enchant,
    /// Neovim.
    Neovim,
    /// Vim.
    Vim,
}

/// The folders of a user.
#[derive(Clone, Debug)]
pub struct Home {
    /// The home itself.
    pub home: PathBuf,
    /// `$XDG_CONFIG_HOME`.
    pub config: PathBuf,
    /// `$XDG_DATA_HOME`.
    pub data: PathBuf,
    /// `$XDG_STATE_HOME`.
    pub state: PathBuf,
}

impl Home {
    /// The folders under `home`, unless the environment names others.
    pub fn new(home: PathBuf, variable: impl Fn(&str) -> Option<PathBuf>) -> Home {
        let folder = |name, usual| {
            let named = variable(name).filter(|path| path.is_absolute());
            named.unwrap_or_else(|| home.join(usual))
        };
        Home {
            config: folder("XDG_CONFIG_HOME", ".config"),
            data: folder("XDG_DATA_HOME", ".local/share"),
            state: folder("XDG_STATE_HOME", ".local/state"),
            home,
        }
    }

    /// The file in which we remember what we wrote.
    pub fn record(&self) -> PathBuf {
        self.state.join("medspell/installed.json")
    }
}

impl Consumer {
    /// Every program, in order.
    pub const ALL: [Consumer; 4] =
        [Consumer::Emacs, Consumer::Enchant, Consumer::Neovim, Consumer::Vim];

    /// How it is named on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Consumer::Emacs => "emacs",
            Consumer::Enchant => "enchant",
            Consumer::Neovim => "neovim",
            Consumer::Vim => "vim",
        }
    }

    /// The program that shows that it is there.
    pub fn program(self) -> &'static str {
        match self {
            Consumer::Emacs => "emacs",
            Consumer::Enchant => "enchant-2",
            Consumer::Neovim => "nvim",
            Consumer::Vim => "vim",
        }
    }

    /// What the user has to do to use it.
    pub fn next_step(self, home: &Home) -> String {
        match self {
            Consumer::Emacs => {
                format!(
                    "put (load \"{}\") into your init file",
                    self.folder(home).join("medspell.el").display()
                )
            }
            Consumer::Enchant => "choose English (United Kingdom) in the program".to_owned(),
            Consumer::Neovim | Consumer::Vim => ":set spell spelllang=en_gb,medgb".to_owned(),
        }
    }

    /// The folder that it looks into.
    fn folder(self, home: &Home) -> PathBuf {
        match self {
            Consumer::Emacs => home.home.join(".emacs.d/medspell"),
            Consumer::Enchant => home.config.join("enchant"),
            Consumer::Neovim => home.data.join("nvim/site/spell"),
            Consumer::Vim => home.home.join(".vim/spell"),
        }
    }

    /// What is copied: the path in `dist/` and the place.
    pub fn files(self, home: &Home) -> Vec<(&'static str, PathBuf)> {
        let folder = self.folder(home);
        let names: &[(&'static str, &str)] = match self {
            Consumer::Emacs => &[
                ("emacs/en_GB-medical.aff", "en_GB-medical.aff"),
                ("emacs/en_GB-medical.dic", "en_GB-medical.dic"),
                ("emacs/medspell.el", "medspell.el"),
            ],
            Consumer::Enchant => &[
                ("enchant/enchant.ordering", "enchant.ordering"),
                ("enchant/hunspell/en_GB.aff", "hunspell/en_GB.aff"),
                ("enchant/hunspell/en_GB.dic", "hunspell/en_GB.dic"),
            ],
            Consumer::Neovim | Consumer::Vim => &[("vim/spell/medgb.words", "medgb.words")],
        };
        names.iter().map(|(from, to)| (*from, folder.join(to))).collect()
    }

    /// What it must compile, and the file that this makes.
    pub fn compilation(self, home: &Home) -> Option<(Vec<String>, PathBuf)> {
        let folder = self.folder(home);
        match self {
            Consumer::Emacs | Consumer::Enchant => None,
            Consumer::Neovim | Consumer::Vim => {
                let (to, from) = (folder.join("medgb"), folder.join("medgb.words"));
                let command = format!("mkspell! {} {}", escaped(&to), escaped(&from));
                Some((editor(&["set encoding=utf-8", &command]), folder.join("medgb.utf-8.spl")))
            }
        }
    }

    /// The arguments with which it reads words from its input, or knows them already, and prints
    /// those of [`PROBE`] that it rejects.
    pub fn probe(self, home: &Home) -> Vec<String> {
        let words = |open: &str, close: &str, between: &str| {
            let quoted: Vec<_> = PROBE.iter().map(|(w, _)| format!("{open}{w}{close}")).collect();
            quoted.join(between)
        };
        match self {
            Consumer::Enchant => ["-d", "en_GB", "-l"].map(str::to_owned).into(),
            Consumer::Emacs => {
                let load = self.folder(home).join("medspell.el").display().to_string();
                let asks = format!("(dolist (word '({})) {ASK_ISPELL})", words("\"", "\"", " "));
                ["-Q".into(), "--batch".into(), "-l".into(), load, "--eval".into(), asks].into()
            }
            Consumer::Neovim | Consumer::Vim => {
                let list = words("'", "'", ",");
                let filter = format!("filter([{list}], {{_, w -> spellbadword(w)[0] !=# ''}})");
                let write = format!("call writefile({filter}, '/dev/stdout')");
                let path = match self.folder(home).parent() {
                    Some(folder) => format!("set runtimepath^={}", escaped(folder)),
                    None => String::new(),
                };
                editor(&["set encoding=utf-8", &path, "set spell spelllang=medgb", &write])
            }
        }
    }
}

/// Two words, and whether each is right.
pub const PROBE: [(&str, bool); 2] = [("haemoglobin", true), ("hemoglobin", false)];

const ASK_ISPELL: &str = "(with-temp-buffer (ispell-set-spellchecker-params) \
    (ispell-accept-buffer-local-defs) (ispell-send-string \"%\\n\") \
    (ispell-send-string (concat \"^\" word \"\\n\")) \
    (while (progn (ispell-accept-output) (not (string= \"\" (car ispell-filter))))) \
    (setq ispell-filter (cdr ispell-filter)) \
    (unless (eq t (ispell-parse-output (car ispell-filter))) (princ (concat word \"\\n\"))) \
    (setq ispell-filter nil))";

/// Vim without its settings and its screen, doing some commands.
fn editor(commands: &[&str]) -> Vec<String> {
    let plain = ["-u", "NONE", "-i", "NONE", "-N", "-es"].map(str::to_owned);
    let commands = commands.iter().chain(&["qall!"]).filter(|command| !command.is_empty());
    plain.into_iter().chain(commands.flat_map(|c| ["-c".to_owned(), (*c).to_owned()])).collect()
}

/// A path as a Vim command takes it.
fn escaped(path: &Path) -> String {
    path.display().to_string().replace(' ', "\\ ")
}

/// What we wrote for a user.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The files, each with its SHA-256.
    pub files: BTreeMap<PathBuf, String>,
    /// The folders that were not there before.
    pub folders: BTreeSet<PathBuf>,
}

/// How a place stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing is there.
    Free,
    /// What we wrote is there, unchanged.
    Ours,
    /// We wrote it, and somebody changed it.
    Changed,
    /// It is not ours.
    Foreign,
}

impl Record {
    /// How the place `path` stands, whose bytes are `present`.
    pub fn standing(&self, path: &Path, present: Option<&[u8]>) -> Standing {
        match (present, self.files.get(path)) {
            (None, _) => Standing::Free,
            (Some(_), None) => Standing::Foreign,
            (Some(bytes), Some(sum)) if sha256(bytes) == *sum => Standing::Ours,
            (Some(_), Some(_)) => Standing::Changed,
        }
    }

    /// Remembers a file of ours.
    pub fn remember(&mut self, path: &Path, bytes: &[u8]) {
        self.files.insert(path.to_path_buf(), sha256(bytes));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_unchanged_file_of_ours_is_ours() {
        let (path, mut record) = (Path::new("/h/a"), Record::default());
        assert_eq!(record.standing(path, None), Standing::Free);
        assert_eq!(record.standing(path, Some(b"x")), Standing::Foreign);
        record.remember(path, b"x");
        assert_eq!(record.standing(path, Some(b"x")), Standing::Ours);
        assert_eq!(record.standing(path, Some(b"y")), Standing::Changed);
    }

    #[test]
    fn the_environment_names_folders() {
        let home = Home::new("/h".into(), |name| (name == "XDG_CONFIG_HOME").then(|| "/c".into()));
        assert_eq!(home.config, Path::new("/c"));
        assert_eq!(home.record(), Path::new("/h/.local/state/medspell/installed.json"));
    }
}
