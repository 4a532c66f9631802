//! The command's behaviour as transcripts, and the examples of the README among them.

use std::fs;
use std::path::Path;

#[test]
fn transcripts() {
    let cache = tempfile::tempdir().expect("a folder");
    let cases = trycmd::TestCases::new();
    cases.env("XDG_CACHE_HOME", cache.path().display().to_string()).case("tests/cmd/*.trycmd");
    drop(cases); // runs them
}

/// The commands and answers of a Markdown file's console blocks, without the exit codes.
fn examples(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).expect("a text file");
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

#[test]
fn every_example_of_the_readme_is_a_transcript() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let run = examples(&root.join("tests/cmd/readme.trycmd"));
    let shown = examples(&root.join("README.md"));
    assert!(!shown.is_empty());
    assert_eq!(shown.iter().filter(|e| !run.contains(e)).collect::<Vec<_>>(), [""; 0]);
}
