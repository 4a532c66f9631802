//! Programs of npm: cspell and nspell, installed by tests/run beside this file.

use crate::common::{dist, feed, root, text, tool};
use crate::words::{American, all, judge, lines};
use std::fs;
use std::path::PathBuf;

/// A module or program that `npm` has installed.
fn module(path: &str) -> PathBuf {
    let found = root().join("tests/consumers/node_modules").join(path);
    assert!(
        found.exists(),
        "{path} is missing: npm ci --prefix tests/consumers (or run tests/run, which does)"
    );
    found
}

#[test]
fn cspell_imports_the_folder() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let settings = serde_json::json!({
        "version": "0.2", "language": "en-GB", "import": [dist().join("cspell/cspell-ext.json")],
    });
    let write =
        |name: &str, text: String| fs::write(folder.path().join(name), text).expect("a file");
    write("cspell.json", settings.to_string());
    write("words.txt", all().join("\n") + "\n");
    let mut cspell = tool("node", "nodejs npm");
    cspell.arg(module("cspell/bin.mjs")).args([
        "lint",
        "--words-only",
        "--unique",
        "--no-progress",
    ]);
    cspell.args(["--no-summary", "--config", "cspell.json", "words.txt"]);
    let run = cspell.current_dir(folder.path()).output().expect("it runs");
    judge(&lines(&text(&run)), American::Wrong);
}

#[test]
fn nspell_loads_the_package() {
    let script = format!(
        "import dictionary from '{}';\nimport nspell from '{}';\nimport {{ readFileSync }} from 'node:fs';\n\
         const spell = nspell(dictionary);\n\
         for (const word of readFileSync(0, 'utf8').split('\\n'))\n  if (word && !spell.correct(word)) console.log(word);\n",
        dist().join("npm/dictionary-en-gb-medical/index.js").display(),
        module("nspell/lib/index.js").display(),
    );
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("ask.mjs");
    fs::write(&path, script).expect("the script");
    let run = feed(tool("node", "nodejs npm").arg(&path), &(all().join("\n") + "\n"));
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    judge(&lines(&text(&run)), American::Wrong);
}
