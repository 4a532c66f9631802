//! The index file: one header, ten sections, no heap to build on opening.
//!
//! ```text
//! "medspell" │ version u32 │ CRC-32 of the rest u32 │ file length u64 │ 10 × (offset u64, length u64)
//! META FST PROBE RECORDS TARGETS ENTRIES CONFUSABLES SOUNDS ALIKE FILTER   each aligned to 64 bytes
//! ```
//!
//! All numbers are little-endian. The `fst` is the source of truth: case-folded form → [`Payload`].
//! PROBE is its shadow for the common case, a hash table of 64-byte lines, each of four 16-byte
//! cells (15 bytes of word, one of class): a known lower-case word costs one cache line. FILTER has a
//! bit set for every form, at the place of its hash: most words that are in no list are known to be
//! in none without a walk through the map.

use crate::lexicon::{Kind, Profile};
use crate::normalise::Casing;

/// The first eight bytes of the file.
pub const MAGIC: &[u8; 8] = b"medspell";
/// The version of the layout; another one is refused.
pub const VERSION: u32 = 7;
/// Where the section table starts.
pub const TABLE: usize = 24;
/// How many sections there are.
pub const SECTIONS: usize = 10;
/// Where the first section can start.
pub const BODY: usize = 192;

/// The sections, by their place in the table.
#[derive(Clone, Copy)]
pub enum Section {
    /// `key=value` lines: the version of the words and their date.
    Meta,
    /// The map of folded forms.
    Fst,
    /// The hash table of short plain words.
    Probe,
    /// Forms that a payload cannot spell.
    Records,
    /// What to write instead.
    Targets,
    /// The rows of the medical lists, for `explain`.
    Entries,
    /// Look-alike pairs.
    Confusables,
    /// The map of phonetic keys, to offsets in ALIKE.
    Sounds,
    /// The words of each phonetic key.
    Alike,
    /// The hash bits of all forms.
    Filter,
}

/// The value of a folded form in the map: everything but its letters, in 64 bits.
///
/// Bits 0–1 shape, 2–5 kind, 6 possessive, 7 not suggested, 8 medical, 9–12 frequency class,
/// 13 keep case, 16–39 target (0 = none) or, for [`Shape::Records`], offset in RECORDS, 40–43 the
/// rarity. That stands above everything else because the map adds its values up along a path and
/// holds the least one below a node there already: a search knows how common the commonest word
/// still ahead of it is, and whether it could win.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payload(pub u64);

/// How the surface form follows from the folded one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// It is the folded form.
    Lower,
    /// With a capital first.
    Title,
    /// All in capitals.
    Upper,
    /// Several forms or mixed case: they stand in RECORDS.
    Records,
}

impl From<Casing> for Shape {
    fn from(casing: Casing) -> Shape {
        match casing {
            Casing::Lower => Shape::Lower,
            Casing::Title => Shape::Title,
            Casing::Upper => Shape::Upper,
            Casing::Mixed => Shape::Records,
        }
    }
}

impl Payload {
    /// The bits of a form, without shape and target.
    pub fn new(kind: Kind, flags: Flags) -> Payload {
        let bit = |set: bool, at: u32| u64::from(set) << at;
        Payload(
            (kind as u64) << 2
                | bit(flags.possessive, 6)
                | bit(flags.no_suggest, 7)
                | bit(flags.medical, 8)
                | u64::from(flags.frequency & 15) << 9
                | bit(flags.keep_case, 13)
                | rarity(kind, flags) << RARITY,
        )
    }

    /// What stands for several forms: the rarity of the commonest of them.
    pub fn several(forms: impl Iterator<Item = Payload>) -> Payload {
        Payload(forms.map(|form| form.0 >> RARITY).min().unwrap_or(RAREST) << RARITY)
    }

    /// With a shape and what stands in the upper bits.
    pub fn with(self, shape: Shape, upper: u64) -> Payload {
        Payload(self.0 | shape as u64 | upper << 16)
    }

    /// The shape.
    pub fn shape(self) -> Shape {
        [Shape::Lower, Shape::Title, Shape::Upper, Shape::Records][(self.0 & 3) as usize]
    }

    /// The kind; a damaged number reads as a known misspelling of nothing, never as right.
    pub fn kind(self) -> Kind {
        Kind::ALL.get((self.0 >> 2 & 15) as usize).copied().unwrap_or(Kind::Misspelt)
    }

    /// The flags.
    pub fn flags(self) -> Flags {
        let bit = |at: u32| self.0 >> at & 1 == 1;
        Flags {
            possessive: bit(6),
            no_suggest: bit(7),
            medical: bit(8),
            keep_case: bit(13),
            frequency: (self.0 >> 9 & 15) as u8,
        }
    }

    /// The number of the target, or the offset.
    pub fn upper(self) -> usize {
        (self.0 >> 16 & UPPER) as usize
    }

