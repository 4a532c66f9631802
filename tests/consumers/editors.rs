//! Vim, Neovim and Emacs.

use crate::common::{dist, tool};
use crate::speller::copy_folder;
use crate::words::{American, all, judge, lines};
use std::fs;

/// Compiles the word list and asks `spellbadword()` of each word.
fn vim(program: &str, package: &str) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| folder.path().join(name);
    copy_folder(&dist().join("vim"), folder.path()).expect("a copy");
    fs::write(path("words"), all().join("\n")).expect("the words");
    let script = format!(
        "set encoding=utf-8\nset runtimepath^={0}\nmkspell! {0}/spell/medgb {0}/spell/medgb.words\n\
         set spell spelllang=en_gb,medgb\n\
         call writefile(filter(readfile('{0}/words'), {{_, w -> spellbadword(w)[0] !=# ''}}), '{0}/bad')\nqall!\n",
        folder.path().display()
    );
    fs::write(path("ask.vim"), script).expect("the script");
    let mut command = tool(program, package);
    command.args(["-u", "NONE", "-N", "-i", "NONE", "-es", "-S"]).arg(path("ask.vim"));
    let run = command.env("HOME", folder.path()).output().expect("it runs");
    let bad = fs::read_to_string(path("bad"));
    let bad = bad.unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&run.stderr)));
    judge(&lines(&bad), American::Wrong);
}

#[test]
fn vim_compiles_the_list() {
    vim("vim", "vim");
}

#[test]
fn neovim_compiles_the_list() {
    vim("nvim", "neovim");
}

#[test]
fn emacs_finds_the_pair() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let lisp = folder.path().join("ask.el");
    fs::write(folder.path().join("words"), all().join("\n")).expect("the words");
    fs::write(&lisp, include_str!("ask.el")).expect("the script");
    let mut emacs = tool("emacs", "emacs-nox");
    emacs.args(["-Q", "--batch", "-l"]).arg(dist().join("emacs/medspell.el")).arg("-l").arg(&lisp);
    tool("hunspell", "hunspell");
    let run =
        emacs.env("HOME", folder.path()).env("LANG", "C.UTF-8").current_dir(folder.path()).output();
    let run = run.expect("it runs");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    judge(&lines(&String::from_utf8_lossy(&run.stdout)), American::Wrong);
}
