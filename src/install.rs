//! Where a user's own programs look for dictionaries, and what may be done there.
//!
//! Pure: the command line reads and writes. Two rules keep a user's files safe. A file is written
//! only where there is none, or where our record says that it is ours and it has not been changed
//! since; and only such a file is removed. One file of a user's is edited, because Chromium reads no
//! other: its list of words, whose text from before is kept and comes back.

use crate::site::sha256;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A program that can be given the dictionary without being root.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Consumer {
    /// GNU Aspell.
    Aspell,
    /// Chromium's list of words.
    Chromium,
    /// cspell, with the settings that are for every project.
    Cspell,
    /// Emacs, through hunspell.
    Emacs,
    /// Enchant, which GNOME's programs ask.
    Enchant,
    /// Firefox, which takes an unsigned add-on only where the user has allowed that.
    Firefox,
    /// LibreOffice, by its own installer.
    LibreOffice,
    /// Neovim.
    Neovim,
    /// Thunderbird.
    Thunderbird,
    /// Vim.
    Vim,
}

/// How a program gets the dictionary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Files are put where it looks.
    Files,
    /// Files, and the words go into a list that it writes itself.
    Merge,
    /// Its own installer takes a package.
    Package,
    /// Only the user can do it, in the program.
    ByHand,
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
    /// The profiles that Thunderbird starts with, one for each way in which it is packaged, once it
    /// has made one.
    pub thunderbird: Vec<PathBuf>,
    /// Those of Firefox, where it takes add-ons that are not signed; it deletes them elsewhere.
    pub firefox: Vec<PathBuf>,
    /// The folders of Chromium and Chrome that hold their profiles.
    pub chromium: Vec<PathBuf>,
}

/// Where a program keeps its profiles: of a Debian package under the home or `$XDG_CONFIG_HOME`
/// (`config:`), of a snap under `~/snap/NAME/common`, of a flatpak under `~/.var/app/ID`.
const PROFILES: [(Consumer, &[&str]); 3] = [
    (
        Consumer::Chromium,
        &[
            "config:chromium",
            "config:google-chrome",
            "snap/chromium/common/chromium",
            ".var/app/org.chromium.Chromium/config/chromium",
            ".var/app/com.google.Chrome/config/google-chrome",
        ],
    ),
    (
        Consumer::Firefox,
        &[
            ".mozilla/firefox",
            "config:mozilla/firefox",
            "snap/firefox/common/.mozilla/firefox",
            "snap/firefox/common/.config/mozilla/firefox",
            ".var/app/org.mozilla.firefox/.mozilla/firefox",
            ".var/app/org.mozilla.firefox/config/mozilla/firefox",
        ],
    ),
    (
        Consumer::Thunderbird,
        &[
            ".thunderbird",
            "snap/thunderbird/common/.thunderbird",
            ".var/app/org.mozilla.Thunderbird/.thunderbird",
            ".var/app/org.mozilla.thunderbird/.thunderbird",
        ],
    ),
];

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
            thunderbird: Vec::new(),
            firefox: Vec::new(),
            chromium: Vec::new(),
            home,
        }
    }

    /// The file in which we remember what we wrote.
    pub fn record(&self) -> PathBuf {
        self.state.join("medspell/installed.json")
    }

    /// The folders in which a program may keep its profiles.
    pub fn profiles(&self, consumer: Consumer) -> impl Iterator<Item = PathBuf> {
        let known = PROFILES.iter().filter(move |(named, _)| *named == consumer);
        known.flat_map(|(_, folders)| *folders).map(|folder| match folder.split_once(':') {
            Some((_, folder)) => self.config.join(folder),
            None => self.home.join(folder),
        })
    }

    /// Chromium's lists of words, one for each way in which it is packaged; the usual one where
    /// there is none yet.
    pub fn words(&self) -> Vec<PathBuf> {
        let folders = match self.chromium.as_slice() {
            [] => self.profiles(Consumer::Chromium).take(1).collect(),
            found => found.to_vec(),
        };
        folders.iter().map(|folder| folder.join("Default/Custom Dictionary.txt")).collect()
    }

    /// The profiles of a program that were found.
    pub fn found(&self, consumer: Consumer) -> &[PathBuf] {
        match consumer {
            Consumer::Chromium => &self.chromium,
            Consumer::Firefox => &self.firefox,
            Consumer::Thunderbird => &self.thunderbird,
            _ => &[],
        }
    }
}

