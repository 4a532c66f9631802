//! Work on many documents at the same time, with the output of one at a time.
//!
//! Documents are handed out in their order, so the first one that is not finished is always at
//! work; its output goes straight through. That of later ones waits in memory, and no worker waits
//! with it before there is too much of it: to sleep and to be woken takes longer than to check many
//! a document. What is printed is the same at any number of workers.

use super::render::say;
use indicatif::ProgressBar;
use medspell::{Error, Result};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// The most bytes that a document keeps in memory before it waits for its turn, and that all those
/// keep together which are finished before it.
const BUFFER: usize = 4 << 20;

/// How many workers there are for this many items; 0 asks for one a core.
pub(super) fn workers(jobs: usize, items: usize) -> usize {
    match jobs {
        0 if items > 1 => thread::available_parallelism().map_or(1, |n| n.get()).min(items),
        jobs => jobs.min(items),
    }
}

/// Where the output of all documents goes.
pub(super) struct Output<W> {
    state: Mutex<State<W>>,
    turn: Condvar,
    /// What stands between the output of two documents.
    separator: &'static str,
    /// What makes room while something is written.
    bar: ProgressBar,
}

struct State<W> {
    out: W,
    next: usize,
    /// What was finished before its turn, and how many bytes of memory it takes.
    early: BTreeMap<usize, Text>,
    held: usize,
    /// Empty buffers for documents to come.
    spare: Vec<Vec<u8>>,
    written: bool,
    /// True when writing has failed.
    closed: bool,
    failure: Option<io::Error>,
    /// How many documents met a fault of ours.
    faults: usize,
}

/// What is not yet said of a document.
#[derive(Default)]
struct Text {
    buffer: Vec<u8>,
    begun: bool,
    complaints: Vec<String>,
    panicked: bool,
}

/// The output of one document.
pub(super) struct Lane<'o, W> {
    output: &'o Output<W>,
    index: usize,
    text: Text,
}

impl<W: Write + Send> Output<W> {
    /// Everything goes to `out`.
    pub(super) fn new(out: W, separator: &'static str, bar: ProgressBar) -> Output<W> {
        let state = State {
            out,
            next: 0,
            early: BTreeMap::new(),
            held: 0,
            spare: Vec::new(),
            written: false,
            closed: false,
            failure: None,
            faults: 0,
        };
        Output { state: Mutex::new(state), turn: Condvar::new(), separator, bar }
    }

    /// Runs `work` on every item with this many workers, until the output takes no more.
    pub(super) fn run<T>(
        &self,
        items: impl Iterator<Item = T> + Send,
        jobs: usize,
        work: impl Fn(T, &mut Lane<'_, W>) + Sync,
    ) {
        let items = Mutex::new(items.enumerate());
        let next = || items.lock().unwrap_or_else(PoisonError::into_inner).next();
        let worker = || {
            let mut text = Text::default();
            while let Some((index, item)) = next() {
                let mut lane = Lane { output: self, index, text };
                let done = panic::catch_unwind(AssertUnwindSafe(|| work(item, &mut lane)));
                lane.text.panicked = done.is_err();
                match self.close(index, lane.text) {
                    Some(buffer) => text = Text { buffer, ..Text::default() },
                    None => break,
                }
            }
        };
        // This thread works too: it has a core, which a new one may have to wait for.
        thread::scope(|scope| {
            (1..jobs).for_each(|_| drop(scope.spawn(worker)));
            worker();
        });
    }

    /// The output again, or how it failed.
    pub(super) fn finish(self) -> Result<W> {
        let state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        match (state.failure, state.faults) {
            (Some(e), _) => Err(super::output_error(e)),
            (None, 0) => Ok(state.out),
            (None, n) => {
                let problem =
                    format!("{n} document(s) not checked to the end, for what is said above");
                Err(Error::input(Path::new("a fault of medspell"), problem, "please report it"))
            }
        }
    }

    /// Waits for the turn of a document.
    fn wait<'s>(&self, state: MutexGuard<'s, State<W>>, index: usize) -> MutexGuard<'s, State<W>> {
        let turn = self.turn.wait_while(state, |state| state.next != index);
        turn.unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self) -> MutexGuard<'_, State<W>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says the rest of a document, at once or when its turn comes; an empty buffer for the next one,
    /// or nothing when the output takes no more.
    fn close(&self, index: usize, text: Text) -> Option<Vec<u8>> {
        let mut state = self.lock();
        let size = text.size();
        if state.next != index && state.held + size <= BUFFER {
            state.held += size;
            state.early.insert(index, text);
        } else {
            state = self.wait(state, index);
            self.end(&mut state, text);
            while let Some(text) = state.take_next() {
                self.end(&mut state, text);
            }
            self.turn.notify_all();
        }
        (!state.closed).then(|| state.spare.pop().unwrap_or_default())
    }

    /// Says the rest of the document whose turn it is.
    fn end(&self, state: &mut State<W>, mut text: Text) {
        let passed = if text.panicked { Ok(()) } else { self.pass(state, &mut text) };
        state.faults += usize::from(text.panicked);
        let flushed = match text.complaints.as_slice() {
            [] => Ok(()),
            lines => self.bar.suspend(|| {
                let flushed = state.out.flush();
                lines.iter().for_each(say);
                flushed
            }),
        };
        state.closed |= flushed.is_err() || passed.is_err();
        state.failure = state.failure.take().or(passed.and(flushed).err());
        state.next += 1;
        text.buffer.clear();
        state.spare.push(text.buffer);
    }

    /// Writes what the document whose turn it is has kept.
    fn pass(&self, state: &mut State<W>, text: &mut Text) -> io::Result<()> {
        if text.buffer.is_empty() {
            return Ok(());
        }
        let between = if !text.begun && state.written { self.separator } else { "" };
        (text.begun, state.written) = (true, true);
        self.bar.suspend(|| {
            state.out.write_all(between.as_bytes())?;
            state.out.write_all(&text.buffer)
        })?;
        text.buffer.clear();
        Ok(())
    }
}

