//! Compiles `wordlists/` into the index that the library embeds.
//!
//! The modules are those of the crate, taken by path under the same names, so that there is one
//! parser, one merger and one index format. A test compares the result with `medspell build`.

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

use std::path::Path;
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
    if env::var_os("CARGO_FEATURE_EMBEDDED").is_none() {
        return;
    }
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join("medspell.idx"), index()).expect("OUT_DIR can be written");
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