/// The profile that a Mozilla program starts with, of its `profiles.ini`: that of the installation,
/// else the one that is marked, else the first.
pub fn default_profile(ini: &str) -> Option<&str> {
    let mut found = [None; 3];
    for section in ini.split("\n[").map(|section| section.trim_start_matches('[')) {
        let value = |key: &str| {
            let mut lines = section.lines().filter_map(|line| line.trim().split_once('='));
            lines.find(|(name, _)| *name == key).map(|(_, value)| value)
        };
        let is_profile = section.starts_with("Profile");
        let marked = is_profile && value("Default") == Some("1");
        for (rank, path) in [
            value("Default").filter(|_| section.starts_with("Install")),
            value("Path").filter(|_| marked),
            value("Path").filter(|_| is_profile),
        ]
        .into_iter()
        .enumerate()
        {
            found[rank] = found[rank].or(path);
        }
    }
    found.into_iter().flatten().next()
}

/// True when a profile's `prefs.js` or `user.js` lets add-ons in that are not signed.
pub fn takes_unsigned(preferences: &str) -> bool {
    let sets = |line: &str| line.replace(' ', "") == UNSIGNED;
    preferences.lines().any(|line| sets(line.trim()))
}

const UNSIGNED: &str = "user_pref(\"xpinstall.signatures.required\",false);";

/// Where the bytes of a file come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A file of `dist/`.
    Dist(&'static str),
    /// This text.
    Text(String),
}

/// What a program must compile for itself.
pub struct Compilation {
    /// Its arguments.
    pub arguments: Vec<String>,
    /// The file that goes to its input.
    pub input: Option<PathBuf>,
    /// The file that it makes.
    pub makes: PathBuf,
}

impl Consumer {
    /// Every program, in order.
    pub const ALL: [Consumer; 10] = [
        Consumer::Aspell,
        Consumer::Chromium,
        Consumer::Cspell,
        Consumer::Emacs,
        Consumer::Enchant,
        Consumer::Firefox,
        Consumer::LibreOffice,
        Consumer::Neovim,
        Consumer::Thunderbird,
        Consumer::Vim,
    ];

