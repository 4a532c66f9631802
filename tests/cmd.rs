//! The command's behaviour as transcripts, and the examples of the README among them.

mod common;

use common::{medspell, root, text, tool};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Child, Stdio};

/// The home of the user in the examples of the README.
const HOME: &str = "/home/anna";
/// What a transcript says for it: the home of the test.
const HOME_OF_TEST: &str = "[HOME]";

/// A folder of programs in which Enchant alone is.
fn programs() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    tool("enchant-2", "enchant-2");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let real = std::env::split_paths(&path).map(|p| p.join("enchant-2")).find(|p| p.is_file());
    symlink(real.expect("it was found"), folder.path().join("enchant-2")).expect("a link");
    folder
}

#[test]
fn transcripts() {
    let (home, programs) = (tempfile::tempdir().expect("a folder"), programs());
    let folder = |path: &Path| path.display().to_string();
    let cases = trycmd::TestCases::new();
    cases.env("HOME", folder(home.path())).env("PATH", folder(programs.path()));
    cases.env("XDG_CACHE_HOME", folder(&home.path().join("cache")));
    for name in ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"] {
        cases.env(name, ""); // the usual ones
    }
    cases.insert_var(HOME_OF_TEST, folder(home.path())).expect("a name in brackets");
    cases.case("tests/cmd/*.trycmd");
    drop(cases); // runs them
}

/// The commands and answers of a Markdown file's console blocks, without the exit codes.
fn examples(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).expect("a text file").replace(HOME, HOME_OF_TEST);
    let blocks =
        text.split("```console\n").skip(1).map(|block| block.split("```").next().unwrap_or(""));
    let lines = |block: &str| {
        block.lines().filter(|l| !l.starts_with("? ")).map(|l| format!("{l}\n")).collect::<String>()
    };
    blocks
        .flat_map(|block| {
            lines(block).split("$ ").skip(1).map(|e| e.trim().to_owned()).collect::<Vec<_>>()
        })
        .collect()
}

/// The example of a command that does not end by itself, so that no transcript can hold it.
const SERVE: &str = "medspell serve\nhttp://127.0.0.1:8080/";

#[test]
fn every_example_of_the_readme_is_a_transcript() {
    let mut run = examples(&root().join("tests/cmd/readme.trycmd"));
    run.push(SERVE.to_owned());
    let shown = examples(&root().join("README.md"));
    assert_eq!(shown.iter().filter(|e| !run.contains(e)).collect::<Vec<_>>(), [""; 0]);
    assert_eq!(run.iter().filter(|e| !shown.contains(e)).collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn the_readme_has_an_example_of_every_command() {
    let help = text(&medspell().arg("--help").output().expect("it runs"));
    let commands = help.split("Commands:\n").nth(1).and_then(|rest| rest.split("\n\n").next());
    let commands = commands.expect("a list").lines().filter_map(|l| l.split_whitespace().next());
    let shown = examples(&root().join("README.md"));
    let is_shown = |name: &str| shown.iter().any(|e| e.split_whitespace().nth(1) == Some(name));
    let missing: Vec<_> = commands.filter(|name| *name != "help" && !is_shown(name)).collect();
    assert_eq!(missing, [""; 0]);
    assert!(is_shown("check"));
}

/// A server, ended with the test.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn serve_says_where_the_site_is_as_in_the_readme() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(folder.path().join("dist/site")).expect("a folder");
    fs::write(folder.path().join("dist/site/index.html"), "the site").expect("a file");
    let (command, said) = SERVE.split_once('\n').expect("two lines");
    // The port of the example may be taken on this machine.
    let mut serve = medspell();
    serve.args(command.split(' ').skip(1)).args(["--port", "0"]).current_dir(folder.path());
    let mut server = Server(serve.stdout(Stdio::piped()).spawn().expect("it runs"));
    let mut line = String::new();
    let out = server.0.stdout.take().expect("a pipe");
    BufReader::new(out).read_line(&mut line).expect("a line");
    let place = line.trim().trim_start_matches("http://").trim_end_matches('/');
    let (_, port) = place.split_once(':').expect("a port");
    assert_eq!(line.trim(), said.replace("8080", port));
    let help = text(&medspell().args(["serve", "--help"]).output().expect("it runs"));
    assert!(help.contains("[default: 8080]"), "{help}");
    let mut visitor = TcpStream::connect(place).expect("a connection");
    visitor.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").expect("sent");
    let mut answer = String::new();
    visitor.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.ends_with("the site"), "{answer}");
}
