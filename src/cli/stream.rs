//! Standard input of any length, in pieces: a list of words needs no places, so nothing has to be
//! kept. Plain UTF-8 only; whatever else turns up is handed back to be read as a document.
//!
//! A piece ends at white space and brings some of the text before it along, so that what is listed
//! does not depend on where the cuts fall.

use super::ordered::{Lane, Output, workers};
use indicatif::ProgressBar;
use medspell::document::is_plain_text;
use medspell::report::printable;
use medspell::settings::has_directive;
use medspell::{Checker, Error, Memory, Result, Severity, scan};
use std::io::{self, Read, Write};
use std::mem;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::thread::{self, ThreadId};

/// How to check a stream.
pub(super) struct Stream<'a> {
    pub(super) checker: &'a Checker,
    /// List what is this grave or graver.
    pub(super) level: Severity,
    /// Threads; 0 is one a core.
    pub(super) jobs: usize,
    /// The most bytes that are handed back.
    pub(super) most: usize,
}

/// The bytes that one thread checks at a time: few enough to stay in the cache of its core.
const PIECE: usize = 1 << 18;
/// The bytes before a piece that come along, more than [`scan::rule`] looks at.
const BEFORE: usize = 64;

/// What became of a stream.
pub(super) struct Listed {
    /// The gravest finding.
    pub(super) worst: Option<Severity>,
    /// How many runs were too long to be words.
    pub(super) long: usize,
    /// The bytes from where it is no longer plain UTF-8 or holds directives for the checker.
    pub(super) rest: Vec<u8>,
}

impl Stream<'_> {
    /// Writes the wrong words.
    pub(super) fn list<W: Write + Send>(
        &self,
        input: impl Read + Send,
        out: W,
    ) -> Result<(Listed, W)> {
        let idle = Mutex::default();
        let mut pieces = Pieces::new(input, &idle, self.most);
        let first = pieces.next();
        let output = Output::new(out, "", ProgressBar::hidden());
        let jobs = workers(self.jobs, if pieces.ended { 1 } else { usize::MAX });
        output.run(first.into_iter().chain(&mut pieces), jobs, |mut piece, lane| {
            self.piece(&mut piece, lane);
            idle.lock().unwrap_or_else(PoisonError::into_inner).push(piece);
        });
        let out = output.finish()?;
        if let Some(e) = pieces.failure {
            return Err(Error::io(Path::new("-"), "read")(e));
        }
        let (rest, mut long) = (pieces.rest, pieces.long);
        let mut idle = idle.into_inner().unwrap_or_else(PoisonError::into_inner);
        long += idle.iter_mut().map(|piece| piece.memory.take_long()).sum::<usize>();
        let worst = idle.iter().filter_map(|piece| piece.worst).max();
        Ok((Listed { worst, long, rest }, out))
    }

    /// Lists what stands in a piece.
    fn piece<W: Write + Send>(&self, piece: &mut Piece, lane: &mut Lane<'_, W>) {
        let Piece { text, start, memory, worst, .. } = piece;
        self.checker.visit(memory, &text[*start..], |token, verdict| {
            let range = *start + token.start..*start + token.end();
            let (_, severity) = scan::rule(text, &range, verdict);
            if severity >= self.level {
                *worst = (*worst).max(Some(severity));
                // What can not be written will be said when the output is finished.
                let _ = lane.write_all(printable(token.text).as_bytes());
                let _ = lane.write_all(b"\n");
            }
        });
    }
}

/// A piece of the stream and what its reader remembers; filled again when it is done.
#[derive(Default)]
struct Piece {
    /// The thread that fills it and checks it.
    reader: Option<ThreadId>,
    text: String,
    /// Where the piece starts; before it stands the end of the one before.
    start: usize,
    memory: Memory,
    worst: Option<Severity>,
}

