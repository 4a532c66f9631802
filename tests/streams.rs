//! Streams of any length, lines of any length and words without number, in little memory.
//!
//! `MEDSPELL_STREAM_MB=1000` makes the stream and the line that long, `MEDSPELL_WORDS=10000000`
//! tries that many distinct words.

mod common;

use common::tool;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{ChildStdin, Stdio};
use std::{env, thread};

fn number(name: &str, otherwise: usize) -> usize {
    env::var(name).map_or(otherwise, |n| n.parse().expect("a number"))
}

/// Checks what `write` writes: the lines listed, the exit code, the most kilobytes of memory.
fn check(write: impl FnOnce(&mut ChildStdin) -> io::Result<()> + Send) -> (usize, i32, usize) {
    let mut child = tool("time", "time")
        .args(["-q", "-f", "%M", env!("CARGO_BIN_EXE_medspell"), "check", "--no-config"])
        .args(["--format", "list", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("time starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let stdout = BufReader::new(child.stdout.take().expect("a pipe"));
    let lines = thread::scope(|scope| {
        scope.spawn(move || write(&mut stdin).expect("the program reads to the end"));
        stdout.split(b'\n').map(|line| line.expect("a line")).count()
    });
    let mut said = String::new();
    child.stderr.take().expect("a pipe").read_to_string(&mut said).expect("UTF-8");
    let code = child.wait().expect("the program ends").code().expect("an exit code");
    let memory =
        said.trim().parse().unwrap_or_else(|_| panic!("no word but of the memory: {said}"));
    println!("{lines} lines, exit code {code}, {memory} KB");
    (lines, code, memory)
}

fn long(text: &str) {
    let (block, times) = (text.repeat(1_000_000 / text.len()), number("MEDSPELL_STREAM_MB", 200));
    let write =
        |stdin: &mut ChildStdin| (0..times).try_for_each(|_| stdin.write_all(block.as_bytes()));
    let (lines, code, memory) = check(write);
    assert_eq!((lines, code), (block.matches("edema").count() * times, 1));
    assert!(memory < 40_000, "{memory} KB");
}

#[test]
fn a_long_stream_needs_no_more_memory_than_a_short_one() {
    long("No edema was seen,\nand the heart was normal in size.\n");
}

#[test]
fn a_long_line_is_a_stream_like_any_other() {
    long("no edema was seen and the heart was normal in size ");
}

#[test]
fn words_without_number_are_forgotten_again() {
    let words = number("MEDSPELL_WORDS", 300_000);
    let (lines, code, memory) = check(|stdin| {
        let mut out = io::BufWriter::new(stdin);
        (0..words).try_for_each(|n| writeln!(out, "zq{}", spelt(n)))?;
        out.flush()
    });
    assert_eq!((lines, code), (words, 1));
    assert!(memory < 40_000, "{memory} KB");
}

/// A number in letters.
fn spelt(mut n: usize) -> String {
    let mut letters = String::new();
    while n > 0 {
        letters.push((b'b' + (n % 20) as u8) as char);
        n /= 20;
    }
    letters + "q"
}