impl<W> State<W> {
    /// What was finished early and has its turn now.
    fn take_next(&mut self) -> Option<Text> {
        let text = self.early.remove(&self.next)?;
        self.held -= text.size();
        Some(text)
    }
}

impl Text {
    /// About how many bytes of memory it takes.
    fn size(&self) -> usize {
        let complaints = self.complaints.iter().map(String::len).sum::<usize>();
        size_of::<Text>() + self.buffer.capacity() + complaints
    }
}

impl<W: Write + Send> Lane<'_, W> {
    /// Says something on standard error, behind the output of the document.
    pub(super) fn complain(&mut self, line: String) {
        self.text.complaints.push(line);
    }
}

impl<W: Write + Send> Write for Lane<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.text.buffer.extend_from_slice(bytes);
        if self.text.buffer.len() > BUFFER {
            let mut state = self.output.wait(self.output.lock(), self.index);
            self.output.pass(&mut state, &mut self.text)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;
    use std::time::Duration;

    #[test]
    fn a_fault_is_no_failure_of_the_output() {
        let output = Output::new(Vec::new(), ",", ProgressBar::hidden());
        output.run([1, 2, 3].iter(), 2, |item, lane| {
            assert!(*item != 2, "a fault");
            lane.write_all(b"x").unwrap();
        });
        let said = output.finish().unwrap_err().to_string();
        assert!(said.starts_with("a fault of medspell: 1 document(s)"), "{said}");
    }

    #[test]
    fn nobody_waits_for_a_slow_document() {
        let (others, done) = mpsc::channel();
        let (others, done) = (Mutex::new(others), Mutex::new(done));
        let output = Output::new(Vec::new(), "", ProgressBar::hidden());
        output.run(0..50, 2, |item, lane| {
            lane.write_all(&[b'0' + item]).unwrap();
            match item {
                0 => {
                    let wait = || done.lock().unwrap().recv_timeout(Duration::from_secs(60));
                    (1..50).for_each(|_| wait().expect("the others are checked meanwhile"));
                }
                _ => others.lock().unwrap().send(()).unwrap(),
            }
        });
        assert_eq!(output.finish().unwrap(), (b'0'..b'0' + 50).collect::<Vec<_>>());
    }

    #[test]
    fn the_order_is_that_of_the_items() {
        let items: Vec<usize> = (0..200).collect();
        for jobs in [1, 2, 8] {
            let output = Output::new(Vec::new(), ",", ProgressBar::hidden());
            output.run(items.iter(), jobs, |item, lane| {
                let size = if item % 50 == 0 { BUFFER + 10 } else { item % 3 };
                lane.write_all(&vec![b'0' + (item % 10) as u8; size]).unwrap();
            });
            let written = output.finish().unwrap();
            let expected: Vec<Vec<u8>> = items
                .iter()
                .map(|i| vec![b'0' + (i % 10) as u8; if i % 50 == 0 { BUFFER + 10 } else { i % 3 }])
                .filter(|v| !v.is_empty())
                .collect();
            assert!(written == expected.join(&b','), "{jobs} jobs");
        }
    }
}
