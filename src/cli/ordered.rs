//! Work on many documents at the same time, with the output of one at a time.
//!
//! Documents are handed out in their order, so the first one that is not finished is always at
//! work; its output goes straight through, that of later ones waits in memory up to a bound and
//! then their work waits. What is printed is the same at any number of workers.

use super::render::say;
use indicatif::ProgressBar;
use medspell::{Error, Result};
use std::io::{self, Write};
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// The most that a document keeps in memory before it waits for its turn.
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
    written: bool,
    /// True when writing has failed.
    closed: bool,
    failure: Option<io::Error>,
    /// How many documents met a fault of ours.
    faults: usize,
}

/// The output of one document.
pub(super) struct Lane<'o, W> {
    output: &'o Output<W>,
    index: usize,
    buffer: Vec<u8>,
    begun: bool,
    complaints: Vec<String>,
}

impl<W: Write + Send> Output<W> {
    /// Everything goes to `out`.
    pub(super) fn new(out: W, separator: &'static str, bar: ProgressBar) -> Output<W> {
        let state = State { out, next: 0, written: false, closed: false, failure: None, faults: 0 };
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
            while let Some((index, item)) = next() {
                let mut lane = Lane {
                    output: self,
                    index,
                    buffer: Vec::new(),
                    begun: false,
                    complaints: Vec::new(),
                };
                let done = panic::catch_unwind(AssertUnwindSafe(|| work(item, &mut lane)));
                if !lane.finish(done.is_err()) {
                    break;
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

    fn wait(&self, index: usize) -> MutexGuard<'_, State<W>> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while state.next != index {
            state = self.turn.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state
    }
}

impl<W: Write + Send> Lane<'_, W> {
    /// Says something on standard error, behind the output of the document.
    pub(super) fn complain(&mut self, line: String) {
        self.complaints.push(line);
    }

    fn pass(&mut self) -> io::Result<()> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let mut state = self.output.wait(self.index);
        let between = if !self.begun && state.written { self.output.separator } else { "" };
        (self.begun, state.written) = (true, true);
        self.output.bar.suspend(|| {
            state.out.write_all(between.as_bytes())?;
            state.out.write_all(&self.buffer)
        })?;
        self.buffer.clear();
        Ok(())
    }

    /// False when the output takes no more.
    fn finish(mut self, panicked: bool) -> bool {
        let passed = if panicked { Ok(()) } else { self.pass() };
        let mut state = self.output.wait(self.index);
        state.faults += usize::from(panicked);
        let flushed = match self.complaints.as_slice() {
            [] => Ok(()),
            lines => self.output.bar.suspend(|| {
                let flushed = state.out.flush();
                lines.iter().for_each(say);
                flushed
            }),
        };
        state.closed |= flushed.is_err() || passed.is_err();
        state.failure = state.failure.take().or(passed.and(flushed).err());
        state.next += 1;
        self.output.turn.notify_all();
        !state.closed
    }
}

impl<W: Write + Send> Write for Lane<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() > BUFFER {
            self.pass()?;
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
