//! PostgreSQL: the dictionary files in a private copy of the server, asked by `ts_lexize`.
//!
//! PostgreSQL finds its shared files relative to the program, so a copy of the program beside links
//! to the rest reads our files and the installation stays untouched. It refuses to run as root.

use crate::common::{dist, feed, text, tool};
use crate::words::{American, all, judge};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{collections::BTreeSet, fs};

/// The newest server that Debian's package has installed.
fn server() -> PathBuf {
    let found = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = found.map(|item| item.path()).filter(|p| p.join("bin/initdb").is_file()).max();
    newest.expect("postgres is missing: apt-get install postgresql (or run tests/run, which does)")
}

/// A copy of the server in a folder: programs copied, shared files linked, ours added.
fn copy_server(folder: &Path) -> PathBuf {
    let server = server();
    let version = server.file_name().expect("a version").to_owned();
    let (library, share) = (
        folder.join("usr/lib/postgresql").join(&version),
        folder.join("usr/share/postgresql").join(&version),
    );
    let search = share.join("tsearch_data");
    fs::create_dir_all(library.join("bin")).expect("a folder");
    fs::create_dir_all(&search).expect("a folder");
    for program in ["initdb", "postgres"] {
        fs::copy(server.join("bin").join(program), library.join("bin").join(program))
            .expect("a copy");
    }
    symlink(server.join("lib"), library.join("lib")).expect("a link");
    let installed = Path::new("/usr/share/postgresql").join(&version);
    link_all(&installed, &share, "tsearch_data");
    link_all(&installed.join("tsearch_data"), &search, "");
    for name in ["medspell.affix", "medspell.dict"] {
        fs::copy(dist().join("postgresql").join(name), search.join(name)).expect("a copy");
    }
    library.join("bin")
}

fn link_all(from: &Path, to: &Path, except: &str) {
    for item in fs::read_dir(from).expect("the shared files").flatten() {
        if item.file_name() != *except {
            symlink(item.path(), to.join(item.file_name())).expect("a link");
        }
    }
}

/// A command as an ordinary user.
fn user(program: &Path, folder: &Path) -> Command {
    let root = text(&tool("id", "coreutils").arg("-u").output().expect("id runs")).trim() == "0";
    let mut command = match root {
        false => Command::new(program),
        true => {
            let mut command = tool("runuser", "util-linux");
            command.args(["-u", "nobody", "--"]).arg(program);
            command
        }
    };
    let owned =
        Command::new("chown").args(["-R", if root { "nobody" } else { "" }]).arg(folder).status();
    assert!(!root || owned.is_ok_and(|status| status.success()));
    command.current_dir(folder).env("LC_ALL", "C.UTF-8");
    command
}

fn succeed(output: Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    text(&output)
}

#[test]
fn postgresql_stems_and_rejects() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let bin = copy_server(folder.path());
    let data = folder.path().join("data");
    let mut initdb = user(&bin.join("initdb"), folder.path());
    initdb.args([
        "--no-sync",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "-U",
        "test",
        "-D",
    ]);
    succeed(initdb.arg(&data).output().expect("initdb runs"));
    let setup = fs::read_to_string(dist().join("postgresql/medspell.sql")).expect("the script");
    let asked = all().iter().map(|w| format!("('{w}')")).collect::<Vec<_>>().join(", ");
    let script = format!(
        "{setup}SELECT 'bad:' || w FROM (VALUES {asked}) AS asked(w) WHERE ts_lexize('medspell', w) IS NULL;\n\
         SELECT 'stem:' || (ts_lexize('medspell', 'haemorrhages'))[1];\n"
    );
    let mut single = user(&bin.join("postgres"), folder.path());
    single.args(["--single", "-j", "-D"]).arg(&data).arg("postgres");
    let script = script.replace(";\n", ";\n\n");
    let answer = succeed(feed(&mut single, &script));
    let values = |key: &str| -> BTreeSet<String> {
        let quoted = answer.split('"').filter_map(|part| part.strip_prefix(key));
        quoted.map(str::to_owned).collect()
    };
    assert_eq!(values("stem:"), BTreeSet::from(["haemorrhage".to_owned()]), "{answer}");
    judge(&values("bad:"), American::Wrong);
}