    /// How it is named on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Consumer::Aspell => "aspell",
            Consumer::Chromium => "chromium",
            Consumer::Cspell => "cspell",
            Consumer::Emacs => "emacs",
            Consumer::Enchant => "enchant",
            Consumer::Firefox => "firefox",
            Consumer::LibreOffice => "libreoffice",
            Consumer::Neovim => "neovim",
            Consumer::Thunderbird => "thunderbird",
            Consumer::Vim => "vim",
        }
    }

    /// The programs of which one shows that it is there; the first is the one to run.
    pub fn programs(self) -> &'static [&'static str] {
        match self {
            Consumer::Enchant => &["enchant-2"],
            Consumer::Firefox => &["firefox", "firefox-esr"],
            Consumer::LibreOffice => &["unopkg"],
            Consumer::Neovim => &["nvim"],
            Consumer::Aspell => &["aspell"],
            Consumer::Chromium => &["chromium"],
            Consumer::Cspell => &["cspell"],
            Consumer::Emacs => &["emacs"],
            Consumer::Thunderbird => &["thunderbird"],
            Consumer::Vim => &["vim"],
        }
    }

    /// The one to run.
    pub fn program(self) -> &'static str {
        self.programs()[0]
    }

    /// How it gets the dictionary.
    pub fn way(self, home: &Home) -> Way {
        match self {
            Consumer::Chromium => Way::Merge,
            Consumer::Firefox if home.firefox.is_empty() => Way::ByHand,
            Consumer::Thunderbird if home.thunderbird.is_empty() => Way::ByHand,
            Consumer::LibreOffice => Way::Package,
            _ => Way::Files,
        }
    }

    /// What the user has to do to use it.
    pub fn next_step(self, home: &Home) -> String {
        let file = |name| self.folder(home).join(name).display().to_string();
        match self {
            Consumer::Aspell => format!("aspell --lang=en_GB --master={}", file(MULTI)),
            Consumer::Chromium => "turn the spelling check on for English (UK)".to_owned(),
            Consumer::Cspell => "nothing to do: it is imported for every project".to_owned(),
            Consumer::Emacs => {
                format!("put (load \"{}\") into your init file", file("medspell.el"))
            }
            Consumer::Enchant => "choose English (United Kingdom) in the program".to_owned(),
            Consumer::Firefox if home.firefox.is_empty() => "it deletes what is not signed; ESR and \
                Developer Edition take it once xpinstall.signatures.required is false in about:config"
                .to_owned(),
            Consumer::Thunderbird if home.thunderbird.is_empty() => {
                "it has no profile yet: start it once, then install again".to_owned()
            }
            Consumer::LibreOffice => "start it; check texts in English (UK)".to_owned(),
            Consumer::Neovim | Consumer::Vim => ":set spell spelllang=en_gb,medgb".to_owned(),
            Consumer::Firefox | Consumer::Thunderbird => {
                "start it anew; tick the medical one among its languages".to_owned()
            }
        }
    }

    /// The folder that it looks into.
    fn folder(self, home: &Home) -> PathBuf {
        match self {
            Consumer::Aspell | Consumer::Chromium | Consumer::Cspell => {
                home.data.join("medspell").join(self.name())
            }
            Consumer::Emacs => home.home.join(".emacs.d/medspell"),
            Consumer::Enchant => home.config.join("enchant"),
            Consumer::Neovim => home.data.join("nvim/site/spell"),
            Consumer::Vim => home.home.join(".vim/spell"),
            Consumer::Firefox | Consumer::LibreOffice | Consumer::Thunderbird => PathBuf::new(),
        }
    }

    /// What is written: whence, and where.
    pub fn files(self, home: &Home) -> Vec<(Source, PathBuf)> {
        let folder = self.folder(home);
        let names: &[(&'static str, &str)] = match self {
            Consumer::Aspell => &[("aspell/medspell.wl", "medspell.wl")],
            Consumer::Chromium => &[("chromium/Custom Dictionary.txt", "Custom Dictionary.txt")],
            Consumer::Cspell => &[
                ("cspell/american.txt", "american.txt"),
                ("cspell/cspell-ext.json", "cspell-ext.json"),
                ("cspell/medspell.txt", "medspell.txt"),
            ],
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
            Consumer::Firefox | Consumer::Thunderbird => return add_ons(home.found(self)),
            Consumer::LibreOffice => &[],
        };
        let copies = names.iter().map(|(from, to)| (Source::Dist(from), folder.join(to)));
        copies.chain(self.text(home).map(|(text, place)| (Source::Text(text), place))).collect()
    }

    /// The file that says where the others are.
    fn text(self, home: &Home) -> Option<(String, PathBuf)> {
        let folder = self.folder(home);
        match self {
            Consumer::Aspell => {
                Some(("add en_GB.multi\nadd medspell.rws\n".to_owned(), folder.join(MULTI)))
            }
            Consumer::Cspell => {
                let settings = json!({ "import": [folder.join("cspell-ext.json")] });
                Some((format!("{settings:#}\n"), home.config.join("cspell/cspell.json")))
            }
            _ => None,
        }
    }

    /// What it must compile.
    pub fn compilation(self, home: &Home) -> Option<Compilation> {
        let folder = self.folder(home);
        let compiled = |arguments, input, name| {
            Some(Compilation { arguments, input, makes: folder.join(name) })
        };
        match self {
            Consumer::Aspell => {
                let to = folder.join("medspell.rws").display().to_string();
                let arguments = ["--lang=en", "--encoding=utf-8", "create", "master", &to];
                let arguments = arguments.map(str::to_owned).into();
                compiled(arguments, Some(folder.join("medspell.wl")), "medspell.rws")
            }
            Consumer::Neovim | Consumer::Vim => {
                let (to, from) = (folder.join("medgb"), folder.join("medgb.words"));
                let command = format!("mkspell! {} {}", escaped(&to), escaped(&from));
                compiled(editor(&["set encoding=utf-8", &command]), None, "medgb.utf-8.spl")
            }
            _ => None,
        }
    }

    /// Of what one is there while the program runs and must not be disturbed.
    pub fn locks(self, home: &Home) -> Vec<PathBuf> {
        match self {
            Consumer::Chromium => {
                home.profiles(self).map(|folder| folder.join("SingletonLock")).collect()
            }
            Consumer::LibreOffice => vec![home.config.join("libreoffice/4/.lock")],
            _ => Vec::new(),
        }
    }

    /// The arguments with which it reads words from its input, or knows them already, and prints
    /// those of [`PROBE`] that it rejects. Nothing when it cannot be asked without its window.
    pub fn probe(self, home: &Home) -> Option<Vec<String>> {
        let words = |open: &str, close: &str, between: &str| {
            let quoted: Vec<_> = PROBE.iter().map(|(w, _)| format!("{open}{w}{close}")).collect();
            quoted.join(between)
        };
        Some(match self {
            Consumer::Aspell => {
                let master = format!("--master={}", self.folder(home).join(MULTI).display());
                vec!["--lang=en_GB".into(), "--encoding=utf-8".into(), master, "list".into()]
            }
            Consumer::Cspell => ["lint", "--words-only", "--no-progress", "--no-summary", "stdin"]
                .map(str::to_owned)
                .into(),
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
            Consumer::Chromium
            | Consumer::Firefox
            | Consumer::LibreOffice
            | Consumer::Thunderbird => return None,
        })
    }
}

