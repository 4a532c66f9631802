//! PDF: the text of pages. There is no way back to the bytes, so places are pages and nothing is
//! fixed.
//!
//! The library that reads PDF is large and the format a swamp: it runs in a thread of its own, with
//! a clock, and a fault in it is a damaged file.

use super::block::{Block, Locus, Region};
use super::limits::{Flaw, Limits};
use pdf_oxide::document::PdfDocument;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

/// The stack of the reading thread: nested objects are read by recursion.
const STACK: usize = 64 << 20;
const BROKEN: Flaw = Flaw::Damaged("its PDF structure is broken");

/// Reads a file: a block a page.
pub(super) fn read(bytes: &[u8], limits: &Limits, blocks: &mut Vec<Block>) -> Result<(), Flaw> {
    let (sender, receiver) = sync_channel(4);
    let (bytes, room) = (bytes.to_vec(), limits.total);
    let work = move || {
        let mut left = room;
        let _ = catch_unwind(AssertUnwindSafe(|| {
            pages(bytes, |page| {
                left = left.saturating_sub(page.as_ref().map_or(0, String::len));
                sender.send(page).is_ok() && left > 0
            })
        }));
    };
    let thread = thread::Builder::new().stack_size(STACK).spawn(work).map_err(|_| BROKEN)?;
    let before = blocks.len();
    loop {
        let left =
            limits.deadline.map_or(Duration::MAX, |d| d.saturating_duration_since(Instant::now()));
        match receiver.recv_timeout(left.min(Duration::from_secs(3600))) {
            Ok(page) => blocks.push(block(&page?, blocks.len() - before + 1)),
            Err(RecvTimeoutError::Timeout) => return Err(Flaw::TooLong),
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    // All pages arrive, or the thread has failed before the last one.
    match thread.join().is_ok() && blocks.len() > before {
        true => Ok(()),
        false => Err(BROKEN),
    }
}

/// Calls `each` with the text of every page until it has had enough.
fn pages(bytes: Vec<u8>, mut each: impl FnMut(Result<String, Flaw>) -> bool) {
    let Ok(document) = PdfDocument::from_bytes(bytes) else {
        each(Err(BROKEN));
        return;
    };
    let Ok(count) = document.page_count() else {
        each(Err(BROKEN));
        return;
    };
    for page in 0..count {
        if !each(document.extract_text(page).map_err(|_| BROKEN)) {
            return;
        }
    }
}

fn block(text: &str, page: usize) -> Block {
    let mut block = Block::new(0, Region::Body, Locus::Page(page));
    block.markup(&join(text), 0..0);
    block
}

/// Ligatures taken apart; a hyphen at the end of a line becomes a soft one, which the checker tries
/// both ways.
fn join(text: &str) -> String {
    const LIGATURES: [&str; 7] = ["ff", "fi", "fl", "ffi", "ffl", "st", "st"];
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        let after = rest.trim_start_matches([' ', '\r', '\n']);
        let breaks = rest.len() > after.len() && rest[..rest.len() - after.len()].contains('\n');
        let lower = |c: Option<char>| c.is_some_and(char::is_lowercase);
        match c {
            '\u{fb00}'..='\u{fb06}' => out.push_str(LIGATURES[c as usize - 0xfb00]),
            '-' | '\u{2010}'
                if breaks && lower(out.chars().next_back()) && lower(after.chars().next()) =>
            {
                out.push('\u{ad}');
                rest = after;
            }
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_joined() {
        assert_eq!(
            join("haemo-\n globin, \u{fb01}brosis - X-\nray"),
            "haemo\u{ad}globin, fibrosis - X-\nray"
        );
    }

    #[test]
    fn what_is_no_pdf_is_damaged() {
        assert!(read(b"%PDF-1.7\n1 0 obj<<", &Limits::default(), &mut Vec::new()).is_err());
    }
}
