//! `medspell install` into a fresh home, `medspell doctor`, a real check, `--remove`.

mod common;

use common::{dist, feed, medspell, root, text, tool};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, ffi::OsString};

/// A home of its own, and medspell run in it.
struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Home {
        for (program, package) in [
            ("aspell", "aspell aspell-en"),
            ("chromium", "chromium"),
            ("firefox-esr", "firefox-esr"),
            ("thunderbird", "thunderbird"),
            ("enchant-2", "enchant-2"),
            ("vim", "vim"),
            ("nvim", "neovim"),
            ("emacs", "emacs-nox"),
            ("hunspell", "hunspell"),
        ] {
            tool(program, package);
        }
        let cspell = programs_of_npm().join("cspell");
        assert!(
            cspell.exists(),
            "cspell is missing: npm ci --prefix tests/consumers (or tests/run)"
        );
        Home(tempfile::tempdir().expect("a temporary folder"))
    }

    /// Writes a file of the user's own.
    fn put(&self, name: &str, text: &str) {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("created");
        fs::write(path, text).expect("written");
    }

    fn at(&self, command: &mut Command) -> Output {
        for name in ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"] {
            command.env_remove(name);
        }
        let mut path =
            env::split_paths(&env::var_os("PATH").unwrap_or_default()).collect::<Vec<_>>();
        path.insert(0, programs_of_npm());
        let path: OsString = env::join_paths(path).expect("no colon in it");
        command.env("PATH", path);
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

fn programs_of_npm() -> PathBuf {
    root().join("tests/consumers/node_modules/.bin")
}

/// All but LibreOffice, whose installer refuses root: tests/libreoffice.rs has it.
const PROGRAMS: [&str; 9] =
    ["aspell", "chromium", "cspell", "emacs", "enchant", "firefox", "neovim", "thunderbird", "vim"];

/// What Chromium writes for one word.
const CHROMIUM_LIST: &str = "Nguyen\nchecksum_v1 = 6f09a2b9a69d0fbd5c16b620e2fb8954";

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
    home.put(".vim/vimrc", "set spell\n");
    home.put(".config/chromium/Default/Custom Dictionary.txt", CHROMIUM_LIST);
    for folder in [".thunderbird", ".mozilla/firefox"] {
        home.put(&format!("{folder}/profiles.ini"), "[Profile0]\nName=a\nPath=a.a\nDefault=1\n");
        let unsigned = "user_pref(\"xpinstall.signatures.required\", false);\n";
        home.put(&format!("{folder}/a.a/prefs.js"), unsigned);
    }
    let before = home.listing();
    let (code, said) = home.install(&[&["--dry-run"][..], &PROGRAMS].concat());
    assert_eq!((code, home.listing() == before), (Some(0), true), "{said}");
    let (code, said) = home.install(&PROGRAMS);
    assert_eq!(code, Some(0), "{said}");
    let (code, said) = home.medspell(&["doctor"]);
    assert_eq!(said.matches("haemoglobin is right and hemoglobin wrong").count(), 6, "{said}");
    assert_eq!(said.matches("installed; ").count(), PROGRAMS.len(), "{said}");
    assert_eq!(code, Some(0), "{said}");
    let mut enchant = tool("enchant-2", "enchant-2");
    enchant.args(["-d", "en_GB", "-l"]).env("HOME", home.0.path()).env_remove("XDG_CONFIG_HOME");
    assert_eq!(text(&feed(&mut enchant, "house haemoptysis hemoptysis\n")), "hemoptysis\n");
    let mut aspell = tool("aspell", "aspell aspell-en");
    let master = home.0.path().join(".local/share/medspell/aspell/en_GB-medical.multi");
    aspell.args(["--lang=en_GB", "list"]).arg(format!("--master={}", master.display()));
    assert_eq!(text(&feed(&mut aspell, "house haemoptysis hemoptysis\n")), "hemoptysis\n");
    let written = home.listing();
    let (code, said) = home.install(&PROGRAMS);
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

