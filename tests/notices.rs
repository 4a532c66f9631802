//! `THIRD-PARTY.txt`: the notices of the crates that the program is linked with, which ask to go
//! with it, as the crates themselves carry them.
//!
//! After a change of `Cargo.lock`, `UPDATE=1 cargo test --test notices` writes the file anew.

use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// What the released program is built for.
const PLATFORMS: [&str; 2] = ["x86_64-unknown-linux-gnu", "x86_64-unknown-linux-musl"];

const HEAD: &str = "\
Notices of the crates that medspell is linked with

The program is made of the crates below, as built for Linux. Each has its licence as its author
states it, its source, and the numbers of the texts it carries, which follow. The Apache License 2.0
is the file LICENSE-APACHE beside this one; where a crate offers a choice, it stays yours.

Linked too are the standard library of Rust (MIT OR Apache-2.0, https://github.com/rust-lang/rust),
the GNU C Library (LGPL-2.1-or-later, https://www.gnu.org/software/libc/) and libgcc
(GPL-3.0-or-later with the GCC Runtime Library Exception, https://gcc.gnu.org/); for musl, instead
of these two, musl (MIT, https://musl.libc.org/) and libunwind of LLVM (Apache-2.0 WITH
LLVM-exception, https://github.com/llvm/llvm-project).
";

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

fn list<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    value[key].as_array().into_iter().flatten()
}

/// What cargo knows of the crates for a platform, whose source it fetches where it is not there yet.
fn metadata(platform: &str) -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--locked", "--format-version", "1", "--filter-platform", platform])
        .current_dir(ROOT)
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// The packages that are linked, by name and version: no macros, no build scripts, no tests.
fn linked(metadata: &Value) -> BTreeMap<(&str, &str), &Value> {
    let packages: BTreeMap<_, _> = list(metadata, "packages").map(|p| (text(p, "id"), p)).collect();
    let nodes: BTreeMap<_, _> =
        list(&metadata["resolve"], "nodes").map(|n| (text(n, "id"), n)).collect();
    let is_macro = |package: &Value| {
        list(package, "targets").flat_map(|t| list(t, "kind")).any(|kind| kind == "proc-macro")
    };
    let own = text(&metadata["resolve"], "root");
    let (mut open, mut linked) = (vec![own], BTreeMap::new());
    while let Some(id) = open.pop() {
        let package = packages[id];
        let key = (text(package, "name"), text(package, "version"));
        if is_macro(package) || linked.insert(key, package).is_some() {
            continue;
        }
        let is_linked = |d: &&Value| list(d, "dep_kinds").any(|kind| kind["kind"].is_null());
        open.extend(list(nodes[id], "deps").filter(is_linked).map(|d| text(d, "pkg")));
    }
    linked.retain(|_, package| text(package, "id") != own);
    linked
}

/// The files of a folder and below that are notices by their names, sorted.
fn notices(folder: &Path) -> Vec<PathBuf> {
    let items = fs::read_dir(folder).expect("the source of a crate").flatten();
    let mut found = Vec::new();
    for path in items.map(|item| item.path()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        let starts = ["licen", "unlicense", "copying", "copyright", "notice"];
        if path.is_dir() {
            found.extend(notices(&path));
        } else if starts.iter().any(|s| name.starts_with(s)) && !name.ends_with(".rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The texts that were met, numbered from 1; those that differ in white space alone are one.
#[derive(Default)]
struct Texts {
    all: Vec<String>,
    numbers: BTreeMap<String, usize>,
}

impl Texts {
    /// The number of a text; nothing of the licence that the program has itself.
    fn number(&mut self, path: &Path) -> Option<usize> {
        let bytes = fs::read(path).expect("a notice");
        let whole = String::from_utf8_lossy(&bytes);
        let words = whole.split_whitespace().collect::<Vec<_>>().join(" ");
        if words.is_empty() || words.starts_with("Apache License Version 2.0, January 2004") {
            return None;
        }
        Some(*self.numbers.entry(words).or_insert_with(|| {
            let lines = whole.trim_matches(['\r', '\n']).lines().map(str::trim_end);
            self.all.push(lines.collect::<Vec<_>>().join("\n"));
            self.all.len()
        }))
    }
}

fn made() -> String {
    let metadata = PLATFORMS.map(metadata);
    let linked: BTreeMap<_, _> = metadata.iter().flat_map(linked).collect();
    let (mut texts, mut made) = (Texts::default(), HEAD.to_owned());
    for ((name, version), package) in linked {
        let folder = Path::new(text(package, "manifest_path")).parent().expect("a folder");
        let mut numbers: Vec<_> =
            notices(folder).iter().filter_map(|path| texts.number(path)).collect();
        numbers.dedup();
        let numbers: Vec<_> = numbers.iter().map(|number| format!("[{number}]")).collect();
        let (licence, source) = (text(package, "license"), text(package, "repository"));
        assert!(!licence.is_empty(), "{name} states no licence");
        made += &format!("\n{name} {version}\n    {licence}\n    {source}\n");
        if !numbers.is_empty() {
            made += &format!("    {}\n", numbers.join(" "));
        }
    }
    for (number, text) in (1..).zip(&texts.all) {
        made += &format!("\n{}\n[{number}]\n\n{text}\n", "-".repeat(80));
    }
    made
}

#[test]
fn the_notices_are_those_of_the_crates() {
    let (path, made) = (Path::new(ROOT).join("THIRD-PARTY.txt"), made());
    if env::var_os("UPDATE").is_some() {
        fs::write(&path, &made).expect("written");
    }
    let kept = fs::read_to_string(&path).expect("the notices");
    assert!(kept == made, "out of date: UPDATE=1 cargo test --test notices");
    for part in
        ["\nfst 0.4", "\nclap 4", "\ndlmalloc 0.2", "Copyright (c)", "Permission is hereby granted"]
    {
        assert!(kept.contains(part), "{part}");
    }
    assert!(!kept.contains("\nproptest ") && !kept.contains("\nserde_derive "));
}
