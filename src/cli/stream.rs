//! Standard input of any length, in pieces: a list of words needs no places, so nothing has to be
//! kept. Plain UTF-8 only; whatever else turns up is handed back to be read as a document.

use super::render::printable;
use medspell::document::is_plain_text;
use medspell::settings::has_directive;
use medspell::{Checker, Error, Memory, Result, Severity, scan};
use std::io::{self, Read, Write};
use std::path::Path;
use std::{str, thread};

/// How to check a stream.
pub(super) struct Stream<'a> {
    pub(super) checker: &'a Checker,
    /// List what is this grave or graver.
    pub(super) level: Severity,
    /// Threads; 0 is one a core.
    pub(super) jobs: usize,
}

/// The bytes that one thread checks at a time.
const PIECE: usize = 1 << 20;

/// What became of a stream.
pub(super) struct Listed {
    /// The gravest finding.
    pub(super) worst: Option<Severity>,
    /// How many runs were too long to be words.
    pub(super) long: usize,
    /// The bytes from where it is no longer plain UTF-8 or holds directives for the checker.
    pub(super) rest: Vec<u8>,
}

/// One thread's work, kept for the next round.
#[derive(Default)]
struct Worker {
    memory: Memory,
    listed: Vec<u8>,
    worst: Option<Severity>,
}

impl Stream<'_> {
    /// Writes the wrong words.
    pub(super) fn list(&self, input: &mut impl Read, out: &mut impl Write) -> Result<Listed> {
        let read_error = |e| Error::io(Path::new("-"), "read")(e);
        let mut workers: Vec<Worker> = (0..self.threads()).map(|_| Worker::default()).collect();
        let (mut bytes, mut first, mut long) = (Vec::new(), true, 0);
        loop {
            let more = fill(input, &mut bytes, workers.len() * PIECE).map_err(read_error)?;
            let end = if more { last_space(&bytes) } else { bytes.len() };
            let text = str::from_utf8(&bytes[..end]).ok().filter(|t| is_plain(t, first));
            let Some(text) = text else {
                input.read_to_end(&mut bytes).map_err(read_error)?;
                break;
            };
            self.round(text, &mut workers);
            for worker in &mut workers {
                long += worker.memory.take_long();
                out.write_all(&worker.listed).map_err(super::output_error)?;
                worker.listed.clear();
            }
            bytes.drain(..end);
            first = false;
            if !more {
                break;
            }
        }
        let worst = workers.iter().filter_map(|w| w.worst).max();
        Ok(Listed { worst, long, rest: bytes })
    }

    fn threads(&self) -> usize {
        match self.jobs {
            0 => thread::available_parallelism().map_or(1, |n| n.get()),
            jobs => jobs,
        }
    }

    /// Shares a text out; each worker lists what stands in its piece.
    fn round(&self, text: &str, workers: &mut [Worker]) {
        let (last, others) = workers.split_last_mut().expect("at least one worker");
        let mut rest = text;
        thread::scope(|scope| {
            for worker in others {
                if rest.len() <= PIECE {
                    break;
                }
                let at = rest.floor_char_boundary(last_space(&rest.as_bytes()[..PIECE]));
                let (piece, behind) = rest.split_at(at);
                rest = behind;
                scope.spawn(|| self.piece(piece, worker));
            }
            self.piece(rest, last);
        });
    }

    fn piece(&self, text: &str, worker: &mut Worker) {
        let Worker { memory, listed, worst } = worker;
        for found in self.checker.check_with(memory, text) {
            let range = found.token.start..found.token.end();
            let (_, severity) = scan::rule(text, &range, &found.verdict);
            if severity >= self.level {
                *worst = (*worst).max(Some(severity));
                listed.extend(printable(found.token.text).as_bytes());
                listed.push(b'\n');
            }
        }
    }
}

/// Fills the buffer up; false at the end of the stream.
fn fill(input: &mut impl Read, bytes: &mut Vec<u8>, size: usize) -> io::Result<bool> {
    let missing = size.saturating_sub(bytes.len()) as u64;
    Ok(input.take(missing).read_to_end(bytes)? as u64 == missing)
}

/// Behind the last line end, else the last space, else the last whole character.
fn last_space(bytes: &[u8]) -> usize {
    let line = bytes.iter().rposition(|&b| b == b'\n');
    let space = || bytes.iter().rposition(|&b| b == b' ');
    let whole = || bytes.iter().rposition(|&b| b & 0xc0 != 0x80).unwrap_or(0);
    line.or_else(space).map_or_else(whole, |at| at + 1)
}

/// True of text that is no markup, no package and no list of orders.
fn is_plain(text: &str, first: bool) -> bool {
    let marked = || text.starts_with('\u{feff}') || !is_plain_text(text.as_bytes());
    let marked = first && marked();
    !marked && !text.as_bytes().contains(&0) && !has_directive(text)
}
