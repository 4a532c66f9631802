//! How far the work is: on a terminal, after a second, and never a word of a document.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// Counts documents.
pub(super) struct Progress {
    start: Instant,
    total: usize,
    done: std::sync::atomic::AtomicUsize,
    bar: OnceLock<ProgressBar>,
}

impl Progress {
    /// Nothing done yet.
    pub(super) fn new(total: usize) -> Progress {
        Progress { start: Instant::now(), total, done: 0.into(), bar: OnceLock::new() }
    }

    /// One more is done.
    pub(super) fn step(&self) {
        let done = 1 + self.done.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        if self.start.elapsed() > Duration::from_secs(1) {
            self.bar.get_or_init(|| bar(self.total)).set_position(done as u64);
        }
    }

    /// Everything is done.
    pub(super) fn done(&self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}

fn bar(total: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{pos}/{len} documents").expect("a valid template");
    ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::stderr())
        .with_style(style)
}