/// The pieces of a stream.
struct Pieces<'i, R> {
    input: R,
    /// Those to fill again.
    idle: &'i Mutex<Vec<Piece>>,
    /// The end of the piece before.
    before: String,
    /// What was read behind it.
    ahead: Vec<u8>,
    /// True at the beginning of the stream.
    first: bool,
    /// True when it goes on inside a run that is too long to be a word.
    in_run: bool,
    long: usize,
    ended: bool,
    failure: Option<io::Error>,
    rest: Vec<u8>,
    most: usize,
}

impl<'i, R: Read> Pieces<'i, R> {
    fn new(input: R, idle: &'i Mutex<Vec<Piece>>, most: usize) -> Pieces<'i, R> {
        Pieces {
            input,
            idle,
            before: String::new(),
            ahead: Vec::new(),
            first: true,
            in_run: false,
            long: 0,
            ended: false,
            failure: None,
            rest: Vec::new(),
            most,
        }
    }

    /// The piece that this thread filled before: what it remembers is in the cache of its core.
    fn own_piece(&self) -> Piece {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let reader = Some(thread::current().id());
        let own = idle.iter().position(|piece| piece.reader == reader);
        let new = || Piece { reader, ..Piece::default() };
        own.map_or_else(new, |at| idle.swap_remove(at))
    }

    /// Fills a piece up to the last white space; false where the stream is no longer plain text.
    fn fill(&mut self, piece: &mut Piece) -> io::Result<bool> {
        let mut bytes = mem::take(&mut piece.text).into_bytes();
        bytes.clear();
        bytes.reserve(PIECE + 2 * BEFORE);
        bytes.extend(self.before.as_bytes());
        piece.start = bytes.len();
        bytes.append(&mut self.ahead);
        let missing = (piece.start + PIECE).saturating_sub(bytes.len()) as u64;
        let more = self.input.by_ref().take(missing).read_to_end(&mut bytes)? as u64 == missing;
        self.ended = !more;
        let end = if more { last_cut(&bytes, piece.start) } else { bytes.len() };
        self.ahead.extend(&bytes[end..]);
        bytes.truncate(end);
        match String::from_utf8(bytes) {
            Ok(text) if is_plain(&text[piece.start..], mem::take(&mut self.first)) => {
                piece.text = text;
                self.cut(piece);
                Ok(true)
            }
            Ok(text) => self.give_up(text.into_bytes(), piece.start),
            Err(e) => self.give_up(e.into_bytes(), piece.start),
        }
    }

    /// Ends a piece at white space, and leaves out what belongs to a run longer than a piece.
    fn cut(&mut self, piece: &mut Piece) {
        let Piece { text, start, .. } = piece;
        if self.in_run {
            let end = text[*start..].find(char::is_whitespace);
            self.in_run = end.is_none();
            *start = end.map_or(text.len(), |end| *start + end);
        }
        if !self.ended && !self.in_run && !text.ends_with(char::is_whitespace) {
            // White space at its very start ends nothing: cutting there again would never end.
            *start = text.len() - text[*start..].trim_start().len();
            match text[*start..].rfind(char::is_whitespace) {
                Some(space) => {
                    let behind = text.split_off(*start + space);
                    self.ahead.splice(..0, behind.into_bytes());
                }
                None => {
                    (self.in_run, self.long) = (true, self.long + 1);
                    *start = text.len();
                }
            }
        }
        let from = text.floor_char_boundary(text.len().saturating_sub(BEFORE));
        self.before.clear();
        self.before.push_str(&text[from..]);
    }

    /// Takes what is left of the stream, but no more than is of use.
    fn give_up(&mut self, mut bytes: Vec<u8>, start: usize) -> io::Result<bool> {
        bytes.drain(..start);
        bytes.append(&mut self.ahead);
        let most = self.most.saturating_add(1).saturating_sub(bytes.len()) as u64;
        self.input.by_ref().take(most).read_to_end(&mut bytes)?;
        (self.rest, self.ended) = (bytes, true);
        Ok(false)
    }
}

impl<R: Read> Iterator for Pieces<'_, R> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        if self.ended {
            return None;
        }
        let mut piece = self.own_piece();
        let filled = self.fill(&mut piece);
        self.ended |= filled.is_err();
        match filled {
            Ok(true) => Some(piece),
            Ok(false) => {
                self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(piece);
                None
            }
            Err(e) => {
                self.failure = Some(e);
                None
            }
        }
    }
}

