//! How far the work is: on a terminal, after a second, and never a word of a document.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How long nothing is said.
const QUIET: Duration = Duration::from_secs(1);

/// Counts documents. Whoever writes while it lives does so inside [`ProgressBar::suspend`].
pub(super) struct Progress {
    /// Hidden at first.
    pub(super) bar: ProgressBar,
    /// Shows the bar when the time has come, until the sender is gone.
    clock: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Nothing done yet. Nobody is watching when standard error is no terminal, and whoever types
    /// the text himself needs no telling.
    pub(super) fn new(total: usize, typed: bool) -> Progress {
        let style =
            ProgressStyle::with_template("{pos}/{len} documents").expect("a valid template");
        let bar = ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::hidden());
        let bar = bar.with_style(style);
        let typing = typed && io::stdin().is_terminal();
        let clock = (io::stderr().is_terminal() && !typing).then(|| clock(bar.clone()));
        Progress { bar, clock }
    }

    /// One more is done.
    pub(super) fn step(&self) {
        self.bar.inc(1);
    }

    /// Everything is done.
    pub(super) fn done(self) {
        if let Some((sender, thread)) = self.clock {
            drop(sender);
            // What it draws is of no matter any more.
            let _ = thread.join();
        }
        self.bar.finish_and_clear();
    }
}

fn clock(bar: ProgressBar) -> (Sender<()>, JoinHandle<()>) {
    let (sender, ended) = mpsc::channel();
    let wait = move || {
        if ended.recv_timeout(QUIET) == Err(RecvTimeoutError::Timeout) {
            bar.set_draw_target(ProgressDrawTarget::stderr());
            bar.tick();
        }
    };
    (sender, thread::spawn(wait))
}