/// The profiles of snaps and flatpaks, beside those of Debian's packages.
#[test]
fn snaps_and_flatpaks_are_found_by_their_profiles() {
    let home = Home::new();
    let mozilla = [
        ".mozilla/firefox",
        "snap/firefox/common/.mozilla/firefox",
        ".var/app/org.mozilla.firefox/config/mozilla/firefox",
        "snap/thunderbird/common/.thunderbird",
        ".var/app/org.mozilla.Thunderbird/.thunderbird",
    ];
    for folder in mozilla {
        home.put(&format!("{folder}/profiles.ini"), "[Profile0]\nName=a\nPath=a.a\n");
        let unsigned = "user_pref(\"xpinstall.signatures.required\", false);\n";
        home.put(&format!("{folder}/a.a/prefs.js"), unsigned);
    }
    let lists =
        ["snap/chromium/common/chromium", ".var/app/com.google.Chrome/config/google-chrome"]
            .map(|folder| format!("{folder}/Default/Custom Dictionary.txt"));
    home.put(&lists[0], CHROMIUM_LIST);
    home.put(&lists[1].replace("Custom Dictionary.txt", "Preferences"), "{}");
    let before = home.listing();
    let (code, said) = home.install(&["chromium", "firefox", "thunderbird"]);
    assert_eq!(code, Some(0), "{said}");
    let at = |name: &str| home.0.path().join(name);
    for folder in mozilla {
        let add_on = at(folder).join("a.a/extensions/en-GB-x-medical@medspell.uk.xpi");
        assert!(fs::read(add_on).is_ok_and(|bytes| bytes.starts_with(b"PK")), "{folder}: {said}");
    }
    for list in &lists {
        let text = fs::read_to_string(at(list)).expect("a list");
        assert!(text.lines().any(|word| word == "haemoglobin"), "{list}: {said}");
    }
    assert!(!at(".config/chromium").exists(), "Debian's Chromium was never started here");
    let (_, said) = home.medspell(&["doctor"]);
    assert_eq!(said.matches("installed; ").count(), 3, "{said}");
    let (code, said) = home.medspell(&["install", "--remove"]);
    assert_eq!((code, home.listing() == before), (Some(0), true), "{said}");
}

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

/// Chromium wrote a word of the user's into the list since: that word stays, ours go.
#[test]
fn words_that_came_since_stay() {
    let home = Home::new();
    let list = home.0.path().join(".config/chromium/Default/Custom Dictionary.txt");
    home.put(".config/chromium/Default/Custom Dictionary.txt", "");
    assert_eq!(home.install(&["chromium"]).0, Some(0));
    let merged = fs::read_to_string(&list).expect("the list");
    assert!(merged.lines().any(|word| word == "haemoglobin"));
    let with_nguyen = medspell::dictionary::chromium::merged(&merged, CHROMIUM_LIST);
    fs::write(&list, with_nguyen.expect("two lists")).expect("written");
    assert_eq!(home.medspell(&["install", "--remove", "chromium"]).0, Some(0));
    assert_eq!(fs::read_to_string(&list).expect("still there"), CHROMIUM_LIST);
}

#[test]
fn a_list_with_a_wrong_checksum_is_left_alone() {
    let home = Home::new();
    home.put(".config/chromium/Default/Custom Dictionary.txt", "Nguyen\nchecksum_v1 = 0");
    let (code, said) = home.install(&["chromium"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("no true checksum"), "{said}");
    assert_eq!(home.medspell(&["install", "--remove", "chromium"]).0, Some(0));
    assert_eq!(home.listing().len(), 4, "the list and its folders: {:?}", home.listing().keys());
}

#[test]
fn a_program_that_runs_is_not_disturbed() {
    let home = Home::new();
    home.put(".config/chromium/SingletonLock", "");
    home.put(".config/libreoffice/4/.lock", "");
    let before = home.listing();
    for name in ["chromium", "libreoffice"] {
        let (code, said) = home.install(&[name]);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("it is running: close it"), "{said}");
    }
    assert!(home.listing() == before);
}

/// Firefox deletes a file that is not signed, unless the user has allowed it.
#[test]
fn firefox_says_what_it_needs() {
    let home = Home::new();
    home.put(".mozilla/firefox/profiles.ini", "[Install1]\nDefault=a.a\n");
    home.put(".mozilla/firefox/a.a/prefs.js", "// none\n");
    let before = home.listing();
    let (code, said) = home.install(&["firefox"]);
    assert_eq!((code, said.lines().count()), (Some(1), 1), "{said}");
    assert!(said.contains("xpinstall.signatures.required"), "{said}");
    assert!(home.listing() == before);
}

/// An add-on goes with the rest, though Firefox would not be given one any more.
#[test]
fn what_a_profile_no_longer_takes_goes_too() {
    let home = Home::new();
    home.put(".mozilla/firefox/profiles.ini", "[Install1]\nDefault=a.a\n");
    home.put(".mozilla/firefox/a.a/prefs.js", "// none\n");
    let before = home.listing();
    let open = "user_pref(\"xpinstall.signatures.required\", false);\n";
    home.put(".mozilla/firefox/a.a/prefs.js", open);
    assert_eq!(home.install(&["firefox"]).0, Some(0));
    home.put(".mozilla/firefox/a.a/prefs.js", "// none\n");
    let (code, said) = home.medspell(&["install", "--remove"]);
    assert_eq!((code, home.listing() == before), (Some(0), true), "{said}");
}

#[test]
fn a_missing_build_is_said() {
    let home = Home::new();
    let (code, said) = home.medspell(&["install", "--from", "/nonexistent", "vim"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("medspell build") && home.listing().is_empty(), "{said}");
}
