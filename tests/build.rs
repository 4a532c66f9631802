//! `medspell build`: complete, reproducible, and the same index as the embedded one.

mod common;

use common::{build, dist, medspell, root, text, tool};
use medspell::Index;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder_now) = open.pop() {
        for item in fs::read_dir(&folder_now).expect("a folder") {
            let path = item.expect("an item").path();
            match path.is_dir() {
                true => open.push(path),
                false => {
                    let name =
                        path.strip_prefix(folder).expect("inside").to_string_lossy().into_owned();
                    all.insert(name, fs::read(&path).expect("a file"));
                }
            }
        }
    }
    all
}

#[test]
fn two_builds_are_byte_identical() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    build(&folder.path().join("other"));
    let (one, two) = (files(dist()), files(&folder.path().join("other")));
    assert_eq!(one.keys().collect::<Vec<_>>(), two.keys().collect::<Vec<_>>());
    let differing: Vec<_> =
        one.iter().filter(|(name, bytes)| two[*name] != **bytes).map(|(n, _)| n).collect();
    assert_eq!(differing, [""; 0]);
}

#[test]
fn the_promised_files_are_there() {
    let made = files(dist());
    for name in [
        "SHA256SUMS",
        "hunspell/en_GB-medical.aff",
        "hunspell/en_GB-medical.dic",
        "hunspell/en_GB-medical-addon.dic",
        "index/medspell.idx",
        "libreoffice/medspell.oxt",
        "site/index.html",
    ] {
        assert!(made.contains_key(name), "{name}");
    }
}

#[test]
fn the_sums_are_those_of_the_files() {
    let checked = tool("sha256sum", "coreutils")
        .args(["-c", "--quiet", "SHA256SUMS"])
        .current_dir(dist())
        .output();
    assert!(checked.expect("it runs").status.success());
    let sums = fs::read_to_string(dist().join("SHA256SUMS")).expect("sums");
    assert_eq!(sums.lines().count() + 1, files(dist()).len(), "every file but the sums themselves");
}

#[test]
fn the_embedded_index_is_the_built_one() {
    let bytes = fs::read(dist().join("index/medspell.idx")).expect("the index");
    assert!(Index::embedded().is_the_same_as(&bytes));
}

#[test]
fn a_folder_of_somebody_else_is_left_alone() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("mine.txt"), "x").expect("a file");
    let refused =
        medspell().arg("build").arg("--out").arg(folder.path()).output().expect("it runs");
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("no build of medspell made it"));
    assert_eq!(files(folder.path()).len(), 1);
}

#[test]
fn an_earlier_build_is_replaced_whole() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("dist");
    build(&out);
    fs::write(out.join("stray"), "x").expect("a file");
    build(&out);
    assert!(!out.join("stray").exists());
    assert_eq!(
        fs::read_dir(folder.path()).expect("a folder").count(),
        1,
        "no temporary folder stays"
    );
}

#[test]
fn oxford_and_address_are_options() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("dist");
    let built = medspell()
        .args(["build", "--oxford", "--site-url", "https://example.org/m", "--out"])
        .arg(&out)
        .output();
    assert!(built.expect("it runs").status.success());
    let dic = fs::read_to_string(out.join("hunspell/en_GB-medical.dic")).expect("the words");
    assert!(dic.contains("\ncatheterize/") && !dic.contains("\nhemoglobin"));
    let feed = fs::read_to_string(out.join("site/update.xml")).expect("the feed");
    assert!(feed.contains("https://example.org/m/libreoffice/medspell.oxt"));
    let default = fs::read_to_string(dist().join("hunspell/en_GB-medical.dic")).expect("the words");
    assert!(!default.contains("\ncatheterize/") && !dist().join("site/update.xml").exists());
}

#[test]
fn the_word_lists_are_clean() {
    let linted = medspell().arg("lint").output().expect("it runs");
    assert_eq!(text(&linted), "");
    assert_eq!(linted.status.code(), Some(0), "{}", root().display());
}
