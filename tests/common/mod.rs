//! What the integration tests share: one build of the real word lists, the words to try, and the
//! programs to try them in.

#![allow(dead_code)] // each test file uses a part of it

pub mod office;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use std::{env, fs, io::Write};

/// Every format that `check` reports in.
pub const FORMATS: [&str; 10] =
    ["human", "line", "list", "json", "jsonl", "sarif", "github", "rdjson", "checkstyle", "junit"];

/// The folder of the project.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The command under test.
pub fn medspell() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_medspell"));
    command.current_dir(root());
    command
}

/// `dist/` of the real word lists, built once for a test program.
pub fn dist() -> &'static Path {
    static DIST: OnceLock<tempfile::TempDir> = OnceLock::new();
    let folder = DIST.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        build(&folder.path().join("dist"));
        folder
    });
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    PATH.get_or_init(|| folder.path().join("dist"))
}

/// Runs `medspell build` into a folder.
pub fn build(out: &Path) {
    let built = medspell().arg("build").arg("--out").arg(out).output().expect("medspell runs");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
}

/// A program that a test cannot do without; a missing one fails the test, with the remedy.
pub fn tool(name: &str, package: &str) -> Command {
    let path = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&path).any(|folder| folder.join(name).is_file());
    assert!(found, "{name} is missing: apt-get install {package} (or run tests/run, which does)");
    Command::new(name)
}

/// Feeds a program and waits for it.
pub fn feed(command: &mut Command, input: &str) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let input = input.to_owned();
    let writer = std::thread::spawn(move || drop(stdin.write_all(input.as_bytes())));
    let output = child.wait_with_output().expect("the program ends");
    writer.join().expect("the writer ends");
    output
}

/// The words of `tests/data/NAME.txt`.
pub fn words(name: &str) -> Vec<String> {
    let path = root().join("tests/data").join(name).with_extension("txt");
    let text = fs::read_to_string(&path).expect("a list of test words");
    text.split_whitespace().map(str::to_owned).collect()
}

/// The text that a program printed.
pub fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

/// The program as somebody who may not read and write everything, which root may.
pub fn ordinary_user(program: &Path) -> Command {
    let id = Command::new("id").arg("-u").output().expect("id runs");
    match id.stdout.starts_with(b"0\n") {
        false => Command::new(program),
        true => {
            let mut command = tool("setpriv", "util-linux");
            command.args(["--reuid=65534", "--regid=65534", "--clear-groups", "--"]).arg(program);
            command
        }
    }
}
