//! Compiles `wordlists/` into the index that the library embeds.
//!
//! The modules are those of the crate, taken by path under the same names, so that there is one
//! parser, one merger and one index format. A test compares the result with `medspell build`.
//!
//! Where the C library comes as an archive too, the program is linked with that and at a fixed
//! address: a checker that runs on every save should not spend most of its time on finding and
//! moving libraries.

#![allow(dead_code, unused_imports, unreachable_pub)] // the crate uses the rest of these modules

#[path = "src/error.rs"]
mod error;
#[path = "src/index"]
mod index {
    mod build;
    mod format;
    mod sound;
    pub use build::{Parts, build};
}
#[path = "src/lexicon.rs"]
mod lexicon;
#[path = "src/normalise.rs"]
mod normalise;
#[path = "src/wordlist/mod.rs"]
mod wordlist;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=wordlists");
    for file in [
        "error.rs",
        "lexicon.rs",
        "normalise.rs",
        "wordlist",
        "index/build.rs",
        "index/format.rs",
        "index/sound.rs",
    ] {
        println!("cargo::rerun-if-changed=src/{file}");
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    if env::var_os("CARGO_FEATURE_EMBEDDED").is_some() {
        fs::write(out.join("medspell.idx"), index()).expect("OUT_DIR can be written");
    }
    if has_archives() {
        link_statically(&out);
    }
}

/// True when the linker finds glibc's archives, which come with a C compiler on most systems.
fn has_archives() -> bool {
    let is = |key: &str, value: &str| env::var(key).is_ok_and(|v| v == value);
    let native = env::var("HOST") == env::var("TARGET");
    let linker = env::var("RUSTC_LINKER").unwrap_or_else(|_| "cc".into());
    let finds = |name: &str| {
        let answer = Command::new(&linker).arg(format!("-print-file-name={name}")).output();
        answer.is_ok_and(|a| Path::new(String::from_utf8_lossy(&a.stdout).trim()).is_absolute())
    };
    native
        && is("CARGO_CFG_TARGET_OS", "linux")
        && is("CARGO_CFG_TARGET_ENV", "gnu")
        && ["libc.a", "libm.a", "libgcc_eh.a"].into_iter().all(finds)
}

/// Links the program with archives. The standard library asks for `libc.so` and its like by name,
/// and finds linker scripts that name the archives; only `target-feature=+crt-static` says the same
/// in fewer words, and that can not be had for one package.
fn link_statically(out: &Path) {
    for name in ["c", "m", "gcc_s", "pthread", "dl", "rt", "util"] {
        let script = match name {
            "c" | "gcc_s" => "GROUP ( libc.a libgcc.a libgcc_eh.a )\n".to_owned(),
            name => format!("INPUT ( lib{name}.a )\n"),
        };
        fs::write(out.join(format!("lib{name}.so")), script).expect("OUT_DIR can be written");
    }
    for argument in ["-static", "-no-pie", &format!("-L{}", out.display())] {
        println!("cargo::rustc-link-arg-bins={argument}");
    }
}

fn index() -> Vec<u8> {
    let words = wordlist::read(Path::new("wordlists")).expect("wordlists/ can be read");
    let lexicon = lexicon::Lexicon::merge(&words.lists).with_frequencies(&words.frequencies);
    index::build(&index::Parts {
        lexicon: &lexicon,
        lists: &words.lists,
        confusables: &words.confusables,
        version: env!("CARGO_PKG_VERSION"),
        updated: &words.sources.updated,
    })
}