/// Behind the last white space of a piece, else before its last character, which may be cut off.
fn last_cut(bytes: &[u8], start: usize) -> usize {
    let space = bytes[start..].iter().rposition(u8::is_ascii_whitespace);
    let whole = || bytes.iter().rposition(|b| b & 0xc0 != 0x80).unwrap_or(bytes.len());
    space.map_or_else(whole, |at| start + at + 1)
}

/// True of text that is no markup, no package and no list of orders.
fn is_plain(text: &str, first: bool) -> bool {
    let own = || !text.starts_with('\u{feff}') && is_plain_text(text.as_bytes());
    (!first || own()) && !has_zero(text) && !has_directive(text)
}

/// True of text with a zero byte, found without a branch for each of them.
fn has_zero(text: &str) -> bool {
    text.as_bytes().chunks(1024).any(|part| part.iter().fold(false, |any, byte| any | (*byte == 0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use medspell::Index;

    /// A reader that gives a few bytes at a time.
    struct Slow<'b>(&'b [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
            let most = bytes.len().min(self.0.len()).min(4099);
            bytes[..most].copy_from_slice(&self.0[..most]);
            self.0 = &self.0[most..];
            Ok(most)
        }
    }

    fn list(text: &[u8], jobs: usize) -> (String, usize, usize) {
        let checker = Checker::new(Index::embedded());
        let stream = Stream { checker: &checker, level: Severity::Error, jobs, most: 1 << 30 };
        let (listed, out) = stream.list(Slow(text), Vec::new()).unwrap();
        (String::from_utf8(out).unwrap(), listed.long, listed.rest.len())
    }

    /// Text of more than two pieces: names inside sentences, which are warnings, before any cut.
    fn long_text(space: &str) -> String {
        (0..90_000).map(|n| format!("a Xqvarty{space}zq{n}b edema")).collect::<Vec<_>>().join(space)
    }

    #[test]
    fn cuts_and_workers_change_nothing() {
        for space in [" ", "\u{2003}"] {
            let text = long_text(space);
            assert!(text.len() > 4 * PIECE);
            let expected = "edema\n".repeat(90_000);
            for jobs in [1, 2, 5] {
                assert!(list(text.as_bytes(), jobs) == (expected.clone(), 0, 0), "{jobs} jobs");
            }
        }
    }

    #[test]
    fn a_run_of_many_pieces_is_one_that_is_too_long() {
        let run = "é".repeat(2 * PIECE);
        let text = format!("edema {run} edema\u{a0}{run}\u{a0}edema");
        assert_eq!(list(text.as_bytes(), 2), ("edema\n".repeat(3), 2, 0));
        assert_eq!(list(run.as_bytes(), 2), (String::new(), 1, 0));
    }

    #[test]
    fn the_largest_limit_is_none() {
        let checker = Checker::new(Index::embedded());
        let stream =
            Stream { checker: &checker, level: Severity::Error, jobs: 1, most: usize::MAX };
        let text = [long_text(" ").as_bytes(), b" caf\xe9 edema"].concat();
        let (listed, _) = stream.list(Slow(&text), Vec::new()).unwrap();
        assert!(listed.rest.ends_with(b"edema"));
    }

    #[test]
    fn what_is_no_plain_text_is_handed_back() {
        let text = long_text(" ");
        for strange in ["\u{0}", " cspell:off "] {
            let (listed, _, rest) = list(format!("{text}{strange}{text}").as_bytes(), 2);
            assert!(rest > text.len() && rest < text.len() + 2 * PIECE, "{rest}");
            assert!(!listed.is_empty() && listed.lines().all(|word| word == "edema"));
        }
        assert_eq!(list(b"a \xff b", 1), (String::new(), 0, 5));
    }
}
