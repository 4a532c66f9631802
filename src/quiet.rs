//! The runs in which there is nothing to find, known to all threads at the same time.
//!
//! Whoever learns a run tells the others by writing it down, and nobody waits: there is no lock. A
//! run takes two words of memory, which are written one after the other: the first claims the place
//! and the second completes it. A place is written only once, so that what a reader finds in both
//! words is one run that somebody put there, or none. For that reason nothing is ever taken out
//! again, and what is full takes nothing more. Common words come early.

use crate::index::probe_line;
use std::array;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// A set of short runs, by their keys.
pub(crate) struct Quiet(Vec<Line>);

/// Room for two keys in one line of the cache.
#[repr(align(32))]
struct Line([Slot; 2]);

/// The lower and the upper half of a key.
struct Slot(AtomicU64, AtomicU64);

/// No half of any key. It is not zero, so that a new table is written and not only promised: a page
/// that is read before it is written makes the system stop every thread at its first write.
const EMPTY: u64 = u64::MAX;

impl Quiet {
    /// Room for two keys in each of `lines`, a power of two and at least two.
    pub(crate) fn new(lines: usize) -> Quiet {
        let slot = |_| Slot(AtomicU64::new(EMPTY), AtomicU64::new(EMPTY));
        Quiet((0..lines).map(|_| Line(array::from_fn(slot))).collect())
    }

    /// True of nearly all keys that were put here: one look into the cache.
    #[inline]
    pub(crate) fn has(&self, key: u128) -> bool {
        self.0[self.at(key)].holds(key)
    }

    /// True of the others: their line was full, and they are in the one beside.
    #[inline]
    pub(crate) fn has_beside(&self, key: u128) -> bool {
        self.0[self.at(key) ^ 1].holds(key)
    }

    /// Remembers a key; false where there is no room for it.
    pub(crate) fn put(&self, key: u128) -> bool {
        let at = self.at(key);
        self.0[at].put(key) || self.0[at ^ 1].put(key)
    }

    /// All keys.
    pub(crate) fn keys(&self) -> impl Iterator<Item = u128> {
        self.0.iter().flat_map(|Line(slots)| slots.iter().filter_map(Slot::key))
    }

    #[inline]
    fn at(&self, key: u128) -> usize {
        probe_line(key, self.0.len())
    }
}

impl Line {
    #[inline]
    fn holds(&self, key: u128) -> bool {
        let [first, last] = &self.0;
        first.holds(key) | last.holds(key)
    }

    fn put(&self, key: u128) -> bool {
        self.0.iter().any(|slot| slot.holds(key) || slot.claim(key))
    }
}

impl Slot {
    #[inline]
    fn holds(&self, key: u128) -> bool {
        let (low, high) = halves(key);
        (self.0.load(Relaxed) ^ low) | (self.1.load(Relaxed) ^ high) == 0
    }

    /// Puts a key here, unless there is one. The order in which others see the halves does not matter:
    /// both are those of one key, or there is only one.
    fn claim(&self, key: u128) -> bool {
        let (low, high) = halves(key);
        let is_free = self.0.load(Relaxed) == EMPTY;
        let claimed = is_free && self.0.compare_exchange(EMPTY, low, Relaxed, Relaxed).is_ok();
        if claimed {
            self.1.store(high, Relaxed);
        }
        claimed
    }

    fn key(&self) -> Option<u128> {
        let (low, high) = (self.0.load(Relaxed), self.1.load(Relaxed));
        (low != EMPTY && high != EMPTY).then(|| u128::from(high) << 64 | u128::from(low))
    }
}

#[inline]
fn halves(key: u128) -> (u64, u64) {
    (key as u64, (key >> 64) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::thread;

    #[test]
    fn a_key_is_known_when_there_was_room() {
        let quiet = Quiet::new(1 << 8);
        let put: BTreeSet<u128> = (1..=1_000).filter(|key| quiet.put(*key)).collect();
        assert!(put.len() > 400 && put.len() <= 512, "{}", put.len());
        assert!(
            (1..=1_000).all(|key| (quiet.has(key) | quiet.has_beside(key)) == put.contains(&key))
        );
        assert!(put.iter().all(|key| quiet.put(*key)), "once more takes no room");
        assert_eq!(quiet.keys().collect::<BTreeSet<_>>(), put);
    }

    #[test]
    fn threads_make_no_key_of_two() {
        // The keys differ in both halves, and no two have the same one.
        let key = |n: u128| n << 64 | (n ^ 0x5a5a);
        let quiet = Quiet::new(1 << 6);
        let work = |step: u128| {
            for n in 1..40_000 {
                quiet.put(key(n * step % 40_009));
                assert!(quiet.keys().all(|known| known == key(known >> 64)));
            }
        };
        thread::scope(|scope| {
            scope.spawn(|| work(1));
            work(17);
        });
    }
}
