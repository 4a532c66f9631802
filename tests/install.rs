//! `medspell install` into a fresh home, `medspell doctor`, a real check, `--remove`.

mod common;

use common::{dist, feed, medspell, text, tool};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A home of its own, and medspell run in it.
struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Home {
        for (program, package) in [
            ("enchant-2", "enchant-2"),
            ("vim", "vim"),
            ("nvim", "neovim"),
            ("emacs", "emacs-nox"),
            ("hunspell", "hunspell"),
        ] {
            tool(program, package);
        }
        Home(tempfile::tempdir().expect("a temporary folder"))
    }

    fn at(&self, command: &mut Command) -> Output {
        for name in ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"] {
            command.env_remove(name);
        }
        command.env("HOME", self.0.path()).env("LANG", "C.UTF-8").output().expect("it runs")
    }

    fn medspell(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let run = self.at(medspell().args(arguments));
        let said = text(&run) + &String::from_utf8_lossy(&run.stderr);
        (run.status.code(), said)
    }

    fn install(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let dist = dist().to_string_lossy();
        self.medspell(&[&["install", "--from", &*dist], arguments].concat())
    }

    /// Every file and folder under the home, by an independent walk.
    fn listing(&self) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
        let mut all = BTreeMap::new();
        walk(self.0.path(), &mut all);
        all
    }
}

fn walk(folder: &Path, all: &mut BTreeMap<PathBuf, Option<Vec<u8>>>) {
    for path in fs::read_dir(folder).expect("a folder").map(|item| item.expect("an item").path()) {
        all.insert(path.clone(), fs::read(&path).ok());
        if path.is_dir() {
            walk(&path, all);
        }
    }
}

#[test]
fn what_comes_goes_again() {
    let home = Home::new();
    fs::create_dir(home.0.path().join(".vim")).expect("a folder of the user's");
    fs::write(home.0.path().join(".vim/vimrc"), "set spell\n").expect("a file of the user's");
    let before = home.listing();
    let (code, said) = home.install(&["--dry-run"]);
    assert_eq!((code, home.listing() == before), (Some(0), true), "{said}");
    let (code, said) = home.install(&[]);
    assert_eq!(code, Some(0), "{said}");
    let (code, said) = home.medspell(&["doctor"]);
    assert_eq!(said.matches("haemoglobin is right and hemoglobin wrong").count(), 4, "{said}");
    assert_eq!(code, Some(0), "{said}");
    let mut enchant = tool("enchant-2", "enchant-2");
    enchant.args(["-d", "en_GB", "-l"]).env("HOME", home.0.path()).env_remove("XDG_CONFIG_HOME");
    assert_eq!(text(&feed(&mut enchant, "house haemoptysis hemoptysis\n")), "hemoptysis\n");
    let written = home.listing();
    let (code, said) = home.install(&[]);
    assert_eq!((code, home.listing() == written), (Some(0), true), "again: {said}");
    let (code, said) = home.medspell(&["install", "--remove"]);
    assert_eq!(code, Some(0), "{said}");
    let after = home.listing();
    let lost = before.iter().filter(|(path, bytes)| after.get(*path) != Some(*bytes));
    assert_eq!(lost.count(), 0, "every file of the user's is as it was");
    let left: Vec<_> = after.keys().filter(|path| !before.contains_key(*path)).collect();
    let by_programs = |path: &Path| WRITTEN_BY_PROGRAMS.iter().any(|p| path.ends_with(p));
    assert!(left.iter().all(|path| by_programs(path)), "{left:?}");
}

/// What Enchant and Neovim write for themselves when they are asked a word, with its folders.
const WRITTEN_BY_PROGRAMS: [&str; 7] = [
    ".cache",
    ".cache/nvim",
    ".cache/nvim/log",
    ".config",
    ".config/enchant",
    ".config/enchant/en_GB.dic",
    ".config/enchant/en_GB.exc",
];

#[test]
fn a_file_of_somebody_else_is_left_alone() {
    let home = Home::new();
    let ordering = home.0.path().join(".config/enchant/enchant.ordering");
    fs::create_dir_all(ordering.parent().expect("a folder")).expect("created");
    fs::write(&ordering, "*:aspell\n").expect("written");
    let before = home.listing();
    let (code, said) = home.install(&["enchant"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("left alone") && said.contains("enchant.ordering"), "{said}");
    assert!(home.listing() == before);
}

#[test]
fn a_file_that_was_changed_stays() {
    let home = Home::new();
    assert_eq!(home.install(&["emacs"]).0, Some(0));
    let lisp = home.0.path().join(".emacs.d/medspell/medspell.el");
    fs::write(&lisp, ";; mine\n").expect("written");
    assert_eq!(home.medspell(&["doctor"]).0, Some(1));
    let (code, said) = home.medspell(&["install", "--remove", "emacs"]);
    assert_eq!(code, Some(1), "{said}");
    assert_eq!(fs::read_to_string(&lisp).expect("still there"), ";; mine\n");
    assert!(!lisp.with_file_name("en_GB-medical.dic").exists());
}

#[test]
fn a_missing_build_is_said() {
    let home = Home::new();
    let (code, said) = home.medspell(&["install", "--from", "/nonexistent", "vim"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("medspell build") && home.listing().is_empty(), "{said}");
}