/// The add-on for each profile of Firefox or Thunderbird.
fn add_ons(profiles: &[PathBuf]) -> Vec<(Source, PathBuf)> {
    let place = |profile: &PathBuf| {
        let file = profile.join("extensions/en-GB-x-medical@medspell.uk.xpi");
        (Source::Dist("firefox/medspell-en-GB-x-medical.xpi"), file)
    };
    profiles.iter().map(place).collect()
}

/// Aspell's British English with medicine.
const MULTI: &str = "en_GB-medical.multi";

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
    /// The files of others into which words were merged.
    #[serde(default)]
    pub merged: BTreeMap<PathBuf, Merged>,
    /// The packages that a program's own installer took, each with its SHA-256.
    #[serde(default)]
    pub packages: BTreeMap<String, String>,
}

/// A file of somebody else's with our words in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Merged {
    /// Its text before; nothing where there was no file.
    pub before: Option<String>,
    /// The SHA-256 of what we wrote.
    pub sha256: String,
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
    /// True when nothing of ours is left.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.merged.is_empty() && self.packages.is_empty()
    }

    /// How the place `path` stands, whose bytes are `present`.
    pub fn standing(&self, path: &Path, present: Option<&[u8]>) -> Standing {
        match (present, self.files.get(path)) {
            (None, _) => Standing::Free,
            (Some(_), None) => Standing::Foreign,
            (Some(bytes), Some(sum)) if sha256(bytes) == *sum => Standing::Ours,
            (Some(_), Some(_)) => Standing::Changed,
        }
    }

    /// Remembers a package that a program's own installer took.
    pub fn remember_package(&mut self, identifier: &str, bytes: &[u8]) {
        self.packages.insert(identifier.to_owned(), sha256(bytes));
    }

    /// True when this very package was installed.
    pub fn has_package(&self, identifier: &str, bytes: &[u8]) -> bool {
        self.packages.get(identifier).is_some_and(|sum| *sum == sha256(bytes))
    }

    /// Remembers a file of ours.
    pub fn remember(&mut self, path: &Path, bytes: &[u8]) {
        self.files.insert(path.to_path_buf(), sha256(bytes));
    }
}

/// The SHA-256 of some bytes, as the record has it.
pub fn sum(bytes: &[u8]) -> String {
    sha256(bytes)
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
    fn the_profile_is_that_of_the_installation() {
        let first = "[Profile1]\nName=b\nPath=b.b\n";
        let marked = "\n[Profile0]\nName=a\nPath=a.a\nDefault=1\n";
        let installation = "\n[Install1]\nDefault=c.c\nLocked=1\n";
        assert_eq!(default_profile(first), Some("b.b"));
        assert_eq!(default_profile(&[first, marked].concat()), Some("a.a"));
        assert_eq!(default_profile(&[first, marked, installation].concat()), Some("c.c"));
        assert_eq!(default_profile("[General]\nVersion=2\n"), None);
    }

    #[test]
    fn unsigned_add_ons_are_for_those_who_allowed_them() {
        assert!(takes_unsigned("// x\nuser_pref(\"xpinstall.signatures.required\", false);\n"));
        assert!(!takes_unsigned("user_pref(\"xpinstall.signatures.required\", true);\n"));
        assert!(!takes_unsigned(""));
    }

    #[test]
    fn the_environment_names_folders() {
        let home = Home::new("/h".into(), |name| (name == "XDG_CONFIG_HOME").then(|| "/c".into()));
        assert_eq!(home.config, Path::new("/c"));
        assert_eq!(home.record(), Path::new("/h/.local/state/medspell/installed.json"));
        assert_eq!(home.words(), [Path::new("/c/chromium/Default/Custom Dictionary.txt")]);
    }
}
