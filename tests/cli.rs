//! What a transcript cannot set up: standard input, permissions, damaged files.

mod common;

use common::{dist, feed, medspell, ordinary_user, text};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Output;

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn the_first_sentence() {
    let output = feed(
        medspell().args(["check", "-"]),
        "She took frusemide for edema; hemoglobin was low.\n",
    );
    let found = text(&output);
    assert!(found.contains("frusemide: former name; write furosemide"), "{found}");
    assert!(found.contains("edema: American; write oedema"), "{found}");
    assert!(found.contains("hemoglobin: American; write haemoglobin"), "{found}");
    assert_eq!(found.lines().filter(|l| l.ends_with(']')).count(), 3, "{found}");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn suggestions_of_a_stream() {
    let output = feed(medspell().arg("suggest"), "hemoglobin\nfrusemide\n\nhaemoglobin\n");
    let lines: Vec<String> = text(&output).lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), 3, "one line a word");
    assert_eq!(lines[0], "hemoglobin\thaemoglobin");
    assert_eq!(lines[1], "frusemide\tfurosemide");
}

#[test]
fn a_damaged_index_is_refused() {
    let good = fs::read(dist().join("index/medspell.idx")).expect("the index");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("x.idx");
    let mut flipped = good.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 4;
    for (bytes, problem) in [
        (&good[..good.len() - 9], "truncated"),
        (&flipped, "damaged"),
        (&good[..7], "no medspell index"),
    ] {
        fs::write(&path, bytes).expect("written");
        let output = feed(medspell().arg("check").arg("--index").arg(&path).arg("-"), "word\n");
        assert_eq!(output.status.code(), Some(2));
        assert!(
            stderr(&output).contains(problem) && stderr(&output).lines().count() == 1,
            "{}",
            stderr(&output)
        );
    }
    fs::write(&path, &good).expect("written");
    let output = feed(medspell().arg("check").arg("--index").arg(&path).arg("-"), "haemoglobin\n");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

/// Root reads everything, so the command runs as an ordinary user.
#[test]
fn what_may_not_be_read_is_said() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let binary = folder.path().join("medspell");
    fs::copy(env!("CARGO_BIN_EXE_medspell"), &binary).expect("a copy");
    let (secret, locked) = (folder.path().join("secret.txt"), folder.path().join("locked"));
    fs::write(&secret, "x").expect("a file");
    fs::create_dir(&locked).expect("a folder");
    let mode =
        |path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("a mode");
    mode(folder.path(), 0o755);
    for path in [&secret, &locked] {
        mode(path.as_path(), 0o000);
        let output = ordinary_user(&binary).arg("check").arg(path).output().expect("it runs");
        assert_eq!(output.status.code(), Some(2));
        let said = stderr(&output);
        assert!(
            said.lines().count() == 1 && said.contains(path.to_str().expect("UTF-8")),
            "{said}"
        );
    }
    mode(locked.as_path(), 0o755);
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let letter = "tests/cmd/check.in/letter.txt";
    for args in [
        &["completions", "bash"][..],
        &["check", letter],
        &["check", "--format", "json", letter],
        &["extract", letter],
        &["fix", letter],
        &["suggest", "edema"],
        &["explain", "edema"],
    ] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let output = medspell().args(args).stdout(writer).output().expect("it runs");
        assert_eq!((output.status.code(), stderr(&output)), (Some(0), String::new()), "{args:?}");
    }
}

/// Where nobody reads what is said on standard error, the exit code still tells how it went.
#[test]
fn complaints_that_nobody_reads_are_no_failure() {
    let letter = "tests/cmd/check.in/letter.txt";
    for (args, code) in [
        (&["check", letter][..], 1),
        (&["check", "no/such.txt"], 2),
        (&["check", "--index", "no/such.idx", letter], 2),
        (&["extract", "no/such.txt"], 2),
        (&["fix", letter], 1),
        (&["suggest", "illeum"], 0),
    ] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let output = medspell().args(args).stderr(writer).output().expect("it runs");
        assert_eq!(output.status.code(), Some(code), "{args:?}");
    }
}

#[test]
fn completions_and_man_pages_are_made() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let made = medspell().arg("man").arg(folder.path()).output().expect("it runs");
    assert!(made.status.success());
    assert!(folder.path().join("medspell-check.1").is_file());
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let output = medspell().args(["completions", shell]).output().expect("it runs");
        assert!(text(&output).contains("medspell"), "{shell}");
    }
}

/// The file at fault is named, and the remedy is one that the command has.
#[test]
fn a_remedy_fits_its_command() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("index/medspell.idx");
    fs::create_dir(folder.path().join("index")).expect("a folder");
    fs::write(&path, "medspell?").expect("a file");
    let (path, from) = (path.to_str().expect("UTF-8"), folder.path().to_str().expect("UTF-8"));
    let tarball = folder.path().join("x.tar.gz");
    let tarball = tarball.to_str().expect("UTF-8");
    for (args, index) in [
        (&["check", "--index", path, "Cargo.toml"][..], true),
        (&["diff", path, path], false),
        (&["package", tarball, "--from", from], false),
    ] {
        let output = medspell().args(args).output().expect("it runs");
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(&format!("{path}: the index is no medspell index; ")), "{said}");
        assert_eq!((said.contains("--index"), said.lines().count()), (index, 1), "{said}");
    }
}

/// A reader of reports, too, learns which folder was not read.
#[test]
fn a_folder_that_may_not_be_read_is_named_in_reports() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let binary = folder.path().join("medspell");
    fs::copy(env!("CARGO_BIN_EXE_medspell"), &binary).expect("a copy");
    let locked = folder.path().join("letters/locked");
    fs::create_dir_all(&locked).expect("a folder");
    let mode =
        |path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("a mode");
    mode(folder.path(), 0o755);
    mode(&locked, 0o000);
    let output = ordinary_user(&binary)
        .current_dir(folder.path())
        .args(["check", "--no-config", "--format", "json", "letters"])
        .output()
        .expect("it runs");
    mode(&locked, 0o755);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(report["documents"][0]["path"], "letters/locked", "{report:#}");
    assert_eq!(stderr(&output).matches("letters/locked").count(), 1, "{}", stderr(&output));
    assert_eq!(output.status.code(), Some(2));
}