    /// How rare the form is, 0 to 15; of a sum along a path, how rare the commonest form ahead is.
    pub fn rarity(self) -> u8 {
        (self.0 >> RARITY) as u8
    }
}

/// The most that stands in the upper bits: a target or an offset.
pub const UPPER: u64 = 0xff_ffff;
/// Where the rarity stands.
const RARITY: u32 = 40;
const RAREST: u64 = 15;

/// The rarity of a form; what is never offered, in no profile, is as rare as can be.
fn rarity(kind: Kind, flags: Flags) -> u64 {
    let widest = Profile { oxford: true, informal: true };
    match kind.is_accepted(widest) && !flags.no_suggest {
        true => u64::from(flags.rarity()),
        false => RAREST,
    }
}

/// The properties of a form, beside its kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    /// It also takes *'s*.
    pub possessive: bool,
    /// Never offered.
    pub no_suggest: bool,
    /// From a medical list.
    pub medical: bool,
    /// Only this very case is right.
    pub keep_case: bool,
    /// How common it is: 0 unknown, then 1 (rare) to 15, in powers of two.
    pub frequency: u8,
}

impl Flags {
    /// How many powers of two rarer than the commonest word it is. The texts that were counted are
    /// general ones, so that a medical word counts one class more than it has, and never below 2.
    pub fn rarity(self) -> u8 {
        match self.medical {
            true => 15 - (self.frequency + 1).clamp(2, 15),
            false => 15 - self.frequency.min(15),
        }
    }
}

/// The bytes of a line of PROBE: four cells.
pub const PROBE_LINE: usize = 64;
/// The longest word of a PROBE cell, in bytes.
pub const PROBE_WORD: usize = 15;
/// Class of a PROBE cell: the word is right in lower case, with a capital, in capitals.
pub const PROBE_RIGHT: u8 = 1;

/// A word as a PROBE key: its bytes, zeros behind. Only for words of at most [`PROBE_WORD`] bytes.
///
/// Its first and its last bytes are taken as a number each, and overlap: that is faster than to copy
/// a few bytes one after the other.
pub fn probe_key(word: &[u8]) -> u128 {
    let ends = |first: u64, last: u64, size: usize| {
        u128::from(first) | u128::from(last) << ((word.len() - size) * 8)
    };
    if let (Some(first), Some(last)) = (word.first_chunk(), word.last_chunk()) {
        return ends(u64::from_le_bytes(*first), u64::from_le_bytes(*last), 8);
    }
    if let (Some(first), Some(last)) = (word.first_chunk(), word.last_chunk()) {
        return ends(u32::from_le_bytes(*first).into(), u32::from_le_bytes(*last).into(), 4);
    }
    word.iter().rev().fold(0, |key, byte| key << 8 | u128::from(*byte))
}

/// A form as a FILTER key: a short one is the same as a key of PROBE, of a longer one the parts of
/// that size are put together.
pub fn filter_key(form: &[u8]) -> u128 {
    const MIX: u128 = 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835; // 2^128 divided by the golden ratio
    form.chunks(PROBE_WORD).fold(0, |key: u128, part| key.wrapping_mul(MIX) ^ probe_key(part))
}

/// The line of PROBE at which the search for a key starts, or its bit of FILTER; `lines`, or how many
/// bits there are, is a power of two.
///
/// Every byte of the key has a part in every bit: *patient,* and *patients* differ in the last of
/// eight. Both halves are multiplied with each other and the halves of the product put together, as
/// in wyhash.
pub fn probe_line(key: u128, lines: usize) -> usize {
    const LOW: u64 = 0x9e37_79b9_7f4a_7c15; // 2^64 divided by the golden ratio
    const HIGH: u64 = 0xb7e1_5162_8aed_2a6b; // the fraction of e
    let product = u128::from(key as u64 ^ LOW) * u128::from((key >> 64) as u64 ^ HIGH);
    (product as u64 ^ (product >> 64) as u64) as usize & (lines - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_the_bytes_of_its_word() {
        let word = b"abcdefghijklmno";
        for length in 0..=PROBE_WORD {
            let mut bytes = [0; 16];
            bytes[..length].copy_from_slice(&word[..length]);
            assert_eq!(probe_key(&word[..length]).to_le_bytes(), bytes);
        }
    }

    #[test]
    fn a_payload_keeps_everything() {
        let flags = Flags {
            possessive: true,
            no_suggest: false,
            medical: true,
            keep_case: true,
            frequency: 9,
        };
        for kind in Kind::ALL {
            let p = Payload::new(kind, flags).with(Shape::Upper, 77);
            assert_eq!(
                (p.kind(), p.flags(), p.shape(), p.upper()),
                (kind, flags, Shape::Upper, 77)
            );
        }
    }
}
