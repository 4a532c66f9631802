//! Command-line spellers: hunspell, nuspell, Enchant, Aspell.

use crate::common::{dist, feed, text, tool};
use crate::words::{American, all, judge, lines};
use std::path::Path;
use std::process::Command;
use std::{fs, io};

fn list(command: &mut Command) -> std::collections::BTreeSet<String> {
    let output = feed(command, &(all().join("\n") + "\n"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    lines(&text(&output))
}

#[test]
fn hunspell_takes_the_pair() {
    let mut hunspell = tool("hunspell", "hunspell");
    hunspell
        .args(["-i", "utf-8", "-d", "./en_GB-medical", "-l"])
        .current_dir(dist().join("hunspell"));
    judge(&list(&mut hunspell), American::Wrong);
}

#[test]
fn hunspell_takes_the_add_on_beside_en_gb() {
    let mut hunspell = tool("hunspell", "hunspell hunspell-en-gb");
    hunspell.args(["-i", "utf-8", "-d", "en_GB,./en_GB-medical-addon", "-l"]);
    judge(&list(hunspell.current_dir(dist().join("hunspell"))), American::Unknown);
}

#[test]
fn nuspell_takes_the_pair() {
    let mut nuspell = tool("nuspell", "nuspell");
    nuspell.args(["--encoding=UTF-8", "-d", "./en_GB-medical.aff"]);
    let answer = feed(nuspell.current_dir(dist().join("hunspell")), &(all().join("\n") + "\n"));
    let answer = text(&answer);
    let named = |line: &str| Some(line.split_once("Wrong: ")?.1.split('.').next()?.to_owned());
    judge(&answer.lines().filter_map(named).collect(), American::Wrong);
}

#[test]
fn enchant_takes_the_folder() {
    let home = tempfile::tempdir().expect("a temporary folder");
    copy_folder(&dist().join("enchant"), home.path()).expect("a copy");
    let mut enchant = tool("enchant-2", "enchant-2");
    enchant
        .args(["-d", "en_GB", "-l"])
        .env("ENCHANT_CONFIG_DIR", home.path())
        .env("LANG", "C.UTF-8");
    judge(&list(&mut enchant), American::Wrong);
}

#[test]
fn aspell_takes_the_list_beside_en_gb() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let master = folder.path().join("medspell.rws");
    let mut create = tool("aspell", "aspell aspell-en");
    create.args(["--lang=en", "--encoding=utf-8", "create", "master"]).arg(&master);
    let made = feed(
        &mut create,
        &fs::read_to_string(dist().join("aspell/medspell.wl")).expect("the list"),
    );
    let said = String::from_utf8_lossy(&made.stderr).into_owned();
    assert!(made.status.success() && said.is_empty(), "no word may be dropped: {said}");
    let mut aspell = tool("aspell", "aspell aspell-en");
    aspell
        .args(["--lang=en_GB", "--encoding=utf-8", "list"])
        .arg(format!("--extra-dicts={}", master.display()));
    judge(&list(&mut aspell), American::Unknown);
}

/// Copies a folder with what is in it.
pub fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for item in fs::read_dir(from)? {
        let (path, name) = item.map(|i| (i.path(), i.file_name()))?;
        match path.is_dir() {
            true => copy_folder(&path, &to.join(name))?,
            false => drop(fs::copy(&path, to.join(name))?),
        }
    }
    Ok(())
}
