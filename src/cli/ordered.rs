//! Work on many documents at the same time, with the output of one at a time.
//!
//! Documents are handed out in their order, so the first one that is not finished is always at
//! work; its output goes straight through, that of later ones waits in memory up to a bound and
//! then their work waits. What is printed is the same at any number of workers.

use indicatif::ProgressBar;
use medspell::Result;
use std::io::{self, Write};
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// The most that a document keeps in memory before it waits for its turn.
const BUFFER: usize = 4 << 20;

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
    failure: Option<io::Error>,
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
        let state = State { out, next: 0, written: false, failure: None };
        Output { state: Mutex::new(state), turn: Condvar::new(), separator, bar }
    }

    /// Runs `work` on every item with this many workers.
    pub(super) fn run<T: Sync>(
        &self,
        items: &[T],
        jobs: usize,
        work: impl Fn(&T, &mut Lane<'_, W>) + Sync,
    ) {
        let next = AtomicUsize::new(0);
        let worker = || {
            while let Some((index, item)) = {
                let index = next.fetch_add(1, Ordering::Relaxed);
                items.get(index).map(|item| (index, item))
            } {
                let mut lane = Lane {
                    output: self,
                    index,
                    buffer: Vec::new(),
                    begun: false,
                    complaints: Vec::new(),
                };
                let done = panic::catch_unwind(AssertUnwindSafe(|| work(item, &mut lane)));
                lane.finish(done.is_err());
            }
        };
        let jobs =
            if jobs == 0 { thread::available_parallelism().map_or(1, |n| n.get()) } else { jobs };
        match jobs.min(items.len()) {
            0 | 1 => worker(),
            jobs => thread::scope(|scope| (0..jobs).for_each(|_| drop(scope.spawn(worker)))),
        }
    }

    /// The output again, or how it failed.
    pub(super) fn finish(self) -> Result<W> {
        let state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        match state.failure {
            Some(e) => Err(super::output_error(e)),
            None => Ok(state.out),
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

    fn finish(mut self, panicked: bool) {
        let passed = match panicked {
            true => Err(io::Error::other(
                "a fault of medspell, please report it; the document is not checked",
            )),
            false => self.pass(),
        };
        let mut state = self.output.wait(self.index);
        let flushed = match self.complaints.as_slice() {
            [] => Ok(()),
            lines => self.output.bar.suspend(|| {
                let flushed = state.out.flush();
                lines.iter().for_each(|line| eprintln!("{line}"));
                flushed
            }),
        };
        state.failure = state.failure.take().or(passed.and(flushed).err());
        state.next += 1;
        self.output.turn.notify_all();
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
    fn the_order_is_that_of_the_items() {
        let items: Vec<usize> = (0..200).collect();
        for jobs in [1, 2, 8] {
            let output = Output::new(Vec::new(), ",", ProgressBar::hidden());
            output.run(&items, jobs, |item, lane| {
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
